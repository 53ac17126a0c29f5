// The `training` part of a spec: how long, in what steps, and what watches over it.
import { z } from 'zod';
import { t } from '../l10n';
import { optimizers } from '../nn/optimizers';
import { schedules } from '../nn/schedules';
import { wordOption } from '../nn/resolve';
import type { FaultParams } from './issues';
import { MONITOR } from './monitor';
import type { ScheduleSpec } from './spec';

/** `{ "warmup": 100 }` alone is the constant schedule. */
const schedule = z.preprocess(
  (value) => {
    const bare = typeof value === 'object' && value !== null && !Array.isArray(value) && !('type' in value);
    return bare ? { type: 'constant', ...value } : value;
  },
  wordOption(schedules, 'schedule') as z.ZodType<ScheduleSpec>,
); // each schedule has `warmup`

const clip = z
  .strictObject({
    norm: z
      .number()
      .positive()
      .optional()
      .describe('The norm of all gradients together is scaled down to at most this.'),
    value: z.number().positive().optional().describe('Each gradient is cut to [−value, value].'),
  })
  .transform((given, ctx): { norm: number } | { value: number } => {
    const { norm, value } = given;
    if (norm !== undefined && value === undefined) return { norm };
    if (value !== undefined && norm === undefined) return { value };
    ctx.addIssue({
      code: 'custom',
      message: t('training.clip takes either "norm" or "value", and exactly one of them.'),
      params: { code: 'clip', remove: ['value', 'norm'] } satisfies FaultParams,
    });
    return z.NEVER;
  });

const earlyStopping = z.strictObject({
  monitor: z
    .string()
    .regex(MONITOR, {
      error: () => t('must be a split and a value, for example "validation.loss" or "train.accuracy"'),
    })
    .default('validation.loss')
    .describe('What is watched: `train`, `validation` or `test`, a dot, and `loss` or one of the metrics.'),
  patience: z.int().min(0).default(10).describe('Evaluations without improvement before training stops.'),
  minDelta: z.number().min(0).default(0).describe('A change smaller than this is no improvement.'),
  restoreBest: z.boolean().default(true).describe('At the end, take the weights of the best evaluation.'),
});

const count = (what: string): z.ZodInt => z.int().min(1).max(1e12).describe(what);

export const trainingSchema = z
  .strictObject({
    epochs: count('How many times all training rows are seen. Without `epochs` and `iterations`: 1 epoch.').optional(),
    iterations: count('How many parameter updates are made; stands instead of `epochs`.').optional(),
    batchSize: z
      .union([z.int().min(1), z.literal('full')])
      .default(32)
      .describe('Rows per update: `"full"` for all of them, 1 for stochastic gradient descent, more for mini-batches.'),
    shuffle: z.boolean().default(true).describe('Draw a new order of the rows every epoch.'),
    seed: z
      .int()
      .min(0)
      .default(1)
      .describe('Sets the first weights, the order of the rows and dropout. Same seed, same numbers.'),
    optimizer: wordOption(optimizers, 'optimizer')
      .prefault('rmsprop')
      .describe('How a gradient becomes an update. Default as in Keras: rmsprop.'),
    schedule: schedule.prefault('constant').describe('How the learning rate changes while training.'),
    clip: clip.optional().describe('Limits large gradients: `{ "norm": x }` or `{ "value": x }`.'),
    earlyStopping: earlyStopping.optional().describe('Stop when nothing improves any more.'),
    logEvery: z
      .int()
      .min(1)
      .optional()
      .describe(
        'Iterations between two cost points. Default: once an epoch, and at least 200 points a run, at most about 100,000. With mini-batches the first batch is a point too.',
      ),
    precision: z.enum(['float32', 'float64']).default('float32').describe('Numbers of 32 or 64 bits.'),
    threads: z
      .union([z.int().min(1).max(256), z.literal('auto')])
      .default('auto')
      .describe(
        'At most so many threads share a step that is large enough; `"auto"`: as many as the machine has, up to 8, and one less in the editor, which has to draw. The numbers are the same to the bit.',
      ),
    reproducible: z.boolean().default(true).describe('Bit-identical results on every machine.'),
  })
  .check((ctx) => {
    if (ctx.value.epochs === undefined || ctx.value.iterations === undefined) return;
    ctx.issues.push({
      code: 'custom',
      message: t('training has both "epochs" and "iterations", which say the same thing twice. Remove one of them.'),
      path: ['iterations'],
      params: { code: 'epochs-and-iterations', at: 'key', remove: ['iterations', 'epochs'] } satisfies FaultParams,
      input: ctx.value,
    });
  });
