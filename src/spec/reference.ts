// The language as a page for people: docs/reference.md, made from the same words as the validator.
import { z } from 'zod';
import { activations } from '../nn/activations';
import { optionFacts, type JsonSchema } from '../nn/describe';
import { initializers } from '../nn/initializers';
import { layers } from '../nn/layers';
import { losses } from '../nn/losses';
import { metrics } from '../nn/metrics';
import { optimizers } from '../nn/optimizers';
import { schedules } from '../nn/schedules';
import { dataShape } from './data';
import { generatorProperties, jsonSchema } from './describe';
import { catalogue, exportFormats, generators } from './vocabulary';

/** A command of the command line and what it says of itself. */
export interface CommandHelp {
  readonly name: string;
  readonly help: string;
}

interface Described {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
}

export function reference(commands: readonly CommandHelp[]): string {
  const schema = jsonSchema();
  const properties = schema['properties'] as Record<string, JsonSchema>;
  const training = properties['training']!['properties'] as Record<string, JsonSchema>;
  const early = training['earlyStopping']!['properties'] as Record<string, JsonSchema>;
  const clip = training['clip']!['properties'] as Record<string, JsonSchema>;
  const data = z.toJSONSchema(z.strictObject(dataShape), { io: 'input', unrepresentable: 'any' }).properties as Record<
    string,
    JsonSchema
  >;
  const inside = (key: string): Record<string, JsonSchema> => data[key]!['properties'] as Record<string, JsonSchema>;
  return [
    '# The `.nnspec` language: reference',
    'This page is made from the program itself (`npx tsx scripts/generate.ts`); edit the words in `src/nn` and `src/spec` instead.',
    'A spec is JSON with comments and trailing commas. A word that names a method (an activation, a loss, an optimizer, …) is either its name, or an object with its `type` and options: `"adam"` or `{ "type": "adam", "learningRate": 0.01 }`.',
    contents(),
    '## The spec',
    table(properties, ['data', 'network', 'loss']),
    '## `data`',
    'A string is short for `{ "source": string }`.',
    table(data, ['source']),
    '### `data.format`',
    table(inside('format')),
    '### `data.split`',
    table(inside('split')),
    '### Sources made in code',
    ...generators.flatMap((g) => [...word({ ...g, name: `builtin:${g.name}` }), table(generatorProperties(g))]),
    '### The catalogue',
    'Fetched once, with your consent, and checked by SHA-256. A folder that you set, or the one in `NNSPEC_DATASETS`, is looked in first, as `<folder>/<name>/<file>`.',
    ...catalogue.map((c) => `- **\`dataset:${c.name}\`**: ${c.summary} Source: ${c.source}. Licence: ${c.licence}.`),
    '## `network`',
    'A list of layers. Each may have a `name` (letters, digits, `_` and `-`); the default is its type and number: `dense_1`, `dense_2`, …',
    ...withOptions(layers),
    '### Activations',
    ...withOptions(activations, '####'),
    '### Initializers',
    ...withOptions(initializers, '####'),
    '## `loss`',
    ...losses.flatMap((loss) => [
      ...word(loss, '###', [`For ${loss.tasks.join(', ')}. ${loss.advice}`]),
      table(Object.fromEntries(optionFacts(loss).map((o) => [o.key, o.schema]))),
    ]),
    '## `training`',
    table(training),
    '### `training.clip`',
    'One of:',
    table(clip),
    '### `training.earlyStopping`',
    table(early),
    '### Optimizers',
    ...withOptions(optimizers, '####'),
    '### Schedules',
    ...withOptions(schedules, '####'),
    '## `metrics`',
    ...metrics.flatMap((metric) => [
      ...word(metric, '###', [`For ${metric.tasks.join(', ')}.`]),
      table(Object.fromEntries(optionFacts(metric).map((o) => [o.key, o.schema]))),
    ]),
    '## `export`',
    'A list of `{ "format": …, "path": … }`.',
    '| format | what it is |\n| --- | --- |\n' +
      exportFormats.map((f) => `| \`${f.name}\` | ${cell(f.summary)} |`).join('\n'),
    '## The command line',
    'The same engine without the editor. Exit status: 0 success, 1 the spec or its data is at fault, 2 wrong usage, 130 interrupted. Problems print as `file:line:column: error: message` on standard error.',
    ...commands.flatMap((c) => [`### \`nnspec ${c.name}\``, '```text\n' + c.help.trim() + '\n```']),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function contents(): string {
  const parts = ['The spec', 'data', 'network', 'loss', 'training', 'metrics', 'export', 'The command line'];
  return parts.map((p) => `- [${p}](#${p.toLowerCase().replace(/ /g, '-')})`).join('\n');
}

function withOptions(words: readonly Parameters<typeof optionFacts>[0][], heading = '###'): string[] {
  return words.flatMap((w) => {
    const facts = optionFacts(w);
    const required = facts.filter((f) => f.required).map((f) => f.key);
    return [...word(w, heading), table(Object.fromEntries(facts.map((f) => [f.key, f.schema])), required)];
  });
}

function word(w: Described, heading = '####', more: readonly string[] = []): string[] {
  const also = w.aliases?.length ? ` (also ${w.aliases.map((a) => `\`${a}\``).join(', ')})` : '';
  return [
    `${heading} \`${w.name}\`${also}`,
    w.summary,
    ...more,
    '```text\n' + w.formula + '\n```',
    `Source: ${w.source}.`,
  ];
}

