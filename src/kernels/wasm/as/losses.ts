// Losses and their gradients, feature by feature: y, z, dz [cols, C], target [targetCols, C], so that four rows of the
// batch are done at a time; C is a multiple of 4. Formulas and sources: src/nn/losses, where the words' names say which
// file. A target is the value itself where targetCols is cols, else the class's index, which counts as one-hot.
//
// lossForward gives the sum of the rows' losses and, unless perRow is 0, each row's own (up to the next multiple of 4
// rows, 0 in the padding). lossBackward gives scale · ∂loss/∂y (∂loss/∂z where the activation is absorbed), and 0 for
// rows that are padding, up to C.
//
// The surprise: "1 − y" and "ln(1 + …)" are formed so that no digit is lost near 0, where a trained network's losses are.
import {
  BINARY_CROSSENTROPY, CATEGORICAL_CROSSENTROPY, HALF_MEAN_SQUARED_ERROR, HINGE, HUBER, LOG_COSH, MEAN_ABSOLUTE_ERROR,
  MEAN_SQUARED_ERROR, PERCEPTRON, SIGMOID_CROSSENTROPY, SOFTMAX_CROSSENTROPY, SQUARED_HINGE, STEP_PERCEPTRON,
} from './kinds';
import { categoricalBackward, categoricalForward, softmaxBackward, softmaxForward } from './crossentropy';
import { exp, expm1Negative, log, log1p, tanh } from './functions';
import { k, keep, oneHot } from './lossParts';
import { choose, dsum, firstLanes, nmadd } from './vector';

/** Whether a kind divides by the number of outputs. */
// @ts-ignore: decorator
@inline
function isMean(kind: i32): bool {
  return kind != HALF_MEAN_SQUARED_ERROR && kind != PERCEPTRON && kind != STEP_PERCEPTRON;
}

/** −1 and +1 for the classes 0 and 1. */
// @ts-ignore: decorator
@inline
function sideOf(t: v128): v128 {
  return f32x4.sub(f32x4.add(t, t), k(0));
}

/** Loss of one output, for kinds that add up over outputs. */
// @ts-ignore: decorator
@inline
function term(kind: i32, y: v128, z: v128, t: v128, a: v128): v128 {
  const zero = f32x4.splat(0);
  const one = k(0);
  const e = f32x4.sub(y, t);
  if (kind == MEAN_SQUARED_ERROR) return f32x4.mul(e, e);
  if (kind == HALF_MEAN_SQUARED_ERROR) return f32x4.mul(f32x4.mul(k(1), e), e);
  if (kind == MEAN_ABSOLUTE_ERROR) return f32x4.abs(e);
  if (kind == HUBER) {
    const size = f32x4.abs(e);
    const cut = f32x4.pmin(size, a);
    return f32x4.mul(cut, nmadd(k(1), cut, size));
  }
  if (kind == LOG_COSH) {
    // ln cosh e: near 0 as ln(1 + (1 − u)²/2u), u = exp(−|e|), else as |e| + ln(1 + u²) − ln 2
    const size = f32x4.abs(e);
    const less = expm1Negative(f32x4.neg(size));
    const u = f32x4.add(one, less);
    const near = f32x4.lt(size, one);
    const small = f32x4.div(f32x4.mul(less, less), f32x4.mul(k(2), u));
    const rest = v128.andnot(f32x4.sub(size, k(3)), near);
    return f32x4.add(rest, log1p(choose(near, small, f32x4.mul(u, u))));
  }
  if (kind == BINARY_CROSSENTROPY) {
    const top = f32x4.gt(y, k(5));
    const p = f32x4.pmax(y, k(4));
    const yes = choose(top, k(6), log(p));
    const no = choose(top, k(7), log1p(f32x4.neg(p)));
    return f32x4.neg(f32x4.add(f32x4.mul(t, yes), f32x4.mul(f32x4.sub(one, t), no)));
  }
  if (kind == SIGMOID_CROSSENTROPY)
    return f32x4.add(nmadd(z, t, f32x4.pmax(z, zero)), log1p(exp(f32x4.neg(f32x4.abs(z)))));
  if (kind == HINGE) return f32x4.pmax(nmadd(y, sideOf(t), one), zero);
  if (kind == SQUARED_HINGE) {
    const lack = f32x4.pmax(nmadd(y, sideOf(t), one), zero);
    return f32x4.mul(lack, lack);
  }
  if (kind == PERCEPTRON) return f32x4.pmax(f32x4.neg(f32x4.mul(y, sideOf(t))), zero);
  return f32x4.mul(e, z); // STEP_PERCEPTRON
}

