// A dense layer of few units, feature by feature: x [I][C], z and dz [O][C], so that C rows of the batch fill the vectors
// whatever I and O are. Weights as anywhere else: w [O][I], b [O] (b may be 0: no biases). C is a multiple of 4.
//
// Both products go in tiles of four rows by eight (at the end, four) columns, of three or two rows where no more are left;
// a single one, the usual last layer, has a loop of its own, and so has a batch of four (XOR), where the calls would cost
// more than the work. For the tile, weights are spread out beforehand: each four times, in the order of their use, so that
// it needs one address for all of them (V8 works out another for a load that repeats a number). The activation that comes after, or the slope of the one that came before, is part of the call:
// relu's while the tile is still in registers, any other's as a pass over what was made.
import { activate, activateBackward } from './activations';
import { LINEAR, RELU } from './kinds';
import { ZEROS } from './tile';
import { madd } from './vector';

/**
 * z = b + w · x, sums over inputs, ascending, and y = f(z) as `activate` has it; y may be z where f may work in place.
 * `scratch` holds 64 · (I + 1) bytes.
 */
export function narrowForward(
  z: usize, x: usize, w: usize, b: usize, I: i32, O: i32, C: i32, scratch: usize, kind: i32, y: usize, a: f32,
): void {
  const ld = (<usize>C) << 2;
  const all = <usize>I * ld;
  const step: usize = b ? 4 : 0;
  const inTile = kind == RELU && y == z;
  const floor: f32 = inTile ? 0 : -Infinity;
  let bias = b ? b : ZEROS;
  let to = z;
  if (C == 4) for (let o = 0; o < O; o++, w += (<usize>I) << 2, bias += step, to += 16) oneVector(w, 4, bias, x, all, to, floor);
  else
    for (let o = 0; o < O; o += 4, w += (<usize>I) << 4, bias += step << 2, to += ld << 2) {
      const n = min(4, O - o);
      if (n > 1) {
        spread(scratch, n, bias, w, (<usize>I) << 2, 4, I);
        someRows(n, scratch, x, all, ld, to, floor, 0);
      } else oneRow(w, 4, bias, x, all, ld, to, floor, 0);
    }
  if (!inTile && (kind != LINEAR || y != z)) activate(kind, y, z, O * C, a, 0);
}

/**
 * dx = wᵀ · dz, sums over units, ascending; then, as `activateBackward` has it, times the slope of the activation that
 * made x from `before`. `scratch` holds 64 · (O + 1) bytes.
 */
export function narrowBackwardInput(
  dx: usize, dz: usize, w: usize, I: i32, O: i32, C: i32, scratch: usize, kind: i32, before: usize, x: usize, a: f32,
): void {
  const ld = (<usize>C) << 2;
  const row = (<usize>I) << 2;
  const all = <usize>O * ld;
  const inTile = kind == RELU && C > 4;
  const gate = inTile ? before - dx : 0;
  let to = dx;
  if (C == 4) for (let i = 0; i < I; i++, w += 4, to += 16) oneVector(w, row, ZEROS, dz, all, to, -Infinity);
  else if (O == 1) for (const end = w + row; w < end; w += 4, to += ld) times(load<f32>(w), dz, ld, to, gate);
  else
    for (let i = 0; i < I; i += 4, w += 16, to += ld << 2) {
      const n = min(4, I - i);
      if (n > 1) {
        spread(scratch, n, ZEROS, w, 4, row, O);
        someRows(n, scratch, dz, all, ld, to, -Infinity, gate);
      } else oneRow(w, row, ZEROS, dz, all, ld, to, -Infinity, gate);
    }
  if (!inTile && kind != LINEAR) activateBackward(kind, dx, dx, before, x, I * C, a, 0);
}

/** y = a · x along one row, as a tile finishes it: the way back through a single unit. */
// @ts-ignore: decorator
@inline
function times(a: f32, x: usize, ld: usize, y: usize, gate: usize): void {
  const s = f32x4.splat(a), zero = v128.load(ZEROS);
  let left = ld;
  if (gate) {
    for (; left >= 64; left -= 64, x += 64, y += 64) {
      const from = y + gate;
      v128.store(y, gated(product(s, v128.load(x), zero), v128.load(from), zero));
      v128.store(y, gated(product(s, v128.load(x, 16), zero), v128.load(from, 16), zero), 16);
      v128.store(y, gated(product(s, v128.load(x, 32), zero), v128.load(from, 32), zero), 32);
      v128.store(y, gated(product(s, v128.load(x, 48), zero), v128.load(from, 48), zero), 48);
    }
    for (; left; left -= 16, x += 16, y += 16)
      v128.store(y, gated(product(s, v128.load(x), zero), v128.load(y + gate), zero));
  } else for (; left; left -= 16, x += 16, y += 16) v128.store(y, product(s, v128.load(x), zero));
}

