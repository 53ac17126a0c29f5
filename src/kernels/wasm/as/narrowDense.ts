// A dense layer of few units, feature by feature: x [I][C], z and dz [O][C], so that C rows of the batch fill the vectors
// whatever I and O are. Weights as anywhere else: w [O][I], b [O] (b and gb may be 0: no biases). C is a multiple of 4.
// Outputs and gradients of inputs go in tiles of four rows by eight (or, at the end, four) columns; gradients of weights
// are dot products along the batch, two units by four inputs at a time. Where fewer than four rows are left, the last
// one is worked on again and stored once; a single one, the usual last layer, has a loop of its own. With a batch of
// four (XOR) the calls cost more than the work: forward and backward do without them there.
import { ZEROS } from './tile';
import { hsum4, madd, put } from './vector';

/** z = b + w · x; sums over inputs, ascending. */
export function narrowForward(z: usize, x: usize, w: usize, b: usize, I: i32, O: i32, C: i32): void {
  const ld = (<usize>C) << 2;
  const row = (<usize>I) << 2;
  for (let o = 0; o < O; o += 4, w += row << 2, z += ld << 2) {
    const bias = b ? b + ((<usize>o) << 2) : ZEROS;
    if (C == 4) fourRows(w, row, 4, I, bias, x, 16, z, O - o);
    else rows(w, row, 4, I, bias, x, ld, z, O - o);
  }
}

/** dx = wᵀ · dz; sums over units, ascending. */
export function narrowBackwardInput(dx: usize, dz: usize, w: usize, I: i32, O: i32, C: i32): void {
  const ld = (<usize>C) << 2;
  const row = (<usize>I) << 2;
  for (let i = 0; i < I; i += 4, w += 16, dx += ld << 2) {
    if (C == 4) fourRows(w, 4, row, O, ZEROS, dz, 16, dx, I - i);
    else rows(w, 4, row, O, ZEROS, dz, ld, dx, I - i);
  }
}

/**
 * Four rows of y (n, if fewer): y[m][c] = start[m] + Σ_k a[m][k] · x[k][c], k < K. In memory a[m][k] is at
 * a + m · apart + k · step; rows of x and y are `ld` bytes long.
 */
function rows(
  a: usize, apart: usize, step: usize, K: i32, start: usize, x: usize, ld: usize, y: usize, n: i32,
): void {
  if (n == 1) oneRow(a, step, start, x, ld, <usize>K * ld, y);
  else fourRows(a, apart, step, K, start, x, ld, y, n);
}

/** 32 columns at a time, then four. */
function oneRow(a0: usize, step: usize, start: usize, x0: usize, ld: usize, all: usize, y: usize): void {
  let c: usize = 0;
  for (; c + 128 <= ld; c += 128) {
    let v0 = v128.load_splat<f32>(start);
    let v1 = v0, v2 = v0, v3 = v0, v4 = v0, v5 = v0, v6 = v0, v7 = v0;
    let a = a0;
    for (let x = x0 + c, end = x + all; x < end; x += ld, a += step) {
      const s = v128.load_splat<f32>(a);
      v0 = madd(s, v128.load(x), v0);
      v1 = madd(s, v128.load(x, 16), v1);
      v2 = madd(s, v128.load(x, 32), v2);
      v3 = madd(s, v128.load(x, 48), v3);
      v4 = madd(s, v128.load(x, 64), v4);
      v5 = madd(s, v128.load(x, 80), v5);
      v6 = madd(s, v128.load(x, 96), v6);
      v7 = madd(s, v128.load(x, 112), v7);
    }
    const to = y + c;
    v128.store(to, v0), v128.store(to, v1, 16), v128.store(to, v2, 32), v128.store(to, v3, 48);
    v128.store(to, v4, 64), v128.store(to, v5, 80), v128.store(to, v6, 96), v128.store(to, v7, 112);
  }
  for (; c < ld; c += 16) {
    let v = v128.load_splat<f32>(start);
    let a = a0;
    for (let x = x0 + c, end = x + all; x < end; x += ld, a += step) v = madd(v128.load_splat<f32>(a), v128.load(x), v);
    v128.store(y + c, v);
  }
}

// @ts-ignore: decorator
@inline
function fourRows(
  a: usize, apart: usize, step: usize, K: i32, start: usize, x: usize, ld: usize, y: usize, n: i32,
): void {
  const a1 = n > 1 ? a + apart : a;
  const a2 = n > 2 ? a1 + apart : a1;
  const a3 = n > 3 ? a2 + apart : a2;
  const y1 = n > 1 ? y + ld : y;
  const y2 = n > 2 ? y1 + ld : y1;
  const y3 = n > 3 ? y2 + ld : y2;
  const all = <usize>K * ld;
  let c: usize = 0;
  for (; c + 32 <= ld; c += 32) eightColumns(a, a1, a2, a3, step, start, x + c, ld, all, y + c, y1 + c, y2 + c, y3 + c);
  if (c < ld) fourColumns(a, a1, a2, a3, step, start, x + c, ld, all, y + c, y1 + c, y2 + c, y3 + c);
}

