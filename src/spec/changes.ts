// What somebody asks for in the panel -> one edit of the spec's text. Comments and layout are kept; a layer's comments
// move with it.
import { layers } from '../nn/layers';
import { losses } from '../nn/losses';
import { metrics } from '../nn/metrics';
import { optimizers } from '../nn/optimizers';
import { schedules } from '../nn/schedules';
import type { Word } from '../nn/words';
import { optionFacts } from '../nn/describe';
import { wordsOf } from './describe';
import { difference, edited, editsOf, moveIn, type Edit } from './edits';
import { insert, remove, set, type Step } from './mend';
import type { PathSegment } from './problem';
import { beginning } from './snippets';
import { nodeAt, readTree, valueOf, type Node } from './tree';

export type SpecChange =
  /** Before the layer that is at `at` now, or at the end. */
  | { readonly kind: 'addLayer'; readonly at: number; readonly type: string }
  | { readonly kind: 'removeLayer'; readonly at: number }
  /** `to`: its place afterwards. */
  | { readonly kind: 'moveLayer'; readonly from: number; readonly to: number }
  /** `within`: the word whose option it is, in case the text leaves it to its default. */
  | {
      readonly kind: 'setOption';
      readonly path: readonly PathSegment[];
      readonly value: unknown;
      readonly within?: string;
    }
  /** Back to what holds where nothing is said. */
  | { readonly kind: 'unsetOption'; readonly path: readonly PathSegment[] }
  /** Another layer, optimizer, activation, …; the options that the new one knows too are kept. */
  | { readonly kind: 'chooseWord'; readonly path: readonly PathSegment[]; readonly type: string }
  /** Puts a word on a list (`metrics`), or takes it off. */
  | { readonly kind: 'listWord'; readonly path: readonly PathSegment[]; readonly type: string; readonly on: boolean };

/** Undefined where the text cannot be read, or has no such place (any more). */
export function changeEdit(text: string, change: SpecChange): Edit | undefined {
  const after = changed(text, change);
  return after === undefined ? undefined : difference(text, after);
}

function changed(text: string, change: SpecChange): string | undefined {
  const { root } = readTree(text);
  if (root?.kind !== 'object' || ('path' in change && change.path.length === 0)) return undefined;
  switch (change.kind) {
    case 'addLayer': {
      const layer = beginning(layers, change.type);
      return nodeAt(root, ['network'])?.kind === 'array'
        ? made(text, [insert(['network', change.at], layer)])
        : made(text, [set(['network'], [layer])]);
    }
    case 'removeLayer':
      return made(text, [remove(['network', change.at])]);
    case 'moveLayer': {
      const edit = moveIn(text, ['network'], change.from, change.to);
      return edit && edited(text, edit);
    }
    case 'setOption': {
      const { path, value, within } = change;
      if (JSON.stringify(value) === undefined) return undefined; // nothing that a text could say
      const word = path.slice(0, -1);
      return within === undefined || nodeAt(root, word)
        ? made(text, [set(path, value)])
        : made(text, [set(word, { type: within, [String(path.at(-1))]: value })]);
    }
    case 'unsetOption':
      return made(text, [remove(change.path)]);
    case 'chooseWord':
      return made(text, choose(root, change.path, change.type));
    case 'listWord':
      return made(text, list(root, change));
    default:
      return change satisfies never;
  }
}

/** One after the other: a step may change what the next one stands beside. */
function made(text: string, steps: readonly Step[]): string | undefined {
  let now: string | undefined = text;
  for (const step of steps) {
    const edits: Edit[] | undefined = now === undefined ? undefined : editsOf(now, step);
    now = edits?.reduce(edited, now!); // a step on values is one edit
  }
  return now;
}

function choose(root: Node, path: readonly PathSegment[], type: string): Step[] {
  const words = wordsAt(root, path);
  const word = words.find(({ name, aliases }) => name === type || aliases?.includes(type));
  const begin = { ...beginning(words, word?.name ?? type), type };
  const there = nodeAt(root, path);
  const needed = word ? optionFacts(word).some(({ required }) => required) : false;
  if (there?.kind !== 'object')
    return [set(path, needed || (path[0] === 'network' && path.length === 2) ? begin : type)];
  const known = new Set(['type', 'name', ...(word ? optionFacts(word).map(({ key }) => key) : [])]);
  const given = valueOf(there) as Record<string, unknown>;
  return [
    set([...path, 'type'], type),
    ...Object.keys(given)
      .filter((key) => !known.has(key))
      .map((key) => remove([...path, key])),
    ...Object.entries(begin)
      .filter(([key]) => !(key in given) && isNeeded(word, key))
      .map(([key, value]) => set([...path, key], value)),
  ];
}

const isNeeded = (word: Word | undefined, key: string): boolean =>
  word !== undefined && optionFacts(word).some((fact) => fact.key === key && fact.required);

function list(root: Node, { path, type, on }: Extract<SpecChange, { kind: 'listWord' }>): Step[] {
  const there = nodeAt(root, path);
  if (there?.kind !== 'array') return on ? [set(path, [type])] : [];
  const words = wordsAt(root, [...path, 0]);
  const nameOf = (value: unknown): string => {
    const name = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : value;
    return words.find((w) => w.name === name || w.aliases?.includes(String(name)))?.name ?? String(name);
  };
  const names = (valueOf(there) as readonly unknown[]).map(nameOf);
  if (on) return names.includes(type) ? [] : [insert([...path, names.length], type)];
  if (names.every((name) => name === type)) return [remove(path)];
  // From the end: a place does not change under those that follow.
  return names.flatMap((name, i) => (name === type ? [remove([...path, i])] : [])).reverse();
}

/** The words that may stand at a path. */
function wordsAt(root: Node, path: readonly PathSegment[]): readonly Word[] {
  const [part, at, key] = path;
  if (part === 'loss') return losses;
  if (part === 'metrics') return metrics;
  if (part === 'training') return at === 'optimizer' ? optimizers : at === 'schedule' ? schedules : [];
  if (part !== 'network') return [];
  if (key === undefined) return layers;
  const type = nodeAt(root, ['network', at!, 'type']);
  const layer = layers.find((one) => type?.kind === 'scalar' && one.name === type.value);
  const option = (layer?.options.shape as Record<string, Parameters<typeof wordsOf>[0]> | undefined)?.[String(key)];
  return (option && wordsOf(option)?.list) ?? [];
}
