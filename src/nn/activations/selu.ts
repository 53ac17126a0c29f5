// Self-normalising ELU. The constants solve for the fixed point (mean 0, variance 1).
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

export const selu: Activation<NoOptions> = {
  name: 'selu',
  summary: 'Scaled ELU that keeps mean 0 and variance 1 from layer to layer; use with `lecun_normal`.',
  formula: 'a = 1.0507 · (z for z > 0, else 1.6733 · (exp(z) − 1))',
  source: 'Klambauer et al. 2017, arXiv:1706.02515; Keras 3, keras.activations.selu',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] > 0 ? SCALE * z[i] : SCALE * ALPHA * Math.expm1(z[i]);
  },
  backward(dz, dy, z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++)
      dz[i] = z[i] > 0 ? SCALE * dy[i] : dy[i] * SCALE * ALPHA * Math.exp(z[i]);
  },
};
