// The JSON Schema of the language in the user's language: what it says of keys and words, and names its snippets by.
// Formulas and sources stay as they are. No vscode here.

type Json = { readonly [key: string]: unknown };

const TEXTS = ['description', 'markdownDescription'];
const LISTS = ['enumDescriptions', 'markdownEnumDescriptions'];
const DEFAULT = /^Default: (`.*`)$/s;

/** A copy of the schema whose sentences went through `translate`, each once where it stands. */
export function schemaWith(schema: unknown, translate: (sentence: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => schemaWith(one, translate));
  if (typeof schema !== 'object' || schema === null) return schema;
  const said = (text: string): string => paragraphs(text, translate);
  return Object.fromEntries(
    Object.entries(schema as Json).map(([key, value]) => {
      if (TEXTS.includes(key) && typeof value === 'string') return [key, said(value)];
      if (LISTS.includes(key)) return [key, (value as string[]).map(said)];
      if (key === 'defaultSnippets') return [key, (value as Snippet[]).map((one) => snippet(one, translate))];
      return [key, schemaWith(value, translate)];
    }),
  );
}

interface Snippet {
  readonly label: string;
  readonly description: string;
}

/** A label that is a word of the language, or a piece of a spec, is typed as it stands. */
function snippet<S extends Snippet>(one: S, translate: (sentence: string) => string): S {
  const label = /^[A-Z]/.test(one.label) ? translate(one.label) : one.label;
  return { ...one, label, description: translate(one.description) };
}

/** A word's text is its summary, its formula and the formula's source; a key's may end with its default. */
function paragraphs(text: string, translate: (sentence: string) => string): string {
  const parts = text.split('\n\n');
  const formula = parts.findIndex((part) => /^`[^`]*`$/.test(part));
  return parts
    .map((part, i) => {
      const fallback = DEFAULT.exec(part)?.[1];
      if (fallback !== undefined) return translate('Default: {0}').replace('{0}', () => fallback);
      return formula >= 0 && i >= formula ? part : translate(part);
    })
    .join('\n\n');
}
