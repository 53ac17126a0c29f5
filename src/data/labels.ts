// The distinct labels of a column, in the order that classes and one-hot inputs have: by number
// where all are numbers (so 2, 4, 10), else by code unit, which no computer's language setting changes.
import { cellText, isMissing, toNumber, type TableColumn } from './column';

/** A label as a spec may write it: 2, "2" and "2.0" are the same. */
export function labelText(label: string | number): string {
  if (typeof label === 'number') return String(label);
  const number = toNumber(label);
  return Number.isNaN(number) ? label.trim() : String(number);
}

export function sortLabels(labels: Iterable<string>): string[] {
  const list = [...labels];
  const numbers = list.every((label) => !Number.isNaN(toNumber(label)));
  return list.sort(numbers ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Distinct labels of the rows, sorted; stops at `most` + 1, which says "too many". */
export function distinctLabels(column: TableColumn, rows: Iterable<number>, most = Infinity): string[] {
  const numbers = new Set<number>();
  const codes = new Set<number>();
  for (const row of rows) {
    if (isMissing(column, row)) continue;
    const code = column.codes?.[row] ?? 0;
    if (code > 0) codes.add(code);
    else numbers.add(column.numbers[row]!);
    if (numbers.size + codes.size > most) break;
  }
  return sortLabels([...[...numbers].map(String), ...[...codes].map((code) => column.texts[code - 1]!)]);
}

/** Index of each row's label, NaN where it is missing or not among them. */
export function labelIndices(column: TableColumn, rows: number, labels: readonly string[]): Float64Array {
  const place = new Map(labels.map((label, i) => [label, i]));
  const ofCode = column.texts.map((text) => place.get(text) ?? NaN);
  const out = new Float64Array(rows);
  const ofNumber = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const code = column.codes?.[row] ?? 0;
    if (code > 0) {
      out[row] = ofCode[code - 1]!;
      continue;
    }
    const number = column.numbers[row]!;
    let index = ofNumber.get(number);
    if (index === undefined) ofNumber.set(number, (index = place.get(cellText(column, row)) ?? NaN));
    out[row] = index;
  }
  return out;
}
