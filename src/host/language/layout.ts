// Formatting: blanks and indents alone. Who puts a layer on one line finds it on one line again; comments and line
// breaks stay where they are. Only a spec that is all one long line is broken, into its parts and layers.
import { createScanner } from 'jsonc-parser';
import type { Edit } from '../../spec/edits';
import { Kind } from '../../spec/syntaxWords';
import { readTree } from '../../spec/tree';

export interface Layout {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

interface Token {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
}

const LONG_LINE = 100;

/** Edits of the blanks between two tokens each, in the order of the text; none for a text that is no JSON. */
export function layoutEdits(text: string, { tabSize, insertSpaces }: Layout): Edit[] {
  const { root } = readTree(text);
  if (!root) return [];
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = insertSpaces ? ' '.repeat(tabSize) : '\t';
  const oneLine = root.length > LONG_LINE && !/[\r\n]/.test(text.slice(root.offset, root.offset + root.length));
  const edits: Edit[] = [];
  const gap = (start: number, end: number, wanted: string): void => {
    if (text.slice(start, end) !== wanted) edits.push({ offset: start, length: end - start, text: wanted });
  };
  const all = tokens(text);
  let depth = 0;
  all.forEach((next, i) => {
    const before = all[i - 1];
    if (closes(next)) depth--;
    if (before) {
      const blanks = text.slice(before.end, next.start);
      const there = Math.min(blanks.split(/\r\n|\r|\n/).length - 1, 2);
      const breaks = Math.max(there, oneLine && parts(before, next, depth) ? 1 : 0);
      const wanted = breaks > 0 ? eol.repeat(breaks) + indent.repeat(depth) : blank(before, next, blanks);
      gap(before.end, next.start, wanted);
    } else gap(text.charCodeAt(0) === 0xfeff ? 1 : 0, next.start, '');
    if (opens(next)) depth++;
  });
  const last = all.at(-1)!;
  gap(last.end, text.length, eol);
  return edits;
}

function tokens(text: string): Token[] {
  const scanner = createScanner(text.charCodeAt(0) === 0xfeff ? ' ' + text.slice(1) : text, false);
  const found: Token[] = [];
  for (;;) {
    const kind: number = scanner.scan();
    if (kind === Kind.end) return found;
    const start = scanner.getTokenOffset();
    if (kind !== Kind.space && kind !== Kind.lineBreak)
      found.push({ kind, start, end: start + scanner.getTokenLength() });
  }
}

const opens = ({ kind }: Token): boolean => kind === Kind.openBrace || kind === Kind.openBracket;
const closes = ({ kind }: Token): boolean => kind === Kind.closeBrace || kind === Kind.closeBracket;

/** Where a long line is broken: between the parts of a spec, and between the layers. `depth` is the next token's. */
function parts(before: Token, next: Token, depth: number): boolean {
  const entry = opens(before) || before.kind === Kind.comma;
  if (depth === 0) return closes(next);
  if (depth === 1) return entry || (next.kind === Kind.closeBracket && before.kind === Kind.closeBrace);
  return depth === 2 && next.kind === Kind.openBrace && entry;
}

/** Between two tokens of a line. */
function blank(before: Token, next: Token, blanks: string): string {
  if (next.kind === Kind.comma || next.kind === Kind.colon) return '';
  if (before.kind === Kind.openBracket || next.kind === Kind.closeBracket) return '';
  if (before.kind === Kind.openBrace && next.kind === Kind.closeBrace) return '';
  // Comments that stand below each other are aligned by hand.
  if (next.kind === Kind.lineComment) return blanks || ' ';
  return ' ';
}