// @ts-ignore: decorator
@inline
function eightColumns(
  a0: usize, a1: usize, a2: usize, a3: usize, step: usize, start: usize, x: usize, ld: usize, all: usize,
  y0: usize, y1: usize, y2: usize, y3: usize,
): void {
  let c00 = v128.load_splat<f32>(start), c10 = v128.load_splat<f32>(start, 4);
  let c20 = v128.load_splat<f32>(start, 8), c30 = v128.load_splat<f32>(start, 12);
  let c01 = c00, c11 = c10, c21 = c20, c31 = c30;
  for (const end = x + all; x < end; x += ld) {
    const v0 = v128.load(x), v1 = v128.load(x, 16);
    let s = v128.load_splat<f32>(a0);
    c00 = madd(s, v0, c00), c01 = madd(s, v1, c01), s = v128.load_splat<f32>(a1);
    c10 = madd(s, v0, c10), c11 = madd(s, v1, c11), s = v128.load_splat<f32>(a2);
    c20 = madd(s, v0, c20), c21 = madd(s, v1, c21), s = v128.load_splat<f32>(a3);
    c30 = madd(s, v0, c30), c31 = madd(s, v1, c31);
    a0 += step, a1 += step, a2 += step, a3 += step;
  }
  // The last rows first: where rows are the same, the first one is right in any case.
  v128.store(y3, c30), v128.store(y3, c31, 16);
  v128.store(y2, c20), v128.store(y2, c21, 16);
  v128.store(y1, c10), v128.store(y1, c11, 16);
  v128.store(y0, c00), v128.store(y0, c01, 16);
}

// @ts-ignore: decorator
@inline
function fourColumns(
  a0: usize, a1: usize, a2: usize, a3: usize, step: usize, start: usize, x: usize, ld: usize, all: usize,
  y0: usize, y1: usize, y2: usize, y3: usize,
): void {
  let c0 = v128.load_splat<f32>(start), c1 = v128.load_splat<f32>(start, 4);
  let c2 = v128.load_splat<f32>(start, 8), c3 = v128.load_splat<f32>(start, 12);
  for (const end = x + all; x < end; x += ld) {
    const v = v128.load(x);
    c0 = madd(v128.load_splat<f32>(a0), v, c0);
    c1 = madd(v128.load_splat<f32>(a1), v, c1);
    c2 = madd(v128.load_splat<f32>(a2), v, c2);
    c3 = madd(v128.load_splat<f32>(a3), v, c3);
    a0 += step, a1 += step, a2 += step, a3 += step;
  }
  v128.store(y3, c3);
  v128.store(y2, c2);
  v128.store(y1, c1);
  v128.store(y0, c0);
}

/** gw = dz · xᵀ, gb = Σ dz; or added to what is there where `accumulate`. */
export function narrowGradient(
  gw: usize, gb: usize, x: usize, dz: usize, I: i32, O: i32, C: i32, accumulate: i32,
): void {
  const ld = (<usize>C) << 2;
  const row = (<usize>I) << 2;
  for (let o = 0; o < O; o += 2, dz += ld << 1, gw += row << 1) {
    const two = o + 1 < O;
    let at = x;
    for (let i = 0; i < I; i += 4, at += ld << 2) {
      const to = gw + ((<usize>i) << 2);
      dots(dz, two ? dz + ld : dz, at, I - i, ld, to, two ? to + row : to, accumulate);
    }
  }
  if (!gb) return;
  dz -= ((<usize>(O + 1)) & ~1) * ld;
  for (let o = 0; o < O; o += 4, dz += ld << 2) sums(dz, O - o, ld, gb + ((<usize>o) << 2), accumulate);
}

/** Rows d0 and d1 by four rows (n, if fewer) from x on, all `ld` bytes long. The loop is explained in tile.ts. */
function dots(
  d0: usize, d1: usize, x: usize, n: i32, ld: usize, to0: usize, to1: usize, accumulate: i32,
): void {
  const x1 = n > 1 ? x + ld : x;
  const x2 = n > 2 ? x1 + ld : x1;
  const x3 = n > 3 ? x2 + ld : x2;
  let a0 = v128.load(ZEROS), a1 = v128.load(ZEROS), a2 = v128.load(ZEROS), a3 = v128.load(ZEROS);
  let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
  for (let at: usize = 0; ; at += 16) {
    const d = v128.load(d0 + at), e = v128.load(d1 + at);
    let v = v128.load(x + at);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(x1 + at);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(x2 + at);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(x3 + at);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3);
    if (at + 16 == ld) break;
  }
  let r0 = hsum4(a0, a1, a2, a3), r1 = hsum4(b0, b1, b2, b3);
  if (accumulate) r0 = f32x4.add(v128.load(to0), r0), r1 = f32x4.add(v128.load(to1), r1);
  put(to0, r0, n);
  put(to1, r1, n);
}

/** The sums of four rows (n, if fewer) from d on. */
function sums(d: usize, n: i32, ld: usize, to: usize, accumulate: i32): void {
  const d1 = n > 1 ? d + ld : d;
  const d2 = n > 2 ? d1 + ld : d1;
  const d3 = n > 3 ? d2 + ld : d2;
  let s0 = v128.load(d), s1 = v128.load(d1), s2 = v128.load(d2), s3 = v128.load(d3);
  for (let at: usize = 16; at < ld; at += 16) {
    s0 = f32x4.add(s0, v128.load(d + at));
    s1 = f32x4.add(s1, v128.load(d1 + at));
    s2 = f32x4.add(s2, v128.load(d2 + at));
    s3 = f32x4.add(s3, v128.load(d3 + at));
  }
  let r = hsum4(s0, s1, s2, s3);
  if (accumulate) r = f32x4.add(v128.load(to), r);
  put(to, r, n);
}
