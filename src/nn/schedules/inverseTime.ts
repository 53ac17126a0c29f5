// 1/t decay.
import { z } from 'zod';
import type { Schedule } from '../words';
import { every, warmup } from './options';

const options = z.strictObject({
  every,
  rate: z
    .number()
    .min(0)
    .default(1)
    .describe('How fast it falls: after `every` iterations the rate is divided by 1 + rate.'),
  warmup,
});

export const inverseTime: Schedule<z.infer<typeof options>> = {
  name: 'inverse_time',
  summary: 'Falls like 1/t.',
  formula: 'η = learningRate / (1 + rate · t / every)',
  source: 'Keras 3, keras.optimizers.schedules.InverseTimeDecay',
  options,
  rate: (base, t, _memory, { every, rate }) => base / (1 + (rate * t) / every),
};
