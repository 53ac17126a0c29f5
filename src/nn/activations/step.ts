// The threshold of a perceptron. Its gradient is zero; the perceptron loss goes around it.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const step: Activation<NoOptions> = {
  name: 'step',
  summary: 'A perceptron’s 0 or 1. It has no slope to learn from: use it with the `perceptron` loss and optimizer.',
  formula: 'a = 1 for z ≥ 0, else 0',
  source: 'Rosenblatt 1958',
  options: noOptions,
  differentiable: false,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] >= 0 ? 1 : z[i] < 0 ? 0 : NaN;
  },
  backward(dz, _dy, _z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = 0;
  },
};
