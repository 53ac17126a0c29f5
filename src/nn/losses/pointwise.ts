// Losses that are a function of y − t, one output at a time: the passes they share.
import type { Loss } from '../words';
import { targetAt } from './targets';

export interface Pointwise<Options> {
  /** Loss of one output from its error y − t. */
  value(error: number, options: Options): number;
  /** Its derivative. */
  slope(error: number, options: Options): number;
  /** What the outputs of a row are added with: 1/cols for a mean. */
  weight(cols: number): number;
}

export function pointwise<Options>({
  value,
  slope,
  weight,
}: Pointwise<Options>): Pick<Loss<Options>, 'forward' | 'backward'> {
  return {
    forward(perRow, y, target, rows, cols, targetCols, options) {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let j = 0; j < cols; j++)
          sum += value(y[r * cols + j] - targetAt(target, r, j, cols, targetCols), options);
        perRow[r] = sum * weight(cols);
      }
    },
    backward(dy, y, target, rows, cols, targetCols, scale, options) {
      const factor = scale * weight(cols);
      for (let r = 0; r < rows; r++)
        for (let j = 0; j < cols; j++)
          dy[r * cols + j] = factor * slope(y[r * cols + j] - targetAt(target, r, j, cols, targetCols), options);
    },
  };
}

export const mean = (cols: number): number => 1 / cols;

/** Last activations that suit an error in the target's own terms. */
export const continuous = [
  'linear',
  'relu',
  'leaky_relu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'softplus',
  'softsign',
  'tanh',
  'sigmoid',
  'hard_sigmoid',
] as const;

export const continuousAdvice =
  'End the network with "linear" for a regression; for classes use "sigmoid" with binary_crossentropy or "softmax" with sparse_categorical_crossentropy.';
