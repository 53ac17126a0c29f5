// Text -> rows of cells, each with the offset where its row begins. Papa Parse cuts delimited text;
// runs of white space are cut here. Lines end with LF (text.ts sees to that).
import Papa from 'papaparse';
import type { Dialect } from './dialect';

/** A quote at `offset` that is never closed, or has text after it. */
export interface QuoteFault {
  readonly kind: 'open' | 'trailing';
  readonly offset: number;
}

/**
 * Calls `row` with each row's cells until it answers false; blank lines are passed over. Ends with
 * `fault` where a quote is wrong.
 */
export function eachRow(
  text: string,
  dialect: Dialect,
  row: (cells: string[], offset: number) => boolean,
  fault: (fault: QuoteFault) => void,
): void {
  if (dialect.delimiter === ' ') eachSpacedRow(text, dialect.quote, row, fault);
  else eachDelimitedRow(text, dialect, row, fault);
}

function eachDelimitedRow(...[text, dialect, row, fault]: Parameters<typeof eachRow>): void {
  let start = 0;
  Papa.parse<string[]>(text, {
    delimiter: dialect.delimiter,
    newline: '\n',
    ...(dialect.quote === '' ? { fastMode: true } : { quoteChar: dialect.quote }),
    step({ data, errors, meta }, parser) {
      const offset = start;
      start = meta.cursor;
      const wrong = errors.find((e) => e.type === 'Quotes');
      if (wrong) {
        fault({ kind: wrong.code === 'MissingQuotes' ? 'open' : 'trailing', offset: wrong.index! - 1 });
        parser.abort();
      } else if (!(data.length === 1 && data[0]!.trim() === '') && !row(data, offset)) parser.abort();
    },
  });
}

function eachSpacedRow(
  text: string,
  quote: string,
  row: (cells: string[], offset: number) => boolean,
  fault: (fault: QuoteFault) => void,
): void {
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const line = text.slice(start, end);
    const cells = quote !== '' && line.includes(quote) ? quotedCells(line, quote) : line.trim().split(/\s+/);
    if (!Array.isArray(cells)) return fault({ kind: 'open', offset: start + cells.open });
    if (line.trim() !== '' && !row(cells, start)) return;
    start = end + 1;
  }
}

/** Cells between white space, where a quoted cell may hold some; such a cell ends on its line. */
function quotedCells(line: string, quote: string): string[] | { open: number } {
  const cells: string[] = [];
  for (let i = 0; i < line.length;) {
    if (/\s/.test(line[i]!)) {
      i++;
      continue;
    }
    let cell = '';
    if (line[i] === quote) {
      const open = i++;
      for (;;) {
        const close = line.indexOf(quote, i);
        if (close < 0) return { open };
        cell += line.slice(i, close);
        i = close + 1;
        if (line[i] !== quote) break;
        cell += quote;
        i++;
      }
    }
    while (i < line.length && !/\s/.test(line[i]!)) cell += line[i++];
    cells.push(cell);
  }
  return cells;
}

/** Offset of the cell number `index` of the row that begins at `start`; the row's where it has fewer. */
export function cellOffset(text: string, start: number, { delimiter, quote }: Dialect, index: number): number {
  const spaced = delimiter === ' ';
  let cell = spaced ? -1 : 0;
  let quoted = false;
  let begins = true; // a quote opens only where a cell begins
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== quote) continue;
      if (text[i + 1] === quote) i++;
      else quoted = false;
      continue;
    }
    if (c === '\n') break;
    const between = spaced ? /\s/.test(c) : text.startsWith(delimiter, i);
    if (between) {
      if (!spaced) {
        i += delimiter.length - 1;
        cell++;
      }
      begins = true;
      if (!spaced && cell === index) return i + 1;
      continue;
    }
    if (begins && spaced) cell++;
    if (begins && cell === index) return i;
    quoted = begins && c === quote;
    begins = false;
  }
  return start;
}

/** Line and column, from 1. */
export function linePlace(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++;
    start = i + 1;
  }
  return { line, column: offset - start + 1 };
}
