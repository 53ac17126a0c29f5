// A smooth exponential.
import { z } from 'zod';
import type { Schedule } from '../words';
import { every, warmup } from './options';

const options = z.strictObject({
  every,
  rate: z
    .number()
    .positive()
    .default(0.96)
    .describe('What the learning rate is multiplied by over `every` iterations.'),
  warmup,
});

export const exponential: Schedule<z.infer<typeof options>> = {
  name: 'exponential',
  summary: 'Falls smoothly: by `rate` every so many iterations.',
  formula: 'η = learningRate · rate^(t / every)',
  source: 'Keras 3, keras.optimizers.schedules.ExponentialDecay',
  options,
  rate: (base, t, _memory, { every, rate }) => base * rate ** (t / every),
};
