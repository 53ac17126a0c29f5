// z · σ(z), also known as swish.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const silu: Activation<NoOptions> = {
  name: 'silu',
  summary: 'Also called swish: z weighted by its own sigmoid.',
  formula: 'a = z · σ(z)',
  source: 'Elfwing, Uchibe & Doya 2017, arXiv:1702.03118; Keras 3, keras.activations.silu',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] / (1 + Math.exp(-z[i]));
  },
  backward(dz, dy, z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) {
      const s = 1 / (1 + Math.exp(-z[i]));
      dz[i] = dy[i] * s * (1 + z[i] * (1 - s));
    }
  },
};
