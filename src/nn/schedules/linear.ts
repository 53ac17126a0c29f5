// A straight line.
import { z } from 'zod';
import type { Schedule } from '../words';
import { iterations, warmup } from './options';

const options = z.strictObject({
  iterations,
  final: z.number().min(0).default(0).describe('The learning rate at the end.'),
  warmup,
});

export const linear: Schedule<z.infer<typeof options>> = {
  name: 'linear',
  summary: 'A straight line from the learning rate to `final`, then stays there.',
  formula: 'η = learningRate + (final − learningRate) · min(t, iterations) / iterations',
  source: 'Keras 3, keras.optimizers.schedules.PolynomialDecay with power=1',
  options,
  rate: (base, t, _memory, { iterations, final }) => base + (final - base) * (Math.min(t, iterations) / iterations),
};
