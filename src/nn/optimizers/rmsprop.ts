// RMSprop. Keras 3 adds epsilon inside the root.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { epsilon, learningRate } from './options';

const options = z.strictObject({
  learningRate: learningRate(0.001),
  rho: z.number().min(0).lt(1).default(0.9).describe('Decay of the mean of the squared gradients.'),
  momentum: z.number().min(0).lt(1).default(0).describe('How much of the last step is kept.'),
  epsilon,
  centered: z
    .boolean()
    .default(false)
    .describe('Divide by the standard deviation of the gradient, not its root mean square.'),
});

export const rmsprop: Optimizer<z.infer<typeof options>> = {
  name: 'rmsprop',
  summary: 'Divides each gradient by the running root mean square of its past.',
  formula:
    'v ← ρ v + (1 − ρ) g²;  w ← w − η g / √(v + ε)   (centered: v − mean², with momentum: the step is accumulated)',
  source: 'Hinton 2012, lecture 6e; Graves 2013, arXiv:1308.0850 (centered); Keras 3, keras.optimizers.RMSprop',
  options,
  defaultLearningRate: 0.001,
  slots: ({ centered, momentum }) => ['velocity', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['momentum'] : [])],
  update(w, g, slots, from, to, learningRate, _step, _scalars, options) {
    const { rho, momentum, epsilon, centered } = options;
    const v = slots[0];
    const mean = centered ? slots[1] : undefined;
    const past = momentum > 0 ? slots[centered ? 2 : 1] : undefined;
    for (let i = from; i < to; i++) {
      const gi = g[i];
      let square = (v[i] = rho * v[i] + (1 - rho) * gi * gi);
      if (mean) {
        const m = (mean[i] = rho * mean[i] + (1 - rho) * gi);
        square -= m * m;
      }
      let step = (learningRate * gi) / Math.sqrt(square + epsilon);
      if (past) step = past[i] = momentum * past[i] + step;
      w[i] -= step;
    }
  },
};