/** Its derivative by y (absorbed: z). */
// @ts-ignore: decorator
@inline
function slope(kind: i32, y: v128, t: v128, a: v128): v128 {
  const zero = f32x4.splat(0);
  const one = k(0);
  const e = f32x4.sub(y, t);
  if (kind == MEAN_SQUARED_ERROR) return f32x4.add(e, e);
  if (kind == MEAN_ABSOLUTE_ERROR) {
    const sign = f32x4.sub(v128.and(one, f32x4.gt(e, zero)), v128.and(one, f32x4.lt(e, zero)));
    return v128.or(sign, f32x4.ne(e, e)); // all bits: NaN
  }
  if (kind == HUBER) return f32x4.pmin(f32x4.pmax(e, f32x4.neg(a)), a);
  if (kind == LOG_COSH) return tanh(e);
  if (kind == BINARY_CROSSENTROPY) {
    const clipped = v128.or(f32x4.lt(y, k(4)), f32x4.gt(y, k(5)));
    return v128.andnot(f32x4.div(e, f32x4.mul(y, f32x4.sub(one, y))), clipped);
  }
  if (kind == HINGE || kind == SQUARED_HINGE) {
    const side = sideOf(t);
    const lack = nmadd(y, side, one);
    const by = kind == HINGE ? one : f32x4.add(lack, lack);
    return f32x4.neg(v128.andnot(f32x4.mul(side, by), f32x4.le(lack, zero)));
  }
  if (kind == PERCEPTRON) return f32x4.sub(v128.and(one, f32x4.ge(y, zero)), t);
  return e; // HALF_MEAN_SQUARED_ERROR, SIGMOID_CROSSENTROPY, STEP_PERCEPTRON
}

// @ts-ignore: decorator
@inline
function forward(kind: i32, perRow: usize, y: usize, z: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32, a: f32): f64 {
  const step = (<usize>C) << 2;
  const A = f32x4.splat(a);
  const count = f32x4.splat(<f32>cols);
  let total = f64x2.splat(0);
  for (let r = 0; r < rows; r += 4, y += 16, z += 16, t += 16) {
    let sum = f32x4.splat(0);
    let at: usize = 0;
    for (let j = 0; j < cols; j++, at += step) {
      const target = targetCols == cols ? v128.load(t + at) : oneHot(t, j);
      sum = f32x4.add(sum, term(kind, v128.load(y + at), v128.load(z + at), target, A));
    }
    total = f64x2.add(total, keep(isMean(kind) ? f32x4.div(sum, count) : sum, perRow, r, rows));
  }
  return dsum(total);
}

// @ts-ignore: decorator
@inline
function backward(kind: i32, dz: usize, y: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32, scale: f32, a: f32): void {
  const step = (<usize>C) << 2;
  const A = f32x4.splat(a);
  const factor = f32x4.splat(isMean(kind) ? scale / <f32>cols : scale);
  const last = (<usize>(rows - 1) >> 2) << 4;
  for (let j = 0; j < cols; j++, dz += step, y += step) {
    if (targetCols == cols) {
      for (let at: usize = 0; at <= last; at += 16)
        v128.store(dz + at, f32x4.mul(factor, slope(kind, v128.load(y + at), v128.load(t + at), A)));
      t += step;
    } else {
      for (let at: usize = 0; at <= last; at += 16)
        v128.store(dz + at, f32x4.mul(factor, slope(kind, v128.load(y + at), oneHot(t + at, j), A)));
    }
    if (rows & 3) v128.store(dz + last, v128.and(v128.load(dz + last), firstLanes(rows & 3)));
  }
}

