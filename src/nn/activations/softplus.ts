// ln(1 + exp(z)), written so that exp never overflows.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const softplus: Activation<NoOptions> = {
  name: 'softplus',
  summary: 'A smooth ReLU; always positive.',
  formula: 'a = ln(1 + exp(z))',
  source: 'Dugas et al. 2001; Keras 3, keras.activations.softplus',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = Math.max(z[i], 0) + Math.log1p(Math.exp(-Math.abs(z[i])));
  },
  backward(dz, dy, z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = dy[i] / (1 + Math.exp(-z[i]));
  },
};
