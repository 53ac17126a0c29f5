// One value everywhere.
import { z } from 'zod';
import type { Initializer } from '../words';

const options = z.strictObject({
  value: z.number().default(0).describe('The value of every weight.'),
});

export const constant: Initializer<z.infer<typeof options>> = {
  name: 'constant',
  summary: 'One value everywhere.',
  formula: 'w = value',
  source: 'Keras 3, keras.initializers.Constant',
  options,
  fill(w, _shape, _fanIn, _fanOut, _rng, options) {
    w.fill(options.value);
  },
};
