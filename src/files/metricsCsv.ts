// metrics.csv: one row a metrics point, in order of index. Columns: iteration, epoch, split, learning_rate, seconds, then
// loss and each metric. A cell is empty where a point has no such metric; NaN and ±Infinity are written as those words.
// A last line without its line break is a write cut off by a kill: it is passed over.
import { StringDecoder } from 'node:string_decoder';
import type { SplitName } from '../data/dataset';
import type { MetricsPoint } from '../protocol/engine';
import { openPlainFile } from './plain';
import { unread } from './runRefusals';

const FIXED = ['iteration', 'epoch', 'split', 'learning_rate', 'seconds'] as const;

/** Bytes that are read and parsed at a time: a millisecond's work. */
const PIECE = 64 * 1024;

export function metricsHeader(columns: readonly string[]): string {
  return `${[...FIXED, ...columns].join(',')}\n`;
}

export function metricsRow(point: MetricsPoint, columns: readonly string[]): string {
  const values = columns.map((c) => (point.values[c] === undefined ? '' : String(point.values[c])));
  return `${[point.iteration, point.epoch, point.split, point.learningRate, point.seconds, ...values].join(',')}\n`;
}

export function parseMetrics(text: string): { columns: readonly string[]; points: MetricsPoint[] } {
  const reader = new MetricsReader();
  const points = reader.read(text);
  return { columns: reader.columns, points };
}

/**
 * The points of a file, some at a time: whoever reads a long one is never held up. None where there is no such file; a
 * UserError where it cannot be read.
 */
export async function* pointsIn(file: string): AsyncGenerator<readonly MetricsPoint[], void, void> {
  const handle = await openPlainFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined; // a run that ended before its first point
    throw unread(file, error);
  });
  if (!handle) return;
  try {
    const reader = new MetricsReader();
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(PIECE);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE);
      if (bytesRead === 0) return;
      yield reader.read(decoder.write(buffer.subarray(0, bytesRead)));
    }
  } catch (error) {
    throw unread(file, error);
  } finally {
    await handle.close();
  }
}

/** Reads a text that comes in pieces. */
class MetricsReader {
  columns: readonly string[] = [];
  private begun = false;
  private rest = '';
  private index = 0;

  /** The points of the lines that are complete by now. */
  read(piece: string): MetricsPoint[] {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop()!;
    if (!this.begun && lines.length > 0) {
      this.begun = true;
      this.columns = lines.shift()!.split(',').slice(FIXED.length);
    }
    return lines.map((line) => this.point(line));
  }

  private point(line: string): MetricsPoint {
    const cells = line.split(',');
    const values: Record<string, number> = {};
    for (const [i, name] of this.columns.entries()) {
      const cell = cells[FIXED.length + i];
      if (cell) values[name] = Number(cell);
    }
    return {
      index: this.index++,
      iteration: Number(cells[0]),
      epoch: Number(cells[1]),
      split: cells[2] as SplitName,
      learningRate: Number(cells[3]),
      seconds: Number(cells[4]),
      values,
    };
  }
}
