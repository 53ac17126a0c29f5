// The entries of a list or an object as pieces of text, each with the comments that belong to it: those above it, and
// those behind it on its line. So an entry comes, goes or moves, and no comment is lost or left at a stranger's.
import { createScanner } from 'jsonc-parser';
import { Kind } from './syntaxWords';
import type { ArrayNode, ObjectNode } from './tree';

interface Entry {
  /** What parts it from whatever stands before, comments with an empty line below them too: stays when entries move. */
  gap: string;
  /** Its comments above it. */
  lead: string;
  /** A list's value, an object's key and value. */
  body: string;
  /** Up to its comma. */
  middle: string;
  /** Comments behind it on its line. */
  trail: string;
}

export interface Entries {
  /** Of the text between the brackets. */
  readonly offset: number;
  readonly length: number;
  readonly object: boolean;
  /** Comments behind the opening bracket. */
  readonly head: string;
  readonly all: Entry[];
  /** Whether the last entry has a comma. */
  readonly comma: boolean;
  tail: string;
  readonly newline: string;
}

export function readEntries(text: string, node: ObjectNode | ArrayNode): Entries {
  const from = node.offset + 1;
  const to = node.offset + node.length - 1;
  const ranges =
    node.kind === 'array'
      ? node.items.map(({ offset, length }) => ({ start: offset, end: offset + length }))
      : node.properties.map(({ keyOffset, value }) => ({ start: keyOffset, end: value.offset + value.length }));
  const head = restOfLine(text.slice(from, ranges[0]?.start ?? to), false);
  const all: Entry[] = [];
  let at = from + head.length;
  let comma = false;
  ranges.forEach(({ start, end }, i) => {
    const before = text.slice(at, start);
    const own = leadStart(before);
    const next = ranges[i + 1]?.start ?? to;
    const separator = commaIn(text.slice(end, next));
    comma = separator !== undefined;
    const behind = separator === undefined ? end : end + separator + 1;
    const trail = restOfLine(text.slice(behind, next), i === ranges.length - 1);
    all.push({
      gap: before.slice(0, own),
      lead: before.slice(own),
      body: text.slice(start, end),
      middle: separator === undefined ? '' : text.slice(end, end + separator),
      trail,
    });
    at = behind + trail.length;
  });
  const object = node.kind === 'object';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return { offset: from, length: to - from, object, head, all, comma, tail: text.slice(at, to), newline };
}

export function writeEntries({ head, all, comma, tail, newline }: Entries): string {
  let text = head;
  const add = (gap: string, more: string): void => {
    // Nothing may follow a line comment on its line.
    text += (endsInLineComment(text) && !/^[ \t]*[\r\n]/.test(gap) ? newline : '') + gap + more;
  };
  all.forEach(({ gap, lead, body, middle, trail }, i) => {
    add(gap, '');
    add(lead, body + middle + (i < all.length - 1 || comma ? ',' : '') + trail);
  });
  add(tail, '');
  return text;
}

/** Before the entry that is at `index` now, or at the end. */
export function insertEntry(entries: Entries, index: number, body: string): void {
  const { all } = entries;
  const at = Math.max(0, Math.min(index, all.length));
  const fresh: Entry = { gap: '', lead: '', body, middle: '', trail: '' };
  if (all.length === 0) {
    const close = lineGap(entries.tail);
    fresh.gap = close === undefined ? (entries.object ? ' ' : '') : `${close}  `;
    if (entries.object && entries.tail === '') entries.tail = ' ';
  } else if (at === 0) {
    fresh.gap = all[0]!.gap;
    all[0]!.gap = gapOf(entries);
  } else {
    fresh.gap = gapOf(entries);
  }
  all.splice(at, 0, fresh);
}

