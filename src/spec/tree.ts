// JSON with comments -> a tree that remembers where everything stands, or the first syntax problem
// in plain words. Written as a loop over jsonc-parser's scanner: its own parser recurses, and a file
// of a million brackets must be a problem, not a stack overflow.
import { createScanner } from 'jsonc-parser';
import { t } from '../l10n';
import type { Mend } from './mend';
import {
  ago,
  commaProblem,
  keyProblem,
  Kind,
  meantKey,
  meantToken,
  quote,
  scanProblem,
  unknownToken,
  type Expect,
} from './syntaxWords';

export type Node = ObjectNode | ArrayNode | ScalarNode;

interface Place {
  readonly offset: number;
  length: number;
}

export interface Property {
  readonly key: string;
  /** Of the key with its quotes. */
  readonly keyOffset: number;
  readonly keyLength: number;
  readonly value: Node;
}

export interface ObjectNode extends Place {
  readonly kind: 'object';
  /** In the order of the text; a key may stand twice (the last one counts). */
  readonly properties: Property[];
}

export interface ArrayNode extends Place {
  readonly kind: 'array';
  readonly items: Node[];
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly code: 'syntax' | 'too-large' | 'too-deep';
  readonly offset: number;
  readonly length: number;
  readonly mends?: readonly Mend[];
}

/** A spec is a page; data belongs in files of its own. The limit keeps every keystroke cheap. */
export const MAX_CHARACTERS = 1_000_000;
const MAX_DEPTH = 100; // the language itself needs six

export type Tree = { readonly root?: Node; readonly problem?: SyntaxProblem };

let last: { readonly text: string; readonly tree: Tree } | undefined;

/**
 * Reads the whole text. Gives a tree, or the first problem; never throws. The last text's tree is kept: the parser,
 * each rule's places and the editor's questions are about one text.
 */
export function readTree(text: string): Tree {
  if (last?.text !== text) last = { text, tree: read(text) };
  return last.tree;
}

