// What a word's options are, for completion, hover, JSON Schema and the reference page.
import { z } from 'zod';
import { nestedWords } from './resolve';
import type { Word } from './words';

export interface OptionFacts {
  readonly key: string;
  readonly description: string;
  /** Absent where the option must be said. */
  readonly default?: unknown;
  readonly required: boolean;
  /** JSON Schema of the value a spec may write. */
  readonly schema: JsonSchema;
}

export type JsonSchema = { [key: string]: unknown };

/** A word's options in the order they were written. */
export function optionFacts(word: Word<any>): OptionFacts[] {
  const object = optionsJsonSchema(word);
  const properties = object['properties'] as Record<string, JsonSchema>;
  const required = new Set((object['required'] as string[] | undefined) ?? []);
  return Object.entries(properties).map(([key, schema]) => ({
    key,
    description: String(schema['description'] ?? ''),
    required: required.has(key),
    ...('default' in schema ? { default: schema['default'] } : {}),
    schema,
  }));
}

/** JSON Schema of a word's options, without `type`. */
export function optionsJsonSchema(word: Word<any>): JsonSchema {
  const schema = z.toJSONSchema(word.options, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const words = nestedWords(zodSchema);
      if (words) Object.assign(jsonSchema, wordJsonSchema(words.list));
      // zod states JavaScript's safe range on every integer; it tells a reader nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  }) as JsonSchema;
  delete schema['$schema'];
  return schema;
}

/** JSON Schema of "a name, or an object with its type": names with hover texts, then one object a word. */
export function wordJsonSchema(list: readonly Word<any>[]): JsonSchema {
  return { anyOf: [wordNames(list), ...list.map(wordObject)] };
}

/** The names alone, aliases included, each with its hover text. Words with a required option need the object. */
export function wordNames(list: readonly Word<any>[]): JsonSchema {
  const byName = list.filter((w) => !optionFacts(w).some((o) => o.required));
  const names = byName.flatMap((w) => [w.name, ...(w.aliases ?? [])].map((name) => ({ name, w })));
  return {
    type: 'string',
    enum: names.map((n) => n.name),
    markdownEnumDescriptions: names.map((n) => hoverText(n.w)),
  };
}

function wordObject(word: Word<any>): JsonSchema {
  const { properties, required } = optionsJsonSchema(word) as { properties: object; required?: string[] };
  const names = [word.name, ...(word.aliases ?? [])];
  return {
    type: 'object',
    title: word.name,
    markdownDescription: hoverText(word),
    properties: {
      type: names.length === 1 ? { const: word.name, markdownDescription: hoverText(word) } : { enum: names },
      ...properties,
    },
    required: ['type', ...(required ?? [])],
    additionalProperties: false,
  };
}

/** Summary, formula and source as Markdown. */
export function hoverText(word: Word<any>): string {
  return `${word.summary}\n\n\`${word.formula}\`\n\n${word.source}`;
}
