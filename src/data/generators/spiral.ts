// `builtin:spiral`: two interleaved spirals, the hard one.
import { z } from 'zod';
import { defineGenerator, sampleOptions } from './generator';
import { pointNoise, twoClasses } from './points';

export const spiral = defineGenerator({
  name: 'spiral',
  summary: 'Two interleaved spirals, between −1 and 1. Hard for a small network.',
  formula: 'r = t, θ = 2π·turns·t (+ π for class 1), t uniform in [0, 1)',
  source: 'Lang & Witbrock 1988, Learning to tell two spirals apart; TensorFlow Playground, dataset.ts',
  options: z.strictObject({
    ...sampleOptions(500, 0.02, pointNoise),
    turns: z.number().min(0.1).max(20).default(1.75).describe('How often each arm goes round.'),
  }),
  task: 'binary',
  classes: ['0', '1'],
  defaultTest: 0.2,
  make: (options) =>
    twoClasses('spiral', options, (label, t) => {
      const angle = 2 * Math.PI * options.turns * t + Math.PI * label;
      return [t * Math.sin(angle), t * Math.cos(angle)];
    }),
});
