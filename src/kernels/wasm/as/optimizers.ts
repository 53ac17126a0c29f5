// One step of an optimizer over flat arrays: weights w, gradient g, what it remembers in up to three slots s0, s1, s2
// (in the order of the word's own `slots`). The formulas are those of src/nn/optimizers, with the same epsilons in the
// same places; whatever is the same for all weights is worked out beforehand in double precision (words.ts) and stands in
// `numbers`:
//
//   0 rate   what the step is multiplied by (ADAM, AMSGRAD, NADAM: with both corrections folded in)
//   1 keep   1 − learning rate · weight decay, where there is decay
//   SGD      –
//   MOMENTUM, NESTEROV     2 momentum
//   ADAM, AMSGRAD, NADAM   2 1 − β₁, 3 1 − β₂, 4 ε;  NADAM also 5 rate of the gradient itself, 6 1/(1 − β₂ᵗ)
//   RMSPROP…, ADADELTA     2 ρ, 3 1 − ρ, 4 ε, 5 momentum
//   ADAGRAD                4 ε
//
// The surprise: once a loss is near zero, gradients and running means decay into denormal numbers, with which a
// processor is a hundred times slower, and WebAssembly cannot switch them off. So what is too small to matter
// counts as 0: running means below TINY, running squares below TINY_SQUARE, gradients whose square would be
// denormal. And everything is loaded before anything
// is stored: arrays that lie a multiple of 4096 bytes apart would else wait for each other.
import {
  ADADELTA, ADAGRAD, ADAM, AMSGRAD, MOMENTUM, NADAM, NESTEROV, RMSPROP, RMSPROP_CENTERED, RMSPROP_CENTERED_MOMENTUM,
  RMSPROP_MOMENTUM, SGD,
} from './kinds';
import { constant, madd, nmadd, put } from './vector';

// A mean's next term, (1 − β₁) m, and a square's, (1 − β₂) v, are then normal numbers still.
const LEAST: usize = memory.data<f32>([1e-25, 1e-34, 9.094947017729282e-13], 16);
const TINY = 0;
const TINY_SQUARE = 1;
/** 2⁻⁴⁰ */
const POWER = 2;

/** keep · w − rate · g: also what a dense layer's gradient kernel does where SGD is fused into it, to the bit. */
// @ts-ignore: decorator
@inline
export function sgdStep(w: v128, g: v128, rate: v128, keep: v128): v128 {
  return nmadd(rate, g, f32x4.mul(keep, w));
}

/** In a loop's own variable it stays in a register; V8 would build a constant anew each time. */
// @ts-ignore: decorator
@inline
function least(what: i32): v128 {
  return constant(LEAST, what);
}

/** 0 for what is not larger than `tiny`; NaN stays. */
// @ts-ignore: decorator
@inline
function flushed(v: v128, tiny: v128): v128 {
  return v128.andnot(v, f32x4.le(f32x4.abs(v), tiny));
}

/**
 * A gradient to a multiple of 2⁻⁶³, whose square is 2⁻¹²⁶, the least normal number: from 1e-12 on that costs no more than
 * a last bit. NaN and ±∞ stay. A mean cannot be treated so: from a few quanta it would not decay any further.
 */
// @ts-ignore: decorator
@inline
function rounded(g: v128, power: v128): v128 {
  return f32x4.sub(f32x4.add(g, power), power);
}

/** 0 for a mean of squares that is not larger than `tiny`; NaN stays. */
// @ts-ignore: decorator
@inline
function flushedSquare(v: v128, tiny: v128): v128 {
  return v128.andnot(v, f32x4.le(v, tiny));
}

/** m + (x − m) · share */
// @ts-ignore: decorator
@inline
function mixed(m: v128, x: v128, share: v128): v128 {
  return madd(f32x4.sub(x, m), share, m);
}

