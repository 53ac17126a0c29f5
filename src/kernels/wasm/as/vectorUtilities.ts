// Simple passes over flat arrays of any length n, each with the meaning that it has in src/kernels/reference.ts. Nothing
// behind an array's end is written.
import { dsum, firstLanes, madd, pairs, put } from './vector';

export function fill(y: usize, value: f32, n: i32): void {
  const v = f32x4.splat(value);
  for (; n >= 4; n -= 4, y += 16) v128.store(y, v);
  if (n > 0) put(y, v, n);
}

/** y += a · x */
export function addScaled(y: usize, a: f32, x: usize, n: i32): void {
  const v = f32x4.splat(a);
  for (; n >= 4; n -= 4, y += 16, x += 16) v128.store(y, madd(v, v128.load(x), v128.load(y)));
  if (n > 0) put(y, madd(v, v128.load(x), v128.load(y)), n);
}

/** y *= a */
export function scale(y: usize, a: f32, n: i32): void {
  const v = f32x4.splat(a);
  for (; n >= 4; n -= 4, y += 16) v128.store(y, f32x4.mul(v, v128.load(y)));
  if (n > 0) put(y, f32x4.mul(v, v128.load(y)), n);
}

/** Σ x², in double precision. */
export function sumSquares(x: usize, n: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  for (; n > 0; n -= 4, x += 16) {
    const v = v128.and(v128.load(x), firstLanes(n));
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1));
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  return dsum(f64x2.add(even, odd));
}

/** Index of the first NaN or ±∞, or −1: they alone differ from themselves minus themselves. */
export function firstNonFinite(x: usize, n: i32): i32 {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const p = x + ((<usize>i) << 2);
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    // a · 0 is 0 or NaN, and a sum with NaN is NaN
    const sum = f32x4.add(
      f32x4.add(f32x4.mul(a, zero), f32x4.mul(b, zero)),
      f32x4.add(f32x4.mul(c, zero), f32x4.mul(d, zero)),
    );
    if (v128.any_true(f32x4.ne(sum, zero))) break;
  }
  for (; i < n; i++) {
    const v = load<f32>(x + ((<usize>i) << 2));
    if (v - v != 0) return i;
  }
  return -1;
}

/** y ← min(limit, max(−limit, y)); NaN stays. */
export function clipValue(y: usize, limit: f32, n: i32): void {
  const high = f32x4.splat(limit);
  const low = f32x4.splat(-limit);
  for (; n >= 4; n -= 4, y += 16) v128.store(y, f32x4.pmin(f32x4.pmax(v128.load(y), low), high));
  if (n > 0) put(y, f32x4.pmin(f32x4.pmax(v128.load(y), low), high), n);
}

/** l1 Σ|w| + l2 Σw²; adds its gradient, l1 sign(w) + 2 l2 w, to g (unless g is 0). */
export function penalty(w: usize, g: usize, n: i32, l1: f32, l2: f32): f64 {
  const linear = f32x4.splat(l1);
  const square = f32x4.splat(l2);
  const twice = f32x4.splat(2 * l2);
  let sum = f64x2.splat(0);
  for (let left = n, p = w; left > 0; left -= 4, p += 16) {
    const size = f32x4.abs(v128.and(v128.load(p), firstLanes(left)));
    sum = f64x2.add(sum, pairs(f32x4.mul(size, madd(square, size, linear))));
  }
  if (g != 0) {
    for (; n >= 4; n -= 4, w += 16, g += 16) put(g, withPenalty(v128.load(w), v128.load(g), linear, twice), 4);
    if (n > 0) put(g, withPenalty(v128.load(w), v128.load(g), linear, twice), n);
  }
  return dsum(sum);
}

/** g + linear · sign(w) + twice · w */
// @ts-ignore: decorator
@inline
function withPenalty(w: v128, g: v128, linear: v128, twice: v128): v128 {
  const zero = f32x4.splat(0);
  const sign = f32x4.sub(v128.and(linear, f32x4.gt(w, zero)), v128.and(linear, f32x4.lt(w, zero)));
  return f32x4.add(g, madd(twice, w, sign));
}

/** dst [cols][dstLd] = src [rows][srcLd], turned round; what lies beyond `rows` and `cols` is left alone. */
export function transpose(dst: usize, dstLd: i32, src: usize, srcLd: i32, rows: i32, cols: i32): void {
  const from = (<usize>srcLd) << 2;
  const to = (<usize>dstLd) << 2;
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    let s = src + <usize>r * from;
    let d = dst + ((<usize>r) << 2);
    let c = 0;
    for (; c + 4 <= cols; c += 4, s += 16, d += 4 * to) {
      const v0 = v128.load(s);
      const v1 = v128.load(s + from);
      const v2 = v128.load(s + 2 * from);
      const v3 = v128.load(s + 3 * from);
      const a = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5);
      const b = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5);
      const e = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7);
      const f = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
      v128.store(d, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
      v128.store(d + to, v128.shuffle<i32>(a, b, 2, 3, 6, 7));
      v128.store(d + 2 * to, v128.shuffle<i32>(e, f, 0, 1, 4, 5));
      v128.store(d + 3 * to, v128.shuffle<i32>(e, f, 2, 3, 6, 7));
    }
    for (; c < cols; c++, s += 4, d += to) {
      const v = f32x4(load<f32>(s), load<f32>(s + from), load<f32>(s + 2 * from), load<f32>(s + 3 * from));
      v128.store(d, v);
    }
  }
  for (; r < rows; r++) {
    let s = src + <usize>r * from;
    let d = dst + ((<usize>r) << 2);
    for (let c = 0; c < cols; c++, s += 4, d += to) store<f32>(d, load<f32>(s));
  }
}

/** dst [rows][dstLd] = src [rows][srcLd], `cols` numbers of each row. */
export function copyRows(dst: usize, dstLd: i32, src: usize, srcLd: i32, rows: i32, cols: i32): void {
  for (; rows > 0; rows--, dst += (<usize>dstLd) << 2, src += (<usize>srcLd) << 2)
    memory.copy(dst, src, (<usize>cols) << 2);
}
