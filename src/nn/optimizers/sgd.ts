// Gradient descent, plain, with momentum, or with Nesterov's. Keras's form: the velocity holds the
// learning rate, so a schedule acts on new gradients only.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { learningRate, weightDecay } from './options';

const options = z.strictObject({
  learningRate: learningRate(0.01),
  momentum: z.number().min(0).max(1).default(0).describe('How much of the last step is kept.'),
  nesterov: z.boolean().default(false).describe('Look ahead along the momentum (needs momentum > 0).'),
  weightDecay: weightDecay(0),
});

export const sgd: Optimizer<z.infer<typeof options>> = {
  name: 'sgd',
  summary: 'Gradient descent: a step against the gradient. With `batchSize` "full" it is batch gradient descent.',
  formula: 'v ← momentum · v − η g;  w ← w + v   (nesterov: w ← w + momentum · v − η g)',
  source: 'Robbins & Monro 1951; Polyak 1964; Nesterov 1983; Keras 3, keras.optimizers.SGD',
  options,
  defaultLearningRate: 0.01,
  slots: (options) => (options.momentum === 0 ? [] : ['velocity']),
  update(w, g, slots, from, to, learningRate, _step, _scalars, options) {
    const { momentum, nesterov } = options;
    const keep = 1 - learningRate * options.weightDecay;
    const v = slots[0];
    if (!v) {
      for (let i = from; i < to; i++) w[i] = keep * w[i] - learningRate * g[i];
      return;
    }
    for (let i = from; i < to; i++) {
      const next = momentum * v[i] - learningRate * g[i];
      v[i] = next;
      w[i] = keep * w[i] + (nesterov ? momentum * next - learningRate * g[i] : next);
    }
  },
};
