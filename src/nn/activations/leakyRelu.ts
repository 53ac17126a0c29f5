// A small slope where ReLU has none.
import { z } from 'zod';
import type { Activation } from '../words';

const options = z.strictObject({
  negativeSlope: z.number().default(0.2).describe('Slope for negative inputs.'),
});

export const leakyRelu: Activation<z.infer<typeof options>> = {
  name: 'leaky_relu',
  summary: 'ReLU with a small slope for negative inputs, so that no unit dies.',
  formula: 'a = z for z > 0, else negativeSlope · z',
  source: 'Maas, Hannun & Ng 2013; Keras 3, keras.activations.leaky_relu',
  options,
  differentiable: true,
  forward(y, z, rows, cols, options) {
    const slope = options.negativeSlope;
    for (let i = 0, n = rows * cols; i < n; i++) y[i] = z[i] > 0 ? z[i] : slope * z[i];
  },
  backward(dz, dy, z, _y, rows, cols, options) {
    const slope = options.negativeSlope;
    for (let i = 0, n = rows * cols; i < n; i++) dz[i] = z[i] > 0 ? dy[i] : slope * dy[i];
  },
};
