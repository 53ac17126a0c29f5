// Activations and their derivatives over flat arrays: y = f(z), dz = dy · f′(z). Formulas and sources: src/nn/activations.
// `activate` may work in place (y = z). `activateBackward` may too (dz = dy); it takes the slope from y where f is sigmoid
// or tanh, else from z, which for linear, relu and leaky_relu may be y as well. n numbers, any n.
//
// Each kind is one `case` below; the loops around them are written once and inlined with the kind as a constant.
import {
  ELU, GELU, GELU_TANH, HARD_SIGMOID, LEAKY_RELU, LINEAR, RELU, SELU, SIGMOID, SILU, SOFTPLUS, SOFTSIGN, STEP, TANH,
} from './kinds';
import { exp, expm1Negative, normalBell, normalCdf, normalDensity, normalDistance, sigmoid, softplus, tanh } from './functions';
import { choose, constant, madd, put } from './vector';

const NUMBERS: usize = memory.data<f32>([
  1, 3, -3, 6, 0.5,
  0.044715, 1.5957691216057308, 0.134145, 1e30, // gelu's cubic, 2√(2/π), 3 · cubic, and a square that needs no more
  1.6732632423543772, 1.0507009873554805, 1.7580993408473766, // selu's α, its scale, and their product
]);

// @ts-ignore: decorator
@inline
function k(i: i32): v128 {
  return constant(NUMBERS, i);
}

/** f(x); a as kinds.ts says. */
// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128, a: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == RELU) return f32x4.pmax(x, zero);
  if (kind == LEAKY_RELU) return choose(f32x4.gt(x, zero), x, f32x4.mul(a, x));
  if (kind == ELU) return choose(f32x4.gt(x, zero), x, f32x4.mul(a, expm1Negative(f32x4.pmin(x, zero))));
  if (kind == SELU) return choose(f32x4.gt(x, zero), f32x4.mul(k(10), x), f32x4.mul(k(11), expm1Negative(f32x4.pmin(x, zero))));
  if (kind == SIGMOID) return sigmoid(x);
  if (kind == HARD_SIGMOID) return f32x4.div(f32x4.add(f32x4.pmin(f32x4.pmax(x, k(2)), k(1)), k(1)), k(3));
  if (kind == TANH) return tanh(x);
  if (kind == SOFTPLUS) return softplus(x);
  if (kind == SOFTSIGN) return f32x4.div(x, f32x4.add(k(0), f32x4.abs(x)));
  if (kind == SILU) return f32x4.div(x, f32x4.add(k(0), exp(f32x4.neg(x))));
  if (kind == GELU) {
    const distance = normalDistance(x);
    return f32x4.mul(x, normalCdf(x, distance, normalBell(distance)));
  }
  if (kind == GELU_TANH) return f32x4.mul(x, sigmoid(twiceInner(x)));
  if (kind == STEP) return v128.or(v128.and(k(0), f32x4.ge(x, zero)), f32x4.ne(x, x)); // all bits: NaN
  return x;
}

/** 2 √(2/π) (x + 0.044715 x³): ½ (1 + tanh u) is the sigmoid of 2u, which keeps its digits where tanh is near −1. */
// @ts-ignore: decorator
@inline
function twiceInner(x: v128): v128 {
  return f32x4.mul(f32x4.mul(k(6), x), madd(f32x4.mul(k(5), x), x, k(0)));
}

/** dy · f′, from x = z (sigmoid and tanh: y). */
// @ts-ignore: decorator
@inline
function slope(kind: i32, dy: v128, x: v128, a: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == RELU) return v128.andnot(dy, f32x4.le(x, zero));
  if (kind == LEAKY_RELU) return choose(f32x4.gt(x, zero), dy, f32x4.mul(a, dy));
  if (kind == ELU) return choose(f32x4.gt(x, zero), dy, f32x4.mul(f32x4.mul(dy, a), exp(x)));
  if (kind == SELU) return f32x4.mul(dy, choose(f32x4.gt(x, zero), k(10), f32x4.mul(k(11), exp(x))));
  if (kind == SIGMOID) return f32x4.mul(f32x4.mul(dy, x), f32x4.sub(k(0), x));
  if (kind == HARD_SIGMOID) return v128.andnot(f32x4.div(dy, k(3)), f32x4.ge(f32x4.abs(x), k(1)));
  if (kind == TANH) return f32x4.mul(dy, f32x4.sub(k(0), f32x4.mul(x, x)));
  if (kind == SOFTPLUS) return f32x4.div(dy, f32x4.add(k(0), exp(f32x4.neg(x))));
  if (kind == SOFTSIGN) {
    const d = f32x4.add(k(0), f32x4.abs(x));
    return f32x4.div(dy, f32x4.mul(d, d));
  }
  if (kind == SILU) {
    const s = sigmoid(x);
    return f32x4.mul(f32x4.mul(dy, s), madd(x, f32x4.sub(k(0), s), k(0)));
  }
  if (kind == GELU) {
    const distance = normalDistance(x);
    const bell = normalBell(distance);
    return f32x4.mul(dy, madd(x, normalDensity(bell), normalCdf(x, distance, bell)));
  }
  if (kind == GELU_TANH) {
    // s + x s (1 − s) (2u)′; the square is cut where s (1 − s) is 0 anyway, so that ∞ · 0 cannot arise
    const s = sigmoid(twiceInner(x));
    const inner = f32x4.mul(k(6), madd(k(7), f32x4.pmin(f32x4.mul(x, x), k(8)), k(0)));
    return f32x4.mul(dy, madd(f32x4.mul(x, f32x4.mul(s, f32x4.sub(k(0), s))), inner, s));
  }
  return dy;
}

