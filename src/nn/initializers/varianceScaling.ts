// The family that glorot, he and lecun belong to.
import { z } from 'zod';
import type { Initializer } from '../words';
import { fillVarianceScaled } from './variance';

const options = z.strictObject({
  scale: z.number().positive().default(1).describe('The variance is scale divided by the fan.'),
  mode: z
    .enum(['fan_in', 'fan_out', 'fan_avg'])
    .default('fan_in')
    .describe('What the variance is divided by: inputs, units, or their mean.'),
  distribution: z
    .enum(['truncated_normal', 'untruncated_normal', 'uniform'])
    .default('truncated_normal')
    .describe('Shape of the random numbers; a truncated normal is cut at two standard deviations.'),
});

export const varianceScaling: Initializer<z.infer<typeof options>> = {
  name: 'variance_scaling',
  summary:
    'The general form of the glorot, he and lecun initializers. `untruncated_normal` with `fan_in` is the N(0, 1)/√inputs of many tutorials.',
  formula: 'variance = scale / fan',
  source: 'Keras 3, keras.initializers.VarianceScaling',
  options,
  fill(w, _shape, fanIn, fanOut, rng, options) {
    fillVarianceScaled(w, rng, fanIn, fanOut, options.scale, options.mode, options.distribution);
  },
};
