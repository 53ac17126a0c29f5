// A matrix as no more cells than a screen can show. Each cell is the value of greatest magnitude in its block: an average
// would hide the one weight that has run away. The statistics are over every value.
import type { Floats } from '../../kernels/kernels';

export interface Reduced {
  readonly cellRows: number;
  readonly cellCols: number;
  readonly cells: Float32Array;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

interface Sums {
  min: number;
  max: number;
  sum: number;
  squares: number;
}

/** values [·, cols], rows [from, to). Yields after every row of cells. */
export function* reduce(
  values: Floats,
  cols: number,
  from: number,
  to: number,
  maxRows: number,
  maxCols: number,
): Generator<void, Reduced, void> {
  const rows = to - from;
  const cellRows = Math.min(rows, maxRows);
  const cellCols = Math.min(cols, maxCols);
  const cells = new Float32Array(cellRows * cellCols);
  const columnOf = Int32Array.from({ length: cols }, (_, j) => Math.floor((j * cellCols) / cols));
  const sums: Sums = { min: Infinity, max: -Infinity, sum: 0, squares: 0 };
  let row = from;
  for (let cell = 0; cell < cellRows; cell++) {
    const end = from + Math.floor(((cell + 1) * rows) / cellRows);
    const out = cells.subarray(cell * cellCols, (cell + 1) * cellCols);
    for (; row < end; row++) addRow(out, values, row * cols, columnOf, sums);
    if (cell + 1 < cellRows) yield;
  }
  const n = rows * cols;
  const { min, max, sum, squares } = sums;
  const mean = sum / n;
  return { cellRows, cellCols, cells, min, max, mean, std: Math.sqrt(Math.max(0, squares / n - mean * mean)) };
}

/** A function of its own: V8 compiles it sooner than a loop inside a generator. */
function addRow(out: Float32Array, values: Floats, at: number, columnOf: Int32Array, sums: Sums): void {
  let { min, max, sum, squares } = sums;
  for (let j = 0; j < columnOf.length; j++) {
    const v = values[at + j];
    const c = columnOf[j];
    if (v < min) min = v;
    if (v > max) max = v;
    sum += v;
    squares += v * v;
    if (Math.abs(v) > Math.abs(out[c]) || v !== v) out[c] = v; // a NaN stays: nothing is greater
  }
  sums.min = min;
  sums.max = max;
  sums.sum = sum;
  sums.squares = squares;
}
