// Exponential below zero, the identity above.
import { z } from 'zod';
import type { Activation } from '../words';

const options = z.strictObject({
  alpha: z.number().default(1).describe('The value reached far below zero is −alpha.'),
});

export const elu: Activation<z.infer<typeof options>> = {
  name: 'elu',
  summary: 'Smooth for negative inputs: falls to −alpha.',
  formula: 'a = z for z > 0, else alpha · (exp(z) − 1)',
  source: 'Clevert, Unterthiner & Hochreiter 2016, arXiv:1511.07289; Keras 3, keras.activations.elu',
  options,
  differentiable: true,
  forward(y, z, rows, cols, options) {
    const alpha = options.alpha;
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] > 0 ? z[i] : alpha * Math.expm1(z[i]);
  },
  backward(dz, dy, z, _y, rows, cols, options) {
    const alpha = options.alpha;
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = z[i] > 0 ? dy[i] : dy[i] * alpha * Math.exp(z[i]);
  },
};
