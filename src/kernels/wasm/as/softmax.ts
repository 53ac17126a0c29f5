// Softmax and its derivative, in both layouts: over the numbers of a row where a row lies side by side, or over the
// columns where each column holds one output of all rows (four rows at a time). The largest logit is taken off first.
// Formulas and source: src/nn/activations/softmax.ts.
//
// Beyond `cols`, a row is written (as 0) up to its next multiple of four; columns are computed for all C rows, the
// padding too. A NaN may be missed where the largest is looked for; the sum then shows it.
import { exp } from './functions';
import { choose, firstLanes, hsum } from './vector';

const LOWEST: f32 = -3.4028234663852886e38;

/** y [rows, ld] = softmax of z [rows, ld] over the first `cols`. */
export function softmaxRows(y: usize, z: usize, rows: i32, cols: i32, ld: i32): void {
  const step = (<usize>ld) << 2;
  for (; rows > 0; rows--, y += step, z += step) softmaxRow(y, z, cols);
}

function softmaxRow(y: usize, z: usize, cols: i32): void {
  const lowest = f32x4.splat(LOWEST);
  let largest = lowest;
  for (let i = 0, p = z; i < cols; i += 4, p += 16)
    largest = f32x4.pmax(largest, choose(firstLanes(cols - i), v128.load(p), lowest));
  largest = f32x4.pmax(largest, v128.shuffle<i32>(largest, largest, 2, 3, 0, 1));
  largest = f32x4.pmax(largest, v128.shuffle<i32>(largest, largest, 1, 0, 3, 2));
  let sum = f32x4.splat(0);
  for (let i = 0, p = z, q = y; i < cols; i += 4, p += 16, q += 16) {
    const e = v128.and(exp(f32x4.sub(v128.load(p), largest)), firstLanes(cols - i));
    v128.store(q, e);
    sum = f32x4.add(sum, e);
  }
  const total = f32x4.splat(hsum(sum));
  for (let i = 0, q = y; i < cols; i += 4, q += 16) v128.store(q, f32x4.div(v128.load(q), total));
}

/** dzⱼ = yⱼ · (dyⱼ − Σₖ dyₖ yₖ); dz may be dy. */
export function softmaxRowsBackward(dz: usize, dy: usize, y: usize, rows: i32, cols: i32, ld: i32): void {
  const step = (<usize>ld) << 2;
  for (; rows > 0; rows--, dz += step, dy += step, y += step) {
    let sum = f32x4.splat(0);
    for (let i = 0, p = dy, q = y; i < cols; i += 4, p += 16, q += 16)
      sum = f32x4.add(sum, v128.and(f32x4.mul(v128.load(p), v128.load(q)), firstLanes(cols - i)));
    const dot = f32x4.splat(hsum(sum));
    for (let i = 0, p = dy, q = y, d = dz; i < cols; i += 4, p += 16, q += 16, d += 16)
      v128.store(d, v128.and(f32x4.mul(v128.load(q), f32x4.sub(v128.load(p), dot)), firstLanes(cols - i)));
  }
}

/** y [cols, C] = softmax of z [cols, C] over the columns, for each of the C rows. */
export function softmaxColumns(y: usize, z: usize, rows: i32, cols: i32, C: i32): void {
  const step = (<usize>C) << 2;
  for (let r = 0; r < C; r += 4, y += 16, z += 16) {
    let largest = v128.load(z);
    for (let j = 1, p = z + step; j < cols; j++, p += step) largest = f32x4.pmax(largest, v128.load(p));
    let sum = f32x4.splat(0);
    for (let j = 0, p = z, q = y; j < cols; j++, p += step, q += step) {
      const e = exp(f32x4.sub(v128.load(p), largest));
      v128.store(q, e);
      sum = f32x4.add(sum, e);
    }
    for (let j = 0, q = y; j < cols; j++, q += step) v128.store(q, f32x4.div(v128.load(q), sum));
  }
}

export function softmaxColumnsBackward(dz: usize, dy: usize, y: usize, rows: i32, cols: i32, C: i32): void {
  const step = (<usize>C) << 2;
  for (let r = 0; r < C; r += 4, dz += 16, dy += 16, y += 16) {
    let dot = f32x4.splat(0);
    for (let j = 0, p = dy, q = y; j < cols; j++, p += step, q += step)
      dot = f32x4.add(dot, f32x4.mul(v128.load(p), v128.load(q)));
    for (let j = 0, p = dy, q = y, d = dz; j < cols; j++, p += step, q += step, d += step)
      v128.store(d, f32x4.mul(v128.load(q), f32x4.sub(v128.load(p), dot)));
  }
}
