// metrics.csv: one row a metrics point, in order of index. Columns: iteration, epoch, split, learning_rate, seconds, then
// loss and each metric. A cell is empty where a point has no such metric; NaN and ±Infinity are written as those words.
// A last line without its line break is a write cut off by a kill: it is passed over.
import { StringDecoder } from 'node:string_decoder';
import { t } from '../l10n';
import type { SplitName } from '../data/dataset';
import type { MetricsPoint } from '../protocol/engine';
import { MetricsLines } from './metricsLines';
import { openPlainFile, plainPieces } from './plain';
import { notWhole, unread } from './runRefusals';

const FIXED = ['iteration', 'epoch', 'split', 'learning_rate', 'seconds'] as const;

/** Bytes that are read and parsed at a time: a millisecond's work. */
const PIECE = 64 * 1024;

/** Characters. A longer row is none: whatever the file is, it is not read into one string. */
const LONGEST_ROW = 1 << 20;

const LINE_FEED = 10;

export function metricsHeader(columns: readonly string[]): string {
  return `${[...FIXED, ...columns].join(',')}\n`;
}

export function metricsRow(point: MetricsPoint, columns: readonly string[]): string {
  const values = columns.map((c) => (Object.hasOwn(point.values, c) ? String(point.values[c]) : ''));
  return `${[point.iteration, point.epoch, point.split, point.learningRate, point.seconds, ...values].join(',')}\n`;
}

/**
 * The points of a file, some at a time: whoever reads a long one is never held up. None where there is no such file; a
 * UserError where it cannot be read.
 */
export async function* pointsIn(file: string): AsyncGenerator<readonly MetricsPoint[], void, void> {
  const reader = new MetricsReader(file);
  for await (const piece of piecesOf(file)) yield reader.read(piece);
}

/** The same points as lines, in a third of the time: most rows become no point. */
export async function linesIn(file: string): Promise<MetricsLines> {
  const reader = new MetricsReader(file);
  const lines = new MetricsLines();
  for await (const piece of piecesOf(file)) reader.readInto(lines, piece);
  return lines;
}

/** As `pointsIn`, for who writes the file, and does nothing else meanwhile. */
export function* pointsInSync(file: string): Generator<readonly MetricsPoint[], void, void> {
  const reader = new MetricsReader(file);
  for (const piece of textPieces(file)) yield reader.read(piece);
}

/** The file's columns after the fixed ones; none where it has no header. */
export function columnsInSync(file: string): readonly string[] {
  const reader = new MetricsReader(file);
  for (const piece of textPieces(file)) {
    reader.read(piece);
    if (reader.columns) return reader.columns;
  }
  return [];
}

/** Bytes up to the end of the header and `count` rows, or of as many as there are; a row that is cut off is none. */
export function endOfRows(file: string, count: number): number {
  let end = 0;
  let from = 0;
  let left = count + 1;
  for (const piece of bytesOf(file)) {
    for (let at = piece.indexOf(LINE_FEED); at >= 0 && left > 0; at = piece.indexOf(LINE_FEED, at + 1)) {
      end = from + at + 1;
      left--;
    }
    if (left === 0) break;
    from += piece.length;
  }
  return end;
}

/** The file as it stands. */
export function* bytesOf(file: string): Generator<Buffer, void, void> {
  try {
    yield* plainPieces(file, PIECE);
  } catch (error) {
    throw unread(file, error);
  }
}

function* textPieces(file: string): Generator<string, void, void> {
  const decoder = new StringDecoder('utf8');
  for (const piece of bytesOf(file)) yield decoder.write(piece);
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
  /** Once the header is complete. */
  columns: readonly string[] | undefined;
  private rest = '';
  private index = 0;
  /** Where the cells of a row end. */
  private readonly ends: number[] = [];

  constructor(private readonly file: string) {}

  /** The points of the rows that are complete by now. */
  read(piece: string): MetricsPoint[] {
    return this.rows(piece).map((row) => this.point(row));
  }

  /** Of those rows only the last of each split becomes a point. */
  readInto(lines: MetricsLines, piece: string): void {
    const last = new Map<string | undefined, { row: string; index: number }>();
    const rows = this.rows(piece);
    const columns = this.columns ?? [];
    for (const row of rows) {
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
      for (let i = FIXED.length; i < Math.min(cells, FIXED.length + columns.length); i++) {
        const from = ends[i - 1]! + 1;
        if (from < ends[i]!) split.line(columns[i - FIXED.length]!).push(iteration, Number(row.slice(from, ends[i])));
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
    if (this.rest.length > LONGEST_ROW) throw notWhole(this.file, t('one of its lines is too long'));
    const header = this.columns ? undefined : rows.shift();
    if (header !== undefined) this.columns = header.split(',').slice(FIXED.length);
    return rows;
  }

  private point(row: string): MetricsPoint {
    return this.pointAt(this.index++, row);
  }

  private pointAt(index: number, row: string): MetricsPoint {
    const cells = row.split(',');
    const values = (this.columns ?? []).flatMap((name, i) => {
      const cell = cells[FIXED.length + i];
      return cell ? [[name, Number(cell)] as const] : [];
    });
    return {
      index,
      iteration: Number(cells[0]),
      epoch: Number(cells[1]),
      split: cells[2] as SplitName,
      learningRate: Number(cells[3]),
      seconds: Number(cells[4]),
      values: Object.fromEntries(values), // whatever a column is called, "__proto__" too
    };
  }
}