// @ts-ignore: decorator
@inline
function forward(kind: i32, y: usize, z: usize, n: i32, a: f32): void {
  const A = f32x4.splat(a);
  for (; n >= 8; n -= 8, y += 32, z += 32) {
    const first = value(kind, v128.load(z), A);
    const second = value(kind, v128.load(z, 16), A);
    v128.store(y, first);
    v128.store(y, second, 16);
  }
  for (; n > 0; n -= 4, y += 16, z += 16) put(y, value(kind, v128.load(z), A), n);
}

// @ts-ignore: decorator
@inline
function backward(kind: i32, dz: usize, dy: usize, x: usize, n: i32, a: f32): void {
  const A = f32x4.splat(a);
  for (; n >= 8; n -= 8, dz += 32, dy += 32, x += 32) {
    const first = slope(kind, v128.load(dy), v128.load(x), A);
    const second = slope(kind, v128.load(dy, 16), v128.load(x, 16), A);
    v128.store(dz, first);
    v128.store(dz, second, 16);
  }
  for (; n > 0; n -= 4, dz += 16, dy += 16, x += 16) put(dz, slope(kind, v128.load(dy), v128.load(x), A), n);
}

export function activate(kind: i32, y: usize, z: usize, n: i32, a: f32, b: f32): void {
  switch (kind) {
    case LINEAR: return memory.copy(y, z, (<usize>n) << 2);
    case RELU: return forward(RELU, y, z, n, a);
    case LEAKY_RELU: return forward(LEAKY_RELU, y, z, n, a);
    case ELU: return forward(ELU, y, z, n, a);
    case SELU: return forward(SELU, y, z, n, a);
    case SIGMOID: return forward(SIGMOID, y, z, n, a);
    case HARD_SIGMOID: return forward(HARD_SIGMOID, y, z, n, a);
    case TANH: return forward(TANH, y, z, n, a);
    case SOFTPLUS: return forward(SOFTPLUS, y, z, n, a);
    case SOFTSIGN: return forward(SOFTSIGN, y, z, n, a);
    case SILU: return forward(SILU, y, z, n, a);
    case GELU: return forward(GELU, y, z, n, a);
    case GELU_TANH: return forward(GELU_TANH, y, z, n, a);
    case STEP: return forward(STEP, y, z, n, a);
  }
}

export function activateBackward(kind: i32, dz: usize, dy: usize, z: usize, y: usize, n: i32, a: f32, b: f32): void {
  switch (kind) {
    case LINEAR: return memory.copy(dz, dy, (<usize>n) << 2);
    case RELU: return backward(RELU, dz, dy, z, n, a);
    case LEAKY_RELU: return backward(LEAKY_RELU, dz, dy, z, n, a);
    case ELU: return backward(ELU, dz, dy, z, n, a);
    case SELU: return backward(SELU, dz, dy, z, n, a);
    case SIGMOID: return backward(SIGMOID, dz, dy, y, n, a);
    case HARD_SIGMOID: return backward(HARD_SIGMOID, dz, dy, z, n, a);
    case TANH: return backward(TANH, dz, dy, y, n, a);
    case SOFTPLUS: return backward(SOFTPLUS, dz, dy, z, n, a);
    case SOFTSIGN: return backward(SOFTSIGN, dz, dy, z, n, a);
    case SILU: return backward(SILU, dz, dy, z, n, a);
    case GELU: return backward(GELU, dz, dy, z, n, a);
    case GELU_TANH: return backward(GELU_TANH, dz, dy, z, n, a);
    case STEP: return memory.fill(dz, 0, (<usize>n) << 2);
  }
}
