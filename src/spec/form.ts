// What of a spec can be set, and to what it is set now: fields with their documentation, made from the JSON Schema of
// the language and the value that a text has. Whoever draws them knows no word of the language.
import type { JsonSchema } from '../nn/describe';
import type { PathSegment } from './problem';

export interface Choice {
  readonly name: string;
  /** Markdown. */
  readonly doc: string;
}

export type Control =
  /** Or one of `words` ("full", "auto"). */
  | {
      readonly kind: 'number';
      readonly whole: boolean;
      readonly least?: number;
      readonly most?: number;
      readonly words: readonly string[];
    }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'text'; readonly suggestions: readonly Choice[] }
  /** An object of its own; without `fields` while it is not given, where that says something else than {}. */
  | { readonly kind: 'group'; readonly fields: readonly Field[] }
  /** A name, or an object with its options: a layer, an activation, an optimizer. */
  | {
      readonly kind: 'word';
      readonly chosen: string;
      readonly choices: readonly Choice[];
      readonly fields: readonly Field[];
    }
  /** Some of many names. */
  | { readonly kind: 'names'; readonly chosen: readonly string[]; readonly choices: readonly Choice[] }
  /** Anything else, as it is written: a list of columns, a pair of files. */
  | { readonly kind: 'json' };

export interface Field {
  readonly key: string;
  readonly path: readonly PathSegment[];
  /** Markdown. */
  readonly doc: string;
  readonly required: boolean;
  /** As the text has it; absent where it says nothing. */
  readonly value?: unknown;
  /** What holds where nothing is said, if that is one value. */
  readonly fallback?: unknown;
  readonly control: Control;
}

/** `schema`: of the whole language; the fields are those of its `keys`. */
export function formOf(schema: JsonSchema, spec: Readonly<Record<string, unknown>>, keys: readonly string[]): Field[] {
  const properties = propertiesOf(schema);
  const required = requiredOf(schema);
  const form = new Form(schema);
  return keys.map((key) => form.field(properties[key]!, [key], spec[key], required.includes(key)));
}

/** The field of a layer, whose options are the fields in it. */
export function layerField(schema: JsonSchema, layer: unknown, index: number): Field {
  const network = propertiesOf(schema)['network']!;
  return new Form(schema).field(network['items'] as JsonSchema, ['network', index], layer, true);
}

/** The layers there are, in the language's order. */
export function layerChoices(schema: JsonSchema): readonly Choice[] {
  const word = wordOf(propertiesOf(schema)['network']!['items'] as JsonSchema);
  return word ? word.choices : [];
}

class Form {
  private readonly definitions: Readonly<Record<string, JsonSchema>>;

  constructor(schema: JsonSchema) {
    this.definitions = (schema['definitions'] ?? {}) as Record<string, JsonSchema>;
  }

  field(given: JsonSchema, path: readonly PathSegment[], value: unknown, required: boolean): Field {
    const reference = /^#\/definitions\/(.+)$/.exec(String(given['$ref'] ?? ''))?.[1];
    const schema = reference === undefined ? given : { ...this.definitions[reference], ...given };
    return {
      key: String(path.at(-1)),
      path,
      doc: String(schema['description'] ?? ''),
      required,
      ...(value !== undefined && { value }),
      ...(schema['default'] !== undefined && { fallback: schema['default'] }),
      control: this.control(schema, path, value),
    };
  }

  private control(schema: JsonSchema, path: readonly PathSegment[], value: unknown): Control {
    const word = wordOf(schema);
    if (word) return this.word(word, schema, path, value);
    const shapes = shapesOf(schema);
    const object = shapes.find((one) => one['properties'] !== undefined);
    const defaulted = typeof schema['default'] === 'object';
    if (object && (shapes.length === 1 || requiredOf(object).includes('source')))
      return { kind: 'group', fields: value === undefined && !defaulted ? [] : this.group(object, path, value) };
    const items = schema['items'] as JsonSchema | undefined;
    const names = items && wordOf(items);
    if (names) return { kind: 'names', chosen: listOf(value).map((one) => names.name(one)), choices: names.choices };
    const texts = shapes.filter((one) => one['type'] === 'string');
    const numbers = shapes.filter((one) => one['type'] === 'number' || one['type'] === 'integer');
    const simple = typeof value !== 'object' || value === null;
    if (shapes.length === 1 && schema['type'] === 'boolean') return { kind: 'flag' };
    if (numbers.length === 1 && texts.length === shapes.length - 1 && texts.every((one) => 'const' in one))
      return { kind: 'number', ...limits(numbers[0]!), words: texts.map((one) => String(one['const'])) };
    if (shapes.length === 1 && Array.isArray(schema['enum']) && simple)
      return { kind: 'choice', choices: choicesOf(schema) };
    if (texts.length > 0 && numbers.length === 0 && !shapes.some((one) => one['type'] === 'array') && simple)
      return { kind: 'text', suggestions: texts.flatMap(choicesOf) };
    return { kind: 'json' };
  }

