// metrics.csv: one row a metrics point, in order of index. Columns: iteration, epoch, split, learning_rate, seconds, then
// loss and each metric. A cell is empty where a point has no such metric; NaN and ±Infinity are written as those words.
// A last line without its line break is a write cut off by a kill: it is passed over.
import { StringDecoder } from 'node:string_decoder';
import type { SplitName } from '../data/dataset';
import type { MetricsPoint } from '../protocol/engine';
import { MetricsLines } from './metricsLines';
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
  const reader = new MetricsReader();
  for await (const piece of piecesOf(file)) yield reader.read(piece);
}

/** The same points as lines, in a third of the time: most rows become no point. */
export async function linesIn(file: string): Promise<MetricsLines> {
  const reader = new MetricsReader();
  const lines = new MetricsLines();
  for await (const piece of piecesOf(file)) reader.readInto(lines, piece);
  return lines;
}

async function* piecesOf(file: string): AsyncGenerator<string, void, void> {
  const handle = await openPlainFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined; // a run that ended before its first point
    throw unread(file, error);
  });
  if (!handle) return;
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(PIECE);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE);
      if (bytesRead === 0) return;
      yield decoder.write(buffer.subarray(0, bytesRead));
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
  /** Where the cells of a row end. */
  private readonly ends: number[] = [];

  /** The points of the rows that are complete by now. */
  read(piece: string): MetricsPoint[] {
    return this.rows(piece).map((row) => this.point(row));
  }

  /** Of those rows only the last of each split becomes a point. */
  readInto(lines: MetricsLines, piece: string): void {
    const last = new Map<string | undefined, { row: string; index: number }>();
    for (const row of this.rows(piece)) {
      const ends = this.ends;
      let cells = 0;
      for (let at = row.indexOf(','); at >= 0; at = row.indexOf(',', at + 1)) ends[cells++] = at;
      ends[cells++] = row.length;
      if (cells < FIXED.length) {
        const point = this.point(row); // not one of ours
        lines.add([point]);
        last.delete(point.split);
        continue;
      }
      const name = row.slice(ends[1]! + 1, ends[2]);
      const split = lines.split(name as SplitName);
      const iteration = Number(row.slice(0, ends[0]));
      split.push(iteration, Number(row.slice(ends[2]! + 1, ends[3])));
      for (let i = FIXED.length; i < Math.min(cells, FIXED.length + this.columns.length); i++) {
        const from = ends[i - 1]! + 1;
        if (from < ends[i]!)
          split.line(this.columns[i - FIXED.length]!).push(iteration, Number(row.slice(from, ends[i])));
      }
      const known = last.get(name);
      if (known) [known.row, known.index] = [row, this.index];
      else last.set(name, { row, index: this.index });
      this.index++;
    }
    for (const [name, { row, index }] of last) lines.split(name as SplitName).last = this.pointAt(index, row);
    lines.passTo(this.index);
  }

  /** Those that are complete by now. */
  private rows(piece: string): string[] {
    const rows = (this.rest + piece).split('\n');
    this.rest = rows.pop()!;
    if (!this.begun && rows.length > 0) {
      this.begun = true;
      this.columns = rows.shift()!.split(',').slice(FIXED.length);
    }
    return rows;
  }

  private point(row: string): MetricsPoint {
    return this.pointAt(this.index++, row);
  }

  private pointAt(index: number, row: string): MetricsPoint {
    const cells = row.split(',');
    const values: Record<string, number> = {};
    for (const [i, name] of this.columns.entries()) {
      const cell = cells[FIXED.length + i];
      if (cell) values[name] = Number(cell);
    }
    return {
      index,
      iteration: Number(cells[0]),
      epoch: Number(cells[1]),
      split: cells[2] as SplitName,
      learningRate: Number(cells[3]),
      seconds: Number(cells[4]),
      values,
    };
  }
}
