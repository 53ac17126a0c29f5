// The perceptron's rule. The perceptron loss gives (y − t) x as the gradient, so the rule is a plain step.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { learningRate } from './options';

const options = z.strictObject({ learningRate: learningRate(1) });

export const perceptron: Optimizer<z.infer<typeof options>> = {
  name: 'perceptron',
  summary:
    'The perceptron’s rule: adds a wrongly answered input to the weights or takes it away. With `step` and the `perceptron` loss.',
  formula: 'w ← w + η (t − y) x',
  source: 'Rosenblatt 1958',
  options,
  defaultLearningRate: 1,
  slots: () => [],
  update(w, g, _slots, from, to, learningRate) {
    for (let i = from; i < to; i++) w[i] -= learningRate * g[i];
  },
};