/** a · x as a sum of one, which is never −0. */
// @ts-ignore: decorator
@inline
function product(a: v128, x: v128, zero: v128): v128 {
  return f32x4.add(f32x4.mul(a, x), zero);
}

/** One row of y, one vector wide: start + Σ_k a[k] · x[k], the numbers of `a` `step` bytes apart. */
// @ts-ignore: decorator
@inline
function oneVector(a: usize, step: usize, start: usize, x: usize, all: usize, y: usize, floor: f32): void {
  let v = v128.load_splat<f32>(start);
  for (const end = x + all; x < end; x += 16, a += step) v = madd(v128.load_splat<f32>(a), v128.load(x), v);
  v128.store(y, f32x4.pmax(v, f32x4.splat(floor)));
}

/** For a tile of n rows: 4 · start[m], then 4 · a[k][m] for each k < K; in memory a[k][m] is at a + k · step + m · apart. */
function spread(to: usize, n: i32, start: usize, a: usize, apart: usize, step: usize, K: i32): void {
  for (let m = 0; m < n; m++, to += 16, a += apart, start += 4) {
    v128.store(to, v128.load_splat<f32>(start));
    for (let k = 0, from = a, at = to + 64; k < K; k++, from += step, at += 64)
      v128.store(at, v128.load_splat<f32>(from));
  }
}

// The tiles: y[m][c] = start[m] + Σ_k a[k][m] · x[k][c], start and a as `spread` has laid them; rows of x and y are `ld` bytes
// apart, those of x `all` bytes long in all. What is less than `floor` becomes `floor`: relu, or nothing where it is −∞,
// and a NaN stays. Where `gate` is not 0, y is 0 instead unless the number `gate` bytes further on is above 0: relu's slope.

function someRows(n: i32, a: usize, x: usize, all: usize, ld: usize, y: usize, floor: f32, gate: usize): void {
  if (n == 4) rows4(a, x, all, ld, y, floor, gate);
  else if (n == 3) rows3(a, x, all, ld, y, floor, gate);
  else rows2(a, x, all, ld, y, floor, gate);
}

function rows4(a: usize, x: usize, all: usize, ld: usize, y: usize, floor: f32, gate: usize): void {
  rows(4, a, x, all, ld, y, floor, gate);
}

function rows3(a: usize, x: usize, all: usize, ld: usize, y: usize, floor: f32, gate: usize): void {
  rows(3, a, x, all, ld, y, floor, gate);
}

function rows2(a: usize, x: usize, all: usize, ld: usize, y: usize, floor: f32, gate: usize): void {
  rows(2, a, x, all, ld, y, floor, gate);
}

// @ts-ignore: decorator
@inline
function rows(M: i32, a: usize, x: usize, all: usize, ld: usize, y: usize, floor: f32, gate: usize): void {
  let left = ld;
  for (; left >= 32; left -= 32, x += 32, y += 32) tile(M, 2, a, x, all, ld, y, floor, gate);
  if (left) tile(M, 1, a, x, all, ld, y, floor, gate);
}

