// What zod found, as sentences for the person who wrote the spec. One place for all wording of
// types and ranges, so that a word's file needs no messages of its own.
import type { z } from 'zod';
import { t } from '../l10n';
import type { PathSegment } from './problem';
import { remove, rename, set, type Mend } from './mend';
import { didYouMean, nearest } from '../nn/nearest';
import type { UnknownWord } from '../nn/resolve';

/** A fault in a value, not yet placed in the text. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly path: readonly PathSegment[];
  /** Which part of `path` is at fault: its key (unknown keys), or what stands there. */
  readonly at: 'key' | 'value';
  /** For an unknown key: the known one it is taken for. */
  readonly meant?: string;
  readonly mends?: readonly Mend[];
}

type Issue = z.core.$ZodIssue;

/** What the schemas of this project put into a custom issue's `params`. */
export interface FaultParams {
  readonly code: string;
  readonly at?: 'key' | 'value';
  /** What probably was meant to stand there. */
  readonly meant?: string;
  /** Keys of the object at fault (for a key: the one it stands in), each of which may go. */
  readonly remove?: readonly string[];
}

/** One fault a mistake: a misspelt key is not also reported as the missing one it stands for. */
export function faultsOf(issues: readonly Issue[], root: unknown): Fault[] {
  const faults = issues.flatMap((issue) => faultOf(issue, root, []));
  const meant = new Set(
    faults.flatMap((f) => (f.meant === undefined ? [] : [[...f.path.slice(0, -1), f.meant].join('/')])),
  );
  return faults.filter((f) => f.code !== 'missing-key' || !meant.has(f.path.join('/')));
}

function faultOf(issue: Issue, root: unknown, above: readonly PathSegment[]): Fault[] {
  const path = [...above, ...issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p))];
  const found = valueAt(root, path);
  const name = label(path);
  const value = (code: string, message: string, instead?: unknown): Fault[] => [
    { code, message, path, at: 'value', ...(instead !== undefined && { mends: [[set(path, instead)]] }) },
  ];
  if (found === null && issue.code !== 'custom') {
    const message = t`${name} is null. Leave the key out for its default, or write a value.`;
    return [{ code: 'wrong-type', message, path, at: 'value', mends: [[remove(path)]] }];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, 100).map((key) => unknownKey(key, path, issue.message.match(/\S+/g) ?? [])); // 100 will do
    case 'invalid_type':
      if (found === undefined) return value('missing-key', t`${owner(path)} needs "${String(path.at(-1))}".`);
      if (found === Infinity || found === -Infinity)
        return value('out-of-range', t`${name} is too large for a number.`);
      return value(
        'wrong-type',
        t`${name} must be ${a(issue.expected)}, not ${describe(found)}.`,
        converted(found, issue.expected),
      );
    case 'too_small':
    case 'too_big':
      return value('out-of-range', t`${name} ${range(issue)}${typeof found === 'number' ? t`, not ${found}` : ''}.`);
    case 'invalid_value': {
      if (found === undefined) return value('missing-key', t`${owner(path)} needs "${String(path.at(-1))}".`);
      const words = issue.values.map((v) => JSON.stringify(v));
      const hint = typeof found === 'string' ? didYouMean(found, issue.values.map(String)) : '';
      const meant = typeof found === 'string' ? nearest(found, issue.values.map(String)) : undefined;
      const only = issue.values.length === 1 ? issue.values[0] : undefined;
      return value('wrong-value', t`${name} must be ${either(words)}, not ${describe(found)}.${hint}`, meant ?? only);
    }
    case 'not_multiple_of':
      return value('out-of-range', t`${name} must be a multiple of ${issue.divisor}, not ${describe(found)}.`);
    case 'invalid_union': {
      if (found === undefined) return value('missing-key', t`${owner(path)} needs "${String(path.at(-1))}".`);
      // A branch that accepts the kind of value knows best what is wrong; else name what each wants.
      const branch = issue.errors.find((b) =>
        b.every((i) => i.path.length > 0 || (i.code !== 'invalid_type' && i.code !== 'invalid_value')),
      );
      if (branch) return branch.flatMap((i) => faultOf(i, root, path));
      const roots = issue.errors.flat().filter((i) => i.path.length === 0);
      const wanted = roots.flatMap((i) =>
        i.code === 'invalid_type'
          ? [a(i.expected)]
          : i.code === 'invalid_value'
            ? i.values.map((v) => JSON.stringify(v))
            : [],
      );
      const words = roots.flatMap((i) => (i.code === 'invalid_value' ? i.values.map(String) : []));
      const hint = typeof found === 'string' ? didYouMean(found, words) : '';
      const instead = roots.flatMap((i) => (i.code === 'invalid_type' ? (converted(found, i.expected) ?? []) : []))[0];
      return value(
        'wrong-type',
        t`${name} must be ${either([...new Set(wanted)])}, not ${describe(found)}.${hint}`,
        (typeof found === 'string' ? nearest(found, words) : undefined) ?? instead,
      );
    }
    case 'custom': {
      if (found === undefined && issue.params === undefined && path.length > 0)
        return value('missing-key', t`${owner(path)} needs "${String(path.at(-1))}".`);
      const params = issue.params as Partial<FaultParams & UnknownWord> | undefined;
      const code = params?.code ?? (params?.unknown !== undefined ? 'unknown-word' : 'wrong-value');
      const mends = mendsOf(params, path, root);
      const message = sentence(issue.message, name, params === undefined);
      return [{ code, message, path, at: params?.at ?? 'value', ...(mends.length > 0 && { mends }) }];
    }
    case 'invalid_format':
      return value('wrong-value', sentence(`${name} ${issue.message}`, name));
    default:
      return value('wrong-value', sentence(issue.message, name));
  }
}