export function lossForward(
  kind: i32, perRow: usize, y: usize, z: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32, a: f32,
): f64 {
  switch (kind) {
    case MEAN_SQUARED_ERROR: return forward(MEAN_SQUARED_ERROR, perRow, y, y, t, rows, cols, C, targetCols, a);
    case HALF_MEAN_SQUARED_ERROR: return forward(HALF_MEAN_SQUARED_ERROR, perRow, y, y, t, rows, cols, C, targetCols, a);
    case MEAN_ABSOLUTE_ERROR: return forward(MEAN_ABSOLUTE_ERROR, perRow, y, y, t, rows, cols, C, targetCols, a);
    case HUBER: return forward(HUBER, perRow, y, y, t, rows, cols, C, targetCols, a);
    case LOG_COSH: return forward(LOG_COSH, perRow, y, y, t, rows, cols, C, targetCols, a);
    case BINARY_CROSSENTROPY: return forward(BINARY_CROSSENTROPY, perRow, y, y, t, rows, cols, C, targetCols, a);
    case SIGMOID_CROSSENTROPY: return forward(SIGMOID_CROSSENTROPY, perRow, y, z, t, rows, cols, C, targetCols, a);
    case HINGE: return forward(HINGE, perRow, y, y, t, rows, cols, C, targetCols, a);
    case SQUARED_HINGE: return forward(SQUARED_HINGE, perRow, y, y, t, rows, cols, C, targetCols, a);
    case PERCEPTRON: return forward(PERCEPTRON, perRow, y, y, t, rows, cols, C, targetCols, a);
    case STEP_PERCEPTRON: return forward(STEP_PERCEPTRON, perRow, y, z, t, rows, cols, C, targetCols, a);
    case SOFTMAX_CROSSENTROPY: return softmaxForward(perRow, z, t, rows, cols, C, targetCols);
    case CATEGORICAL_CROSSENTROPY: return categoricalForward(perRow, y, t, rows, cols, C, targetCols);
  }
  return NaN;
}

export function lossBackward(
  kind: i32, dz: usize, y: usize, z: usize, t: usize, rows: i32, cols: i32, C: i32, targetCols: i32, scale: f32, a: f32,
): void {
  clearPadding(dz, rows, cols, C);
  switch (kind) {
    case MEAN_SQUARED_ERROR: return backward(MEAN_SQUARED_ERROR, dz, y, t, rows, cols, C, targetCols, scale, a);
    case MEAN_ABSOLUTE_ERROR: return backward(MEAN_ABSOLUTE_ERROR, dz, y, t, rows, cols, C, targetCols, scale, a);
    case HUBER: return backward(HUBER, dz, y, t, rows, cols, C, targetCols, scale, a);
    case LOG_COSH: return backward(LOG_COSH, dz, y, t, rows, cols, C, targetCols, scale, a);
    case BINARY_CROSSENTROPY: return backward(BINARY_CROSSENTROPY, dz, y, t, rows, cols, C, targetCols, scale, a);
    case HINGE: return backward(HINGE, dz, y, t, rows, cols, C, targetCols, scale, a);
    case SQUARED_HINGE: return backward(SQUARED_HINGE, dz, y, t, rows, cols, C, targetCols, scale, a);
    case PERCEPTRON: return backward(PERCEPTRON, dz, y, t, rows, cols, C, targetCols, scale, a);
    case HALF_MEAN_SQUARED_ERROR: // y − t, not divided
    case STEP_PERCEPTRON: return backward(STEP_PERCEPTRON, dz, y, t, rows, cols, C, targetCols, scale, a);
    case SIGMOID_CROSSENTROPY: return backward(SIGMOID_CROSSENTROPY, dz, y, t, rows, cols, C, targetCols, scale, a);
    case SOFTMAX_CROSSENTROPY: return softmaxBackward(dz, y, t, rows, cols, C, targetCols, scale);
    case CATEGORICAL_CROSSENTROPY: return categoricalBackward(dz, y, t, rows, cols, C, targetCols, scale);
  }
}

/** Whole vectors of padding; the kernels mask the one that is padding in part. */
function clearPadding(dz: usize, rows: i32, cols: i32, C: i32): void {
  const from = (rows + 3) & ~3;
  if (from >= C) return;
  for (let j = 0; j < cols; j++)
    memory.fill(dz + ((<usize>(j * C + from)) << 2), 0, (<usize>(C - from)) << 2);
}