// @ts-ignore: decorator
@inline
function number(numbers: usize, i: i32): v128 {
  return v128.load_splat<f32>(numbers + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function sgd(w: usize, g: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const keep = number(numbers, 1);
  for (; n >= 16; n -= 16, w += 64, g += 64) {
    v128.store(w, sgdStep(v128.load(w), v128.load(g), rate, keep));
    v128.store(w, sgdStep(v128.load(w, 16), v128.load(g, 16), rate, keep), 16);
    v128.store(w, sgdStep(v128.load(w, 32), v128.load(g, 32), rate, keep), 32);
    v128.store(w, sgdStep(v128.load(w, 48), v128.load(g, 48), rate, keep), 48);
  }
  for (; n > 0; n -= 4, w += 16, g += 16) put(w, sgdStep(v128.load(w), v128.load(g), rate, keep), n);
}

// Each of the others has its loop over whole vectors and what remains, and the step of one vector.

// @ts-ignore: decorator
@inline
function momentum(nesterov: bool, w: usize, g: usize, s0: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const keep = number(numbers, 1);
  const share = number(numbers, 2);
  for (; n >= 4; n -= 4, w += 16, g += 16, s0 += 16) momentumVector(nesterov, w, g, s0, 4, rate, keep, share);
  if (n > 0) momentumVector(nesterov, w, g, s0, n, rate, keep, share);
}

/** v ← momentum · v − rate · g;  w ← keep · w + v   (Nesterov: + momentum · v − rate · g) */
// @ts-ignore: decorator
@inline
function momentumVector(
  nesterov: bool, w: usize, g: usize, s0: usize, left: i32, rate: v128, keep: v128, share: v128,
): void {
  const step = f32x4.mul(rate, v128.load(g));
  const before = v128.load(w);
  const next = flushed(f32x4.sub(f32x4.mul(share, v128.load(s0)), step), least(TINY));
  put(s0, next, left);
  put(w, madd(keep, before, nesterov ? f32x4.sub(f32x4.mul(share, next), step) : next), left);
}

// @ts-ignore: decorator
@inline
function adam(kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const keep = number(numbers, 1);
  const share1 = number(numbers, 2);
  const share2 = number(numbers, 3);
  const epsilon = number(numbers, 4);
  const power = least(POWER);
  const tiny = least(TINY);
  const tinySquare = least(TINY_SQUARE);
  for (; n >= 4; n -= 4, w += 16, g += 16, s0 += 16, s1 += 16, s2 += 16)
    adamVector(kind, w, g, s0, s1, s2, 4, rate, keep, share1, share2, epsilon, power, tiny, tinySquare, numbers);
  if (n > 0) adamVector(kind, w, g, s0, s1, s2, n, rate, keep, share1, share2, epsilon, power, tiny, tinySquare, numbers);
}

/** m ← m + (1 − β₁)(g − m);  v ← v + (1 − β₂)(g² − v);  w ← keep · w − rate · m / (√v + ε) */
// @ts-ignore: decorator
@inline
function adamVector(
  kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, left: i32,
  rate: v128, keep: v128, share1: v128, share2: v128, epsilon: v128,
  power: v128, tiny: v128, tinySquare: v128, numbers: usize,
): void {
  const gradient = rounded(v128.load(g), power);
  const before = f32x4.mul(keep, v128.load(w));
  const mean = flushed(mixed(v128.load(s0), gradient, share1), tiny);
  let square = flushedSquare(mixed(v128.load(s1), f32x4.mul(gradient, gradient), share2), tinySquare);
  const largest = kind == AMSGRAD ? v128.load(s2) : square;
  put(s0, mean, left);
  put(s1, square, left);
  if (kind == AMSGRAD) {
    square = f32x4.pmax(square, largest); // a square that is NaN wins, and stays
    put(s2, square, left);
  }
  if (kind == NADAM) {
    const step = madd(number(numbers, 5), gradient, f32x4.mul(rate, mean));
    square = f32x4.mul(square, number(numbers, 6));
    put(w, f32x4.sub(before, f32x4.div(step, f32x4.add(f32x4.sqrt(square), epsilon))), left);
  } else if (v128.any_true(mean)) {
    const step = f32x4.div(mean, f32x4.add(f32x4.sqrt(square), epsilon));
    put(w, nmadd(rate, step, before), left);
  } else put(w, before, left); // as of pixels that are never lit: no root and no quotient
}

// @ts-ignore: decorator
@inline
function rmsprop(
  centered: bool, withMomentum: bool, w: usize, g: usize, s0: usize, s1: usize, s2: usize, n: i32, numbers: usize,
): void {
  const rate = number(numbers, 0);
  const rho = number(numbers, 2);
  const share = number(numbers, 3);
  const epsilon = number(numbers, 4);
  const past = number(numbers, 5);
  let steps = centered ? s2 : s1;
  for (; n >= 4; n -= 4, w += 16, g += 16, s0 += 16, s1 += 16, steps += 16)
    rmspropVector(centered, withMomentum, w, g, s0, s1, steps, 4, rate, rho, share, epsilon, past);
  if (n > 0) rmspropVector(centered, withMomentum, w, g, s0, s1, steps, n, rate, rho, share, epsilon, past);
}

/** v ← ρ v + (1 − ρ) g²;  w ← w − rate · g / √(v [− mean²] + ε), or that step added up with momentum */
// @ts-ignore: decorator
@inline
function rmspropVector(
  centered: bool, withMomentum: bool, w: usize, g: usize, s0: usize, s1: usize, steps: usize, left: i32,
  rate: v128, rho: v128, share: v128, epsilon: v128, past: v128,
): void {
  const gradient = rounded(v128.load(g), least(POWER));
  const before = v128.load(w);
  const meanBefore = centered ? v128.load(s1) : before;
  const stepBefore = withMomentum ? v128.load(steps) : before;
  const shared = f32x4.mul(share, gradient);
  let square = flushedSquare(madd(rho, v128.load(s0), f32x4.mul(shared, gradient)), least(TINY_SQUARE));
  put(s0, square, left);
  if (centered) {
    const mean = flushed(madd(rho, meanBefore, shared), least(TINY));
    put(s1, mean, left);
    square = f32x4.pmax(nmadd(mean, mean, square), f32x4.splat(0)); // rounding may leave it below 0; NaN stays
  }
  let step = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(square, epsilon)));
  if (withMomentum) {
    step = flushed(madd(past, stepBefore, step), least(TINY));
    put(steps, step, left);
  }
  put(w, f32x4.sub(before, step), left);
}