function mendsOf(
  params: Partial<FaultParams & UnknownWord> | undefined,
  path: readonly PathSegment[],
  root: unknown,
): Mend[] {
  const meant = params?.meant ?? params?.nearest;
  if (meant !== undefined) return [[set(path, meant)]];
  const object = params?.at === 'key' ? path.slice(0, -1) : path;
  const keys = (params?.remove ?? []).map((key) => [...object, key]);
  return keys.filter((key) => valueAt(root, key) !== undefined).map((key) => [remove(key)]);
}

/** A value of another type that can only mean this one: "4" for 4, one thing for a list of one. */
function converted(found: unknown, expected: string): unknown {
  switch (expected) {
    case 'number':
    case 'int': {
      const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : NaN;
      return Number.isFinite(number) && (expected === 'number' || Number.isInteger(number)) ? number : undefined;
    }
    case 'boolean':
      return typeof found === 'string' && /^(true|false)$/i.test(found) ? found.toLowerCase() === 'true' : undefined;
    case 'string':
      return typeof found === 'number' ? String(found) : undefined;
    case 'array':
      return typeof found === 'string' || (typeof found === 'object' && found !== null) ? [found] : undefined;
    default:
      return undefined;
  }
}

export function unknownKey(key: string, path: readonly PathSegment[], known: readonly string[]): Fault {
  const where = path.length ? t` in ${label(path)}` : '';
  const meant = nearest(key, known);
  const all = known.length ? t` Known here: ${known.join(', ')}.` : t(' There are no options here.');
  const hint = meant !== undefined ? t` Did you mean "${meant}"?` : all;
  const message = t`Unknown key "${key}"${where}.${hint}`;
  const at = [...path, key];
  const fault = { code: 'unknown-key', message, path: at, at: 'key' } as const;
  return meant === undefined ? { ...fault, mends: [[remove(at)]] } : { ...fault, meant, mends: [[rename(at, meant)]] };
}

/** A word's own message, with a subject where it has none, and an end; `half`: it is certainly not a whole sentence. */
function sentence(message: string, name: string, half = false): string {
  const full = /[.!?。！？]$/.test(message) ? message : t`${message}.`;
  return (half || /^[a-z"]/.test(message)) && !message.includes(name) ? t`${name}: ${full}` : full;
}

/** network[2].units */
export function label(path: readonly PathSegment[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text ? `.${segment}` : segment;
  }
  return text || t('The spec');
}

const owner = (path: readonly PathSegment[]): string => (path.length > 1 ? label(path.slice(0, -1)) : t('The spec'));

function range(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const small = issue.code === 'too_small';
  const limit = Number(small ? issue.minimum : issue.maximum);
  if (issue.origin === 'string' || issue.origin === 'array') {
    if (small && limit === 1) return issue.origin === 'string' ? t('must not be empty') : t('needs at least one entry');
    const { origin } = issue;
    if (small)
      return origin === 'string' ? t`must have at least ${limit} characters` : t`must have at least ${limit} entries`;
    if (limit === 1) return origin === 'string' ? t('must have at most 1 character') : t('must have at most 1 entry');
    return origin === 'string' ? t`must have at most ${limit} characters` : t`must have at most ${limit} entries`;
  }
  if (small) return issue.inclusive ? t`must be at least ${limit}` : t`must be greater than ${limit}`;
  return issue.inclusive ? t`must be at most ${limit}` : t`must be less than ${limit}`;
}

function a(expected: string): string {
  switch (expected) {
    case 'int':
      return t('a whole number');
    case 'boolean':
      return t('true or false');
    case 'array':
      return t('a list [ … ]');
    case 'object':
    case 'record':
      return t('an object { … }');
    case 'string':
      return t('a text in double quotes');
    case 'number':
      return t('a number');
    default:
      return t`a ${expected}`;
  }
}

/** A value as a sentence can name it. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return t('a list');
  if (typeof value === 'object' && value !== null) return t('an object');
  if (typeof value === 'string') return value.length > 40 ? `"${value.slice(0, 37)}…"` : `"${value}"`;
  return String(value);
}

/** a, b or c */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : t`${words.slice(0, -1).join(t(', '))} or ${words.at(-1)}`;
}

export function valueAt(root: unknown, path: readonly PathSegment[]): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, segment) ? (value as Record<PathSegment, unknown>)[segment] : undefined;
  }
  return value;
}
