// Steps of a mend -> edits of the text. Everything else in the text stays as it is, comments above all.
import {
  commentsIn,
  insertEntry,
  moveEntry,
  readEntries,
  removeEntry,
  replaceEntry,
  writeEntries,
  type Entries,
} from './entries';
import type { Step } from './mend';
import type { PathSegment } from './problem';
import { nodeAt, readTree, type ArrayNode, type Node, type ObjectNode, type Property } from './tree';

export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** Undefined where the text has no such place (any more). */
export function editsOf(text: string, step: Step): Edit[] | undefined {
  if (step.do === 'write') return [{ offset: step.offset, length: step.length, text: step.text }];
  const { root } = readTree(text);
  if (!root) return undefined;
  switch (step.do) {
    case 'set':
      return setAt(text, root, step.path, step.value);
    case 'insert':
      return insertAt(text, root, step.path, step.value);
    case 'rename': {
      const key = propertyAt(root, step.path);
      return key && [{ offset: key.keyOffset, length: key.keyLength, text: JSON.stringify(step.key) }];
    }
    case 'remove':
      return removeAt(text, root, step.path, step.first ?? false);
    default:
      return step satisfies never;
  }
}

/** The text with all edits made; they do not overlap. */
export function editedText(text: string, edits: readonly Edit[]): string {
  const fromTheEnd = edits.toSorted((a, b) => b.offset - a.offset);
  return fromTheEnd.reduce(
    (t, { offset, length, text: put }) => t.slice(0, offset) + put + t.slice(offset + length),
    text,
  );
}

/** As people write it on one line: { "type": "dense", "units": 4 } */
export function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${written(one)}`);
  return entries.length ? `{ ${entries.join(', ')} }` : '{}';
}

function setAt(text: string, root: Node, path: readonly PathSegment[], value: unknown): Edit[] | undefined {
  const there = nodeAt(root, path);
  if (there) return [replaceAt(text, root, path, there, value)];
  // The deepest thing on the way that is there.
  let depth = path.length - 1;
  while (depth > 0 && !nodeAt(root, path.slice(0, depth))) depth--;
  const parent = nodeAt(root, path.slice(0, depth))!;
  const inside = path.slice(depth + 1).reduceRight<unknown>((v, key) => ({ [key]: v }), value);
  const key = path[depth]!;
  if (parent.kind === 'object')
    return [
      withEntries(text, parent, (entries) =>
        insertEntry(entries, entries.all.length, `${JSON.stringify(String(key))}: ${written(inside)}`),
      ),
    ];
  if (parent.kind === 'array') return undefined;
  // A bare name is short for an object: "xor.csv" for { "source": "xor.csv" }, "adam" for { "type": "adam" }.
  const short = path[0] === 'data' && depth === 1 ? 'source' : 'type';
  const whole = typeof key === 'number' || key === short ? inside : { [short]: parent.value, [key]: inside };
  return [{ offset: parent.offset, length: parent.length, text: written(whole) }];
}

/** Comments in what is replaced are kept above it. */
function replaceAt(
  text: string,
  root: Node,
  path: readonly PathSegment[],
  { offset, length }: Node,
  value: unknown,
): Edit {
  const parent = nodeAt(root, path.slice(0, -1));
  const lost = commentsIn(text.slice(offset, offset + length)).length > 0;
  if (!lost || !parent || parent.kind === 'scalar') return { offset, length, text: written(value) };
  const index = indexIn(parent, path.at(-1)!, false);
  const key = parent.kind === 'object' ? `${JSON.stringify(parent.properties[index]!.key)}: ` : '';
  return withEntries(text, parent, (entries) => replaceEntry(entries, index, key + written(value)));
}

function insertAt(text: string, root: Node, path: readonly PathSegment[], value: unknown): Edit[] | undefined {
  const list = nodeAt(root, path.slice(0, -1));
  if (list?.kind !== 'array') return undefined;
  return [withEntries(text, list, (entries) => insertEntry(entries, Number(path.at(-1)), written(value)))];
}

/** With the comma that parts it from its neighbours; its comments stay. */
function removeAt(text: string, root: Node, path: readonly PathSegment[], first: boolean): Edit[] | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  if (!parent || parent.kind === 'scalar') return undefined;
  const index = indexIn(parent, path.at(-1)!, first);
  if (!(parent.kind === 'array' ? parent.items : parent.properties)[index]) return undefined;
  return [withEntries(text, parent, (entries) => removeEntry(entries, index))];
}

/** An entry of a list to another place in it, with its comments; undefined where there is no such entry or place. */
export function moveIn(text: string, path: readonly PathSegment[], from: number, to: number): Edit | undefined {
  const list = nodeAt(readTree(text).root, path);
  if (list?.kind !== 'array' || !list.items[from] || !list.items[to]) return undefined;
  return withEntries(text, list, (entries) => moveEntry(entries, from, to));
}

function withEntries(text: string, node: ObjectNode | ArrayNode, change: (entries: Entries) => void): Edit {
  const entries = readEntries(text, node);
  change(entries);
  const { offset, length } = entries;
  const edit = difference(text.slice(offset, offset + length), writeEntries(entries));
  return { ...edit, offset: offset + edit.offset };
}

/** The one edit from a text to another, over what differs; it parts no line break and no pair of surrogates. */
export function difference(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  while (start > 0 && /[\r\ud800-\udbff]/.test(before[start - 1]!)) start--;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  while (end > 0 && /[\n\udc00-\udfff]/.test(before[before.length - end]!)) end--;
  return { offset: start, length: before.length - end - start, text: after.slice(start, after.length - end) };
}

/** The text with an edit made. */
export const edited = (text: string, { offset, length, text: fresh }: Edit): string =>
  text.slice(0, offset) + fresh + text.slice(offset + length);

function indexIn(parent: ObjectNode | ArrayNode, segment: PathSegment, first: boolean): number {
  if (parent.kind === 'array') return Number(segment);
  const is = ({ key }: Property): boolean => key === String(segment);
  return first ? parent.properties.findIndex(is) : parent.properties.findLastIndex(is);
}

function propertyAt(root: Node, path: readonly PathSegment[]): Property | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  return parent?.kind === 'object' ? parent.properties.findLast((p) => p.key === String(path.at(-1))) : undefined;
}