// @ts-ignore: decorator
@inline
function adagrad(w: usize, g: usize, s0: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const epsilon = number(numbers, 4);
  for (; n >= 4; n -= 4, w += 16, g += 16, s0 += 16) adagradVector(w, g, s0, 4, rate, epsilon);
  if (n > 0) adagradVector(w, g, s0, n, rate, epsilon);
}

/** a ← a + g²;  w ← w − rate · g / √(a + ε) */
// @ts-ignore: decorator
@inline
function adagradVector(w: usize, g: usize, s0: usize, left: i32, rate: v128, epsilon: v128): void {
  const gradient = rounded(v128.load(g), least(POWER));
  const before = v128.load(w);
  const sum = madd(gradient, gradient, v128.load(s0));
  const step = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(sum, epsilon)));
  put(s0, sum, left);
  put(w, f32x4.sub(before, step), left);
}

// @ts-ignore: decorator
@inline
function adadelta(w: usize, g: usize, s0: usize, s1: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const rho = number(numbers, 2);
  const share = number(numbers, 3);
  const epsilon = number(numbers, 4);
  for (; n >= 4; n -= 4, w += 16, g += 16, s0 += 16, s1 += 16)
    adadeltaVector(w, g, s0, s1, 4, rate, rho, share, epsilon);
  if (n > 0) adadeltaVector(w, g, s0, s1, n, rate, rho, share, epsilon);
}

/** a ← ρ a + (1 − ρ) g²;  d = −g √(u + ε) / √(a + ε);  u ← ρ u + (1 − ρ) d²;  w ← w + rate · d */
// @ts-ignore: decorator
@inline
function adadeltaVector(
  w: usize, g: usize, s0: usize, s1: usize, left: i32, rate: v128, rho: v128, share: v128, epsilon: v128,
): void {
  const gradient = rounded(v128.load(g), least(POWER));
  const updates = v128.load(s1);
  const before = v128.load(w);
  const square = flushedSquare(madd(rho, v128.load(s0), f32x4.mul(f32x4.mul(share, gradient), gradient)), least(TINY_SQUARE));
  const root = f32x4.sqrt(f32x4.div(f32x4.add(updates, epsilon), f32x4.add(square, epsilon)));
  const step = rounded(f32x4.mul(gradient, root), least(POWER)); // −d
  put(s0, square, left);
  put(s1, flushedSquare(madd(rho, updates, f32x4.mul(f32x4.mul(share, step), step)), least(TINY_SQUARE)), left);
  put(w, nmadd(rate, step, before), left);
}

export function update(kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, n: i32, numbers: usize): void {
  switch (kind) {
    case SGD: return sgd(w, g, n, numbers);
    case MOMENTUM: return momentum(false, w, g, s0, n, numbers);
    case NESTEROV: return momentum(true, w, g, s0, n, numbers);
    case ADAM: return adam(ADAM, w, g, s0, s1, s2, n, numbers);
    case AMSGRAD: return adam(AMSGRAD, w, g, s0, s1, s2, n, numbers);
    case NADAM: return adam(NADAM, w, g, s0, s1, s2, n, numbers);
    case RMSPROP: return rmsprop(false, false, w, g, s0, s1, s2, n, numbers);
    case RMSPROP_MOMENTUM: return rmsprop(false, true, w, g, s0, s1, s2, n, numbers);
    case RMSPROP_CENTERED: return rmsprop(true, false, w, g, s0, s1, s2, n, numbers);
    case RMSPROP_CENTERED_MOMENTUM: return rmsprop(true, true, w, g, s0, s1, s2, n, numbers);
    case ADAGRAD: return adagrad(w, g, s0, n, numbers);
    case ADADELTA: return adadelta(w, g, s0, s1, n, numbers);
  }
}
