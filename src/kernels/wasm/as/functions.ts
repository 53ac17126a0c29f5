// The functions that activations and losses are made of, four floats at a time, to a relative error of about 2e-7 (of
// results below 1.2e-38, where floats lose digits, nothing is promised but that they are tiny). NaN gives NaN, ±∞ their
// limits. Polynomials are minimax fits, made for these ranges; the reductions are Cephes's (Moshier, single precision).
//
// The surprise: pmin and pmax give their first argument where one of the two is NaN, so the order of arguments decides
// whether a NaN survives.
import { choose, constant, madd, nmadd } from './vector';

const EXP: usize = memory.data<f32>([
  -88, 89, // beyond: 0 and ∞ (2⁻¹²⁷ and 2¹²⁸, as the bits below make them)
  1.44269504088896341, // 1/ln 2
  12582912, // 1.5 · 2²³: adding it rounds to an integer, which then stands in the lowest bits
  0.693359375, -2.12194440e-4, // ln 2 as a number of few bits, whose multiples are exact, and the rest
  1,
  0.0013814221908264779, 0.008368898665511704, 0.04166840572084846, 0.16666519130181726, 0.4999999334644816,
]);

/** eˣ as scale · (1 + rest), 2ⁿ and eʳ − 1, |r| ≤ ½ ln 2; x + low, where an exponent needs more digits than x has. */
// @ts-ignore: decorator
@inline
function expRest(x: v128, low: v128, n: v128): v128 {
  let r = nmadd(n, constant(EXP, 4), x);
  r = nmadd(n, constant(EXP, 5), r);
  r = f32x4.add(r, low);
  let p = madd(constant(EXP, 7), r, constant(EXP, 8));
  p = madd(p, r, constant(EXP, 9));
  p = madd(p, r, constant(EXP, 10));
  p = madd(p, r, constant(EXP, 11));
  return madd(p, f32x4.mul(r, r), r);
}

// @ts-ignore: decorator
@inline
function clampedExponent(x: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, constant(EXP, 0)), constant(EXP, 1));
}

/** x/ln 2, rounded, with the integer in its lowest bits. */
// @ts-ignore: decorator
@inline
function rounded(x: v128): v128 {
  return madd(x, constant(EXP, 2), constant(EXP, 3));
}

/** 2ⁿ from what `rounded` gives; 0 for n = −127 and less, ∞ for 128. */
// @ts-ignore: decorator
@inline
function powerOfTwo(t: v128): v128 {
  return i32x4.add(i32x4.shl(t, 23), constant(EXP, 6));
}

// @ts-ignore: decorator
@inline
export function exp(value: v128): v128 {
  const x = clampedExponent(value);
  const t = rounded(x);
  const n = f32x4.sub(t, constant(EXP, 3));
  let r = nmadd(n, constant(EXP, 4), x);
  r = nmadd(n, constant(EXP, 5), r);
  let p = madd(constant(EXP, 7), r, constant(EXP, 8));
  p = madd(p, r, constant(EXP, 9));
  p = madd(p, r, constant(EXP, 10));
  p = madd(p, r, constant(EXP, 11));
  p = madd(p, f32x4.mul(r, r), f32x4.add(r, constant(EXP, 6)));
  return f32x4.mul(p, powerOfTwo(t));
}

/** e to the sum of a number and a far smaller one. */
// @ts-ignore: decorator
@inline
function expOfSum(high: v128, low: v128): v128 {
  const x = clampedExponent(high);
  const t = rounded(x);
  const rest = expRest(x, low, f32x4.sub(t, constant(EXP, 3)));
  return f32x4.mul(f32x4.add(rest, constant(EXP, 6)), powerOfTwo(t));
}

/** eˣ − 1 for x ≤ 0, exact to the last digits near 0 too. */
// @ts-ignore: decorator
@inline
export function expm1Negative(value: v128): v128 {
  const x = clampedExponent(value);
  const t = rounded(x);
  const rest = expRest(x, f32x4.splat(0), f32x4.sub(t, constant(EXP, 3)));
  const scale = powerOfTwo(t);
  return madd(rest, scale, f32x4.sub(scale, constant(EXP, 6)));
}

/** 1 / (1 + e⁻ˣ) */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = constant(EXP, 6);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

const TANH: usize = memory.data<f32>([
  -9, 9, // tanh is 1 from here
  // a fit, then moved by a few units in the last place until rounding added least
  1.3354684469391032e-8, 2.060908627754543e-5, 0.003495588432997465, 0.13381028175354004, 1,
  7.776561119499092e-7, 0.0003285635611973703, 0.025876982137560844, 0.4671435058116913,
  -1,
]);

/** x · P(x²)/Q(x²) */
// @ts-ignore: decorator
@inline
export function tanh(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, constant(TANH, 0)), constant(TANH, 1));
  const s = f32x4.mul(x, x);
  let p = madd(constant(TANH, 2), s, constant(TANH, 3));
  p = madd(p, s, constant(TANH, 4));
  p = madd(p, s, constant(TANH, 5));
  p = madd(p, s, constant(TANH, 6));
  let q = madd(constant(TANH, 7), s, constant(TANH, 8));
  q = madd(q, s, constant(TANH, 9));
  q = madd(q, s, constant(TANH, 10));
  q = madd(q, s, constant(TANH, 6));
  const y = f32x4.div(f32x4.mul(p, x), q);
  return f32x4.pmin(f32x4.pmax(y, constant(TANH, 11)), constant(TANH, 6)); // rounding may lead beyond 1
}

