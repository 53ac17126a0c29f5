// a = max(z, 0). The comparisons are written so that NaN passes on.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const relu: Activation<NoOptions> = {
  name: 'relu',
  summary: 'Passes what is positive, cuts what is negative; the usual hidden activation. Its slope at 0 is taken as 0.',
  formula: 'a = max(z, 0)',
  source: 'Nair & Hinton 2010; Keras 3, keras.activations.relu',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] < 0 ? 0 : z[i];
  },
  backward(dz, dy, z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = z[i] <= 0 ? 0 : dy[i];
  },
};
