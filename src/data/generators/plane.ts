// `builtin:plane`: a plane that one linear neuron learns exactly, so its weights can be read off.
import { z } from 'zod';
import { Rng } from '../../nn/rng';
import { defineGenerator, sampleOptions } from './generator';

export const plane = defineGenerator({
  name: 'plane',
  summary: 'Regression: points of a plane. One linear neuron finds its weights, 2 and −1, and its bias, 0.5.',
  formula: 'z = 2x − y + 0.5 + noise·N(0, 1), x and y uniform in [−1, 1)',
  source: 'TensorFlow Playground, dataset.ts: regressPlane, with other coefficients',
  options: z.strictObject(sampleOptions(500, 0.1, 'Standard deviation of the Gaussian noise added to z.')),
  task: 'regression',
  defaultTest: 0.2,
  make({ samples, noise, seed }) {
    const rng = Rng.stream(seed, 'builtin:plane');
    const inputs = new Float64Array(2 * samples);
    const targets = new Float64Array(samples);
    for (let i = 0; i < samples; i++) {
      const x = (inputs[2 * i] = 2 * rng.uniform() - 1);
      const y = (inputs[2 * i + 1] = 2 * rng.uniform() - 1);
      targets[i] = 2 * x - y + 0.5 + noise * rng.normal();
    }
    return { shape: [2], inputNames: ['x', 'y'], inputs, targetName: 'z', targets };
  },
});
