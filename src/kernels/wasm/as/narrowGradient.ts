// Gradients of a dense layer of few units, feature by feature: x [I][C], dz [O][C], C a multiple of 4 and padding 0 in
// dz; gw [O][I], gb [O]. All are dot products along the batch: two units by four inputs at a time. A unit left over goes
// by four inputs, one or two inputs left over go by four units, so that little is worked out twice. A batch of four
// (XOR), where the calls would cost more than the sums, goes number by number.
import { ZEROS } from './tile';
import { hsum, hsum4, madd, put } from './vector';

/** gw = dz · xᵀ, gb = Σ dz (gb may be 0: no biases); or added to what is there where `accumulate`. */
export function narrowGradient(
  gw: usize, gb: usize, x: usize, dz: usize, I: i32, O: i32, C: i32, accumulate: i32,
): void {
  if (C == 4) return oneVector(gw, gb, x, dz, I, O, accumulate);
  const ld = (<usize>C) << 2;
  const row = (<usize>I) << 2;
  const over = (I & 3) < 3 ? I & 3 : 0;
  const pairs = O & ~1;
  for (let o = 0, d = dz, g = gw; o < pairs; o += 2, d += ld << 1, g += row << 1)
    for (let i = 0, at = x; i < I - over; i += 4, at += ld << 2)
      dots(d, d + ld, at, I - i, ld, g + ((<usize>i) << 2), row, accumulate);
  for (let i = I - over; i < I; i++)
    for (let o = 0, d = dz, g = gw + ((<usize>i) << 2); o < pairs; o += 4, d += ld << 2, g += row << 2)
      oneByFour(x + <usize>i * ld, d, pairs - o, ld, g, row, accumulate);
  if (pairs < O)
    for (let i = 0, at = x, g = gw + <usize>pairs * row; i < I; i += 4, at += ld << 2, g += 16)
      oneByFour(dz + <usize>pairs * ld, at, I - i, ld, g, 4, accumulate);
  if (gb) for (let o = 0; o < O; o += 4, dz += ld << 2) sums(dz, O - o, ld, gb + ((<usize>o) << 2), accumulate);
}

/** The same for rows of one vector, number by number. */
function oneVector(gw: usize, gb: usize, x: usize, dz: usize, I: i32, O: i32, accumulate: i32): void {
  for (const end = dz + ((<usize>O) << 4); dz < end; dz += 16) {
    const d = v128.load(dz);
    for (let at = x, last = x + ((<usize>I) << 4); at < last; at += 16, gw += 4)
      store<f32>(gw, hsum(f32x4.mul(d, v128.load(at))) + (accumulate ? load<f32>(gw) : 0));
    if (!gb) continue;
    store<f32>(gb, hsum(d) + (accumulate ? load<f32>(gb) : 0));
    gb += 4;
  }
}

/**
 * Rows d0 and d1 by four rows (n, if fewer) from x on, all `ld` bytes long; those of d1 go `apart` bytes behind those of
 * d0. The loop is explained in tile.ts.
 */
function dots(d0: usize, d1: usize, x: usize, n: i32, ld: usize, to: usize, apart: usize, accumulate: i32): void {
  let x1 = n > 1 ? x + ld : x;
  let x2 = n > 2 ? x1 + ld : x1;
  let x3 = n > 3 ? x2 + ld : x2;
  let a0 = v128.load(ZEROS), a1 = v128.load(ZEROS), a2 = v128.load(ZEROS), a3 = v128.load(ZEROS);
  let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
  for (let left = ld; ; left -= 64) {
    let d = v128.load(d0), e = v128.load(d1), v = v128.load(x);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(x1);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(x2);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(x3);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3);
    if (left == 16) break;
    d = v128.load(d0, 16), e = v128.load(d1, 16), v = v128.load(x, 16);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(x1, 16);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(x2, 16);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(x3, 16);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3);
    if (left == 32) break;
    d = v128.load(d0, 32), e = v128.load(d1, 32), v = v128.load(x, 32);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(x1, 32);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(x2, 32);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(x3, 32);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3);
    if (left == 48) break;
    d = v128.load(d0, 48), e = v128.load(d1, 48), v = v128.load(x, 48);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(x1, 48);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(x2, 48);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(x3, 48);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3);
    if (left == 64) break;
    d0 += 64, d1 += 64, x += 64, x1 += 64, x2 += 64, x3 += 64;
  }
  let r0 = hsum4(a0, a1, a2, a3), r1 = hsum4(b0, b1, b2, b3);
  if (accumulate) r0 = f32x4.add(v128.load(to), r0), r1 = f32x4.add(v128.load(to + apart), r1);
  put(to, r0, n);
  put(to + apart, r1, n);
}

