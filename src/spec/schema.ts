// The language as one zod schema, joined from the words: what a spec may say, with every default.
// Its output is a `Spec` but for the layers' default names, which `parse.ts` counts out.
import { z } from 'zod';
import { t } from '../l10n';
import { didYouMean, nearest } from '../nn/nearest';
import { layers } from '../nn/layers';
import { losses } from '../nn/losses';
import { metrics } from '../nn/metrics';
import { resolveWord, wordOption, type ResolvedWord } from '../nn/resolve';
import { dataSchema } from './data';
import type { FaultParams } from './issues';
import { trainingSchema } from './training';
import { exportFormat, exportFormats } from './vocabulary';

/** Safe as a part of tensor names (NAME.weight) and of file names on every system. */
export const LAYER_NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export const layerName = z
  .string()
  .max(64)
  .regex(LAYER_NAME, {
    error: () =>
      t(
        'may have letters, digits, _ and -, and starts with a letter, because it becomes part of tensor and file names',
      ),
  })
  .describe('Name of the layer and of its tensors (`NAME.weight`). Default: its type and number, `dense_1`.');

type Layer = ResolvedWord & { readonly name?: string };

export type LayerReading =
  | { readonly layer: Layer; readonly issues?: undefined }
  | { readonly layer?: undefined; readonly issues: readonly z.core.$ZodIssue[] };

/** A spec is read again at every key, and all its layers but one are as they were. */
const readings = new Map<string, LayerReading>();
const MOST_READINGS = 10_000; // of at most so many letters each: 20 MB at worst
const MOST_LETTERS = 1000;

/** A layer of its own, its default name not yet counted out; paths of issues are relative to it. */
export function readLayer(value: unknown): LayerReading {
  const text = JSON.stringify(value) ?? '';
  // JSON writes null for a number that is too large, too.
  const kept = text.length <= MOST_LETTERS && !text.includes('null');
  const known = kept ? readings.get(text) : undefined;
  if (known) return known;
  const { spec, issues = [] } = resolveWord(layers, value, 'layer', ['name']);
  const given = typeof value === 'object' && value !== null ? (value as { name?: unknown }).name : undefined;
  const name = layerName.optional().safeParse(given);
  const wrongName = name.error?.issues.map((issue) => ({ ...issue, path: ['name', ...issue.path] })) ?? [];
  const reading: LayerReading =
    spec && name.success
      ? { layer: { ...spec, ...(name.data !== undefined && { name: name.data }) } }
      : { issues: [...issues, ...wrongName] };
  if (readings.size >= MOST_READINGS) readings.clear();
  if (kept) readings.set(text, reading);
  return reading;
}

const layer = z.unknown().transform((value, ctx): Layer => {
  const reading = readLayer(value);
  if (reading.layer) return reading.layer;
  // zod writes the way to this layer into the path it gets.
  for (const issue of reading.issues)
    ctx.issues.push({ ...issue, path: [...issue.path], input: value } as z.core.$ZodRawIssue);
  return z.NEVER;
});

/** A format's name or alias; the spec then has its name. */
const exportFormatName = z
  .string()
  .meta({ enum: exportFormats.map((f) => f.name), enumDescriptions: exportFormats.map((f) => f.summary) })
  .transform((name, ctx) => {
    const known = exportFormat(name);
    if (known) return known.name;
    const names = exportFormats.map((f) => f.name);
    const message = t`There is no export format "${name}".${didYouMean(name, names) || t` There are ${names.join(', ')}.`}`;
    const meant = nearest(name, names);
    ctx.addIssue({
      code: 'custom',
      message,
      params: { code: 'unknown-word', ...(meant !== undefined && { meant }) } satisfies FaultParams,
    });
    return z.NEVER;
  });

/** Refused before an hour of training, not when the file is written. */
const fileName = z
  .string()
  .min(1)
  .refine((name) => !name.includes('\0'), { error: () => t('A file name cannot hold a NUL character.') });

export const specSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of a JSON Schema, for other editors; not used here.'),
  version: z.literal(1).default(1).describe('Version of the language.'),
  name: z.string().min(1).max(200).optional().describe('What the network is called. Default: the file’s name.'),
  description: z.string().optional().describe('What it is for.'),
  data: dataSchema.describe('What is learned from: a source, or an object with a `source` and how to read it.'),
  network: z.array(layer).min(1).describe('The layers, from input to output.'),
  loss: wordOption(losses, 'loss').describe('What training makes small.'),
  metrics: z
    .array(wordOption(metrics, 'metric'))
    .optional()
    .describe('What is measured besides the loss. Default: `rmse` and `r2` for regression, `accuracy` for classes.'),
  training: trainingSchema.prefault({}).describe('How the network learns.'),
  initialWeights: fileName
    .optional()
    .describe('A `.safetensors` or `.npz` file, relative to this one, whose tensors are taken instead of `init`.'),
  export: z
    .array(
      z.strictObject({
        format: exportFormatName.describe('Format of the file.'),
        path: fileName.describe('Where to write it, relative to this file.'),
      }),
    )
    .default([])
    .describe('Files that are written when a run ends.'),
});
