// The `data` part of a spec. A source that is made in code (`builtin:`) brings options of its own,
// which stand beside the common keys; they are checked against that generator alone.
import { z } from 'zod';
import { t } from '../l10n';
import { DEFAULT_MISSING } from '../data/column';
import { didYouMean, nearest } from '../nn/nearest';
import { knownKeys } from '../nn/resolve';
import type { FaultParams } from './issues';
import type { DataSpec } from './spec';
import { catalogue, catalogueEntry, generator, generators, type Generator } from './vocabulary';

const list = <T extends z.ZodType>(one: T) =>
  z.union([one, z.array(one).min(1)]).transform((v): z.output<T>[] => (Array.isArray(v) ? v : [v as z.output<T>]));

const column = z.union([z.string().min(1), z.int()]);
const source = z.union([
  z.string().min(1),
  z.strictObject({
    images: z.string().min(1).describe('IDX file with the images, also `.gz`.'),
    labels: z.string().min(1).describe('IDX file with their labels, also `.gz`.'),
  }),
]);
const rows = z.number().min(0).describe('A fraction below 1, or a number of rows.');
const scaling = z.enum(['none', 'standard', 'minmax']).default('none');

const format = z.strictObject({
  delimiter: z
    .string()
    .min(1)
    .optional()
    .describe('Between two cells: `","`, `";"`, `"\\t"`, or `" "` for runs of white space.'),
  header: z.boolean().optional().describe('Whether the first line holds the columns’ names.'),
  quote: z.string().max(1).optional().describe('Around cells that hold a delimiter; `""` where quotes mean nothing.'),
  encoding: z.string().min(1).optional().describe('Of the text, for example `"utf-8"` or `"windows-1252"`.'),
});

const split = z.strictObject({
  validation: rows.default(0).describe('Held back to watch the training: a fraction below 1, or a number of rows.'),
  test: rows.default(0.2).describe('Held back for the end: a fraction below 1, or a number of rows.'),
  shuffle: z.boolean().default(true).describe('Mix the rows first. Without it the last rows are the test set.'),
  stratify: z.boolean().default(false).describe('Give every split the same share of each class.'),
  seed: z.int().min(0).default(1).describe('Same seed, same split.'),
});

/** The keys that every source takes. */
export const dataShape = {
  source: source.describe(
    '`builtin:NAME`, `dataset:NAME`, a path relative to this file, or `{ "images", "labels" }` for IDX files.',
  ),
  validation: source.optional().describe('A source of its own for the validation split, with the same columns.'),
  test: source.optional().describe('A source of its own for the test split, with the same columns.'),
  format: format.default({}).describe('How a table is written; each part is found out where it is absent.'),
  features: list(column)
    .optional()
    .describe(
      'Input columns by header name or 0-based index (negative from the end), or a range `"1:10"` (end excluded). Default: all but target and ignored ones.',
    ),
  target: list(column)
    .optional()
    .describe('What is predicted. Default: the last column. Several are allowed for regression.'),
  ignore: list(column).default([]).describe('Columns that are left out.'),
  task: z
    .enum(['regression', 'binary', 'multiclass'])
    .optional()
    .describe('What kind of prediction; found out from the target and the loss where it is absent.'),
  classes: z
    .array(z.union([z.string(), z.number()]))
    .min(2)
    .optional()
    .describe('Order of the class labels. Default: sorted, numerically where all are numbers.'),
  missing: z
    .enum(['error', 'drop', 'mean', 'median'])
    .default('error')
    .describe(
      'What to do with missing cells: say where they are, drop their rows, or fill in the column’s mean or median.',
    ),
  missingValues: z
    .array(z.string())
    .default([...DEFAULT_MISSING])
    .describe('Cells that count as missing.'),
  scale: scaling.describe(
    'Scaling of the features, fitted on the training rows: to mean 0 and deviation 1, or to 0..1.',
  ),
  scaleTarget: scaling.describe(
    'The same for the target of a regression; metrics are still reported in its own units.',
  ),
  split: split.optional().describe('Which rows are held back for validation and test.'),
  limit: z.int().min(1).optional().describe('Use at most so many rows.'),
};

const common = z.strictObject(dataShape);

/** `builtin:NAME` -> NAME; undefined for every other source. */
export function sourceName(source: unknown, prefix: 'builtin' | 'dataset'): string | undefined {
  return typeof source === 'string' && source.startsWith(`${prefix}:`) ? source.slice(prefix.length + 1) : undefined;
}

/** Options of a generator, whose schemas are strict objects. */
export function generatorShape(made: Generator): Record<string, z.ZodType> {
  return (made.options as unknown as z.ZodObject<Record<string, z.ZodType>>).shape;
}

