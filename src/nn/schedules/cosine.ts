// Cosine decay without restarts. `final` is a learning rate, not a fraction of one.
import { z } from 'zod';
import type { Schedule } from '../words';
import { iterations, warmup } from './options';

const options = z.strictObject({
  iterations,
  final: z.number().min(0).default(0).describe('The learning rate at the end.'),
  warmup,
});

export const cosine: Schedule<z.infer<typeof options>> = {
  name: 'cosine',
  summary: 'Half a cosine from the learning rate down to `final`, then stays there.',
  formula: 'η = final + ½ (learningRate − final)(1 + cos(π · min(t, iterations) / iterations))',
  source:
    'Loshchilov & Hutter 2017, arXiv:1608.03983; Keras 3, keras.optimizers.schedules.CosineDecay (whose alpha is final / learningRate)',
  options,
  rate(base, t, _memory, { iterations, final }) {
    const done = Math.min(t, iterations) / iterations;
    return final + 0.5 * (base - final) * (1 + Math.cos(Math.PI * done));
  },
};
