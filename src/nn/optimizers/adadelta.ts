// Adadelta: steps in units of past steps. The paper has no learning rate (1); Keras's default is 0.001.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { epsilon, learningRate } from './options';

const options = z.strictObject({
  learningRate: learningRate(0.001),
  rho: z.number().min(0).lt(1).default(0.95).describe('Decay of both running means.'),
  epsilon,
});

export const adadelta: Optimizer<z.infer<typeof options>> = {
  name: 'adadelta',
  summary: 'Adagrad with a fading memory; the paper’s form has learningRate 1.',
  formula: 'a ← ρ a + (1 − ρ) g²;  d = −g √(u + ε) / √(a + ε);  u ← ρ u + (1 − ρ) d²;  w ← w + η d',
  source: 'Zeiler 2012, arXiv:1212.5701; Keras 3, keras.optimizers.Adadelta',
  options,
  defaultLearningRate: 0.001,
  slots: () => ['gradients', 'updates'],
  update(w, g, slots, from, to, learningRate, _step, _scalars, { rho, epsilon }) {
    const [a, u] = slots;
    for (let i = from; i < to; i++) {
      const gi = g[i];
      const square = (a[i] = rho * a[i] + (1 - rho) * gi * gi);
      const d = (-gi * Math.sqrt(u[i] + epsilon)) / Math.sqrt(square + epsilon);
      u[i] = rho * u[i] + (1 - rho) * d * d;
      w[i] += learningRate * d;
    }
  },
};
