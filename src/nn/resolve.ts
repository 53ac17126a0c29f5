// "A name, or an object with a type": from what a spec says to { type, …options with defaults }.
// Aliases become the canonical name here, so nobody behind this file ever sees `mse`.
import { z } from 'zod';
import { t } from '../l10n';
import { nearest } from './nearest';
import type { Word } from './words';

export interface ResolvedWord {
  readonly type: string;
  readonly [option: string]: unknown;
}

export type Issue = z.core.$ZodIssue;

export type Resolution<W extends Word<any>> =
  | { readonly word: W; readonly spec: ResolvedWord; readonly issues?: undefined }
  | { readonly issues: readonly Issue[]; readonly word?: W; readonly spec?: undefined };

/** `params` of the issue for a name that is in no list. */
export interface UnknownWord {
  readonly unknown: string;
  readonly known: readonly string[];
  readonly nearest?: string;
}

/** A list's lookup by name or alias. */
export function lookup<W extends Word<any>>(list: readonly W[]): (name: string) => W | undefined {
  const byName = new Map<string, W>();
  for (const word of list) for (const name of [word.name, ...(word.aliases ?? [])]) byName.set(name, word);
  return (name) => byName.get(name);
}

/**
 * `what` names the kind in sentences ("activation"). `common` are keys that belong to the caller
 * (a layer's `name`): left out of the strict check and of `spec`.
 * Paths of issues are relative to `value`.
 */
export function resolveWord<W extends Word<any>>(
  list: readonly W[],
  value: unknown,
  what = 'word',
  common: readonly string[] = [],
): Resolution<W> {
  const isName = typeof value === 'string';
  if (!isName && (typeof value !== 'object' || value === null || Array.isArray(value)))
    return { issues: [custom([], t`expected a name such as "${list[0]!.name}" or an object with "type"`, value)] };
  const type = isName ? value : (value as Record<string, unknown>)['type'];
  const at = isName ? [] : ['type'];
  if (type === undefined)
    return {
      issues: [custom([], t`this ${kind(what)} has no "type": add one, for example "type": "${list[0]!.name}"`, value)],
    };
  if (typeof type !== 'string') return { issues: [custom(at, t`"type" must be a name in quotes`, type)] };
  const word = list.find((w) => w.name === type || w.aliases?.includes(type));
  if (!word) return { issues: [unknownWord(list, type, what, at)] };
  const given: Record<string, unknown> = isName ? {} : { ...(value as object) };
  delete given['type'];
  for (const key of common) delete given[key];
  const parsed = word.options.safeParse(given, { error: knownKeys });
  if (!parsed.success) return { issues: parsed.error.issues, word };
  return { word, spec: { type: word.name, ...(parsed.data as object) } };
}

/**
 * zod forgets which object had an unknown key before we see the issue, so the issue's message carries
 * the keys that are known there; whoever words the problem splits it again.
 */
export function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  const shape = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  return Object.keys(shape ?? {}).join(' ');
}

/** A kind of words, as a sentence names it. */
function kind(what: string): string {
  const kinds: Readonly<Record<string, string>> = {
    activation: t('activation'),
    initializer: t('initializer'),
    layer: t('layer'),
    loss: t('loss'),
    metric: t('metric'),
    optimizer: t('optimizer'),
    schedule: t('schedule'),
  };
  return kinds[what] ?? what;
}

function unknownWord(list: readonly Word<any>[], type: string, what: string, path: PropertyKey[]): Issue {
  const known = list.map((w) => w.name);
  const near = nearest(type, [...known, ...list.flatMap((w) => w.aliases ?? [])]);
  const message = near
    ? t`Unknown ${kind(what)} "${type}": did you mean "${near}"?`
    : t`Unknown ${kind(what)} "${type}": use one of ${known.join(', ')}`;
  return custom(path, message, type, {
    unknown: type,
    known,
    ...(near ? { nearest: near } : {}),
  } satisfies UnknownWord);
}

function custom(path: PropertyKey[], message: string, input: unknown, params?: object): Issue {
  return { code: 'custom', path, message, input, ...(params ? { params: params as Record<string, unknown> } : {}) };
}

/** The list behind an option that is itself a word (dense's `activation`), for whoever describes options. */
const nested = new WeakMap<object, { readonly what: string; readonly list: readonly Word<any>[] }>();

export function nestedWords(
  schema: object,
): { readonly what: string; readonly list: readonly Word<any>[] } | undefined {
  return nested.get(schema);
}

/** A zod schema for an option that is itself a word: takes a name or an object, gives { type, … }. */
export function wordOption(list: readonly Word<any>[], what: string): z.ZodType<ResolvedWord, unknown> {
  const schema = z.unknown().transform((value, ctx): ResolvedWord => {
    const result = resolveWord(list, value, what);
    if (result.issues === undefined) return result.spec;
    for (const issue of result.issues) ctx.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
  nested.set(schema, { what, list });
  return schema;
}
