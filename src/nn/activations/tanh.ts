// The hyperbolic tangent; its slope comes from its own output.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const tanh: Activation<NoOptions> = {
  name: 'tanh',
  summary: 'An S-curve between −1 and 1, centred on 0.',
  formula: 'a = tanh(z)',
  source: 'LeCun et al. 1998, Efficient BackProp; Keras 3, keras.activations.tanh',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = Math.tanh(z[i]);
  },
  backward(dz, dy, _z, y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = dy[i] * (1 - y[i] * y[i]);
  },
};