  private word(word: WordSchema, schema: JsonSchema, path: readonly PathSegment[], value: unknown): Control {
    const chosen = word.name(value ?? schema['default']) || word.name(schema['default']);
    const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    const options = word.options.get(chosen);
    const fields = options ? this.fields(options, path, given).filter(({ key }) => key !== 'type') : [];
    return { kind: 'word', chosen, choices: word.choices, fields };
  }

  /** `data` may be its source alone; a source that is made in code has options of its own. */
  private group(object: JsonSchema, path: readonly PathSegment[], value: unknown): Field[] {
    const given = (
      typeof value === 'object' && value !== null ? value : typeof value === 'string' ? { source: value } : {}
    ) as Record<string, unknown>;
    const rules = (object['allOf'] ?? []) as readonly { if: JsonSchema; then: JsonSchema }[];
    const more = rules.find((rule) => propertiesOf(rule.if)['source']?.['const'] === given['source']);
    const own = more ? propertiesOf(more.then) : {};
    const properties: Record<string, JsonSchema> = { ...propertiesOf(object) };
    // Behind the source: what belongs to it.
    const { source, ...others } = properties;
    const known = Object.fromEntries(Object.entries(own).filter(([key]) => !(key in properties)));
    const all = source ? { source, ...known, ...others } : properties;
    return this.fields({ properties: all, required: requiredOf(object) }, path, given);
  }

  private fields(object: JsonSchema, path: readonly PathSegment[], given: Readonly<Record<string, unknown>>): Field[] {
    const required = requiredOf(object);
    return Object.entries(propertiesOf(object))
      .filter(([, schema]) => typeof schema === 'object')
      .map(([key, schema]) => this.field(schema, [...path, key], given[key], required.includes(key)));
  }
}

interface WordSchema {
  readonly choices: readonly Choice[];
  /** By the word's name. */
  readonly options: ReadonlyMap<string, JsonSchema>;
  /** Of a word as a spec has it; '' where there is none. */
  name(value: unknown): string;
}

/** "A name, or an object with its type", as spec/describe.ts writes it. */
function wordOf(schema: JsonSchema): WordSchema | undefined {
  const object = shapesOf(schema).find((one) => propertiesOf(one)['type']?.['enum'] !== undefined);
  if (!object) return undefined;
  const rules = (object['allOf'] ?? []) as readonly { if: JsonSchema; then: JsonSchema }[];
  const docs = new Map(choicesOf(propertiesOf(object)['type']!).map(({ name, doc }) => [name, doc]));
  const names = rules.map((rule) => propertiesOf(rule.if)['type']!['enum'] as readonly string[]); // aliases behind
  return {
    choices: names.map(([name]) => ({ name: name!, doc: docs.get(name!) ?? '' })),
    options: new Map(rules.map((rule, i) => [names[i]![0]!, rule.then])),
    name(value) {
      const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : value;
      return names.find((all) => all.includes(String(type)))?.[0] ?? (typeof type === 'string' ? type : '');
    },
  };
}

/** Any one of these; most schemas are one. */
function shapesOf(schema: JsonSchema): readonly JsonSchema[] {
  const any = schema['anyOf'] as readonly JsonSchema[] | undefined;
  return any ? any.flatMap(shapesOf) : [schema];
}

const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema['properties'] ?? {}) as Record<string, JsonSchema>;
const requiredOf = (schema: JsonSchema): readonly string[] => (schema['required'] ?? []) as string[];
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function choicesOf(schema: JsonSchema): Choice[] {
  const docs = (schema['markdownEnumDescriptions'] ?? schema['enumDescriptions'] ?? []) as readonly string[];
  return listOf(schema['enum']).map((name, i) => ({ name: String(name), doc: docs[i] ?? '' }));
}

function limits(schema: JsonSchema): { whole: boolean; least?: number; most?: number } {
  const { type, minimum, maximum } = schema;
  return {
    whole: type === 'integer',
    ...(typeof minimum === 'number' && { least: minimum }),
    ...(typeof maximum === 'number' && { most: maximum }),
  };
}
