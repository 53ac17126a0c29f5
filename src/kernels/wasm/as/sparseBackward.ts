// The backward products of a dense layer whose outputs have gradients that are mostly zero, as behind relu: what is zero
// is not multiplied. Sums keep the order of wideDense.ts and wideBackward.ts, so the results are the same bits as there
// (a zero may have another sign, and hides a NaN or ±Inf, as in sparse.ts).
// A panel has its units side by side, but which units' gradients are zero differs from row to row: vectors run along the
// inputs instead, and the result is turned round 32 units by 32 inputs at a time.
import { sgdStep } from './optimizers';
import { STORE, biases, column } from './sparse';
import { listColumns } from './sparseLists';
import { ZEROS } from './tile';
import { madd, put as putSome } from './vector';

// What becomes of the sums: the gradient, what is added to it, or a step of SGD.
const SET = 0;
const ADD = 1;
const SGD = 2;

/** Units, and inputs, that are worked on together. */
const SIDE = 32;
const TILE: usize = 4 * SIDE * SIDE;
const HEADS: usize = 8 * SIDE + 64;

/** As `wideGradient`. `scratch`: 4416 + 256 · rows bytes. Up to 64 bytes beyond the last row of x are read. */
export function sparseDzGradient(
  g: usize, x: usize, ldx: i32, dz: usize, ldz: i32, rows: i32, I: i32, panel0: i32, panel1: i32,
  accumulate: i32, scratch: usize,
): void {
  if (accumulate) gradient(ADD, g, x, ldx, dz, ldz, rows, I, panel0, panel1, scratch, 0, 0);
  else gradient(SET, g, x, ldx, dz, ldz, rows, I, panel0, panel1, scratch, 0, 0);
}

/** As `wideGradientSgd`, with the same scratch. */
export function sparseDzGradientSgd(
  w: usize, rate: f32, keep: f32, x: usize, ldx: i32, dz: usize, ldz: i32, rows: i32, I: i32,
  panel0: i32, panel1: i32, scratch: usize,
): void {
  gradient(SGD, w, x, ldx, dz, ldz, rows, I, panel0, panel1, scratch, rate, keep);
}

// @ts-ignore: decorator
@inline
function gradient(
  then: i32, g: usize, x: usize, ldx: i32, dz: usize, ldz: i32, rows: i32, I: i32, panel0: i32, panel1: i32,
  scratch: usize, rate: f32, keep: f32,
): void {
  const panelBytes = (<usize>(I + 1)) << 6;
  const heads = scratch + TILE;
  for (let p = panel0; p < panel1; p += 2) {
    const units = min(2, panel1 - p) << 4;
    const panel = g + <usize>p * panelBytes;
    const from = dz + ((<usize>p) << 6);
    const count = listColumns(heads, heads + HEADS, from, ldz, rows, units, ldx << 2);
    memory.fill(scratch, 0, TILE);
    for (let i = 0; i < I; i += SIDE) {
      const n = min(SIDE, I - i);
      const to = panel + ((<usize>i) << 6);
      if (then == ADD) take(scratch, to, panelBytes, units, n);
      const lastHead = heads + ((<usize>count) << 3);
      for (let head = heads; head < lastHead; head += 8) {
        const row = scratch + ((<usize>load<u32>(head)) << 1);
        if (then == ADD) column(STORE, head, x + ((<usize>i) << 2), row, row + 64, row, 64, true, 0, 0);
        else column(STORE, head, x + ((<usize>i) << 2), ZEROS, ZEROS, row, 64, true, 0, 0);
      }
      give(then == SGD, to, scratch, panelBytes, units, n, rate, keep);
    }
    for (let u = 0; u < units; u += 16)
      biases(from + ((<usize>u) << 2), (<usize>ldz) << 2, rows, panel + <usize>((u >> 4) + 1) * panelBytes - 64, then == ADD, then == SGD, rate, keep);
  }
}

/**
 * As `wideBackwardInput`, dz as lists of units. `scratch`: 512 bytes for every four units begun, for the weights of 32
 * inputs turned round, and 256 for every row.
 */
