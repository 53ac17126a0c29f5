// Adam, and AMSGrad on request.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { adamSlots, adamUpdate } from './adamRule';
import { beta1, beta2, epsilon, learningRate } from './options';

const options = z.strictObject({
  learningRate: learningRate(0.001),
  beta1,
  beta2,
  epsilon,
  amsgrad: z.boolean().default(false).describe('Divide by the largest mean square so far (Reddi et al. 2018).'),
});

export const adam: Optimizer<z.infer<typeof options>> = {
  name: 'adam',
  summary: 'Momentum and a rate of its own for each weight; a good first choice.',
  formula: 'm ← m + (1 − β₁)(g − m);  v ← v + (1 − β₂)(g² − v);  w ← w − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m / (√v + ε)',
  source: 'Kingma & Ba 2015, arXiv:1412.6980; Keras 3, keras.optimizers.Adam',
  options,
  defaultLearningRate: 0.001,
  slots: adamSlots,
  update(w, g, slots, from, to, learningRate, step, _scalars, options) {
    adamUpdate(w, g, slots, from, to, learningRate, step, 0, options);
  },
};
