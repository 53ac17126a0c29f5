// Options that several schedules share.
import { z } from 'zod';

/** Every schedule has it; `scheduledRate` in index.ts applies it. */
export const warmup = z
  .number()
  .int()
  .min(0)
  .default(0)
  .describe(
    'Iterations over which the rate first rises from 0 in a straight line; the schedule proper starts after them.',
  );

export const iterations = z.number().int().positive().describe('Iterations until the final rate is reached.');
export const every = z.number().int().positive().describe('Iterations between two such changes.');
