// Cross-entropy of several classes for losses.ts, which says what the arguments are: with the softmax absorbed, and of
// outputs as they are. Formulas and sources: src/nn/losses/crossentropy.ts.
import { exp, log, log1p } from './functions';
import { k, keep, oneHot } from './lossParts';
import { choose, dsum, firstLanes, nmadd } from './vector';

/** Σⱼ tⱼ (ln Σₖ exp(zₖ) − zⱼ). The largest zₖ's own exp, 1, is left out of the sum: ln(1 + the others) keeps its digits. */
export function softmaxForward(perRow: usize, z: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32): f64 {
  const step = (<usize>C) << 2;
  const zero = f32x4.splat(0);
  let total = f64x2.splat(0);
  for (let r = 0; r < rows; r += 4, z += 16, t += 16) {
    let largest = v128.load(z);
    for (let j = 1, p = z + step; j < cols; j++, p += step) largest = f32x4.pmax(largest, v128.load(p)); // a NaN may be missed: `others` shows it
    let others = zero;
    let seen = zero;
    for (let j = 0, p = z; j < cols; j++, p += step) {
      const v = v128.load(p);
      const first = v128.andnot(f32x4.eq(v, largest), seen);
      seen = v128.or(seen, first);
      others = f32x4.add(others, v128.andnot(exp(f32x4.sub(v, largest)), first));
    }
    const logSum = log1p(others);
    let loss = zero;
    let at: usize = 0;
    for (let j = 0; j < cols; j++, at += step) {
      const target = targetCols == cols ? v128.load(t + at) : oneHot(t, j);
      const own = f32x4.mul(target, f32x4.sub(logSum, f32x4.sub(v128.load(z + at), largest)));
      loss = f32x4.add(loss, v128.and(own, f32x4.ne(target, zero))); // 0 · ∞ is not meant
    }
    const bad = f32x4.mul(zero, f32x4.sub(largest, largest)); // NaN where a logit is NaN or ∞
    total = f64x2.add(total, keep(f32x4.add(loss, f32x4.add(bad, f32x4.mul(zero, others))), perRow, r, rows));
  }
  return dsum(total);
}

/** y Σt − t */
export function softmaxBackward(dz: usize, y: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32, scale: f32): void {
  const step = (<usize>C) << 2;
  const factor = f32x4.splat(scale);
  for (let r = 0; r < rows; r += 4, dz += 16, y += 16, t += 16) {
    const own = firstLanes(rows - r);
    let sum = f32x4.splat(0);
    let at: usize = 0;
    for (let j = 0; j < cols; j++, at += step)
      sum = f32x4.add(sum, targetCols == cols ? v128.load(t + at) : oneHot(t, j));
    at = 0;
    for (let j = 0; j < cols; j++, at += step) {
      const target = targetCols == cols ? v128.load(t + at) : oneHot(t, j);
      const e = f32x4.sub(f32x4.mul(v128.load(y + at), sum), target);
      v128.store(dz + at, v128.and(f32x4.mul(factor, e), own));
    }
  }
}

// @ts-ignore: decorator
@inline
function columnSum(y: usize, cols: i32, step: usize): v128 {
  let sum = f32x4.splat(0);
  for (let j = 0; j < cols; j++, y += step) sum = f32x4.add(sum, v128.load(y));
  return sum;
}

/** −Σⱼ tⱼ ln(yⱼ / Σy), without a softmax before it. */
export function categoricalForward(perRow: usize, y: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32): f64 {
  const step = (<usize>C) << 2;
  let total = f64x2.splat(0);
  for (let r = 0; r < rows; r += 4, y += 16, t += 16) {
    const all = columnSum(y, cols, step);
    let loss = f32x4.splat(0);
    let at: usize = 0;
    for (let j = 0; j < cols; j++, at += step) {
      const target = targetCols == cols ? v128.load(t + at) : oneHot(t, j);
      const p = f32x4.div(v128.load(y + at), all);
      const value = choose(f32x4.gt(p, k(5)), k(6), log(f32x4.pmax(p, k(4))));
      loss = nmadd(target, value, loss);
    }
    total = f64x2.add(total, keep(loss, perRow, r, rows));
  }
  return dsum(total);
}

/** dyⱼ = −tⱼ/yⱼ + (Σt)/Σy, over the terms that are not clipped. */
export function categoricalBackward(dz: usize, y: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32, scale: f32): void {
  const step = (<usize>C) << 2;
  const factor = f32x4.splat(scale);
  const zero = f32x4.splat(0);
  for (let r = 0; r < rows; r += 4, dz += 16, y += 16, t += 16) {
    const own = firstLanes(rows - r);
    const all = columnSum(y, cols, step);
    let live = zero;
    let at: usize = 0;
    for (let j = 0; j < cols; j++, at += step) {
      const v = v128.load(y + at);
      const p = f32x4.div(v, all);
      const clipped = v128.or(f32x4.lt(p, k(4)), f32x4.gt(p, k(5)));
      const target = v128.andnot(targetCols == cols ? v128.load(t + at) : oneHot(t, j), clipped);
      const part = f32x4.neg(f32x4.div(f32x4.mul(factor, target), v));
      v128.store(dz + at, v128.andnot(part, f32x4.eq(target, zero)));
      live = f32x4.add(live, target);
    }
    const shared = f32x4.div(f32x4.mul(factor, live), all);
    at = 0;
    for (let j = 0; j < cols; j++, at += step)
      v128.store(dz + at, v128.and(f32x4.add(v128.load(dz + at), shared), own));
  }
}
