// Lowers the rate when the monitored value stops improving. memory: [best, evaluations since, factor
// so far]; NaN in memory[2] means nothing was observed yet.
import { z } from 'zod';
import { betterOf } from '../metrics/better';
import type { Schedule } from '../words';
import { warmup } from './options';

const options = z.strictObject({
  monitor: z
    .string()
    .default('validation.loss')
    .describe('What to watch: a split and a value, such as validation.loss or train.accuracy.'),
  patience: z.number().int().min(1).default(10).describe('Evaluations without improvement before the rate is lowered.'),
  factor: z.number().positive().lt(1).default(0.1).describe('What the rate is multiplied by.'),
  minimum: z.number().min(0).default(0).describe('The rate is not lowered below this.'),
  warmup,
});

/** Smaller gains do not count: Keras's min_delta. */
const MIN_DELTA = 1e-4;

export const reduceOnPlateau: Schedule<z.infer<typeof options>> = {
  name: 'reduce_on_plateau',
  summary:
    'Multiplies the rate by `factor` when the monitored value has not improved (by 0.0001) for `patience` evaluations.',
  formula: 'η ← max(factor · η, minimum)',
  source: 'Keras 3, keras.callbacks.ReduceLROnPlateau',
  options,
  memory: 3,
  rate(base, _iteration, memory, { minimum }) {
    const factor = memory[2];
    return Number.isNaN(factor) ? base : Math.max(base * factor, Math.min(base, minimum));
  },
  observe(value, memory, { monitor, patience, factor }) {
    const sign = betterOf(monitor) === 'max' ? -1 : 1;
    if (Number.isNaN(memory[2])) memory.set([NaN, 0, 1]);
    if (Number.isNaN(memory[0]) || sign * value < sign * memory[0] - MIN_DELTA) {
      memory[0] = value;
      memory[1] = 0;
    } else if (++memory[1] >= patience) {
      memory[1] = 0;
      memory[2] *= factor;
    }
  },
};
