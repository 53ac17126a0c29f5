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
// counts as 0: running means below TINY and running squares below TINY_SQUARE.
import {
  ADADELTA, ADAGRAD, ADAM, AMSGRAD, MOMENTUM, NADAM, NESTEROV, RMSPROP, RMSPROP_CENTERED, RMSPROP_CENTERED_MOMENTUM,
  RMSPROP_MOMENTUM, SGD,
} from './kinds';
import { madd, nmadd, put } from './vector';

// A mean's next term, (1 − β₁) m, and a square's, (1 − β₂) v, are then normal numbers still.
const TINY: f32 = 1e-25;
const TINY_SQUARE: f32 = 1e-34;
/** Gradients whose square would be denormal. */
const TINY_GRADIENT: f32 = 1e-18;

/** keep · w − rate · g: also what a dense layer's gradient kernel does where SGD is fused into it, to the bit. */
// @ts-ignore: decorator
@inline
export function sgdStep(w: v128, g: v128, rate: v128, keep: v128): v128 {
  return nmadd(rate, g, f32x4.mul(keep, w));
}

/** 0 for what is not larger than `least`; NaN stays. */
// @ts-ignore: decorator
@inline
function flushed(v: v128, least: v128): v128 {
  return v128.andnot(v, f32x4.le(f32x4.abs(v), least));
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

/** v ← momentum · v − rate · g;  w ← keep · w + v   (Nesterov: + momentum · v − rate · g) */
// @ts-ignore: decorator
@inline
function momentum(nesterov: bool, w: usize, g: usize, s0: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const keep = number(numbers, 1);
  const share = number(numbers, 2);
  const tiny = f32x4.splat(TINY);
  for (; n > 0; n -= 4, w += 16, g += 16, s0 += 16) {
    const step = f32x4.mul(rate, v128.load(g));
    const next = flushed(f32x4.sub(f32x4.mul(share, v128.load(s0)), step), tiny);
    put(s0, next, n);
    put(w, madd(keep, v128.load(w), nesterov ? f32x4.sub(f32x4.mul(share, next), step) : next), n);
  }
}

/** m ← m + (1 − β₁)(g − m);  v ← v + (1 − β₂)(g² − v);  w ← keep · w − rate · m / (√v + ε) */
// @ts-ignore: decorator
@inline
function adam(kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const keep = number(numbers, 1);
  const share1 = number(numbers, 2);
  const share2 = number(numbers, 3);
  const epsilon = number(numbers, 4);
  const rateOfGradient = number(numbers, 5);
  const squareFactor = number(numbers, 6);
  const tiny = f32x4.splat(TINY);
  const tinySquare = f32x4.splat(TINY_SQUARE);
  const tinyGradient = f32x4.splat(TINY_GRADIENT);
  for (; n > 0; n -= 4, w += 16, g += 16, s0 += 16, s1 += 16) {
    const gradient = flushed(v128.load(g), tinyGradient);
    const mean = flushed(mixed(v128.load(s0), gradient, share1), tiny);
    let square = flushed(mixed(v128.load(s1), f32x4.mul(gradient, gradient), share2), tinySquare);
    put(s0, mean, n);
    put(s1, square, n);
    let step = f32x4.mul(rate, mean);
    if (kind == AMSGRAD) {
      square = f32x4.max(v128.load(s2), square); // NaN if one is
      put(s2, square, n);
      s2 += 16;
    } else if (kind == NADAM) {
      step = madd(rateOfGradient, gradient, step);
      square = f32x4.mul(square, squareFactor);
    }
    step = f32x4.div(step, f32x4.add(f32x4.sqrt(square), epsilon));
    put(w, f32x4.sub(f32x4.mul(keep, v128.load(w)), step), n);
  }
}

/** v ← ρ v + (1 − ρ) g²;  w ← w − rate · g / √(v [− mean²] + ε), or that step added up with momentum */
// @ts-ignore: decorator
@inline
function rmsprop(centered: bool, withMomentum: bool, w: usize, g: usize, s0: usize, s1: usize, s2: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const rho = number(numbers, 2);
  const share = number(numbers, 3);
  const epsilon = number(numbers, 4);
  const past = number(numbers, 5);
  const zero = f32x4.splat(0);
  const tiny = f32x4.splat(TINY);
  const tinySquare = f32x4.splat(TINY_SQUARE);
  const tinyGradient = f32x4.splat(TINY_GRADIENT);
  let steps = centered ? s2 : s1;
  for (; n > 0; n -= 4, w += 16, g += 16, s0 += 16) {
    const gradient = flushed(v128.load(g), tinyGradient);
    const shared = f32x4.mul(share, gradient);
    let square = flushed(madd(rho, v128.load(s0), f32x4.mul(shared, gradient)), tinySquare);
    put(s0, square, n);
    if (centered) {
      const mean = flushed(madd(rho, v128.load(s1), shared), tiny);
      put(s1, mean, n);
      square = f32x4.pmax(nmadd(mean, mean, square), zero); // rounding may leave it below 0; NaN stays
      s1 += 16;
    }
    let step = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(square, epsilon)));
    if (withMomentum) {
      step = flushed(madd(past, v128.load(steps), step), tiny);
      put(steps, step, n);
      steps += 16;
    }
    put(w, f32x4.sub(v128.load(w), step), n);
  }
}

/** a ← a + g²;  w ← w − rate · g / √(a + ε) */
// @ts-ignore: decorator
@inline
function adagrad(w: usize, g: usize, s0: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const epsilon = number(numbers, 4);
  const tinyGradient = f32x4.splat(TINY_GRADIENT);
  for (; n > 0; n -= 4, w += 16, g += 16, s0 += 16) {
    const gradient = flushed(v128.load(g), tinyGradient);
    const sum = madd(gradient, gradient, v128.load(s0));
    put(s0, sum, n);
    const step = f32x4.div(f32x4.mul(rate, gradient), f32x4.sqrt(f32x4.add(sum, epsilon)));
    put(w, f32x4.sub(v128.load(w), step), n);
  }
}

/** a ← ρ a + (1 − ρ) g²;  d = −g √(u + ε) / √(a + ε);  u ← ρ u + (1 − ρ) d²;  w ← w + rate · d */
// @ts-ignore: decorator
@inline
function adadelta(w: usize, g: usize, s0: usize, s1: usize, n: i32, numbers: usize): void {
  const rate = number(numbers, 0);
  const rho = number(numbers, 2);
  const share = number(numbers, 3);
  const epsilon = number(numbers, 4);
  const tinySquare = f32x4.splat(TINY_SQUARE);
  const tinyGradient = f32x4.splat(TINY_GRADIENT);
  for (; n > 0; n -= 4, w += 16, g += 16, s0 += 16, s1 += 16) {
    const gradient = flushed(v128.load(g), tinyGradient);
    const square = flushed(madd(rho, v128.load(s0), f32x4.mul(f32x4.mul(share, gradient), gradient)), tinySquare);
    const updates = v128.load(s1);
    const root = f32x4.sqrt(f32x4.div(f32x4.add(updates, epsilon), f32x4.add(square, epsilon)));
    const step = flushed(f32x4.mul(gradient, root), tinyGradient); // −d
    put(s0, square, n);
    put(s1, flushed(madd(rho, updates, f32x4.mul(f32x4.mul(share, step), step)), tinySquare), n);
    put(w, nmadd(rate, step, v128.load(w)), n);
  }
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
