// From a path of keys to a place in the text, and from a place to a line people can open.
import { set } from './mend';
import type { DataError, PathSegment, Problem } from './problem';

import { readTree, type Node, type Property } from './tree';

export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** The deepest thing along `path` that the text has, and how many segments of the path it covers. */
export function find(text: string, path: readonly PathSegment[]): { node?: Node; property?: Property; depth: number } {
  let node = readTree(text).root;
  let property: Property | undefined;
  for (let depth = 0; depth < path.length; depth++) {
    const segment = path[depth]!;
    if (node?.kind === 'object') {
      const next: Property | undefined = node.properties.findLast((p) => p.key === String(segment)); // the last one counts
      if (!next) return { node, ...(property && { property }), depth };
      property = next;
      node = next.value;
    } else if (node?.kind === 'array' && node.items[Number(segment)]) {
      property = undefined;
      node = node.items[Number(segment)]!;
    } else {
      return { ...(node && { node }), ...(property && { property }), depth };
    }
  }
  return { ...(node && { node }), ...(property && { property }), depth: path.length };
}

/**
 * Where `path` stands: a scalar's own range; for an object or array its key, or its first line where
 * it has none (a layer). A path that the text does not have: the nearest thing around it.
 */
export function locate(text: string, path: readonly PathSegment[]): Range {
  const { node, property } = find(text, path);
  if (!node) return clip(text, { offset: 0, length: 1 });
  if (node.kind === 'scalar') return { offset: node.offset, length: node.length };
  if (property) return { offset: property.keyOffset, length: property.keyLength };
  if (!path.length || node.offset === readTree(text).root?.offset) return { offset: node.offset, length: 1 };
  return firstLine(text, node);
}

/** The key at the end of `path`, with its quotes; as `locate` where the text has no such key. */
export function locateKey(text: string, path: readonly PathSegment[]): Range {
  const { property, depth } = find(text, path);
  return property && depth === path.length
    ? { offset: property.keyOffset, length: property.keyLength }
    : locate(text, path);
}

/** The value at `path` in full, over all its lines; undefined where the text has none. */
export function locateWhole(text: string, path: readonly PathSegment[]): Range | undefined {
  const { node, depth } = find(text, path);
  return node && depth === path.length ? { offset: node.offset, length: node.length } : undefined;
}

function firstLine(text: string, range: Range): Range {
  const end = text.slice(range.offset, range.offset + range.length).search(/[\r\n]/);
  return end < 0 ? { offset: range.offset, length: range.length } : { offset: range.offset, length: end };
}

function clip(text: string, range: Range): Range {
  const offset = Math.min(range.offset, text.length);
  return { offset, length: Math.min(range.length, text.length - offset) };
}

/** Line and column from 1, in UTF-16 units as editors count; a byte order mark is no column. */
export function lineColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const breaks = /\r\n|\r|\n/g;
  let line = 1;
  let start = 0;
  while (breaks.exec(before)) {
    line++;
    start = breaks.lastIndex;
  }
  if (line === 1 && before.charCodeAt(0) === 0xfeff) start = 1;
  return { line, column: offset - start + 1 };
}

/** "xor.nnspec:3:5: error: message"; a fault inside a data file names that file's place first. */
export function formatProblem(problem: Problem, file: string, text: string): string {
  const at = lineColumn(text, problem.offset);
  const here = `${file}:${at.line}:${at.column}`;
  const there = placeOf(problem);
  if (there === undefined) return `${here}: ${problem.severity}: ${problem.message}`;
  return `${there}: ${problem.severity}: ${problem.message} (read because of ${here})`;
}

/** "iris.csv:24:7", or undefined where no data file is at fault. */
export function placeOf({ file, line = 1, column = 1 }: Pick<Problem, 'file' | 'line' | 'column'>): string | undefined {
  return file === undefined ? undefined : `${file}:${line}:${column}`;
}

/** What the data's reader threw, as a problem of the spec that led there. */
export function dataProblem(error: DataError, text: string): Problem {
  const path = error.where.path ?? ['data'];
  const { file, line, column, code, meant } = error.where;
  return {
    severity: 'error',
    code: code ?? 'data',
    message: error.message,
    ...locate(text, path),
    path,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(meant !== undefined && { mends: [[set(path, meant)]] }),
  };
}
