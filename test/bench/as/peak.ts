// Loops that do nothing but what the kernels cannot do without: the most that this processor gives to 128-bit vectors.
// As many sums at once as keep out of each other's way and fit in registers. Whatever they use is loaded: V8 builds a
// constant anew for each use, and what it knows to stay the same it takes out of the loop.

/** Sixteen numbers, 1.5 each. */
const NUMBERS: usize = memory.data<f32>([1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5], 16);

/** `n` times eight a · b + c, rounded once where the binary may, else twice. Gives something, lest it be left out. */
export function products(n: i32): f32 {
  const b0 = v128.load(NUMBERS), b1 = v128.load(NUMBERS, 16), b2 = v128.load(NUMBERS, 32), b3 = v128.load(NUMBERS, 48);
  let c0 = b0, c1 = b0, c2 = b0, c3 = b0, c4 = b0, c5 = b0, c6 = b0, c7 = b0;
  for (; n > 0; n--) {
    let a = v128.load_splat<f32>(NUMBERS);
    c0 = madd(a, b0, c0), c1 = madd(a, b1, c1), c2 = madd(a, b2, c2), c3 = madd(a, b3, c3);
    a = v128.load_splat<f32>(NUMBERS, 4);
    c4 = madd(a, b0, c4), c5 = madd(a, b1, c5), c6 = madd(a, b2, c6), c7 = madd(a, b3, c7);
  }
  c0 = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7)));
  return f32x4.extract_lane(c0, 0);
}

/** The same, but every number comes from memory as in a tile of four rows by two vectors: six loads for eight products. */
export function tiles(n: i32): f32 {
  let c0 = v128.load(NUMBERS), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  for (; n > 0; n--) {
    const b0 = v128.load(NUMBERS), b1 = v128.load(NUMBERS, 16);
    let a = v128.load_splat<f32>(NUMBERS);
    c0 = madd(a, b0, c0), c1 = madd(a, b1, c1), a = v128.load_splat<f32>(NUMBERS, 4);
    c2 = madd(a, b0, c2), c3 = madd(a, b1, c3), a = v128.load_splat<f32>(NUMBERS, 8);
    c4 = madd(a, b0, c4), c5 = madd(a, b1, c5), a = v128.load_splat<f32>(NUMBERS, 12);
    c6 = madd(a, b0, c6), c7 = madd(a, b1, c7);
  }
  c0 = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7)));
  return f32x4.extract_lane(c0, 0);
}

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** `n` times eight times four m / (√v + ε), the part of Adam's step that has no quicker way. */
export function quotients(n: i32): f32 {
  const m = v128.load(NUMBERS), epsilon = v128.load(NUMBERS, 16);
  let v0 = m, v1 = m, v2 = m, v3 = m, v4 = m, v5 = m, v6 = m, v7 = m;
  for (; n > 0; n--) {
    v0 = quotient(m, v0, epsilon), v1 = quotient(m, v1, epsilon), v2 = quotient(m, v2, epsilon);
    v3 = quotient(m, v3, epsilon), v4 = quotient(m, v4, epsilon), v5 = quotient(m, v5, epsilon);
    v6 = quotient(m, v6, epsilon), v7 = quotient(m, v7, epsilon);
  }
  v0 = f32x4.add(f32x4.add(f32x4.add(v0, v1), f32x4.add(v2, v3)), f32x4.add(f32x4.add(v4, v5), f32x4.add(v6, v7)));
  return f32x4.extract_lane(v0, 0);
}

// @ts-ignore: decorator
@inline
function quotient(m: v128, v: v128, epsilon: v128): v128 {
  return f32x4.div(m, f32x4.add(f32x4.sqrt(v), epsilon));
}
