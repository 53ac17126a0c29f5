// Cross-entropy of several classes, for both of its names: targets as a class index in one column, or
// as one probability a class. After a softmax it works on the logits: ln Σ exp(z) − zₜ, with the largest
// logit taken off. On its own it divides by the outputs' sum and clips, as Keras does.
import type { Floats } from '../../kernels/kernels';
import type { NoOptions } from '../options';
import type { Loss } from '../words';
import { clipped } from './binaryCrossentropy';
import { targetAt } from './targets';

export const multiclassPasses: Pick<Loss<NoOptions>, 'forward' | 'backward' | 'fused'> = {
  forward(perRow, y, target, rows, cols, targetCols) {
    for (let r = 0; r < rows; r++) {
      const total = rowSum(y, r, cols);
      let sum = 0;
      for (let j = 0; j < cols; j++) {
        const t = targetAt(target, r, j, cols, targetCols);
        sum -= t * Math.log(clipped(y[r * cols + j] / total));
      }
      perRow[r] = sum;
    }
  },
  /** L = −Σ tⱼ ln(yⱼ / s), s = Σ y, over the terms that are not clipped: dyⱼ = −tⱼ/yⱼ + (Σ t)/s */
  backward(dy, y, target, rows, cols, targetCols, scale) {
    for (let r = 0; r < rows; r++) {
      const total = rowSum(y, r, cols);
      let live = 0;
      for (let j = 0; j < cols; j++) {
        const p = y[r * cols + j] / total;
        const t = clipped(p) === p || Number.isNaN(p) ? targetAt(target, r, j, cols, targetCols) : 0;
        dy[r * cols + j] = t === 0 ? 0 : (-scale * t) / y[r * cols + j];
        live += t;
      }
      for (let j = 0; j < cols; j++) dy[r * cols + j] += (scale * live) / total;
    }
  },
  fused: {
    softmax: {
      forward(perRow, z, _y, target, rows, cols, targetCols) {
        for (let r = 0; r < rows; r++) {
          const at = r * cols;
          let max = z[at];
          for (let j = 1; j < cols; j++) if (z[at + j] > max) max = z[at + j];
          let sum = 0;
          for (let j = 0; j < cols; j++) sum += Math.exp(z[at + j] - max);
          const logSum = Math.log(sum);
          let loss = 0;
          for (let j = 0; j < cols; j++) {
            const t = targetAt(target, r, j, cols, targetCols);
            if (t !== 0) loss += t * (logSum - (z[at + j] - max));
          }
          perRow[r] = Number.isNaN(sum) ? NaN : loss;
        }
      },
      /** dz = y · Σt − t, and Σt = 1 for probabilities */
      backward(dz, _z, y, target, rows, cols, targetCols, scale) {
        for (let r = 0; r < rows; r++) {
          let total = 0;
          for (let j = 0; j < cols; j++) total += targetAt(target, r, j, cols, targetCols);
          for (let j = 0; j < cols; j++)
            dz[r * cols + j] = scale * (y[r * cols + j] * total - targetAt(target, r, j, cols, targetCols));
        }
      },
    },
  },
};

function rowSum(y: Floats, row: number, cols: number): number {
  let sum = 0;
  for (let j = 0; j < cols; j++) sum += y[row * cols + j];
  return sum;
}