export function sparseBackwardInput(
  dx: usize, ldx: i32, starts: usize, w: usize, rows: i32, I: i32, O: i32, from: i32, to: i32, scratch: usize,
): void {
  const quarter = (<usize>(O + 3) >> 2) << 7;
  const even = scratch + 4 * quarter;
  const odd = even + ((<usize>rows) << 7);
  for (let i = from; i < to; i += SIDE) {
    const n = min(SIDE, to - i);
    turnWeights(scratch, quarter, w + ((<usize>i) << 6), (<usize>(I + 1)) << 6, O, n);
    // All rows with a quarter of the weights, which stays in the cache.
    part(START, starts, scratch, rows, even, 0, 0, 0, 0);
    part(GO_ON, starts + 8, scratch, rows, even, 0, 0, 0, 0);
    part(START, starts + 4, scratch, rows, odd, 0, 0, 0, 0);
    part(END, starts + 12, scratch, rows, odd, even, dx + ((<usize>i) << 2), (<usize>ldx) << 2, n);
  }
}

// What becomes of one quarter's sums.
const START = 0;
const GO_ON = 1;
const END = 2;

/** The lists at starts, one of four of each row: to `sums` [rows][32], added to it, or with all others to n inputs of dx. */
// @ts-ignore: decorator
@inline
function part(
  then: i32, starts: usize, w: usize, rows: i32, sums: usize, others: usize, dx: usize, dxLd: usize, n: i32,
): void {
  for (; rows > 0; rows--, starts += 16, sums += 128, others += 128, dx += dxLd) {
    let a0 = v128.load(ZEROS), a1 = v128.load(ZEROS), a2 = v128.load(ZEROS), a3 = v128.load(ZEROS);
    let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
    const end = <usize>load<u32>(starts, 4);
    for (let e = <usize>load<u32>(starts); e < end; e += 8) {
      const s = v128.load_splat<f32>(e);
      const at = w + <usize>load<u32>(e, 4);
      a0 = madd(s, v128.load(at), a0);
      a1 = madd(s, v128.load(at, 16), a1);
      a2 = madd(s, v128.load(at, 32), a2);
      a3 = madd(s, v128.load(at, 48), a3);
      if (at == 0) break; // never: see sparse.ts
      b0 = madd(s, v128.load(at, 64), b0);
      b1 = madd(s, v128.load(at, 80), b1);
      b2 = madd(s, v128.load(at, 96), b2);
      b3 = madd(s, v128.load(at, 112), b3);
    }
    if (then == END) {
      putAll(dx, sums, others, n, a0, a1, a2, a3);
      if (n > 16) putAll(dx + 64, sums + 64, others + 64, n - 16, b0, b1, b2, b3);
      continue;
    }
    if (then == GO_ON) {
      a0 = f32x4.add(v128.load(sums), a0), a1 = f32x4.add(v128.load(sums, 16), a1);
      a2 = f32x4.add(v128.load(sums, 32), a2), a3 = f32x4.add(v128.load(sums, 48), a3);
      b0 = f32x4.add(v128.load(sums, 64), b0), b1 = f32x4.add(v128.load(sums, 80), b1);
      b2 = f32x4.add(v128.load(sums, 96), b2), b3 = f32x4.add(v128.load(sums, 112), b3);
    }
    v128.store(sums, a0);
    v128.store(sums, a1, 16);
    v128.store(sums, a2, 32);
    v128.store(sums, a3, 48);
    v128.store(sums, b0, 64);
    v128.store(sums, b1, 80);
    v128.store(sums, b2, 96);
    v128.store(sums, b3, 112);
  }
}

/** others + (sums + a) for up to 16 inputs, of which n are wanted. */
// @ts-ignore: decorator
@inline
function putAll(dx: usize, sums: usize, others: usize, n: i32, a0: v128, a1: v128, a2: v128, a3: v128): void {
  putSome(dx, f32x4.add(v128.load(others), f32x4.add(v128.load(sums), a0)), n);
  putSome(dx + 16, f32x4.add(v128.load(others, 16), f32x4.add(v128.load(sums, 16), a1)), max(0, n - 4));
  putSome(dx + 32, f32x4.add(v128.load(others, 32), f32x4.add(v128.load(sums, 32), a2)), max(0, n - 8));
  putSome(dx + 48, f32x4.add(v128.load(others, 48), f32x4.add(v128.load(sums, 48), a3)), max(0, n - 12));
}

