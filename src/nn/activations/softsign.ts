// z / (1 + |z|).
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const softsign: Activation<NoOptions> = {
  name: 'softsign',
  summary: 'Like tanh, but reaches ±1 slowly.',
  formula: 'a = z / (1 + |z|)',
  source: 'Glorot & Bengio 2010; Keras 3, keras.activations.softsign',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] / (1 + Math.abs(z[i]));
  },
  backward(dz, dy, z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) {
      const d = 1 + Math.abs(z[i]);
      dz[i] = dy[i] / (d * d);
    }
  },
};
