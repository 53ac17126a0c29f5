// A dense layer over rows: x [rows][ldx], z and dz [rows][ldz], weights and gradients in panels of 16 units, each panel
// [I + 1][16] with the biases in its last row. Strides ld count floats. Panels [panel0, panel1) are worked on. Every
// number's sum has one order (the bias first, then inputs ascending; in gradients rows ascending), so a result does not
// depend on how rows and panels are shared out. Padding units get gradient 0 (but 0 · NaN and 0 · ∞ where inputs are so).
import { sgdStep } from './optimizers';
import { ZEROS, product } from './tile';
import { packColumns, packRows } from './pack';

/** z = bias + x · w. `scratch`: 16 · I bytes for every four rows begun. */
export function wideForward(
  x: usize, ldx: i32, w: usize, z: usize, ldz: i32, rows: i32, I: i32, panel0: i32, panel1: i32, scratch: usize,
): void {
  packRows(scratch, x, ldx, rows, I);
  const rowBytes = (<usize>ldz) << 2;
  const panelBytes = (<usize>(I + 1)) << 6;
  for (let p = panel0; p < panel1; p++) {
    const panel = w + <usize>p * panelBytes;
    const bias = panel + panelBytes - 64;
    let to = z + ((<usize>p) << 6);
    let a = scratch;
    for (let r = 0; r < rows; r += 4) {
      for (let h: usize = 0; h < 64; h += 32)
        product(false, a, 16, panel + h, I, bias + h, 0, to + h, rowBytes, rows - r, 0, 0);
      a += (<usize>I) << 4;
      to += rowBytes << 2;
    }
  }
}

/** g = xᵀ · dz, in the row of biases Σ dz; or g += that where `accumulate`. `scratch`: 64 · rows bytes. */
export function wideGradient(
  g: usize, x: usize, ldx: i32, dz: usize, ldz: i32, rows: i32, I: i32, panel0: i32, panel1: i32,
  accumulate: i32, scratch: usize,
): void {
  const rowBytes = (<usize>ldx) << 2;
  const fromLd: usize = accumulate ? 64 : 0;
  let to = g + ((<usize>panel0 * <usize>(I + 1)) << 6);
  for (let p = panel0; p < panel1; p++) {
    packColumns(scratch, dz + ((<usize>p) << 6), ldz, rows);
    for (let i = 0; i < I; i += 4) {
      const a = x + ((<usize>i) << 2);
      const n = min(4, I - i);
      for (let h: usize = 0; h < 64; h += 32)
        product(false, a, rowBytes, scratch + h, rows, accumulate ? to + h : ZEROS, fromLd, to + h, 64, n, 0, 0);
      to += (<usize>n) << 6;
    }
    for (let q: usize = 0; q < 64; q += 16, to += 16)
      v128.store(to, sumOfRows(scratch + q, rows, v128.load(accumulate ? to : ZEROS)));
  }
}

/** w = keep · w − rate · gradient: to the bit what `wideGradient` and the optimizer's SGD do, without the way through memory. */
export function wideGradientSgd(
  w: usize, rate: f32, keep: f32, x: usize, ldx: i32, dz: usize, ldz: i32, rows: i32, I: i32,
  panel0: i32, panel1: i32, scratch: usize,
): void {
  const rowBytes = (<usize>ldx) << 2;
  let to = w + ((<usize>panel0 * <usize>(I + 1)) << 6);
  for (let p = panel0; p < panel1; p++) {
    packColumns(scratch, dz + ((<usize>p) << 6), ldz, rows);
    for (let i = 0; i < I; i += 4) {
      const a = x + ((<usize>i) << 2);
      const n = min(4, I - i);
      for (let h: usize = 0; h < 64; h += 32)
        product(true, a, rowBytes, scratch + h, rows, ZEROS, 0, to + h, 64, n, rate, keep);
      to += (<usize>n) << 6;
    }
    for (let q: usize = 0; q < 64; q += 16, to += 16) {
      const sum = sumOfRows(scratch + q, rows, f32x4.splat(0));
      v128.store(to, sgdStep(v128.load(to), sum, f32x4.splat(rate), f32x4.splat(keep)));
    }
  }
}

/** Rows are 64 bytes apart. */
function sumOfRows(at: usize, rows: i32, sum: v128): v128 {
  for (; rows > 0; rows--, at += 64) sum = f32x4.add(sum, v128.load(at));
  return sum;
}
