// Batch normalisation in passes over rows [from, to) of the batch, so that a long one can be cut; formulas as in
// src/nn/layers/batchNorm.ts. Where everything lies stands in a block of BATCH_NORM_WORDS words (blocks.ts).
//
//   forward, training   pass 0 (sums for the mean), 1 (for the variance), 2 (running statistics, then y)
//   forward, otherwise  pass 2
//   backward            pass 0 (sums; the one that ends the batch adds to the gradients of weight and bias), 1 (dx)
//
// Each pass begins anew at from = 0. Cuts at multiples of 64 rows change no bit: so many rows are added up as floats,
// and these sums as doubles. The surprise: a row may hold a feature several times (an image's rows: number j belongs
// to feature j mod features), so sums are made for each of a row's numbers and then folded.
import {
  BIAS, BIAS_GRADIENT, COLS, COLUMNS, DX, DY, EPSILON, FEATURES, LD, MOMENTUM, ONE_LESS_MOMENTUM, RUNNING_MEAN, RUNNING_VAR,
  SCRATCH, WEIGHT, WEIGHT_GRADIENT, X, Y,
} from './blocks';
import { dsum, firstLanes, madd, nmadd, pairs } from './vector';

const BLOCK = 64;

// @ts-ignore: decorator
@inline
function word(block: usize, i: i32): usize {
  return <usize>load<u32>(block + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function size(block: usize, i: i32): i32 {
  return load<i32>(block + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function option(block: usize, i: i32): f64 {
  return <f64>load<f32>(block + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function padded(block: usize): usize {
  return <usize>((size(block, COLS) + 15) & ~15);
}

/** Array k of the scratch's six, [P] floats: mean, 1/√(σ² + ε), weight · that, bias, and the means of dy and dy · x̂. */
// @ts-ignore: decorator
@inline
function array(block: usize, k: i32): usize {
  return word(block, SCRATCH) + (16 + ((<usize>k) << 2)) * padded(block);
}

// What is summed.
const OF_X = 0;
const OF_SQUARES = 1;
const OF_DY = 2;
const OF_DY_NORMAL = 3;

/** One vector of what is summed; mean and inverse for the same numbers. */
// @ts-ignore: decorator
@inline
function summand(what: i32, x: usize, dy: usize, mean: v128, inverse: v128): v128 {
  if (what == OF_X) return v128.load(x);
  if (what == OF_DY) return v128.load(dy);
  const centred = f32x4.sub(v128.load(x), mean);
  if (what == OF_SQUARES) return f32x4.mul(centred, centred);
  return f32x4.mul(v128.load(dy), f32x4.mul(centred, inverse));
}

/** sums[j] += Σ over rows [from, to), for all numbers j of a row. */
// @ts-ignore: decorator
@inline
function addSums(what: i32, block: usize, sums: usize, from: i32, to: i32): void {
  const cols = size(block, COLS);
  const ld = (<usize>size(block, LD)) << 2;
  const mean = array(block, 0);
  const inverse = array(block, 1);
  const x0 = word(block, X);
  const dy0 = word(block, DY);
  for (let first = from; first < to; first += BLOCK) {
    const last = min(to, first + BLOCK);
    if (size(block, COLUMNS)) {
      for (let j = 0; j < cols; j++) {
        const at = <usize>j * ld + ((<usize>first) << 2);
        const m = v128.load_splat<f32>(mean + ((<usize>j) << 2));
        const v = v128.load_splat<f32>(inverse + ((<usize>j) << 2));
        let x = x0 + at;
        let dy = dy0 + at;
        let sum = f32x4.splat(0);
        for (let r = first; r < last; r += 4, x += 16, dy += 16)
          sum = f32x4.add(sum, v128.and(summand(what, x, dy, m, v), firstLanes(last - r)));
        const p = sums + ((<usize>j) << 3);
        store<f64>(p, load<f64>(p) + dsum(pairs(sum)));
      }
    } else {
      for (let j = 0; j < cols; j += 4) {
        const at = <usize>first * ld + ((<usize>j) << 2);
        const m = v128.load(mean + ((<usize>j) << 2));
        const v = v128.load(inverse + ((<usize>j) << 2));
        let x = x0 + at;
        let dy = dy0 + at;
        let sum = f32x4.splat(0);
        for (let r = first; r < last; r++, x += ld, dy += ld) sum = f32x4.add(sum, summand(what, x, dy, m, v));
        const p = sums + ((<usize>j) << 3);
        v128.store(p, f64x2.add(v128.load(p), f64x2.promote_low_f32x4(sum)));
        const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
        v128.store(p, f64x2.add(v128.load(p, 16), high), 16);
      }
    }
  }
}

/** Feature f's sum over the row's numbers that belong to it. */
function folded(block: usize, sums: usize, f: i32): f64 {
  const cols = size(block, COLS);
  let sum: f64 = 0;
  for (let j = f; j < cols; j += size(block, FEATURES)) sum += load<f64>(sums + ((<usize>j) << 3));
  return sum;
}

/** The same number for all of a row's numbers of feature f. */
function spread(block: usize, k: i32, f: i32, value: f32): void {
  const cols = size(block, COLS);
  const p = array(block, k);
  for (let j = f; j < cols; j += size(block, FEATURES)) store<f32>(p + ((<usize>j) << 2), value);
}

/** Rows times how often a row holds each feature. */
function count(block: usize, rows: i32): f64 {
  return <f64>rows * <f64>(size(block, COLS) / size(block, FEATURES));
}

function clearSums(block: usize): void {
  memory.fill(word(block, SCRATCH), 0, 16 * padded(block));
}

export function batchNormForward(block: usize, pass: i32, from: i32, to: i32, rows: i32, training: i32): void {
  const sums = word(block, SCRATCH);
  const squares = sums + 8 * padded(block);
  if (pass == 0) {
    if (from == 0) clearSums(block);
    addSums(OF_X, block, sums, from, to);
  } else if (pass == 1) {
    if (from == 0) {
      const n = count(block, rows);
      for (let f = 0; f < size(block, FEATURES); f++) spread(block, 0, f, <f32>(folded(block, sums, f) / n));
    }
    addSums(OF_SQUARES, block, squares, from, to);
  } else {
    if (from == 0) statistics(block, sums, squares, count(block, rows), training);
    normalise(block, from, to);
  }
}

/** Mean, variance and what follows from them, of the batch (then the running ones follow it) or the running ones. */
function statistics(block: usize, sums: usize, squares: usize, n: f64, training: i32): void {
  const momentum = option(block, MOMENTUM);
  const rest = option(block, ONE_LESS_MOMENTUM);
  for (let f = 0; f < size(block, FEATURES); f++) {
    const at = (<usize>f) << 2;
    const runningMean = word(block, RUNNING_MEAN) + at;
    const runningVar = word(block, RUNNING_VAR) + at;
    let variance: f64;
    if (training) {
      const mean = folded(block, sums, f) / n;
      variance = folded(block, squares, f) / n;
      store<f32>(runningMean, <f32>(momentum * <f64>load<f32>(runningMean) + rest * mean));
      store<f32>(runningVar, <f32>(momentum * <f64>load<f32>(runningVar) + rest * variance));
    } else {
      spread(block, 0, f, load<f32>(runningMean));
      variance = <f64>load<f32>(runningVar);
    }
    const inverse = 1 / sqrt<f64>(variance + option(block, EPSILON));
    spread(block, 1, f, <f32>inverse);
    spread(block, 2, f, <f32>(inverse * <f64>load<f32>(word(block, WEIGHT) + at)));
    spread(block, 3, f, load<f32>(word(block, BIAS) + at));
  }
}

/** y = weight · (x − μ)/√(σ² + ε) + bias */
function normalise(block: usize, from: i32, to: i32): void {
  const ld = (<usize>size(block, LD)) << 2;
  const cols = size(block, COLS);
  const mean = array(block, 0);
  const factor = array(block, 2);
  const bias = array(block, 3);
  if (size(block, COLUMNS)) {
    for (let j = 0; j < cols; j++) {
      const k = (<usize>j) << 2;
      const at = <usize>j * ld;
      const m = v128.load_splat<f32>(mean + k);
      const f = v128.load_splat<f32>(factor + k);
      const b = v128.load_splat<f32>(bias + k);
      const x = word(block, X) + at;
      const y = word(block, Y) + at;
      for (let r = (<usize>from) << 2, end = (<usize>to) << 2; r < end; r += 16)
        v128.store(y + r, madd(f32x4.sub(v128.load(x + r), m), f, b));
    }
  } else {
    for (let r = from; r < to; r++) {
      const x = word(block, X) + <usize>r * ld;
      const y = word(block, Y) + <usize>r * ld;
      for (let k: usize = 0, end = (<usize>cols) << 2; k < end; k += 16) {
        const centred = f32x4.sub(v128.load(x + k), v128.load(mean + k));
        v128.store(y + k, madd(centred, v128.load(factor + k), v128.load(bias + k)));
      }
    }
  }
}

export function batchNormBackward(block: usize, pass: i32, from: i32, to: i32, rows: i32, training: i32): void {
  const sums = word(block, SCRATCH);
  const products = sums + 8 * padded(block);
  if (pass == 0) {
    if (from == 0) clearSums(block);
    addSums(OF_DY, block, sums, from, to);
    addSums(OF_DY_NORMAL, block, products, from, to);
    if (to == rows) endSums(block, sums, products, count(block, rows));
  } else if (word(block, DX) != 0) {
    if (training) toInput(true, block, from, to);
    else toInput(false, block, from, to);
  }
}

function endSums(block: usize, sums: usize, products: usize, n: f64): void {
  const weight = word(block, WEIGHT_GRADIENT);
  const bias = word(block, BIAS_GRADIENT);
  for (let f = 0; f < size(block, FEATURES); f++) {
    const at = (<usize>f) << 2;
    const sum = folded(block, sums, f);
    const product = folded(block, products, f);
    if (weight != 0) store<f32>(weight + at, <f32>(<f64>load<f32>(weight + at) + product));
    if (bias != 0) store<f32>(bias + at, <f32>(<f64>load<f32>(bias + at) + sum));
    spread(block, 4, f, <f32>(sum / n));
    spread(block, 5, f, <f32>(product / n));
  }
}

/** weight/√(σ² + ε) · (dy − mean(dy) − x̂ · mean(dy x̂)); running statistics do not depend on x: then without the means. */
// @ts-ignore: decorator
@inline
function gradient(training: bool, x: v128, dy: v128, mean: v128, inverse: v128, factor: v128, meanDy: v128, meanProduct: v128): v128 {
  if (!training) return f32x4.mul(factor, dy);
  const normal = f32x4.mul(f32x4.sub(x, mean), inverse);
  return f32x4.mul(factor, nmadd(normal, meanProduct, f32x4.sub(dy, meanDy)));
}

/** Rows that are padding stay 0. */
// @ts-ignore: decorator
@inline
function toInput(training: bool, block: usize, from: i32, to: i32): void {
  const ld = (<usize>size(block, LD)) << 2;
  const cols = size(block, COLS);
  const mean = array(block, 0);
  const inverse = array(block, 1);
  const factor = array(block, 2);
  const meanDy = array(block, 4);
  const meanProduct = array(block, 5);
  if (size(block, COLUMNS)) {
    for (let j = 0; j < cols; j++) {
      const k = (<usize>j) << 2;
      const m = v128.load_splat<f32>(mean + k);
      const v = v128.load_splat<f32>(inverse + k);
      const f = v128.load_splat<f32>(factor + k);
      const d = v128.load_splat<f32>(meanDy + k);
      const p = v128.load_splat<f32>(meanProduct + k);
      for (let r = from; r < to; r += 4) {
        const at = <usize>j * ld + ((<usize>r) << 2);
        const g = gradient(training, v128.load(word(block, X) + at), v128.load(word(block, DY) + at), m, v, f, d, p);
        v128.store(word(block, DX) + at, v128.and(g, firstLanes(to - r)));
      }
    }
  } else {
    for (let r = from; r < to; r++) {
      const at = <usize>r * ld;
      for (let k: usize = 0, end = (<usize>cols) << 2; k < end; k += 16) {
        const x = v128.load(word(block, X) + at + k);
        const dy = v128.load(word(block, DY) + at + k);
        const g = gradient(
          training, x, dy, v128.load(mean + k), v128.load(inverse + k), v128.load(factor + k),
          v128.load(meanDy + k), v128.load(meanProduct + k),
        );
        v128.store(word(block, DX) + at + k, g);
      }
    }
  }
}
