// Nadam: Adam with Nesterov's momentum. The momentum warms up, uₜ = β₁ (1 − ½ · 0.96ᵗ), so the bias
// correction is the product of all uₜ so far: one number for the whole run, kept in `scalars`.
import { z } from 'zod';
import type { Optimizer } from '../words';
import { beta1, beta2, epsilon, learningRate } from './options';

const options = z.strictObject({ learningRate: learningRate(0.001), beta1, beta2, epsilon });

const momentumAt = (step: number, beta1: number): number => beta1 * (1 - 0.5 * 0.96 ** step);

export const nadam: Optimizer<z.infer<typeof options>> = {
  name: 'nadam',
  summary: 'Adam with Nesterov momentum.',
  formula:
    'uₜ = β₁(1 − ½·0.96ᵗ), Uₜ = Πuₜ;  m, v as adam;  w ← w − η (uₜ₊₁ m/(1 − Uₜuₜ₊₁) + (1 − uₜ) g/(1 − Uₜ)) / (√(v/(1 − β₂ᵗ)) + ε)',
  source: 'Dozat 2015 (CS229 report); Keras 3, keras.optimizers.Nadam',
  options,
  defaultLearningRate: 0.001,
  slots: () => ['m', 'v'],
  scalars: 1,
  beginStep(scalars, step, { beta1 }) {
    scalars[0] *= momentumAt(step, beta1);
  },
  update(w, g, slots, from, to, learningRate, step, scalars, { beta1, beta2, epsilon }) {
    const [m, v] = slots;
    const u = momentumAt(step, beta1);
    const uNext = momentumAt(step + 1, beta1);
    const product = scalars[0];
    const meanFactor = uNext / (1 - product * uNext);
    const gradientFactor = (1 - u) / (1 - product);
    const squareFactor = 1 / (1 - beta2 ** step);
    for (let i = from; i < to; i++) {
      const gi = g[i];
      const mean = m[i] + (gi - m[i]) * (1 - beta1);
      const square = v[i] + (gi * gi - v[i]) * (1 - beta2);
      m[i] = mean;
      v[i] = square;
      w[i] -= (learningRate * (meanFactor * mean + gradientFactor * gi)) / (Math.sqrt(square * squareFactor) + epsilon);
    }
  },
};
