// Cross-entropy of yes/no outputs. After a sigmoid it works on the logit, so it stays finite at any
// size; on its own it keeps probabilities within [1e-7, 1 − 1e-7], as Keras does, and its slope is 0 there.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { targetAt } from './targets';

export const EPSILON = 1e-7; // keras.config.epsilon()

export const binaryCrossentropy: Loss<NoOptions> = {
  name: 'binary_crossentropy',
  summary: 'The loss of two classes: after one `sigmoid` output.',
  formula: 'L = −mean (t ln y + (1 − t) ln(1 − y)) = mean (max(z, 0) − z t + ln(1 + exp(−|z|)))',
  source: 'Keras 3, keras.losses.BinaryCrossentropy; from logits: TensorFlow, sigmoid_cross_entropy_with_logits',
  options: noOptions,
  tasks: ['binary'],
  lastActivations: ['sigmoid', 'hard_sigmoid'],
  advice: 'End the network with one unit and "sigmoid".',
  forward(perRow, y, target, rows, cols, targetCols) {
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let j = 0; j < cols; j++) {
        const t = targetAt(target, r, j, cols, targetCols);
        const p = clipped(y[r * cols + j]);
        sum -= t * Math.log(p) + (1 - t) * Math.log(1 - p);
      }
      perRow[r] = sum / cols;
    }
  },
  backward(dy, y, target, rows, cols, targetCols, scale) {
    for (let r = 0; r < rows; r++)
      for (let j = 0; j < cols; j++) {
        const t = targetAt(target, r, j, cols, targetCols);
        const v = y[r * cols + j];
        const p = clipped(v);
        dy[r * cols + j] = p === v || Number.isNaN(v) ? ((scale / cols) * (p - t)) / (p * (1 - p)) : 0;
      }
  },
  fused: {
    sigmoid: {
      forward(perRow, z, _y, target, rows, cols, targetCols) {
        for (let r = 0; r < rows; r++) {
          let sum = 0;
          for (let j = 0; j < cols; j++) {
            const v = z[r * cols + j];
            sum += Math.max(v, 0) - v * targetAt(target, r, j, cols, targetCols) + Math.log1p(Math.exp(-Math.abs(v)));
          }
          perRow[r] = sum / cols;
        }
      },
      /** dz = (y − t) / cols */
      backward(dz, _z, y, target, rows, cols, targetCols, scale) {
        for (let r = 0; r < rows; r++)
          for (let j = 0; j < cols; j++)
            dz[r * cols + j] = (scale / cols) * (y[r * cols + j] - targetAt(target, r, j, cols, targetCols));
      },
    },
  },
};

export function clipped(p: number): number {
  return p < EPSILON ? EPSILON : p > 1 - EPSILON ? 1 - EPSILON : p;
}
