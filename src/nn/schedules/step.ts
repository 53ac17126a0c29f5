// A staircase.
import { z } from 'zod';
import type { Schedule } from '../words';
import { every, warmup } from './options';

const options = z.strictObject({
  every,
  factor: z.number().positive().default(0.1).describe('What the rate is multiplied by.'),
  warmup,
});

export const step: Schedule<z.infer<typeof options>> = {
  name: 'step',
  summary: 'Multiplies the rate by `factor` every so many iterations.',
  formula: 'η = learningRate · factor^⌊t / every⌋',
  source: 'Keras 3, keras.optimizers.schedules.ExponentialDecay with staircase=True',
  options,
  rate: (base, t, _memory, { every, factor }) => base * factor ** Math.floor(t / every),
};
