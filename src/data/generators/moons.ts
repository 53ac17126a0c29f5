// `builtin:moons`: two half circles that reach into each other.
import { z } from 'zod';
import { defineGenerator, sampleOptions } from './generator';
import { pointNoise, twoClasses } from './points';

export const moons = defineGenerator({
  name: 'moons',
  summary: 'Two half moons that reach into each other.',
  formula: 'class 0: (cos πt, sin πt); class 1: (1 − cos πt, ½ − sin πt)',
  source: 'scikit-learn, sklearn.datasets.make_moons',
  options: z.strictObject(sampleOptions(500, 0.1, pointNoise)),
  task: 'binary',
  classes: ['0', '1'],
  defaultTest: 0.2,
  make: (options) =>
    twoClasses('moons', options, (label, t) => {
      const c = Math.cos(Math.PI * t);
      const s = Math.sin(Math.PI * t);
      return label === 0 ? [c, s] : [1 - c, 0.5 - s];
    }),
});
