// A matrix as no more cells than a screen can show. Each cell is the value of greatest magnitude in its block: an average
// would hide the one weight that has run away. The statistics are over every value.
import type { Floats } from '../../kernels/kernels';

export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

export interface Cells {
  readonly cellRows: number;
  readonly cellCols: number;
  readonly cells: Float32Array;
}

export interface Reduced extends Cells, Statistics {}

/** Rows [from, to) as at most so many rows and columns of cells. */
export interface Region {
  readonly from: number;
  readonly to: number;
  readonly maxRows: number;
  readonly maxCols: number;
}

/** Multiply-adds that looking at one value costs in plain loops, with and without statistics. */
const [COST, CELLS_COST] = [10, 3];

export interface Sums {
  min: number;
  max: number;
  sum: number;
  squares: number;
}

/** values [·, cols], rows [from, to). Yields after every row of cells what it has cost. */
export function* reduce(values: Floats, cols: number, region: Region): Generator<number, Reduced, void> {
  const sums: Sums = { min: Infinity, max: -Infinity, sum: 0, squares: 0 };
  const made = yield* byRows(cols, region, COST, (out, at, ends) => {
    raiseRow(out, values, at, ends);
    addRow(values, at, at + cols, sums);
  });
  return { ...made, ...statistics(sums, (region.to - region.from) * cols) };
}

/** The same without the statistics, in a third of the time. */
export function* cellsOf(values: Floats, cols: number, region: Region): Generator<number, Cells, void> {
  return yield* byRows(cols, region, CELLS_COST, (out, at, ends) => raiseRow(out, values, at, ends));
}

/**
 * The same of the products dyᵀ·x [dy.length, x.length], a dense layer's gradient for one sample, without making them: of a
 * block's products the strongest is that of its strongest factors.
 */
export function* productCells(dy: Floats, x: Floats, region: Region): Generator<number, Cells, void> {
  const cols = x.length;
  if (!(finite(dy) && finite(x))) {
    // 0 · ∞ is NaN: each product counts.
    const row = new Float32Array(cols);
    return yield* byRows(cols, region, CELLS_COST, (out, at, ends) => {
      const factor = dy[at / cols]!;
      for (let i = 0; i < cols; i++) row[i] = factor * x[i]!;
      raiseRow(out, row, 0, ends);
    });
  }
  const down = yield* cellsOf(dy, 1, { ...region, maxCols: 1 });
  const across = yield* cellsOf(x, cols, { from: 0, to: 1, maxRows: 1, maxCols: region.maxCols });
  const [cellRows, cellCols] = [down.cellRows, across.cellCols];
  const cells = new Float32Array(cellRows * cellCols);
  for (let r = 0, at = 0; r < cellRows; r++)
    for (let c = 0; c < cellCols; c++, at++) cells[at] = 0 + down.cells[r]! * across.cells[c]!; // never −0, as a sum
  return { cellRows, cellCols, cells };
}

function finite(values: Floats): boolean {
  for (const v of values) if (v - v !== 0) return false;
  return true;
}

/** `take`: a row of values that begins `at`, into a row of cells, each of which ends before a column. */
function* byRows(
  cols: number,
  { from, to, maxRows, maxCols }: Region,
  cost: number,
  take: (out: Float32Array, at: number, ends: Int32Array) => void,
): Generator<number, Cells, void> {
  const rows = to - from;
  const cellRows = Math.min(rows, maxRows);
  const cellCols = Math.min(cols, maxCols);
  const cells = new Float32Array(cellRows * cellCols);
  const ends = Int32Array.from({ length: cellCols }, (_, c) => Math.ceil(((c + 1) * cols) / cellCols));
  let row = from;
  for (let cell = 0; cell < cellRows; cell++) {
    const end = from + Math.floor(((cell + 1) * rows) / cellRows);
    const out = cells.subarray(cell * cellCols, (cell + 1) * cellCols);
    const spent = cost * (end - row) * cols;
    for (; row < end; row++) take(out, row * cols, ends);
    if (cell + 1 < cellRows) yield spent;
  }
  return { cellRows, cellCols, cells };
}

/** A vector is one row; more than two sizes keep the first as rows. */
export function asMatrix(shape: readonly number[], size: number): [rows: number, cols: number] {
  const rows = shape.length > 1 ? shape[0]! : 1;
  return [rows, size / rows];
}

export function statistics({ min, max, sum, squares }: Sums, n: number): Statistics {
  const mean = sum / n;
  return { min, max, mean, std: Math.sqrt(Math.max(0, squares / n - mean * mean)) };
}

/** A function of its own, as the next: V8 compiles it sooner than a loop inside a generator. */
function addRow(values: Floats, from: number, to: number, sums: Sums): void {
  let { min, max, sum, squares } = sums;
  for (let i = from; i < to; i++) {
    const v = values[i];
    if (v < min) min = v;
    if (v > max) max = v;
    sum += v;
    squares += v * v;
  }
  sums.min = min;
  sums.max = max;
  sums.sum = sum;
  sums.squares = squares;
}

function raiseRow(out: Float32Array, values: Floats, at: number, ends: Int32Array): void {
  let j = 0;
  for (let c = 0; c < ends.length; c++) {
    let strongest = out[c];
    let size = Math.abs(strongest);
    for (const end = ends[c]; j < end; j++) {
      const v = values[at + j];
      if (Math.abs(v) > size || v !== v) size = Math.abs((strongest = v)); // a NaN stays: nothing is greater
    }
    out[c] = strongest;
  }
}
