// Super-convergence: up, then far down.
import { z } from 'zod';
import type { Schedule } from '../words';
import { iterations, warmup } from './options';

const options = z.strictObject({
  peak: z.number().positive().describe('The largest learning rate.'),
  iterations,
  warmup,
});

const RISE = 0.3; // fraction of the iterations before the peak
const FINAL_DIVISOR = 1e4;

/** From a (done = 0) to b (done = 1). */
const cosineBetween = (a: number, b: number, done: number): number =>
  b + 0.5 * (a - b) * (1 + Math.cos(Math.PI * done));

export const oneCycle: Schedule<z.infer<typeof options>> = {
  name: 'one_cycle',
  summary:
    'Rises from the learning rate to `peak` over the first 30% of the iterations, then falls to a ten-thousandth of where it began; both along a cosine.',
  formula: 'η: learningRate → peak over 0.3 · iterations, → learningRate / 10⁴ at iterations',
  source: 'Smith & Topin 2018, arXiv:1708.07120; shape and fractions as PyTorch’s OneCycleLR',
  options,
  rate(base, t, _memory, { peak, iterations }) {
    const top = RISE * iterations;
    if (t < top) return cosineBetween(base, peak, t / top);
    return cosineBetween(peak, base / FINAL_DIVISOR, Math.min(1, (t - top) / (iterations - top)));
  },
};
