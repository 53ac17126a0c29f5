// Uniform random numbers between two values.
import { z } from 'zod';
import type { Initializer } from '../words';
import { fillUniform } from './variance';

const options = z.strictObject({
  minimum: z.number().default(-0.05).describe('Smallest weight.'),
  maximum: z.number().default(0.05).describe('Largest weight.'),
});

export const uniform: Initializer<z.infer<typeof options>> = {
  name: 'uniform',
  summary: 'Uniform random numbers between two values.',
  formula: 'w ~ U[minimum, maximum)',
  source: 'Keras 3, keras.initializers.RandomUniform',
  options,
  fill(w, _shape, _fanIn, _fanOut, rng, options) {
    fillUniform(w, rng, options.minimum, options.maximum);
  },
};
