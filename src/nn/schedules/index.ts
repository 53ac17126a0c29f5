// Every schedule a spec may name, and how warm-up is laid before it.
import { lookup } from '../resolve';
import type { Schedule } from '../words';
import { constant } from './constant';
import { cosine } from './cosine';
import { exponential } from './exponential';
import { inverseTime } from './inverseTime';
import { linear } from './linear';
import { oneCycle } from './oneCycle';
import { piecewise } from './piecewise';
import { reduceOnPlateau } from './reduceOnPlateau';
import { step } from './step';

export const schedules: readonly Schedule[] = [
  constant,
  step,
  exponential,
  inverseTime,
  cosine,
  linear,
  oneCycle,
  reduceOnPlateau,
  piecewise,
];

export const schedule = lookup(schedules);

/**
 * Rate of update number `iteration` (from 0), warm-up included: as in Keras's CosineDecay, the first
 * update of a warm-up has rate 0, and the schedule's own time starts when the warm-up ends.
 */
export function scheduledRate(
  word: Schedule,
  base: number,
  iteration: number,
  memory: Float64Array,
  options: { readonly warmup: number; readonly [option: string]: unknown },
): number {
  const { warmup } = options;
  if (iteration < warmup) return (word.rate(base, 0, memory, options) * iteration) / warmup;
  return word.rate(base, iteration - warmup, memory, options);
}
