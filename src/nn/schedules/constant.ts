// The optimizer’s rate all along; only `warmup` changes it.
import { z } from 'zod';
import type { Schedule } from '../words';
import { warmup } from './options';

const options = z.strictObject({
  warmup,
});

export const constant: Schedule<z.infer<typeof options>> = {
  name: 'constant',
  summary: 'The optimizer’s learning rate all along.',
  formula: 'η = learningRate',
  source: 'Keras 3: a plain learning_rate',
  options,
  rate: (base) => base,
};
