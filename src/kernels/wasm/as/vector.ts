// Arithmetic on four floats at a time that everything else is made of.

/** a · b + c: rounded once where the binary may (ASC_FEATURE_RELAXED_SIMD), else twice. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c − a · b, rounded like `madd`. */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<f32>(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}

/** The sum of the four, as (0 + 2) + (1 + 3). */
// @ts-ignore: decorator
@inline
export function hsum(v: v128): f32 {
  const t = f32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(t, 0) + f32x4.extract_lane(t, 1);
}

/** Four sums, each added up as `hsum` does. */
// @ts-ignore: decorator
@inline
export function hsum4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i64>(a, b, 0, 2), v128.shuffle<i64>(a, b, 1, 3));
  const cd = f32x4.add(v128.shuffle<i64>(c, d, 0, 2), v128.shuffle<i64>(c, d, 1, 3));
  return f32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}

/** The sum of two doubles. */
// @ts-ignore: decorator
@inline
export function dsum(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/** Two doubles from the first and third, and from the second and fourth, added: a sum to go on with in double precision. */
// @ts-ignore: decorator
@inline
export function pairs(v: v128): v128 {
  return f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 0, 1)));
}

/** Where the mask's bits are set a, else b. */
// @ts-ignore: decorator
@inline
export function choose(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** The number at index i of a table of floats, four times. V8 builds a v128.const anew at each use; a load is cheaper. */
// @ts-ignore: decorator
@inline
export function constant(table: usize, i: i32): v128 {
  return v128.load_splat<f32>(table + ((<usize>i) << 2));
}

/** Masks of the first 0, 1, 2, 3, 4 lanes, as a window that moves over eight words. */
const LANES: usize = memory.data<i32>([-1, -1, -1, -1, 0, 0, 0, 0], 16);

/** All bits set in the first `left` lanes (in all from 4 on, in none below 1). */
// @ts-ignore: decorator
@inline
export function firstLanes(left: i32): v128 {
  return v128.load(LANES + ((<usize>(4 - max(0, min(4, left)))) << 2));
}

/** Stores four numbers, or only the first `left` where fewer are left. */
// @ts-ignore: decorator
@inline
export function put(p: usize, v: v128, left: i32): void {
  if (left >= 4) v128.store(p, v);
  else if (left & 2) {
    v128.store64_lane(p, v, 0);
    if (left & 1) v128.store32_lane(p, v, 2, 8);
  } else if (left & 1) v128.store32_lane(p, v, 0);
}