/** M rows, 2 ≤ M ≤ 4, by W vectors, 1 or 2. */
// @ts-ignore: decorator
@inline
function tile(M: i32, W: i32, a: usize, x: usize, all: usize, ld: usize, y: usize, floor: f32, gate: usize): void {
  let c00 = v128.load(a), c10 = v128.load(a, 16);
  let c20 = M > 2 ? v128.load(a, 32) : c00, c30 = M > 3 ? v128.load(a, 48) : c00;
  let c01 = c00, c11 = c10, c21 = c20, c31 = c30;
  const end = x + all;
  do {
    const v0 = v128.load(x), v1 = W > 1 ? v128.load(x, 16) : v0;
    let s = v128.load(a, 64);
    c00 = madd(s, v0, c00);
    if (W > 1) c01 = madd(s, v1, c01);
    s = v128.load(a, 80);
    c10 = madd(s, v0, c10);
    if (W > 1) c11 = madd(s, v1, c11);
    if (M > 2) {
      s = v128.load(a, 96);
      c20 = madd(s, v0, c20);
      if (W > 1) c21 = madd(s, v1, c21);
    }
    if (M > 3) {
      s = v128.load(a, 112);
      c30 = madd(s, v0, c30);
      if (W > 1) c31 = madd(s, v1, c31);
    }
    x += ld, a += 64;
  } while (x != end);
  if (gate) {
    let from = y + gate;
    c00 = gated(c00, v128.load(from)), c01 = W > 1 ? gated(c01, v128.load(from, 16)) : c01, from += ld;
    c10 = gated(c10, v128.load(from)), c11 = W > 1 ? gated(c11, v128.load(from, 16)) : c11, from += ld;
    if (M > 2) c20 = gated(c20, v128.load(from)), c21 = W > 1 ? gated(c21, v128.load(from, 16)) : c21, from += ld;
    if (M > 3) c30 = gated(c30, v128.load(from)), c31 = W > 1 ? gated(c31, v128.load(from, 16)) : c31;
  } else {
    const least = f32x4.splat(floor);
    c00 = f32x4.pmax(c00, least), c01 = f32x4.pmax(c01, least);
    c10 = f32x4.pmax(c10, least), c11 = f32x4.pmax(c11, least);
    c20 = f32x4.pmax(c20, least), c21 = f32x4.pmax(c21, least);
    c30 = f32x4.pmax(c30, least), c31 = f32x4.pmax(c31, least);
  }
  put(W, y, c00, c01), y += ld;
  put(W, y, c10, c11), y += ld;
  if (M > 2) put(W, y, c20, c21), y += ld;
  if (M > 3) put(W, y, c30, c31);
}

/** v where y is above 0 (or NaN), else 0. */
// @ts-ignore: decorator
@inline
function gated(v: v128, y: v128, zero: v128 = f32x4.splat(0)): v128 {
  return v128.andnot(v, f32x4.le(y, zero));
}

// @ts-ignore: decorator
@inline
function put(W: i32, y: usize, v0: v128, v1: v128): void {
  v128.store(y, v0);
  if (W > 1) v128.store(y, v1, 16);
}

/** v as a tile finishes it, to y. */
// @ts-ignore: decorator
@inline
function finish(y: usize, v: v128, floor: f32, gate: usize): void {
  v128.store(y, gate ? gated(v, v128.load(y + gate)) : f32x4.pmax(v, f32x4.splat(floor)));
}

/** 32 columns at a time, then four. */
function oneRow(
  a: usize, step: usize, start: usize, x: usize, all: usize, ld: usize, y: usize, floor: f32, gate: usize,
): void {
  let left = ld;
  for (; left >= 128; left -= 128, x += 128, y += 128) {
    let v0 = v128.load_splat<f32>(start);
    let v1 = v0, v2 = v0, v3 = v0, v4 = v0, v5 = v0, v6 = v0, v7 = v0;
    for (let p = x, end = x + all, q = a; p < end; p += ld, q += step) {
      const s = v128.load_splat<f32>(q);
      v0 = madd(s, v128.load(p), v0);
      v1 = madd(s, v128.load(p, 16), v1);
      v2 = madd(s, v128.load(p, 32), v2);
      v3 = madd(s, v128.load(p, 48), v3);
      v4 = madd(s, v128.load(p, 64), v4);
      v5 = madd(s, v128.load(p, 80), v5);
      v6 = madd(s, v128.load(p, 96), v6);
      v7 = madd(s, v128.load(p, 112), v7);
    }
    finish(y, v0, floor, gate), finish(y + 16, v1, floor, gate);
    finish(y + 32, v2, floor, gate), finish(y + 48, v3, floor, gate);
    finish(y + 64, v4, floor, gate), finish(y + 80, v5, floor, gate);
    finish(y + 96, v6, floor, gate), finish(y + 112, v7, floor, gate);
  }
  for (; left; left -= 16, x += 16, y += 16) {
    let v = v128.load_splat<f32>(start);
    for (let p = x, end = x + all, q = a; p < end; p += ld, q += step) v = madd(v128.load_splat<f32>(q), v128.load(p), v);
    finish(y, v, floor, gate);
  }
}
