// Adam with decoupled weight decay: w shrinks first, then Adam's step.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { adamSlots, adamUpdate } from './adamRule';
import { beta1, beta2, epsilon, learningRate, weightDecay } from './options';

const options = z.strictObject({
  learningRate: learningRate(0.001),
  beta1,
  beta2,
  epsilon,
  amsgrad: z.boolean().default(false).describe('Divide by the largest mean square so far (Reddi et al. 2018).'),
  weightDecay: weightDecay(0.004),
});

export const adamw: Optimizer<z.infer<typeof options>> = {
  name: 'adamw',
  summary: 'Adam with weight decay that is not divided by the gradients’ size.',
  formula: 'w ← w − η λ w, then adam’s step',
  source: 'Loshchilov & Hutter 2019, arXiv:1711.05101; Keras 3, keras.optimizers.AdamW',
  options,
  defaultLearningRate: 0.001,
  slots: adamSlots,
  update(w, g, slots, from, to, learningRate, step, _scalars, options) {
    adamUpdate(w, g, slots, from, to, learningRate, step, options.weightDecay, options);
  },
};
