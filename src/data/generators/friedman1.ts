// `builtin:friedman1`: a regression with interactions, and five inputs of ten that say nothing.
import { z } from 'zod';
import { Rng } from '../../nn/rng';
import { defineGenerator, sampleOptions } from './generator';

const INPUTS = 10;

export const friedman1 = defineGenerator({
  name: 'friedman1',
  summary: 'Regression: ten inputs in [0, 1), of which only the first five matter.',
  formula: 'y = 10 sin(π x1 x2) + 20 (x3 − ½)² + 10 x4 + 5 x5 + noise·N(0, 1)',
  source: 'Friedman 1991, Multivariate Adaptive Regression Splines, Annals of Statistics 19(1)',
  options: z.strictObject(sampleOptions(500, 1, 'Standard deviation of the Gaussian noise added to y.')),
  task: 'regression',
  defaultTest: 0.2,
  make({ samples, noise, seed }) {
    const rng = Rng.stream(seed, 'builtin:friedman1');
    const inputs = new Float64Array(INPUTS * samples);
    const targets = new Float64Array(samples);
    for (let i = 0; i < samples; i++) {
      const x = inputs.subarray(INPUTS * i, INPUTS * (i + 1));
      for (let j = 0; j < INPUTS; j++) x[j] = rng.uniform();
      const smooth = 10 * Math.sin(Math.PI * x[0]! * x[1]!) + 20 * (x[2]! - 0.5) ** 2 + 10 * x[3]! + 5 * x[4]!;
      targets[i] = smooth + noise * rng.normal();
    }
    const inputNames = Array.from({ length: INPUTS }, (_, j) => `x${j + 1}`);
    return { shape: [INPUTS], inputNames, inputs, targetName: 'y', targets };
  },
});
