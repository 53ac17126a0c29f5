// The register tile behind the wide products: four rows of A by eight columns of B,
//
//   C[m][j] = C₀[m][j] + Σ_k A[k][m] · B[k][j]        m < 4, j < 8, k = 0, 1, …, K − 1 in this order
//
// A's four numbers lie side by side, rows of A are `ka` bytes apart; rows of B are one panel's row (64 bytes) apart.
// A sum depends on nothing but its own row and column, so however a product is cut into tiles, its bits are the same.
// The surprise is the loop with exits in the middle: each exit ends a basic block, and within a block V8 keeps the
// order written here. Four steps in one block it would rearrange until the accumulators no longer fit in registers
// (half the speed), and so it does with more than eight of them.
import { sgdStep } from './optimizers';
import { madd } from './vector';

/** A row of zeros, for sums that begin with none. */
export const ZEROS: usize = memory.data(64, 64);

/**
 * Rows of C₀ are at `from`, `fromLd` bytes apart (0: the same for all). Only the first `n` rows are read there and
 * stored; or, with `sgd`, the step of SGD is made on them, C being the gradient.
 */
// @ts-ignore: decorator
@inline
export function product(
  sgd: bool, a: usize, ka: usize, b: usize, K: i32, from: usize, fromLd: usize,
  c: usize, ldc: usize, n: i32, rate: f32, keep: f32,
): void {
  let c00 = v128.load(from), c01 = v128.load(from, 16);
  if (n > 1) from += fromLd;
  let c10 = v128.load(from), c11 = v128.load(from, 16);
  if (n > 2) from += fromLd;
  let c20 = v128.load(from), c21 = v128.load(from, 16);
  if (n > 3) from += fromLd;
  let c30 = v128.load(from), c31 = v128.load(from, 16);
  for (let end = a + <usize>K * ka; ; b += 256) {
    let b0 = v128.load(b), b1 = v128.load(b, 16);
    let s = v128.load_splat<f32>(a);
    c00 = madd(s, b0, c00), c01 = madd(s, b1, c01), s = v128.load_splat<f32>(a, 4);
    c10 = madd(s, b0, c10), c11 = madd(s, b1, c11), s = v128.load_splat<f32>(a, 8);
    c20 = madd(s, b0, c20), c21 = madd(s, b1, c21), s = v128.load_splat<f32>(a, 12);
    c30 = madd(s, b0, c30), c31 = madd(s, b1, c31), a += ka;
    if (a == end) break;
    b0 = v128.load(b, 64), b1 = v128.load(b, 80), s = v128.load_splat<f32>(a);
    c00 = madd(s, b0, c00), c01 = madd(s, b1, c01), s = v128.load_splat<f32>(a, 4);
    c10 = madd(s, b0, c10), c11 = madd(s, b1, c11), s = v128.load_splat<f32>(a, 8);
    c20 = madd(s, b0, c20), c21 = madd(s, b1, c21), s = v128.load_splat<f32>(a, 12);
    c30 = madd(s, b0, c30), c31 = madd(s, b1, c31), a += ka;
    if (a == end) break;
    b0 = v128.load(b, 128), b1 = v128.load(b, 144), s = v128.load_splat<f32>(a);
    c00 = madd(s, b0, c00), c01 = madd(s, b1, c01), s = v128.load_splat<f32>(a, 4);
    c10 = madd(s, b0, c10), c11 = madd(s, b1, c11), s = v128.load_splat<f32>(a, 8);
    c20 = madd(s, b0, c20), c21 = madd(s, b1, c21), s = v128.load_splat<f32>(a, 12);
    c30 = madd(s, b0, c30), c31 = madd(s, b1, c31), a += ka;
    if (a == end) break;
    b0 = v128.load(b, 192), b1 = v128.load(b, 208), s = v128.load_splat<f32>(a);
    c00 = madd(s, b0, c00), c01 = madd(s, b1, c01), s = v128.load_splat<f32>(a, 4);
    c10 = madd(s, b0, c10), c11 = madd(s, b1, c11), s = v128.load_splat<f32>(a, 8);
    c20 = madd(s, b0, c20), c21 = madd(s, b1, c21), s = v128.load_splat<f32>(a, 12);
    c30 = madd(s, b0, c30), c31 = madd(s, b1, c31), a += ka;
    if (a == end) break;
  }
  put(sgd, c, c00, c01, rate, keep);
  if (n > 1) put(sgd, (c += ldc), c10, c11, rate, keep);
  if (n > 2) put(sgd, (c += ldc), c20, c21, rate, keep);
  if (n > 3) put(sgd, (c += ldc), c30, c31, rate, keep);
}

// @ts-ignore: decorator
@inline
function put(sgd: bool, c: usize, v0: v128, v1: v128, rate: f32, keep: f32): void {
  if (sgd) {
    v0 = sgdStep(v128.load(c), v0, f32x4.splat(rate), f32x4.splat(keep));
    v1 = sgdStep(v128.load(c, 16), v1, f32x4.splat(rate), f32x4.splat(keep));
  }
  v128.store(c, v0);
  v128.store(c, v1, 16);
}