/** The row x by four rows (n, if fewer) from d on; the numbers go `apart` bytes apart. */
// @ts-ignore: decorator
@inline
function oneByFour(x: usize, d: usize, n: i32, ld: usize, to: usize, apart: usize, accumulate: i32): void {
  let d1 = n > 1 ? d + ld : d;
  let d2 = n > 2 ? d1 + ld : d1;
  let d3 = n > 3 ? d2 + ld : d2;
  let s0 = v128.load(ZEROS), s1 = s0, s2 = s0, s3 = s0;
  let t0 = s0, t1 = s0, t2 = s0, t3 = s0; // every other vector's, lest a sum wait for the one before
  for (let left = ld; ; left -= 32) {
    let v = v128.load(x);
    s0 = madd(v, v128.load(d), s0), s1 = madd(v, v128.load(d1), s1);
    s2 = madd(v, v128.load(d2), s2), s3 = madd(v, v128.load(d3), s3);
    if (left == 16) break;
    v = v128.load(x, 16);
    t0 = madd(v, v128.load(d, 16), t0), t1 = madd(v, v128.load(d1, 16), t1);
    t2 = madd(v, v128.load(d2, 16), t2), t3 = madd(v, v128.load(d3, 16), t3);
    if (left == 32) break;
    x += 32, d += 32, d1 += 32, d2 += 32, d3 += 32;
  }
  let r = hsum4(f32x4.add(s0, t0), f32x4.add(s1, t1), f32x4.add(s2, t2), f32x4.add(s3, t3));
  const to1 = n > 1 ? to + apart : to;
  const to2 = n > 2 ? to1 + apart : to1;
  const to3 = n > 3 ? to2 + apart : to2;
  if (accumulate) r = f32x4.add(f32x4(load<f32>(to), load<f32>(to1), load<f32>(to2), load<f32>(to3)), r);
  // The last rows first: where rows are the same, the first one is right in any case.
  v128.store32_lane(to3, r, 3);
  v128.store32_lane(to2, r, 2);
  v128.store32_lane(to1, r, 1);
  v128.store32_lane(to, r, 0);
}

/** The sums of four rows (n, if fewer) from d on. */
// @ts-ignore: decorator
@inline
function sums(d: usize, n: i32, ld: usize, to: usize, accumulate: i32): void {
  let d1 = n > 1 ? d + ld : d;
  let d2 = n > 2 ? d1 + ld : d1;
  let d3 = n > 3 ? d2 + ld : d2;
  let s0 = v128.load(ZEROS), s1 = s0, s2 = s0, s3 = s0;
  let t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  for (let left = ld; ; left -= 32) {
    s0 = f32x4.add(s0, v128.load(d)), s1 = f32x4.add(s1, v128.load(d1));
    s2 = f32x4.add(s2, v128.load(d2)), s3 = f32x4.add(s3, v128.load(d3));
    if (left == 16) break;
    t0 = f32x4.add(t0, v128.load(d, 16)), t1 = f32x4.add(t1, v128.load(d1, 16));
    t2 = f32x4.add(t2, v128.load(d2, 16)), t3 = f32x4.add(t3, v128.load(d3, 16));
    if (left == 32) break;
    d += 32, d1 += 32, d2 += 32, d3 += 32;
  }
  let r = hsum4(f32x4.add(s0, t0), f32x4.add(s1, t1), f32x4.add(s2, t2), f32x4.add(s3, t3));
  if (accumulate) r = f32x4.add(v128.load(to), r);
  put(to, r, n);
}
