// A matrix as cells of a picture. A matrix with more entries than the picture has room for is reduced by
// keeping, in each cell, the entry of greatest magnitude: a spike never disappears. NaN beats everything.
import { HALF, INVALID } from './colour';

export interface Cells {
  readonly rows: number;
  readonly cols: number;
  /** Row-major, rows × cols. */
  readonly values: ArrayLike<number>;
}

export function reduceCells(
  values: ArrayLike<number>,
  rows: number,
  cols: number,
  maxRows: number,
  maxCols: number,
): Cells {
  const cellRows = Math.min(rows, maxRows);
  const cellCols = Math.min(cols, maxCols);
  if (cellRows === rows && cellCols === cols) return { rows, cols, values };
  const out = new Float32Array(cellRows * cellCols);
  for (let r = 0; r < cellRows; r++) {
    const [fromRow, toRow] = cellSpan(r, cellRows, rows);
    for (let c = 0; c < cellCols; c++) {
      const [fromCol, toCol] = cellSpan(c, cellCols, cols);
      let kept = 0;
      for (let i = fromRow; i < toRow; i++) {
        for (let j = fromCol; j < toCol; j++) {
          const v = values[i * cols + j]!;
          if (!(Math.abs(v) <= Math.abs(kept))) kept = v;
          if (kept !== kept) break;
        }
        if (kept !== kept) break;
      }
      out[r * cellCols + c] = kept;
    }
  }
  return { rows: cellRows, cols: cellCols, values: out };
}

/** Entries [from, to) of `total` that cell `i` of `cells` stands for. */
export function cellSpan(i: number, cells: number, total: number): readonly [number, number] {
  return [Math.floor((i * total) / cells), Math.floor(((i + 1) * total) / cells)];
}

/** The cell that holds an entry. */
export function cellOf(index: number, cells: number, total: number): number {
  return Math.min(cells - 1, Math.floor(((index + 1) * cells - 1) / total));
}

/** Greatest finite magnitude: the end of a scale symmetric about zero. */
export function magnitude(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const v = Math.abs(values[i]!);
    if (v > most && v !== Infinity) most = v;
  }
  return most;
}

/** pixels[i] = colour of values[from + i] on a table from `divergingTable`, ends at ±scale. */
export function paintCells(
  pixels: Uint32Array,
  values: ArrayLike<number>,
  from: number,
  n: number,
  scale: number,
  table: Uint32Array,
): void {
  const factor = scale > 0 ? HALF / scale : 0;
  for (let i = 0; i < n; i++) {
    const v = values[from + i]!;
    const x = factor === 0 && v === v ? 0 : v * factor;
    const k = x !== x ? INVALID : x >= HALF ? 2 * HALF : x <= -HALF ? 0 : HALF + Math.round(x);
    pixels[i] = table[k]!;
  }
}

export interface Statistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

export function statistics(values: ArrayLike<number>): Statistics {
  const n = values.length;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const v = values[i]!;
    if (v < min) min = v;
    if (v > max) max = v;
    sum += v;
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return n === 0 ? { min: NaN, max: NaN, mean: NaN, std: NaN } : { min, max, mean, std: Math.sqrt(squares / n) };
}