/** Keys of an object with what they take, their default and what they mean; nothing for no keys. */
function table(properties: Record<string, JsonSchema>, required: readonly string[] = []): string {
  const rows = Object.entries(properties).map(([key, schema]) => {
    const fallback = required.includes(key)
      ? '*required*'
      : 'default' in schema
        ? `\`${JSON.stringify(schema['default'])}\``
        : 'none';
    return `| \`${key}\` | ${cell(takes(schema))} | ${fallback} | ${cell(String(schema['description'] ?? ''))} |`;
  });
  return rows.length ? ['| key | takes | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n') : '';
}

/** What may be written, in a few words. */
function takes(schema: JsonSchema): string {
  if (schema['const'] !== undefined) return `\`${JSON.stringify(schema['const'])}\``;
  const values = schema['enum'] as unknown[] | undefined;
  if (values) return values.length > 8 ? 'a name' : values.map((v) => `\`${JSON.stringify(v)}\``).join(', ');
  const branches = schema['anyOf'] as JsonSchema[] | undefined;
  if (branches) {
    if (branches.some((b) => b['allOf'] || (b['properties'] as JsonSchema | undefined)?.['type']))
      return 'name or object';
    return [...new Set(branches.map(takes))].join(' or ');
  }
  const type = schema['type'];
  if (type === 'array') return `list of ${takes((schema['items'] as JsonSchema | undefined) ?? {})}`;
  if (type === 'integer' || type === 'number')
    return type === 'integer' ? `integer${limits(schema)}` : `number${limits(schema)}`;
  return type === undefined ? 'name or object' : type === 'boolean' ? '`true`, `false`' : [type].flat().join(' or ');
}

function limits(schema: JsonSchema): string {
  const parts: string[] = [];
  if (schema['exclusiveMinimum'] !== undefined) parts.push(`> ${schema['exclusiveMinimum']}`);
  const least = schema['minimum'];
  if (least !== undefined && least !== Number.MIN_SAFE_INTEGER) parts.push(`≥ ${least}`);
  if (schema['exclusiveMaximum'] !== undefined) parts.push(`< ${schema['exclusiveMaximum']}`);
  const most = schema['maximum'];
  if (most !== undefined && most !== Number.MAX_SAFE_INTEGER) parts.push(`≤ ${most}`);
  return parts.length ? ` ${parts.join(', ')}` : '';
}

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\n+/g, ' ');
