// z · Φ(z), exact unless `approximate` asks for the tanh form of the paper.
import { z } from 'zod';
import { normalCdf, normalDensity } from '../normalCdf';
import type { Activation } from '../words';

const options = z.strictObject({
  approximate: z.boolean().default(false).describe('True: the tanh approximation of the paper instead of the exact Φ.'),
});

const ROOT = 0.7978845608028654; // √(2/π)
const CUBIC = 0.044715;
const inner = (v: number): number => ROOT * (v + CUBIC * v * v * v);

export const gelu: Activation<z.infer<typeof options>> = {
  name: 'gelu',
  summary: 'z weighted by the chance that a normal number is below it.',
  formula: 'a = z · Φ(z)',
  source: 'Hendrycks & Gimpel 2016, arXiv:1606.08415; Keras 3, keras.activations.gelu',
  options,
  differentiable: true,
  forward(y, z, rows, cols, options) {
    for (let i = 0, n = rows * cols; i < n; i++) {
      const v = z[i];
      y[i] = options.approximate ? 0.5 * v * (1 + Math.tanh(inner(v))) : v * normalCdf(v);
    }
  },
  backward(dz, dy, z, _y, rows, cols, options) {
    for (let i = 0, n = rows * cols; i < n; i++) {
      const v = z[i];
      if (options.approximate) {
        const t = Math.tanh(inner(v));
        dz[i] = dy[i] * (0.5 * (1 + t) + 0.5 * v * (1 - t * t) * ROOT * (1 + 3 * CUBIC * v * v));
      } else dz[i] = dy[i] * (normalCdf(v) + v * normalDensity(v));
    }
  },
};
