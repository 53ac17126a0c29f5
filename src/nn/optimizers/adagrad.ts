// Adagrad: rates shrink with the sum of all past squared gradients. epsilon inside the root, as Keras 3.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { epsilon, learningRate } from './options';

const options = z.strictObject({
  learningRate: learningRate(0.001),
  initialAccumulator: z.number().min(0).default(0.1).describe('Where the sum of squares starts.'),
  epsilon,
});

export const adagrad: Optimizer<z.infer<typeof options>> = {
  name: 'adagrad',
  summary: 'A rate of its own for each weight, shrinking with the sum of its squared gradients.',
  formula: 'a ← a + g²;  w ← w − η g / √(a + ε)',
  source: 'Duchi, Hazan & Singer 2011; Keras 3, keras.optimizers.Adagrad',
  options,
  defaultLearningRate: 0.001,
  slots: () => ['accumulator'],
  initialSlot: (_slot, options) => options.initialAccumulator,
  update(w, g, slots, from, to, learningRate, _step, _scalars, { epsilon }) {
    const a = slots[0];
    for (let i = from; i < to; i++) {
      const gi = g[i];
      const sum = (a[i] += gi * gi);
      w[i] -= (learningRate * gi) / Math.sqrt(sum + epsilon);
    }
  },
};