const generatorNames = generators.map((g) => g.name);

type Push = (issue: z.core.$ZodRawIssue) => void;

export const dataSchema = z.unknown().transform((value, ctx): DataSpec => {
  const push: Push = (issue) => ctx.issues.push(issue);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    push({
      code: 'custom',
      message: t('data must be a source in double quotes, or an object with a "source".'),
      input: value,
      path: [],
    });
    return z.NEVER;
  }
  const given = value as Record<string, unknown>;
  const name = sourceName(given['source'], 'builtin');
  // A misspelt generator's options are judged as those of the one that was probably meant.
  const made = name === undefined ? undefined : (generator(name) ?? generator(nearest(name, generatorNames) ?? ''));
  const mine: Record<string, unknown> = {};
  const options: Record<string, unknown> = {};
  const foreign: string[] = [];
  for (const [key, v] of Object.entries(given)) {
    if (key in dataShape) mine[key] = v;
    else if (made && key in generatorShape(made)) options[key] = v;
    else foreign.push(key);
  }
  const known = [...Object.keys(dataShape), ...(made ? Object.keys(generatorShape(made)) : [])];
  for (const key of foreign.slice(0, 100)) push(foreignKey(key, known, made, given));

  const base = common.safeParse(mine, { error: knownKeys });
  const extra = made?.options.safeParse(options, { error: knownKeys });
  for (const issue of [...(base.error?.issues ?? []), ...(extra?.error?.issues ?? [])])
    push({ ...issue, input: value } as z.core.$ZodRawIssue);
  for (const key of ['source', 'validation', 'test'] as const) checkName(key, given[key], push);
  if (!base.success || ctx.issues.length) return z.NEVER;
  return { ...base.data, generator: extra?.data ?? {} } as DataSpec;
});

function foreignKey(
  key: string,
  known: readonly string[],
  made: Generator | undefined,
  given: object,
): z.core.$ZodRawIssue {
  const owners = generators.filter((g) => key in generatorShape(g));
  const close = nearest(key, known);
  if (owners.length && close === undefined) {
    const which = made ? t`builtin:${made.name} has no "${key}"` : t`"${key}" belongs to sources that are made in code`;
    const message = t`${which} (${owners.map((g) => `builtin:${g.name}`).join(', ')}). Remove it.`;
    return {
      code: 'custom',
      message,
      path: [key],
      params: { code: 'unknown-key', at: 'key', remove: [key] } satisfies FaultParams,
      input: given,
    };
  }
  return {
    code: 'unrecognized_keys',
    keys: [key],
    message: known.join(' '),
    input: given,
  } as unknown as z.core.$ZodRawIssue;
}

function checkName(key: string, source: unknown, push: Push): void {
  const fail = (code: string, message: string, meant?: string): void => {
    const params: FaultParams = { code, ...(meant !== undefined && { meant }) };
    push({ code: 'custom', message, path: [key], params: { ...params }, input: source });
  };
  const prefixed = (prefix: string, name: string | undefined) => name && `${prefix}:${name}`;
  const made = sourceName(source, 'builtin');
  const kept = sourceName(source, 'dataset');
  if (made !== undefined && !generator(made)) {
    const hint = didYouMean(made, generatorNames) || t` There are ${generatorNames.join(', ')}.`;
    const meant = prefixed('builtin', nearest(made, generatorNames));
    fail('unknown-source', t`There is no built-in data called "${made}".${hint}`, meant);
  } else if (kept !== undefined && !catalogueEntry(kept)) {
    const names = catalogue.map((c) => c.name);
    const hint = didYouMean(kept, names) || t` There are ${names.join(', ')}.`;
    const meant = prefixed('dataset', nearest(kept, names));
    fail('unknown-source', t`There is no dataset called "${kept}" in the catalogue.${hint}`, meant);
  } else if (typeof source === 'string' && made === undefined && kept === undefined) {
    const word = generator(source) ? `builtin:${source}` : catalogueEntry(source) ? `dataset:${source}` : undefined;
    if (word) fail('unknown-source', t`"${source}" names no file. Did you mean "${word}"?`, word);
    else if (/^\w{2,}:\/\//.test(source))
      fail(
        'unknown-source',
        t`${key} must be a file beside this spec; addresses are not fetched. Download ${source} and name the file.`,
      );
    else if (/^\w{2,}:/.test(source))
      fail(
        'unknown-source',
        t`"${source}" has an unknown beginning. Sources made in code are "builtin:NAME", those of the catalogue "dataset:NAME".`,
      );
  }
}
