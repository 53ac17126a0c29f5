// What differs between specs as they are written: a row a path. Compared are values, not text: comments, order of
// keys and layout count for nothing, and "adam" is { "type": "adam" }. A key that is absent has its default.
import { applyOverrides } from './overrides';
import type { PathSegment } from './problem';
import { readTree, valueOf } from './tree';

export interface Difference {
  readonly path: readonly PathSegment[];
  /** One a spec; undefined where the spec does not have the path. */
  readonly values: readonly unknown[];
}

type Entries = Readonly<Record<string, unknown>>;

/** A spec's plain value, with the overrides of a run on top; undefined where the text cannot be read. */
export function specValue(text: string, set: readonly (readonly [string, string])[] = []): unknown {
  const { root } = readTree(text);
  if (root?.kind !== 'object') return undefined;
  const value = valueOf(root) as Record<string, unknown>;
  applyOverrides(value, set);
  return value;
}

/** The smallest paths at which not all of the values are the same, in the order they are first met. */
export function differences(values: readonly unknown[], path: readonly PathSegment[] = []): Difference[] {
  if (values.every((value) => same(value, values[0]))) return [];
  const there = values.filter((value) => value !== undefined);
  if (there.every(Array.isArray)) {
    const length = Math.max(...there.map((list) => list.length));
    const within = (i: number) => values.map((list) => (list as readonly unknown[] | undefined)?.[i]);
    if (there.some(hasParts)) return Array.from({ length }, (_, i) => differences(within(i), [...path, i])).flat();
  } else if (there.length > 1 && there.some(isEntries) && there.every((value) => isEntries(value) || isWord(value))) {
    const entries = values.map((value) =>
      isWord(value) ? { [bareKey(path)]: value } : (value as Entries | undefined),
    );
    const keys = new Set(entries.flatMap((value) => Object.keys(value ?? {})));
    return [...keys].flatMap((key) =>
      differences(
        entries.map((value) => value?.[key]),
        [...path, key],
      ),
    );
  }
  return [{ path, values }];
}

/** "network[1].units" */
export function pathText(path: readonly PathSegment[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

const isWord = (value: unknown): value is string => typeof value === 'string';
const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A list of layers is compared layer by layer; a list of names or numbers is one value. */
const hasParts = (list: readonly unknown[]): boolean => list.some(isEntries);

/** `data` may be its source alone, every other part its type alone. */
const bareKey = (path: readonly PathSegment[]): string => (path.length === 1 && path[0] === 'data' ? 'source' : 'type');

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isEntries(a) || !isEntries(b)) return Object.is(a, b) || a === b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}
