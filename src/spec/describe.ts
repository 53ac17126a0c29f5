// The language as a JSON Schema (draft-07), for completion, hover and other editors. Objects with a
// `type` are told apart by if/then, so that an editor offers the options of the very word.
import { z } from 'zod';
import { hoverText, optionFacts, optionsJsonSchema, type JsonSchema } from '../nn/describe';
import { layers } from '../nn/layers';
import { losses } from '../nn/losses';
import { metrics } from '../nn/metrics';
import { optimizers } from '../nn/optimizers';
import { nestedWords } from '../nn/resolve';
import { schedules } from '../nn/schedules';
import type { Word } from '../nn/words';
import { dataShape } from './data';
import { layerName, specSchema } from './schema';
import { snippets } from './snippets';
import { trainingSchema } from './training';
import { catalogue, exportFormats, generators, type Generator } from './vocabulary';

export type { JsonSchema };

type Words = readonly Word<any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any

export function jsonSchema(): JsonSchema {
  const top = plain(specSchema.shape, ['data', 'network', 'loss', 'metrics', 'training']);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'nnspec',
    description: 'A neural network, its data and its training in one file.',
    type: 'object',
    properties: {
      version: top['version'],
      name: top['name'],
      description: top['description'],
      data: { ...said(specSchema.shape.data), ...data() },
      network: {
        ...said(specSchema.shape.network),
        type: 'array',
        minItems: 1,
        items: layerItem(),
        defaultSnippets: snippets.network,
      },
      loss: { ...said(specSchema.shape.loss), ...wordSchema(losses) },
      metrics: { ...said(specSchema.shape.metrics), type: 'array', items: wordSchema(metrics) },
      training: { ...said(specSchema.shape.training), ...training() },
      initialWeights: top['initialWeights'],
      export: exported(top['export']!),
      $schema: top['$schema'],
    },
    required: ['data', 'network', 'loss'],
    additionalProperties: false,
    definitions: definitions(),
    defaultSnippets: snippets.spec,
  };
  return withMarkdown(schema) as JsonSchema;
}

/** "A name, or an object with its type": the names, then the object whose options depend on `type`. */
export function wordSchema(list: Words, more: Record<string, JsonSchema> = {}): JsonSchema {
  const bare = list.filter((word) => !optionFacts(word).some((o) => o.required));
  return { anyOf: [names(bare, 'type'), wordObject(list, more)], defaultSnippets: snippets.words(list) };
}

function names(list: Words, key: 'type' | 'const'): JsonSchema {
  const all = list.flatMap((w) => [w.name, ...(w.aliases ?? [])].map((name) => ({ name, w })));
  const values = { enum: all.map((a) => a.name), markdownEnumDescriptions: all.map((a) => hoverText(a.w)) };
  return key === 'type' ? { type: 'string', ...values } : values;
}

function wordObject(list: Words, more: Record<string, JsonSchema>): JsonSchema {
  return {
    type: 'object',
    required: ['type'],
    properties: { type: { description: 'Its name; the keys beside it are its options.', ...names(list, 'const') } },
    allOf: list.map((word) => {
      const { properties, required } = nested(optionsJsonSchema(word), word) as {
        properties: object;
        required?: string[];
      };
      const all = [word.name, ...(word.aliases ?? [])];
      return {
        if: { properties: { type: { enum: all } }, required: ['type'] },
        then: {
          properties: { type: true, ...more, ...properties },
          ...(required?.length && { required }),
          additionalProperties: false,
        },
      };
    }),
  };
}

/** Options that are words themselves (a dense layer's activation) refer to one definition a kind. */
function nested(schema: JsonSchema, word: Word): JsonSchema {
  const properties = { ...(schema['properties'] as Record<string, JsonSchema>) };
  for (const [key, option] of Object.entries(word.options.shape as Record<string, z.ZodType>)) {
    const words = wordsOf(option);
    if (words) properties[key] = { ...said(option), $ref: `#/definitions/${words.what}` };
  }
  return { ...schema, properties };
}

/** The list behind a schema, seen through its defaults and descriptions. */
export function wordsOf(schema: z.ZodType): { readonly what: string; readonly list: Words } | undefined {
  for (let at: z.ZodType | undefined = schema; at;) {
    const found = nestedWords(at);
    if (found) return found;
    const inner = at._zod as unknown as { parent?: z.ZodType; def: { innerType?: z.ZodType } };
    at = inner.parent ?? inner.def.innerType;
  }
  return undefined;
}

/** One definition for each kind of word that a layer's options use. */
function definitions(): Record<string, JsonSchema> {
  const found: Record<string, JsonSchema> = {};
  for (const word of layers) {
    for (const option of Object.values(word.options.shape as Record<string, z.ZodType>)) {
      const words = wordsOf(option);
      if (words) found[words.what] ??= wordSchema(words.list);
    }
  }
  return found;
}