/** Its comments stay, where it was. */
export function removeEntry(entries: Entries, index: number): void {
  const [gone] = entries.all.splice(index, 1);
  if (!gone) return;
  const next = entries.all[index];
  const left = [gone.lead, gone.body, gone.middle, gone.trail].flatMap(commentsIn);
  const strangers = commentsIn(gone.gap).length > 0 ? gone.gap.trimEnd() : '';
  const between = gapOf(entries, gone.gap);
  if (next) {
    if ((index === 0 || strangers !== '') && commentsIn(next.gap).length === 0) next.gap = gone.gap;
    else next.gap = strangers + next.gap;
    next.lead = left.map((comment) => comment + parting(comment, between, entries)).join('') + next.lead;
  } else {
    entries.tail = strangers + left.map((comment) => between + comment).join('') + entries.tail;
  }
}

/** `to`: its place afterwards. */
export function moveEntry({ all }: Entries, from: number, to: number): void {
  const gaps = all.map((entry) => entry.gap);
  const [moved] = all.splice(from, 1);
  if (moved) all.splice(to, 0, moved);
  all.forEach((entry, i) => (entry.gap = gaps[i]!));
}

/** Comments in what stood there go above it. */
export function replaceEntry(entries: Entries, index: number, body: string): void {
  const entry = entries.all[index]!;
  const between = gapOf(entries, entry.gap);
  const left = commentsIn(entry.body);
  entry.lead += left.map((comment) => comment + parting(comment, between, entries)).join('');
  entry.body = body;
}

/** Where this stands between two entries: a line's break and its blanks, or a blank. */
function gapOf({ all }: Entries, otherwise = ''): string {
  for (const gap of [...all.map((entry) => entry.gap), otherwise]) {
    const line = lineGap(gap);
    if (line !== undefined) return line;
  }
  return ' ';
}

const parting = (comment: string, between: string, { newline }: Entries): string =>
  comment.startsWith('//') && between === ' ' ? newline : between;

/** The last line break in blanks, with the blanks behind it. */
const lineGap = (gap: string): string | undefined => /(\r\n|\r|\n)[ \t]*$/.exec(gap)?.[0];

interface Token {
  readonly kind: number;
  readonly offset: number;
  readonly text: string;
}

function tokens(text: string): Token[] {
  const scanner = createScanner(text, false);
  const all: Token[] = [];
  for (;;) {
    const kind = scanner.scan() as number;
    if (kind === Kind.end) return all;
    const offset = scanner.getTokenOffset();
    all.push({ kind, offset, text: text.slice(offset, offset + scanner.getTokenLength()) });
  }
}

const isComment = ({ kind }: Token): boolean => kind === Kind.lineComment || kind === Kind.blockComment;

export const commentsIn = (text: string): string[] =>
  tokens(text)
    .filter(isComment)
    .map((token) => token.text);

const endsInLineComment = (text: string): boolean => {
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  // Only where there is a // at all is it worth a look at everything before it: the line may begin inside a comment.
  return line.includes('//') && tokens(text).at(-1)?.kind === Kind.lineComment;
};

/** The comments at the beginning of `text` up to the end of its line; '' where something else stands on it. */
function restOfLine(text: string, last: boolean): string {
  let end = 0;
  let found = false;
  for (const token of tokens(text)) {
    if (token.kind === Kind.lineBreak) return found ? text.slice(0, end) : '';
    if (token.kind === Kind.space) continue;
    if (!isComment(token) || /[\r\n]/.test(token.text)) return '';
    found = true;
    end = token.offset + token.text.length;
  }
  return last && found ? text.slice(0, end) : '';
}

/** Where in the text before an entry its own comments begin: behind the last empty line. */
function leadStart(before: string): number {
  let start: number | undefined;
  let breaks = 0;
  for (const token of tokens(before)) {
    if (token.kind === Kind.lineBreak) breaks++;
    else if (isComment(token)) {
      if (start === undefined || breaks > 1) start = token.offset;
      breaks = 0;
    }
  }
  return start === undefined || breaks > 1 ? before.length : start;
}

function commaIn(text: string): number | undefined {
  const scanner = createScanner(text, true);
  return scanner.scan() === (Kind.comma as number) ? scanner.getTokenOffset() : undefined;
}