/** The weights of n inputs, which begin at w, from panels to [units 0, 4, …; 1, 5, …; 2, 6, …; 3, 7, …][32 inputs]. */
function turnWeights(to: usize, quarter: usize, w: usize, panelBytes: usize, O: i32, n: i32): void {
  for (let u = 0; u < O; u += 4, to += 128) {
    const from = w + <usize>(u >> 4) * panelBytes + ((<usize>(u & 15)) << 2);
    for (let i = 0; i < n; i += 4) {
      const row = from + ((<usize>i) << 6);
      const at = to + ((<usize>i) << 2);
      const v0 = v128.load(row), v1 = v128.load(row + (i + 1 < n ? 64 : 0));
      const v2 = v128.load(row + (i + 2 < n ? 128 : 0)), v3 = v128.load(row + (i + 3 < n ? 192 : 0));
      const a = low(v0, v1), b = high(v0, v1), c = low(v2, v3), d = high(v2, v3);
      v128.store(at, first(a, c));
      v128.store(at + quarter, second(a, c));
      v128.store(at + 2 * quarter, first(b, d));
      v128.store(at + 3 * quarter, second(b, d));
    }
  }
}

/** n rows of 16 units, or of 32 in two panels, to a tile [32 units][32 inputs]. */
function take(tile: usize, panel: usize, panelBytes: usize, units: i32, n: i32): void {
  for (let u = 0; u < units; u += 4) {
    let to = tile + ((<usize>u) << 7);
    const from = panel + <usize>(u >> 4) * panelBytes + ((<usize>(u & 15)) << 2);
    for (let i = 0; i < n; i += 4, to += 16) {
      const row = from + ((<usize>i) << 6);
      const v0 = v128.load(row), v1 = v128.load(row + (i + 1 < n ? 64 : 0));
      const v2 = v128.load(row + (i + 2 < n ? 128 : 0)), v3 = v128.load(row + (i + 3 < n ? 192 : 0));
      const a = low(v0, v1), b = high(v0, v1), c = low(v2, v3), d = high(v2, v3);
      v128.store(to, first(a, c));
      v128.store(to, second(a, c), 128);
      v128.store(to, first(b, d), 256);
      v128.store(to, second(b, d), 384);
    }
  }
}

/** The way back; or the step of SGD, the tile being the gradient. */
// @ts-ignore: decorator
@inline
function give(
  sgd: bool, panel: usize, tile: usize, panelBytes: usize, units: i32, n: i32, rate: f32, keep: f32,
): void {
  for (let u = 0; u < units; u += 4) {
    let from = tile + ((<usize>u) << 7);
    let to = panel + <usize>(u >> 4) * panelBytes + ((<usize>(u & 15)) << 2);
    for (let i = 0; i < n; i += 4, from += 16, to += 256) {
      const v0 = v128.load(from), v1 = v128.load(from, 128), v2 = v128.load(from, 256), v3 = v128.load(from, 384);
      const a = low(v0, v1), b = high(v0, v1), c = low(v2, v3), d = high(v2, v3);
      put(sgd, to, first(a, c), rate, keep);
      if (i + 1 < n) put(sgd, to + 64, second(a, c), rate, keep);
      if (i + 2 < n) put(sgd, to + 128, first(b, d), rate, keep);
      if (i + 3 < n) put(sgd, to + 192, second(b, d), rate, keep);
    }
  }
}

// @ts-ignore: decorator
@inline
function put(sgd: bool, to: usize, v: v128, rate: f32, keep: f32): void {
  v128.store(to, sgd ? sgdStep(v128.load(to), v, f32x4.splat(rate), f32x4.splat(keep)) : v);
}

// Four rows turned round: pairs interleaved, then pairs of pairs.

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 2, 6, 3, 7);
}

// @ts-ignore: decorator
@inline
function first(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 0, 2);
}

// @ts-ignore: decorator
@inline
function second(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 1, 3);
}
