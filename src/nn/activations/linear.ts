// a = z. The engine counts it as no activation at all.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const linear: Activation<NoOptions> = {
  name: 'linear',
  summary: 'The input unchanged; the usual last activation of a regression.',
  formula: 'a = z',
  source: 'Keras 3, keras.activations.linear',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i];
  },
  backward(dz, dy, _z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = dy[i];
  },
};
