// What a data file holds, as far as somebody must know who proposes a network for it: each column's kind, its distinct
// values and gaps; the shape of images and their labels. Of a long file its beginning tells.
import type { Shape } from '../nn/words';
import { DataError } from '../spec/problem';
import type { NdArray } from './array';
import { DEFAULT_MISSING, isMissing, isText, MissingValues, type TableColumn } from './column';
import { readTable, type TableOptions } from './csv';
import { commaComplaint, NEARLY_ALL } from './features';
import { distinctLabels } from './labels';
import { arrayColumn } from './source';
import { rowName, type Table } from './table';
import { decodeText } from './text';

/** Labels are listed up to so many. */
const MOST_LABELS = 1000;

export interface ColumnSurvey {
  readonly name: string;
  readonly index: number;
  /** A column of numbers may hold a few texts: `strays`. */
  readonly kind: 'number' | 'text';
  /** Of the cells that are not missing. */
  readonly distinct: number;
  readonly missing: number;
  /** Of numbers: all are whole; the least and the greatest. */
  readonly whole: boolean;
  readonly min: number;
  readonly max: number;
  /** The distinct values in the order of classes; empty where they are more than 1000. */
  readonly labels: readonly string[];
  /** Distinct texts in a column of numbers, and where each comes first: "line 7". */
  readonly strays: readonly { readonly text: string; readonly where: string }[];
}

export interface TableSurvey {
  readonly kind: 'table';
  readonly file: string;
  readonly columns: readonly ColumnSurvey[];
  /** True where the columns have names of their own. */
  readonly named: boolean;
  /** Columns that the file itself sets apart as targets: the second array of an npz file. */
  readonly targets?: readonly number[];
  /** The file brings rows for testing: `x_test` of an npz file. */
  readonly ownTest: boolean;
  readonly extent: Extent;
  /** Of the text, where it is not UTF-8. */
  readonly encoding?: string;
}

export interface ImageSurvey {
  readonly kind: 'images';
  readonly file: string;
  /** Of one sample. */
  readonly shape: Shape;
  readonly label: ColumnSurvey;
  readonly ownTest: boolean;
  readonly extent: Extent;
}

export type Survey = TableSurvey | ImageSurvey;

export interface Extent {
  /** Rows that were looked at. */
  readonly seen: number;
  /** In the file, about; `seen` where all were looked at. */
  readonly rows: number;
  readonly complete: boolean;
}

/** A text table in UTF-8 or, where it is not, in Windows-1252. `bytes` end with a whole line, and are `share` of the file. */
export function surveyText(bytes: Uint8Array, file: string, share: number): TableSurvey {
  const { text, encoding } = decoded(bytes, file);
  const complete = share >= 1;
  const options: TableOptions = {
    file,
    path: ['data', 'source'],
    format: {},
    missing: new MissingValues(DEFAULT_MISSING),
    wanted: [],
  };
  let table: Table;
  try {
    table = readTable(text, options);
  } catch (error) {
    // A part of a file may end inside a quoted cell of several lines.
    const line = error instanceof DataError && error.where.code === 'bad-quote' ? error.where.line : undefined;
    if (complete || line === undefined) throw error;
    const lines = text.split('\n', line - 1);
    table = readTable(`${lines.join('\n')}\n`, options);
  }
  const rows = complete ? table.rows : Math.round(table.rows / share);
  const extent = { seen: table.rows, rows, complete };
  return { ...surveyTable(table, extent), ...(encoding !== undefined && { encoding }) };
}

function decoded(bytes: Uint8Array, file: string): { text: string; encoding?: string } {
  try {
    return { text: decodeText(bytes, file) };
  } catch (error) {
    if (!(error instanceof DataError) || error.where.code !== 'invalid-utf8') throw error;
    const encoding = 'windows-1252';
    return { text: decodeText(bytes, file, encoding), encoding };
  }
}

export function surveyTable(
  table: Table,
  extent: Extent = { seen: table.rows, rows: table.rows, complete: true },
): TableSurvey {
  const columns = table.columns.map((column, index) => {
    refuseCommas(table, column, index);
    return surveyColumn(column, index, (row) => rowName(table.place(row, index), row));
  });
  return { kind: 'table', file: table.file, columns, named: table.named, ownTest: false, extent };
}

/** `labels` has one label a sample, or those of the first samples. */
export function surveyImages(
  file: string,
  shape: Shape,
  labels: NdArray,
  extent: Extent,
  ownTest: boolean,
): ImageSurvey {
  const label = surveyColumn(arrayColumn('label', labels, 0, 1), 0, (row) => `row ${row}`);
  return { kind: 'images', file, shape, label, ownTest, extent };
}

function surveyColumn(column: TableColumn, index: number, where: (row: number) => string): ColumnSurvey {
  const rows = column.numbers.length;
  const numbers = new Set<number>();
  const codes = new Map<number, number>(); // each with its first row
  let [missing, texts, whole] = [0, 0, true];
  let [min, max] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    const number = column.numbers[row]!;
    if (isText(column, row)) {
      texts++;
      const code = column.codes![row]!;
      if (!codes.has(code)) codes.set(code, row);
    } else if (isMissing(column, row)) missing++;
    else {
      numbers.add(number);
      whole &&= Number.isInteger(number);
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
  }
  const present = rows - missing;
  const kind = texts > 0 && present - texts < NEARLY_ALL * present ? 'text' : 'number';
  const distinct = numbers.size + codes.size;
  return {
    name: column.name,
    index,
    kind,
    distinct,
    missing,
    whole,
    min,
    max,
    labels: distinct <= MOST_LABELS ? distinctLabels(column, column.numbers.keys()) : [],
    strays:
      kind === 'number'
        ? [...codes].slice(0, 10).map(([code, row]) => ({ text: column.texts[code - 1]!, where: where(row) }))
        : [],
  };
}

/** Such a column would pass for one of words. */
function refuseCommas(table: Table, column: TableColumn, index: number): void {
  const row = column.codes?.findIndex((code) => code > 0) ?? -1;
  if (row < 0) return;
  const place = table.place(row, index);
  const complaint = commaComplaint(column.texts[column.codes![row]! - 1]!, column.name, rowName(place, row));
  if (complaint !== undefined)
    throw new DataError(complaint, { path: ['data', 'source'], ...place, code: 'decimal-comma' });
}