function layerItem(): JsonSchema {
  return { ...wordSchema(layers, { name: plain({ name: layerName })['name']! }), defaultSnippets: snippets.layers };
}

function training(): JsonSchema {
  const shape = trainingSchema.shape;
  const properties = plain(shape, ['optimizer', 'schedule']);
  properties['optimizer'] = { ...said(shape.optimizer), ...wordSchema(optimizers) };
  properties['schedule'] = { ...said(shape.schedule), ...wordSchema(schedules) };
  properties['earlyStopping'] = { ...properties['earlyStopping'], defaultSnippets: snippets.earlyStopping };
  return { type: 'object', properties, additionalProperties: false, defaultSnippets: snippets.training };
}

function exported(list: JsonSchema): JsonSchema {
  return { ...list, items: { ...(list['items'] as JsonSchema), defaultSnippets: snippets.exports(exportFormats) } };
}

function data(): JsonSchema {
  const common = plain(dataShape);
  const made = generators.map((g) => ({ name: `builtin:${g.name}`, text: generatorText(g) }));
  const kept = catalogue.map((c) => ({
    name: `dataset:${c.name}`,
    text: `${c.summary}\n\n${c.source}. Licence: ${c.licence}.`,
  }));
  const known = [...made, ...kept];
  const named = { type: 'string', enum: known.map((k) => k.name), markdownEnumDescriptions: known.map((k) => k.text) };
  const path = {
    type: 'string',
    pattern: '^(?!builtin:|dataset:)',
    description: 'A file, relative to this one: `.csv`, `.tsv`, `.data`, `.txt`, `.npy` or `.npz`, each also `.gz`.',
  };
  const source = { ...common['source'], anyOf: [named, path, imagePair()] };
  const keys = Object.fromEntries(Object.keys(common).map((key) => [key, true]));
  const ofGenerator = (g: Generator): JsonSchema => ({
    if: { properties: { source: { const: `builtin:${g.name}` } }, required: ['source'] },
    then: { properties: { ...keys, ...generatorProperties(g) }, additionalProperties: false },
  });
  const others = {
    if: { not: { properties: { source: { type: 'string', pattern: '^builtin:' } }, required: ['source'] } },
    then: { properties: keys, additionalProperties: false },
  };
  const object = {
    type: 'object',
    required: ['source'],
    properties: { ...common, source, split: { ...common['split'], defaultSnippets: snippets.split } },
    allOf: [...generators.map(ofGenerator), others],
  };
  return { anyOf: [named, path, object], defaultSnippets: snippets.data };
}

export function generatorProperties(made: Generator): Record<string, JsonSchema> {
  return (toJson(made.options)['properties'] ?? {}) as Record<string, JsonSchema>;
}

export const generatorText = (g: Generator): string => `${g.summary}\n\n\`${g.formula}\`\n\n${g.source}`;

function imagePair(): JsonSchema {
  const pair = (plain(dataShape)['source']!['anyOf'] as JsonSchema[])[1]!;
  return pair;
}

/** Properties of a zod shape, without the given keys. */
function plain(shape: Record<string, z.ZodType>, without: readonly string[] = []): Record<string, JsonSchema> {
  const kept = Object.fromEntries(Object.entries(shape).filter(([key]) => !without.includes(key)));
  return toJson(z.strictObject(kept))['properties'] as Record<string, JsonSchema>;
}

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema: json }) => {
      // zod states JavaScript's safe range on every integer; it tells a reader nothing.
      if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
      if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
    },
  }) as JsonSchema;
}

/** Description and default of a schema that is described by hand. */
function said(schema: z.ZodType): JsonSchema {
  const { description, default: fallback } = toJson(schema);
  return { ...(description !== undefined && { description }), ...(fallback !== undefined && { default: fallback }) };
}

/** VS Code escapes a plain `description`; ours are Markdown. The default is said with it. */
function withMarkdown(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withMarkdown);
  if (typeof json !== 'object' || json === null) return json;
  const out: JsonSchema = {};
  for (const [key, value] of Object.entries(json))
    if (value !== undefined) out[key] = key === 'default' || key === 'defaultSnippets' ? value : withMarkdown(value);
  const { description } = out;
  if (typeof description === 'string' && out['markdownDescription'] === undefined) {
    const fallback =
      'default' in out && typeof out['default'] !== 'object'
        ? `\n\nDefault: \`${JSON.stringify(out['default'])}\``
        : '';
    out['markdownDescription'] = description + fallback;
  }
  return out;
}
