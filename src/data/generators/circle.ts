// `builtin:circle`: a disc inside a ring.
import { z } from 'zod';
import { defineGenerator, sampleOptions } from './generator';
import { pointNoise, twoClasses } from './points';

export const circle = defineGenerator({
  name: 'circle',
  summary: 'Points of a disc (class 1) inside a ring (class 0), between −1 and 1.',
  formula: 'class 1: r ∈ [0, 0.5); class 0: r ∈ [0.7, 1); angle uniform',
  source: 'TensorFlow Playground, dataset.ts: classifyCircleData',
  options: z.strictObject(sampleOptions(500, 0.05, pointNoise)),
  task: 'binary',
  classes: ['0', '1'],
  defaultTest: 0.2,
  make: (options) =>
    twoClasses('circle', options, (label, t, rng) => {
      const radius = label === 1 ? 0.5 * t : 0.7 + 0.3 * t;
      const angle = 2 * Math.PI * rng.uniform();
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
});
