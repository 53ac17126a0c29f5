// Columns -> the network's inputs. A column of numbers is one input; a column of texts one input a
// category (one-hot). Filling in and scaling are fitted on the training rows and then plain data
// (ColumnEncoding), so that a prediction outside the product does the same.
import { t } from '../l10n';
import { DataError } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import { isMissing, isText } from './column';
import type { ColumnEncoding } from './dataset';
import { distinctLabels, labelIndices } from './labels';
import { fitScaling } from './scaling';
import type { InputColumn, Source } from './source';
import { inShort, rowName, type CellPlace } from './table';

/** From this share of numbers on, a text among them is a mistake, not a category. */
export const NEARLY_ALL = 0.8;
/** One-hot inputs that a column may become. */
const MOST_CATEGORIES = 1000;

/** A number but for its commas. */
export const commaNumber = /^[+-]?(\d[\d.]*,\d+|\d{1,3}(,\d{3}){2,}(\.\d*)?)$/;

/** "1,5" is a decimal comma; "1,500" may be one, or a thousand and five hundred; "1,234,567" parts thousands. */
function howToWrite(cell: string): string {
  const decimal = t`a decimal comma. Write numbers with a point: ${cell.replace(/\./g, '').replace(',', '.')}.`;
  const whole = t`commas. Write thousands without them: ${cell.replace(/,/g, '')}.`;
  if (/,.*,/.test(cell)) return whole;
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell))
    return t`a comma. If it stands for the decimal point, write ${cell.replace(',', '.')}; if it parts thousands, ${cell.replace(',', '')}.`;
  return decimal;
}

/** A sentence about a cell that is a number but for its commas. */
export function commaComplaint(cell: string, column: string, where: string): string | undefined {
  return commaNumber.test(cell)
    ? t`"${inShort(cell)}" in column "${column}" (${where}) has ${howToWrite(cell)}`
    : undefined;
}

/** A text that is in the way in line 1 may be a name. */
export const headerHint = ({ line }: CellPlace): string =>
  line === 1 ? t(' If line 1 is a header, say "format": { "header": true }.') : '';

/** Undefined for a column of numbers, else its categories, of all rows that are used. */
export function categoriesOf(source: Source, column: InputColumn, rows: Int32Array): string[] | undefined {
  if (!column.codes) return undefined;
  const texts = rows.filter((row) => isText(column, row));
  if (texts.length === 0) return undefined;
  const present = rows.reduce((n, row) => n + (isMissing(column, row) ? 0 : 1), 0);
  const first = texts[0]!;
  const whole = column.texts[column.codes[first]! - 1]!;
  const cell = inShort(whole);
  const place = source.place(first, column.index);
  const fail = (message: string, code: string) => new DataError(message, { path: ['data', 'source'], ...place, code });
  const commas = commaComplaint(whole, column.name, rowName(place, first));
  if (commas !== undefined) throw fail(commas, 'decimal-comma');
  const numbers = present - texts.length;
  if (numbers >= NEARLY_ALL * present) {
    const message = t`"${cell}" in column "${column.name}" (${rowName(place, first)}) is not a number, but ${numbers} of ${present} cells of that column are. Correct it, add it to "missingValues", or ignore the column.${headerHint(place)}`;
    throw fail(message, 'not-a-number');
  }
  const categories = distinctLabels(column, rows, MOST_CATEGORIES);
  if (categories.length > MOST_CATEGORIES || (categories.length > 50 && categories.length > present / 2)) {
    const count = categories.length > MOST_CATEGORIES ? t`more than ${MOST_CATEGORIES}` : categories.length;
    const message = t`Column "${column.name}" holds ${count} different texts, such as "${cell}", in ${present} rows: too many for one input each. Leave it out: "ignore": ["${column.name}"].`;
    throw fail(message, 'too-many-categories');
  }
  return categories;
}

