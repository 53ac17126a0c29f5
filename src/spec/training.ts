// The `training` part of a spec: how long, in what steps, and what watches over it.
import { z } from 'zod';
import { optimizers } from '../nn/optimizers';
import { schedules } from '../nn/schedules';
import { resolveWord, wordOption, type ResolvedWord } from '../nn/resolve';
import { MONITOR } from './monitor';

const warmup = z
  .int()
  .min(0)
  .default(0)
  .describe('Iterations over which the learning rate grows linearly from 0 to its value. Goes with every schedule.');

/** A schedule's own options and `warmup`, which every schedule takes; `{ "warmup": 100 }` alone is constant. */
export const scheduleSchema = z.unknown().transform((value, ctx): ResolvedWord & { warmup: number } => {
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as object) : undefined;
  const word = given && !('type' in given) ? { type: 'constant', ...given } : value;
  const result = resolveWord(schedules, word, 'schedule', ['warmup']);
  const own = warmup.safeParse(given && 'warmup' in given ? given.warmup : undefined);
  for (const issue of result.issues ?? []) ctx.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
  for (const issue of own.error?.issues ?? [])
    ctx.issues.push({ ...issue, path: ['warmup', ...issue.path], input: value } as z.core.$ZodRawIssue);
  return result.issues || !own.success ? z.NEVER : { ...result.spec, warmup: own.data };
});

export const scheduleCommon = { warmup };

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
      message: 'training.clip takes either "norm" or "value", and exactly one of them.',
      params: { code: 'clip' },
    });
    return z.NEVER;
  });

const earlyStopping = z.strictObject({
  monitor: z
    .string()
    .regex(MONITOR, { error: 'is a split and a value, for example "validation.loss" or "train.accuracy"' })
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
    schedule: scheduleSchema.prefault('constant').describe('How the learning rate changes while training.'),
    clip: clip.optional().describe('Limits large gradients: `{ "norm": x }` or `{ "value": x }`.'),
    earlyStopping: earlyStopping.optional().describe('Stop when nothing improves any more.'),
    logEvery: z
      .int()
      .min(1)
      .optional()
      .describe('Iterations between two cost points. Default: once an epoch, and at least 200 points a run.'),
    precision: z.enum(['float32', 'float64']).default('float32').describe('Numbers of 32 or 64 bits.'),
    threads: z
      .union([z.int().min(1).max(256), z.literal('auto')])
      .default('auto')
      .describe('Threads that share the work.'),
    reproducible: z.boolean().default(true).describe('Bit-identical results on every machine.'),
  })
  .check((ctx) => {
    if (ctx.value.epochs === undefined || ctx.value.iterations === undefined) return;
    ctx.issues.push({
      code: 'custom',
      message: 'training has both "epochs" and "iterations", which say the same thing twice. Remove one of them.',
      path: ['iterations'],
      params: { code: 'epochs-and-iterations', at: 'key' },
      input: ctx.value,
    });
  });
