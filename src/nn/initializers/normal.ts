// Normal random numbers of a fixed spread.
import { z } from 'zod';
import type { Initializer } from '../words';
import { fillNormal } from './variance';

const options = z.strictObject({
  mean: z.number().default(0).describe('Mean of the weights.'),
  stddev: z.number().min(0).default(0.05).describe('Standard deviation of the weights.'),
});

export const normal: Initializer<z.infer<typeof options>> = {
  name: 'normal',
  summary: 'Normal random numbers of a fixed spread, whatever the layer’s size.',
  formula: 'w ~ N(mean, stddev²)',
  source: 'Keras 3, keras.initializers.RandomNormal',
  options,
  fill(w, _shape, _fanIn, _fanOut, rng, options) {
    fillNormal(w, rng, options.mean, options.stddev);
  },
};
