// The perceptron criterion max(0, −s z). After `step` it works on z with the step's answer y: the loss is
// (y − t) z and its gradient y − t, which is the perceptron's rule.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { targetAt } from './targets';

export const perceptron: Loss<NoOptions> = {
  name: 'perceptron',
  summary:
    'What the perceptron’s rule descends: how far wrong answers are from the threshold. After `step`, with the `perceptron` optimizer.',
  formula: 'L = Σ (y − t) z,  dz = y − t',
  source: 'Rosenblatt 1958; Bishop 2006, Pattern Recognition and Machine Learning, 4.1.7',
  options: noOptions,
  tasks: ['binary', 'multiclass'],
  lastActivations: ['step'],
  advice: 'End the network with one unit and "step".',
  /** Without a step before it, y is the value itself. */
  forward(perRow, y, target, rows, cols, targetCols) {
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let j = 0; j < cols; j++)
        sum += Math.max(0, y[r * cols + j] * (1 - 2 * targetAt(target, r, j, cols, targetCols)));
      perRow[r] = sum;
    }
  },
  backward(dy, y, target, rows, cols, targetCols, scale) {
    for (let r = 0; r < rows; r++)
      for (let j = 0; j < cols; j++) {
        const t = targetAt(target, r, j, cols, targetCols);
        dy[r * cols + j] = scale * ((y[r * cols + j] >= 0 ? 1 : 0) - t);
      }
  },
  fused: {
    step: {
      forward(perRow, z, y, target, rows, cols, targetCols) {
        for (let r = 0; r < rows; r++) {
          let sum = 0;
          for (let j = 0; j < cols; j++) {
            const at = r * cols + j;
            sum += (y[at] - targetAt(target, r, j, cols, targetCols)) * z[at];
          }
          perRow[r] = sum;
        }
      },
      backward(dz, _z, y, target, rows, cols, targetCols, scale) {
        for (let r = 0; r < rows; r++)
          for (let j = 0; j < cols; j++)
            dz[r * cols + j] = scale * (y[r * cols + j] - targetAt(target, r, j, cols, targetCols));
      },
    },
  },
};
