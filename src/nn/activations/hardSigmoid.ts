// ReLU6(z + 3) / 6, as Keras 3 has it (Keras 2 had 0.2 z + 0.5).
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const hardSigmoid: Activation<NoOptions> = {
  name: 'hard_sigmoid',
  summary: 'The sigmoid as three straight lines.',
  formula: 'a = min(max(z + 3, 0), 6) / 6',
  source: 'Keras 3, keras.activations.hard_sigmoid',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] <= -3 ? 0 : z[i] >= 3 ? 1 : z[i] / 6 + 0.5;
  },
  backward(dz, dy, z, _y, rows, cols) {
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = z[i] <= -3 || z[i] >= 3 ? 0 : dy[i] / 6;
  },
};
