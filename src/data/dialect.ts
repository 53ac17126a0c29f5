// How a text file separates its cells, found out from its first lines: the delimiter, and whether
// the first line holds names. What the spec says goes first; nothing is guessed twice.
import { eachRow } from './rows';

export interface Dialect {
  /** One or more characters, or ' ' for runs of white space. */
  readonly delimiter: string;
  /** One character, or '' where quotes mean nothing. */
  readonly quote: string;
}

/** White space stands last: sentences have it too. */
const candidates = ['\t', ';', ',', ' '] as const;

/** Lines that are looked at. */
const SAMPLE_LINES = 200;

/**
 * The delimiter that cuts most lines into the same number of cells, more than one. `text` may be
 * the file's beginning.
 */
export function inferDelimiter(text: string, quote: string): string {
  const bare = quote === '' ? text : text.replace(quotedCells(quote), 'x');
  const lines = bare.split('\n', SAMPLE_LINES).filter((line) => line.trim() !== '');
  let best = ',';
  let bestShare = 0;
  for (const delimiter of candidates) {
    const share = commonCount(lines.map((line) => cellCount(line, delimiter)));
    if (share > 0.9) return delimiter;
    if (share > bestShare) [best, bestShare] = [delimiter, share];
  }
  return best;
}

function quotedCells(quote: string): RegExp {
  const q = quote.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`${q}(?:[^${q}]|${q}${q})*${q}`, 'g');
}

function cellCount(line: string, delimiter: string): number {
  return delimiter === ' ' ? line.trim().split(/\s+/).length : line.split(delimiter).length;
}

/** Share of the lines that have the most common count; 0 where that count is one. */
function commonCount(counts: readonly number[]): number {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  const [count, lines] = [...tally].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
  return count > 1 ? lines / counts.length : 0;
}

/** The first rows of a text, for guesses; a quote that never closes ends them. */
export function sampleRows(text: string, dialect: Dialect, most = SAMPLE_LINES): string[][] {
  const rows: string[][] = [];
  eachRow(
    text,
    dialect,
    (cells) => rows.push(cells) < most,
    () => undefined,
  );
  return rows;
}

const isNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell));

/**
 * Is the first row a header? It is where the spec names a cell of it as a column, or where it has
 * words above columns of numbers. A table of words only has one where no word of it comes again.
 */
export function inferHeader(
  rows: readonly (readonly string[])[],
  missing: { has(cell: string): boolean },
  named: readonly string[],
): boolean {
  const [first, ...rest] = rows;
  if (first === undefined) return false;
  if (named.some((name) => first.some((cell) => cell.trim() === name))) return true;
  const blank = (cell: string | undefined) => cell === undefined || missing.has(cell);
  if (rest.length === 0) return first.every((cell) => !isNumber(cell) && !blank(cell));
  let wordsAboveNumbers = 0;
  let numbersAboveNumbers = 0;
  let again = 0;
  first.forEach((cell, j) => {
    const below = rest.map((row) => row[j]).filter((c) => !blank(c)) as string[];
    if (below.some((c) => c === cell) && !isNumber(cell)) again++;
    const numbers = below.filter(isNumber).length;
    if (below.length === 0 || numbers < 0.8 * below.length || blank(cell)) return;
    if (isNumber(cell)) numbersAboveNumbers++;
    else wordsAboveNumbers++;
  });
  if (wordsAboveNumbers > 0 && countsUp(first.filter(isNumber).map(Number))) return true; // label, 0, 1, 2, …
  if (wordsAboveNumbers + numbersAboveNumbers > 0) return wordsAboveNumbers > numbersAboveNumbers;
  return again === 0 && new Set(first).size === first.length && !first.some(blank);
}

function countsUp(numbers: readonly number[]): boolean {
  return numbers.length > 1 && numbers.every((n, i) => n === numbers[0]! + i);
}