function read(text: string): Tree {
  if (text.length > MAX_CHARACTERS) {
    const message = t`This file has ${text.length} characters; a spec may have ${MAX_CHARACTERS}. Put the data in a file of its own and name it in data.source.`;
    return { problem: { code: 'too-large', message, offset: 0, length: 1 } };
  }
  const scanner = createScanner(text.charCodeAt(0) === 0xfeff ? ' ' + text.slice(1) : text, false);
  const stack: (ObjectNode | ArrayNode)[] = [];
  let root: Node | undefined;
  let key: { key: string; keyOffset: number; keyLength: number } | undefined;
  let expect: Expect = 'value';
  let previous = { kind: Kind.end as number, start: 0, end: 0 };
  const fail = (
    message: string,
    offset: number,
    length: number,
    mend?: Mend,
    code: SyntaxProblem['code'] = 'syntax',
  ) => ({
    problem: { code, message, offset, length, ...(mend && { mends: [mend] }) },
  });
  const write = (text: string, offset: number, length: number): Mend => [{ do: 'write', offset, length, text }];

  const unknown = (token: string, offset: number, length: number) => {
    const meant = meantToken(token);
    const mend = meant === undefined ? undefined : write(meant, offset, length);
    return fail(unknownToken(token), offset, length, mend);
  };

  const put = (node: Node): void => {
    const parent = stack[stack.length - 1];
    if (!parent) root = node;
    else if (parent.kind === 'array') parent.items.push(node);
    else parent.properties.push({ ...key!, value: node });
    expect = stack.length ? ', or end' : 'end of file';
  };

  for (;;) {
    const kind: number = scanner.scan();
    const offset = scanner.getTokenOffset();
    let length = scanner.getTokenLength();
    const error: number = scanner.getTokenError();
    if (kind === Kind.space || kind === Kind.lineBreak || kind === Kind.lineComment) continue;
    if (kind === Kind.blockComment) {
      if (error) return fail(t('This comment is never closed. Add */ where it ends.'), offset, 2);
      continue;
    }
    // The scanner stops at the blank in 'a b' and after the sign of -Infinity; for the reader each is one thing.
    const whole = kind === Kind.unknown ? /^('[^'\r\n]*'|-\w+)/.exec(text.slice(offset, offset + 1000)) : undefined;
    if (whole) length = whole[0].length;
    const token = text.slice(offset, offset + length);
    if (error) return fail(...scanProblem(error, token, offset));
    const top = stack[stack.length - 1];

    if (kind === Kind.end) {
      if (expect === 'end of file') return { root: root! };
      if (!top) return fail(t('This file is empty. A spec starts with { and names data, network and loss.'), 0, 0);
      const bracket = top.kind === 'object' ? '{' : '[';
      return fail(
        t`This ${bracket} is never closed. Add ${top.kind === 'object' ? '}' : ']'} where it ends.`,
        top.offset,
        1,
      );
    }
    if (expect === 'end of file') {
      return fail(
        t`${quote(token)} stands after the end of the spec. Remove it, or a closing bracket too many before it.`,
        offset,
        length,
      );
    }

    if (kind === Kind.closeBrace || kind === Kind.closeBracket) {
      const closes = kind === Kind.closeBrace ? 'object' : 'array';
      if (!top) return fail(t`${token} closes nothing. Remove it.`, offset, length);
      if (expect === ':')
        return fail(t`${quote(key!.key)} has no value. Write a colon and a value before ${token}.`, offset, length);
      if (expect === 'value')
        return fail(t`${quote(key!.key)} has no value. Write one before ${token}.`, offset, length);
      if (top.kind !== closes) {
        const [open, wanted] = top.kind === 'object' ? ['{', '}'] : ['[', ']'];
        return fail(
          t`${token} does not close the ${open} that was opened ${ago(text, top.offset)}. Write ${wanted} before it.`,
          offset,
          length,
        );
      }
      top.length = offset + length - top.offset;
      stack.pop();
      expect = stack.length ? ', or end' : 'end of file';
    } else if (kind === Kind.comma) {
      if (expect !== ', or end') return fail(commaProblem(expect, key?.key), offset, length);
      expect = top!.kind === 'object' ? 'key or }' : 'value or ]';
    } else if (kind === Kind.colon) {
      if (expect !== ':') return fail(t('This colon has no key before it. Write "key": value.'), offset, length);
      expect = 'value';
    } else if (expect === ', or end') {
      if (token === ';')
        return fail(t('A comma separates entries, not a semicolon.'), offset, length, write(',', offset, length));
      if (previous.end === offset && previous.kind === Kind.number) {
        const number = text.slice(previous.start, offset + length);
        return fail(t`${number} is not a JSON number. Write it like 1000, 0.5 or 1e-3.`, previous.start, number.length);
      }
      if (kind === Kind.unknown && /^['#]/.test(token)) return unknown(token, offset, length);
      const comma = kind === Kind.unknown ? undefined : write(',', previous.end, 0);
      return fail(t`A comma is missing before ${quote(token)}.`, offset, length, comma);
    } else if (expect === ':') {
      if (/^=/.test(token))
        return fail(
          t`${quote(key!.key)} needs a colon, not an equals sign: ${quote(key!.key)}: value.`,
          offset,
          length,
          token === '=' ? write(':', offset, length) : undefined,
        );
      const colon = write(':', previous.end, 0);
      return fail(t`A colon is missing between ${quote(key!.key)} and ${quote(token)}.`, offset, length, colon);
    } else if (expect === 'key or }') {
      if (kind !== Kind.string) {
        const meant = kind === Kind.unknown ? meantKey(token) : undefined;
        return fail(
          keyProblem(token, kind),
          offset,
          length,
          meant === undefined ? undefined : write(meant, offset, length),
        );
      }
      key = { key: scanner.getTokenValue(), keyOffset: offset, keyLength: length };
      expect = ':';
    } else if (kind === Kind.openBrace || kind === Kind.openBracket) {
      const node: Node =
        kind === Kind.openBrace
          ? { kind: 'object', offset, length, properties: [] }
          : { kind: 'array', offset, length, items: [] };
      put(node);
      stack.push(node);
      if (stack.length > MAX_DEPTH)
        return fail(
          t`Brackets are nested more than ${MAX_DEPTH} deep. A spec needs six levels.`,
          offset,
          1,
          undefined,
          'too-deep',
        );
      expect = node.kind === 'object' ? 'key or }' : 'value or ]';
    } else if (kind === Kind.unknown) {
      return unknown(token, offset, length);
    } else {
      put({ kind: 'scalar', offset, length, value: scalar(kind, token, scanner.getTokenValue()) });
    }
    previous = { kind, start: offset, end: offset + length };
  }
}

function scalar(kind: number, token: string, value: string): ScalarNode['value'] {
  if (kind === Kind.number) return Number(token); // 1e999 is Infinity; the schema says so
  if (kind === Kind.true) return true;
  if (kind === Kind.false) return false;
  return kind === Kind.null ? null : value;
}

/** The plain value of a tree. A key called __proto__ is left out: it would change the object's nature. */
export function valueOf(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.items.map(valueOf);
  const object: Record<string, unknown> = {};
  for (const p of node.properties) if (p.key !== '__proto__') object[p.key] = valueOf(p.value);
  return object;
}

/** The value at the end of `path`, which leads down from `node`; of equal keys the last one counts. */
export function nodeAt(node: Node | undefined, path: readonly (string | number)[]): Node | undefined {
  let at = node;
  for (const segment of path) {
    if (at?.kind === 'object') at = at.properties.findLast((p) => p.key === String(segment))?.value;
    else at = at?.kind === 'array' ? at.items[Number(segment)] : undefined;
  }
  return at;
}

/** Where a key stands twice: the one that has no effect, and the one that counts. */
export function duplicateKeys(root: Node): { first: Property; last: Property; path: (string | number)[] }[] {
  const found: { first: Property; last: Property; path: (string | number)[] }[] = [];
  const visit = (node: Node, path: (string | number)[]): void => {
    if (node.kind === 'array') node.items.forEach((item, i) => visit(item, [...path, i]));
    if (node.kind !== 'object') return;
    const last = new Map(node.properties.map((p) => [p.key, p]));
    for (const p of node.properties) {
      if (last.get(p.key) !== p) found.push({ first: p, last: last.get(p.key)!, path: [...path, p.key] });
      visit(p.value, [...path, p.key]);
    }
  };
  visit(root, []);
  return found;
}