/** Fits filling-in and scaling on the training rows. `categories` as categoriesOf says. */
export function fitColumn(
  column: InputColumn,
  categories: readonly string[] | undefined,
  train: Int32Array,
  data: Pick<DataSpec, 'missing' | 'scale'>,
): ColumnEncoding {
  const { name, index } = column;
  const fills = data.missing === 'mean' || data.missing === 'median';
  if (categories) {
    const labels = labelIndices(column, column.numbers.length, categories);
    const fill = fills ? categories[mostFrequent(labels, train, categories.length)] : undefined;
    const filled = fill === undefined ? NaN : categories.indexOf(fill);
    const scalings = categories.map((_, k) =>
      fitScaling(data.scale, train.length, (i) => {
        const label = labels[train[i]!]!;
        return (isMissing(column, train[i]!) ? filled : label) === k ? 1 : 0;
      }),
    );
    return {
      kind: 'onehot',
      column: name,
      index,
      categories,
      offsets: scalings.map((s) => s.offset),
      divisors: scalings.map((s) => s.divisor),
      ...(fill !== undefined && { fill }),
    };
  }
  const fill = data.missing === 'mean' || data.missing === 'median' ? fillOf(column, train, data.missing) : undefined;
  const scaling = fitScaling(data.scale, train.length, (i) => {
    const value = column.numbers[train[i]!]!;
    return fill !== undefined && Number.isNaN(value) ? fill : value;
  });
  return { kind: 'number', column: name, index, ...scaling, ...(fill !== undefined && { fill }) };
}

/** Inputs that a column becomes: 1, or one a category. */
export const widthOf = (encoding: ColumnEncoding) => (encoding.kind === 'number' ? 1 : encoding.categories.length);

/** Rows are encoded so many at a time: a whole column at once would touch all of the output for each. */
const BLOCK = 64;

/** All rows of the columns, encoded; [rows, inputs]. Rows that are not used hold NaN. */
export function encodeColumns(
  columns: readonly InputColumn[],
  rows: number,
  encodings: readonly ColumnEncoding[],
): Float64Array {
  const size = encodings.reduce((n, encoding) => n + widthOf(encoding), 0);
  const out = new Float64Array(rows * size);
  let at = 0;
  const encoders = encodings.map((encoding, c) => {
    const encode = encoderOf(columns[c]!, encoding, out, size, at);
    at += widthOf(encoding);
    return encode;
  });
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    for (const encode of encoders) encode(from, to);
  }
  return out;
}

/** Writes the column's inputs of rows [from, to) to `at`, `at` + 1, … of each row of `out`. */
function encoderOf(column: InputColumn, encoding: ColumnEncoding, out: Float64Array, size: number, at: number) {
  if (encoding.kind === 'number') {
    const { offset, divisor, fill = NaN } = encoding;
    const { numbers } = column;
    return (from: number, to: number): void => {
      for (let row = from; row < to; row++) {
        const value = numbers[row]!;
        out[row * size + at] = ((Number.isNaN(value) ? fill : value) - offset) / divisor;
      }
    };
  }
  const { categories, offsets, divisors, fill } = encoding;
  const labels = labelIndices(column, column.numbers.length, categories);
  const filled = fill === undefined ? NaN : categories.indexOf(fill);
  return (from: number, to: number): void => {
    for (let row = from; row < to; row++) {
      const label = isMissing(column, row) ? filled : labels[row]!;
      for (let k = 0; k < categories.length; k++) {
        out[row * size + at + k] = ((label === k ? 1 : 0) - offsets[k]!) / divisors[k]!;
      }
    }
  };
}

export function inputNames(encodings: readonly ColumnEncoding[]): string[] {
  return encodings.flatMap((e) => (e.kind === 'number' ? [e.column] : e.categories.map((c) => `${e.column}=${c}`)));
}

/** Mean or median of the cells that are there. */
function fillOf(column: InputColumn, rows: Int32Array, how: 'mean' | 'median'): number {
  const values = new Float64Array(rows.length);
  let n = 0;
  for (const row of rows) if (!Number.isNaN(column.numbers[row]!)) values[n++] = column.numbers[row]!;
  if (n === 0) return 0; // every training row lacks it: nothing to judge by
  const sorted = values.subarray(0, n).sort();
  const middle = n >> 1;
  if (how === 'mean') return sorted.reduce((a, b) => a + b, 0) / n;
  return n % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function mostFrequent(labels: Float64Array, rows: Int32Array, count: number): number {
  const tally = new Float64Array(count);
  for (const row of rows) if (labels[row]! >= 0) tally[labels[row]!]!++;
  return tally.indexOf(Math.max(...tally));
}
