// Loops that do nothing but what the kernels cannot do without: the most that this processor gives to 128-bit vectors.
// Twelve sums at once, so that none waits for another; numbers that stay what they are.

const ZERO: usize = memory.data(16, 16);

/** `n` times twelve a · b + c, rounded once where the binary may, else twice. Gives something, lest it be left out. */
export function products(n: i32): f32 {
  const a = v128.load(ZERO);
  let c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
  const b = f32x4.splat(1.5);
  for (; n > 0; n--) {
    c0 = madd(a, b, c0), c1 = madd(a, b, c1), c2 = madd(a, b, c2), c3 = madd(a, b, c3);
    c4 = madd(a, b, c4), c5 = madd(a, b, c5), c6 = madd(a, b, c6), c7 = madd(a, b, c7);
    c8 = madd(a, b, c8), c9 = madd(a, b, c9), c10 = madd(a, b, c10), c11 = madd(a, b, c11);
  }
  c0 = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7)));
  c0 = f32x4.add(c0, f32x4.add(f32x4.add(c8, c9), f32x4.add(c10, c11)));
  return f32x4.extract_lane(c0, 0);
}

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  // The product depends on the sum's last value, lest it be taken out of the loop.
  return f32x4.add(f32x4.mul(c, b), a);
}

/** `n` times four m / (√v + ε), the part of Adam's step that has no quicker way. */
export function quotients(n: i32): f32 {
  let v0 = f32x4.splat(1), v1 = v0, v2 = v0, v3 = v0;
  const m = f32x4.splat(1), epsilon = f32x4.splat(1e-7);
  for (; n > 0; n--) {
    v0 = f32x4.div(m, f32x4.add(f32x4.sqrt(v0), epsilon));
    v1 = f32x4.div(m, f32x4.add(f32x4.sqrt(v1), epsilon));
    v2 = f32x4.div(m, f32x4.add(f32x4.sqrt(v2), epsilon));
    v3 = f32x4.div(m, f32x4.add(f32x4.sqrt(v3), epsilon));
  }
  return f32x4.extract_lane(f32x4.add(f32x4.add(v0, v1), f32x4.add(v2, v3)), 0);
}
