// The logistic function. exp(−z) may reach ∞; the quotient is then exactly 0.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const sigmoid: Activation<NoOptions> = {
  name: 'sigmoid',
  summary: 'An S-curve between 0 and 1: a probability. The last activation of a two-class network.',
  formula: 'a = 1 / (1 + exp(−z))',
  source: 'Keras 3, keras.activations.sigmoid',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = 1 / (1 + Math.exp(-z[i]));
  },
  backward(dz, dy, _z, y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = dy[i] * y[i] * (1 - y[i]);
  },
};
