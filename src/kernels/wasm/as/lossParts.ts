// What all losses share: their constants, a class's index as one-hot, and what becomes of four rows' losses.
import { constant, firstLanes, pairs } from './vector';

const NUMBERS: usize = memory.data<f32>([
  1, 0.5, 2, 0.6931471805599453,
  1e-7, // a probability is kept within [1e-7, 1 − 1e-7]
  0.9999998807907104, // the float below 1 − 1e-7: larger ones are clipped
  -1.00000005e-7, // ln(1 − 1e-7)
  -16.11809565095832, // ln(1e-7)
]);

// @ts-ignore: decorator
@inline
export function k(i: i32): v128 {
  return constant(NUMBERS, i);
}

/** 1 where the target is class j. */
// @ts-ignore: decorator
@inline
export function oneHot(t: usize, j: i32): v128 {
  return v128.and(k(0), f32x4.eq(v128.load(t), f32x4.splat(<f32>j)));
}

/** Four rows' losses and their sum. */
// @ts-ignore: decorator
@inline
export function keep(loss: v128, perRow: usize, r: i32, rows: i32): v128 {
  const own = v128.and(loss, firstLanes(rows - r));
  if (perRow != 0) v128.store(perRow + ((<usize>r) << 2), own);
  return pairs(own);
}
