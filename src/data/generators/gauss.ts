// `builtin:gauss`: two clouds.
import { z } from 'zod';
import { defineGenerator, sampleOptions } from './generator';
import { twoClasses } from './points';

export const gauss = defineGenerator({
  name: 'gauss',
  summary: 'Two Gaussian clouds: class 1 around (1, 1), class 0 around (−1, −1). A line separates them, nearly.',
  formula: '(x, y) ~ N(±1, noise²)',
  source: 'TensorFlow Playground, dataset.ts: classifyTwoGaussData',
  options: z.strictObject(sampleOptions(500, 0.5, 'Standard deviation of each cloud.')),
  task: 'binary',
  classes: ['0', '1'],
  defaultTest: 0.2,
  make: (options) => twoClasses('gauss', options, (label) => (label === 1 ? [1, 1] : [-1, -1])),
});