const LOG: usize = memory.data<f32>([
  0.29872153461056755, 0.3997752702547669, 0.6666677648772593,
  0.6931471805599453,
  1, 0.5, 2,
]);
const LOG_BITS: usize = memory.data<u32>([
  0x3f800000 - 0x3f3504f3, // 1 − √½ as bits: from √½ on, a number counts to the next power of two
  0x3f3504f3,
  0x007fffff,
  127,
]);

/** ln u, where u − 1 is `rest` to more digits than u has if u is near 1. For u > 0, not denormal, and not ∞. */
// @ts-ignore: decorator
@inline
function logNear(u: v128, rest: v128): v128 {
  const bits = i32x4.add(u, constant(LOG_BITS, 0));
  const k = i32x4.sub(i32x4.shr_u(bits, 23), constant(LOG_BITS, 3));
  const m = i32x4.add(v128.and(bits, constant(LOG_BITS, 2)), constant(LOG_BITS, 1)); // √½ ≤ m < √2, u = 2ᵏ m
  const f = choose(i32x4.eq(k, i32x4.splat(0)), rest, f32x4.sub(m, constant(LOG, 4)));
  // ln(1 + f) = f − ½f² + s (½f² + R(s²)), s = f/(2 + f): FreeBSD's e_logf.c
  const s = f32x4.div(f, f32x4.add(f, constant(LOG, 6)));
  const z = f32x4.mul(s, s);
  let p = madd(constant(LOG, 0), z, constant(LOG, 1));
  p = madd(p, z, constant(LOG, 2));
  const half = f32x4.mul(constant(LOG, 5), f32x4.mul(f, f));
  const tail = f32x4.sub(f32x4.mul(s, madd(p, z, half)), half);
  const near = f32x4.add(f, tail);
  const all = madd(f32x4.convert_i32x4_s(k), constant(LOG, 3), near);
  return f32x4.add(all, f32x4.sub(u, u)); // NaN has lost its bits on the way
}

// @ts-ignore: decorator
@inline
export function log(u: v128): v128 {
  return logNear(u, f32x4.sub(u, constant(LOG, 4)));
}

/** ln(1 + x) for x > −1, exact to the last digits near 0. */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  return logNear(f32x4.add(x, constant(LOG, 4)), x);
}

/** ln(1 + eˣ) */
// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  const positive = f32x4.pmax(x, f32x4.splat(0));
  return f32x4.add(positive, log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

const NORMAL: usize = memory.data<f32>([
  13.5, // e^(−z²/2) is 0 from here
  0.5, // (also the first coefficient of P)
  0.004036934745932985, 0.0400976531321631, 0.1816446589760567, 0.4361447176545588,
  0.01011895592743605, 0.10051712124814277, 0.46527212106823, 1.1958914113803574, 1.6701743649805325, 1,
  0.3989422804014327, // 1/√(2π)
]);
const HIGH_BITS: usize = memory.data<u32>([0xfffff000]);

/** e^(−z²/2), for 0 ≤ z ≤ 13.5: z is cut in two, because z² needs more digits than a float has. */
// @ts-ignore: decorator
@inline
export function normalBell(z: v128): v128 {
  const half = constant(NORMAL, 1);
  const high = v128.and(z, constant(HIGH_BITS, 0));
  const low = f32x4.mul(f32x4.sub(z, high), f32x4.add(z, high));
  return expOfSum(f32x4.neg(f32x4.mul(half, f32x4.mul(high, high))), f32x4.neg(f32x4.mul(half, low)));
}

/** |z|, at most 13.5 */
// @ts-ignore: decorator
@inline
export function normalDistance(z: v128): v128 {
  return f32x4.pmin(f32x4.abs(z), constant(NORMAL, 0));
}

/** Φ(z), the normal distribution function, from |z| and its bell: the tail is bell · P(|z|)/Q(|z|) (Mills's ratio). */
// @ts-ignore: decorator
@inline
export function normalCdf(z: v128, distance: v128, bell: v128): v128 {
  let p = madd(constant(NORMAL, 2), distance, constant(NORMAL, 3));
  p = madd(p, distance, constant(NORMAL, 4));
  p = madd(p, distance, constant(NORMAL, 5));
  p = madd(p, distance, constant(NORMAL, 1));
  let q = madd(constant(NORMAL, 6), distance, constant(NORMAL, 7));
  q = madd(q, distance, constant(NORMAL, 8));
  q = madd(q, distance, constant(NORMAL, 9));
  q = madd(q, distance, constant(NORMAL, 10));
  q = madd(q, distance, constant(NORMAL, 11));
  const tail = f32x4.mul(bell, f32x4.div(p, q));
  return choose(f32x4.gt(z, f32x4.splat(0)), f32x4.sub(constant(NORMAL, 11), tail), tail);
}

/** The density from its bell. */
// @ts-ignore: decorator
@inline
export function normalDensity(bell: v128): v128 {
  return f32x4.mul(bell, constant(NORMAL, 12));
}
