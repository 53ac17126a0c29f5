// Steps of a mend -> edits of the text. Everything else in the text stays as it is, comments above all.
import { createScanner } from 'jsonc-parser';
import type { Step } from './mend';
import type { PathSegment } from './problem';
import { Kind } from './syntaxWords';
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
  if (there) return [{ offset: there.offset, length: there.length, text: written(value) }];
  // The deepest thing on the way that is there.
  let depth = path.length - 1;
  while (depth > 0 && !nodeAt(root, path.slice(0, depth))) depth--;
  const parent = nodeAt(root, path.slice(0, depth))!;
  const inside = path.slice(depth + 1).reduceRight<unknown>((v, key) => ({ [key]: v }), value);
  const key = path[depth]!;
  if (parent.kind === 'object') return [addKey(text, parent, String(key), inside)];
  if (parent.kind === 'array') return undefined;
  // A bare name is short for an object: "xor.csv" for { "source": "xor.csv" }, "adam" for { "type": "adam" }.
  const short = path[0] === 'data' && depth === 1 ? 'source' : 'type';
  const whole = typeof key === 'number' || key === short ? inside : { [short]: parent.value, [key]: inside };
  return [{ offset: parent.offset, length: parent.length, text: written(whole) }];
}

/** Behind the last key: on a line of its own where that one has one. */
function addKey(text: string, { offset, length, properties }: ObjectNode, key: string, value: unknown): Edit {
  const entry = `${JSON.stringify(key)}: ${written(value)}`;
  const last = properties.at(-1);
  if (!last) return { offset, length, text: `{ ${entry} }` };
  const end = last.value.offset + last.value.length;
  const indent = ownLine(text, last.keyOffset);
  const gap = indent === undefined ? ' ' : `${newline(text)}${indent}`;
  const comma = commaAfter(text, end, offset + length);
  return comma === undefined
    ? { offset: end, length: 0, text: `,${gap}${entry}` }
    : { offset: comma + 1, length: 0, text: `${gap}${entry},` };
}

function insertAt(text: string, root: Node, path: readonly PathSegment[], value: unknown): Edit[] | undefined {
  const list = nodeAt(root, path.slice(0, -1));
  if (list?.kind !== 'array') return undefined;
  const next = list.items[Number(path.at(-1))];
  const last = list.items.at(-1);
  if (!last) return [{ offset: list.offset, length: list.length, text: `[${written(value)}]` }];
  const neighbour = next ?? last;
  const indent = ownLine(text, neighbour.offset);
  const gap = indent === undefined ? ' ' : `${newline(text)}${indent}`;
  if (next) return [{ offset: next.offset, length: 0, text: `${written(value)},${gap}` }];
  const end = last.offset + last.length;
  const comma = commaAfter(text, end, list.offset + list.length);
  return comma === undefined
    ? [{ offset: end, length: 0, text: `,${gap}${written(value)}` }]
    : [{ offset: comma + 1, length: 0, text: `${gap}${written(value)},` }];
}

/** With the comma that parts it from its neighbours; with its line where nothing else is on it. */
function removeAt(text: string, root: Node, path: readonly PathSegment[], first: boolean): Edit[] | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  if (!parent || parent.kind === 'scalar') return undefined;
  const ranges = rangesOf(parent);
  const index = indexIn(parent, path.at(-1)!, first);
  const range = ranges[index];
  if (!range) return undefined;
  const close = parent.offset + parent.length - 1;
  const comma = commaAfter(text, range.end, ranges[index + 1]?.start ?? close);
  const edits: Edit[] = [];
  // The last entry has no comma behind it: the one before it goes.
  const before = ranges[index - 1];
  const orphan = comma === undefined && before ? commaAfter(text, before.end, range.start) : undefined;
  if (orphan !== undefined) edits.push({ offset: orphan, length: 1, text: '' });
  edits.push(cut(text, range.start, comma === undefined ? range.end : comma + 1));
  return edits;
}

function rangesOf(parent: ObjectNode | ArrayNode): { start: number; end: number }[] {
  return parent.kind === 'array'
    ? parent.items.map(({ offset, length }) => ({ start: offset, end: offset + length }))
    : parent.properties.map(({ keyOffset, value }) => ({ start: keyOffset, end: value.offset + value.length }));
}

function indexIn(parent: ObjectNode | ArrayNode, segment: PathSegment, first: boolean): number {
  if (parent.kind === 'array') return Number(segment);
  const is = ({ key }: Property): boolean => key === String(segment);
  return first ? parent.properties.findIndex(is) : parent.properties.findLastIndex(is);
}

/** Removes [start, end) and, where the line is blank then, the line; else the blanks that would be left over. */
function cut(text: string, start: number, end: number): Edit {
  const indent = ownLine(text, start);
  const rest = /^[ \t]*(\r\n|\r|\n)/.exec(text.slice(end));
  if (indent !== undefined && rest) {
    const from = start - indent.length;
    return { offset: from, length: end + rest[0].length - from, text: '' };
  }
  const behind = /^[ \t]*/.exec(text.slice(end))![0].length;
  const closes = /^[ \t]*[\]}]/.test(text.slice(end));
  const before = closes ? /[ \t]*$/.exec(text.slice(0, start))![0].length : 0;
  return closes
    ? { offset: start - before, length: end - start + before, text: '' }
    : { offset: start, length: end + behind - start, text: '' };
}

/** Place of the comma between two offsets, comments looked through. */
function commaAfter(text: string, from: number, to: number): number | undefined {
  const scanner = createScanner(text.slice(from, to), true);
  return scanner.scan() === (Kind.comma as number) ? from + scanner.getTokenOffset() : undefined;
}

/** The blanks before an offset where nothing else stands before it on its line. */
function ownLine(text: string, offset: number): string | undefined {
  const line = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = text.slice(line, offset);
  return offset > 0 && /^\s*$/.test(before) && line > 0 ? before : undefined;
}

const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function propertyAt(root: Node, path: readonly PathSegment[]): Property | undefined {
  const parent = nodeAt(root, path.slice(0, -1));
  return parent?.kind === 'object' ? parent.properties.findLast((p) => p.key === String(path.at(-1))) : undefined;
}
