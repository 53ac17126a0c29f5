// What every kind of source becomes before it is split and scaled: inputs, target columns, and the
// places of both for complaints.
import { t } from '../l10n';
import type { Shape, Task } from '../nn/words';
import { DataError, type PathSegment } from '../spec/problem';
import type { NdArray } from './array';
import type { TableColumn } from './column';
import type { ColumnChoice } from './columns';
import { columnNames, type CellPlace, type Table } from './table';

export interface InputColumn extends TableColumn {
  /** Place in the source's table. */
  readonly index: number;
}

export type SourceInputs =
  | { readonly kind: 'columns'; readonly columns: readonly InputColumn[] }
  | { readonly kind: 'pixels'; readonly values: NdArray['values']; readonly shape: Shape; readonly divisor: number };

export interface Source {
  /** For people: "builtin:xor", "iris.csv". */
  readonly name: string;
  /** The key of the spec that named it. */
  readonly path: readonly PathSegment[];
  readonly rows: number;
  readonly inputs: SourceInputs;
  readonly targets: readonly InputColumn[];
  /** Every column of its table, ignored ones too; absent where it is none. */
  readonly columns?: readonly TableColumn[];
  /** Place of a row, or of its cell in a column of the table. */
  place(row: number, column?: number): CellPlace;
  raw?(row: number): readonly string[];
  /** What the source is by its nature, where the loss would also allow something else. */
  readonly task?: Task;
  readonly classes?: readonly string[];
  /** Share of rows held back for testing where the spec has no `split`. */
  readonly defaultTest: number;
  /** A split of its own that comes with it: MNIST's official test set. */
  readonly test?: Source;
}

const picked = (table: Table, indices: readonly number[]): InputColumn[] =>
  indices.map((index) => ({ ...table.columns[index]!, index }));

export function tableSource(
  table: Table,
  choice: ColumnChoice,
  about: Pick<Source, 'name' | 'path' | 'defaultTest'> & Partial<Pick<Source, 'task' | 'classes'>>,
): Source {
  return {
    ...about,
    rows: table.rows,
    inputs: { kind: 'columns', columns: picked(table, choice.features) },
    targets: picked(table, choice.targets),
    columns: table.columns,
    place: (row, column) => table.place(row, column),
    raw: (row) => table.raw(row),
  };
}

/** The same columns in the table of another split: by name where both have names, else by place. */
export function sameColumns(
  main: Table,
  choice: ColumnChoice,
  other: Table,
  path: readonly PathSegment[],
): ColumnChoice {
  const fail = (what: string) =>
    new DataError(t`${what} Both need the same columns.`, {
      path,
      file: other.file,
      line: 1,
      column: 1,
      code: 'no-such-column',
    });
  if (main.named && other.named) {
    const places = new Map(other.columns.map((column, j) => [column.name, j]));
    const find = (index: number): number => {
      const { name } = main.columns[index]!;
      const place = places.get(name);
      if (place === undefined) throw fail(t`${other.file} has no column "${name}", which ${main.file} has.`);
      return place;
    };
    return { features: choice.features.map(find), targets: choice.targets.map(find) };
  }
  if (other.columns.length === main.columns.length) return choice;
  throw fail(t`${other.file} has ${other.columns.length} columns, but ${main.file} has ${main.columns.length}.`);
}

/** Images (or rows of numbers) beside one label each, from IDX or npz. Bytes are pixels: 0..1 when used. */
export function imageSource(
  images: NdArray,
  labels: NdArray,
  about: Pick<Source, 'name' | 'path' | 'defaultTest'> & Partial<Pick<Source, 'task' | 'test'>>,
): Source {
  const rows = images.shape[0] ?? 0;
  const fail = (message: string, file: string, code: string) =>
    new DataError(message, { path: about.path, file, code });
  if (images.shape.length < 2) {
    throw fail(
      t`${images.file} is one list of numbers, not a sample a row: it needs two dimensions or more.`,
      images.file,
      'wrong-shape',
    );
  }
  if (rows === 0) throw fail(t`${images.file} holds no sample.`, images.file, 'no-rows');
  if (images.shape.includes(0)) {
    const size = images.shape.slice(1).join('×');
    throw fail(t`${images.file} holds samples of ${size} values: there is nothing to see.`, images.file, 'wrong-shape');
  }
  refuseUnfinite(images, (message) => fail(message, images.file, 'not-finite'));
  if (labels.shape.length !== 1 && !(labels.shape.length === 2 && labels.shape[1] === 1)) {
    throw fail(
      t`${labels.file} has the shape ${labels.shape.join('×')}; labels are one number a sample.`,
      labels.file,
      'wrong-shape',
    );
  }
  if (labels.shape[0] !== rows) {
    const message = t`${images.file} holds ${rows} samples, but ${labels.file} has ${labels.shape[0]} labels. They do not belong together.`;
    throw fail(message, labels.file, 'count-mismatch');
  }
  const bytes = images.values instanceof Uint8Array;
  return {
    ...about,
    rows,
    inputs: { kind: 'pixels', values: images.values, shape: images.shape.slice(1), divisor: bytes ? 255 : 1 },
    targets: [{ ...arrayColumn('label', labels, 0, 1), index: 0 }],
    place: (_row, column) => ({ file: column === undefined ? images.file : labels.file }),
  };
}

/** A pixel that is NaN would make every weight NaN. Bytes are always numbers. */
function refuseUnfinite({ file, shape, values }: NdArray, fail: (message: string) => DataError): void {
  if (values instanceof Uint8Array) return;
  const at = values.findIndex((value) => !Number.isFinite(value)); // ±∞ and NaN
  if (at < 0) return;
  const sample = Math.floor(at / (values.length / shape[0]!));
  throw fail(t`${file} holds ${values[at]} in sample ${sample}. Remove or replace it.`);
}

/** One column of a matrix, or of a list. */
export function arrayColumn(name: string, { values, texts }: NdArray, column: number, width: number): TableColumn {
  if (texts) {
    const known = [...new Set(texts)];
    const place = new Map(known.map((text, i) => [text, i + 1]));
    const codes = Int32Array.from({ length: texts.length / width }, (_, row) =>
      place.get(texts[row * width + column]!)!,
    );
    return { name, numbers: new Float64Array(codes.length).fill(NaN), codes, texts: known };
  }
  const numbers = new Float64Array(values.length / width);
  for (let row = 0; row < numbers.length; row++) numbers[row] = values[row * width + column]!;
  return { name, numbers, texts: [] };
}

/** A matrix [rows, width] as a table; a column each. NaN counts as missing. */
export function arrayTable(array: NdArray, path: readonly PathSegment[], said?: readonly string[]): Table {
  const { file, shape, values } = array;
  const [rows = 0, width = 0] = shape;
  if (shape.length !== 2 || rows === 0 || width === 0) {
    const message = t`${file} has the shape ${shape.join('×') || t('of one number')}; a table needs two dimensions, a sample a row.`;
    throw new DataError(message, { path, file, code: 'wrong-shape' });
  }
  const infinite = values.findIndex((value) => value === Infinity || value === -Infinity);
  if (infinite >= 0) {
    const message = t`${file} holds ${values[infinite]} in row ${Math.floor(infinite / width)}, column ${infinite % width}. Remove or replace it.`;
    throw new DataError(message, { path, file, code: 'not-finite' });
  }
  const columns = columnNames(width, said).map((name, j) => arrayColumn(name, array, j, width));
  return {
    file,
    rows,
    columns,
    named: said !== undefined,
    place: () => ({ file }),
    raw: (row) =>
      Array.from({ length: width }, (_, j) => array.texts?.[row * width + j] ?? String(values[row * width + j])),
  };
}

/** A matrix and its targets as one table: x_0, x_1, …, y. */
export function joinedTable(inputs: NdArray, targets: NdArray, path: readonly PathSegment[]): Table {
  const flat = targets.shape.length === 1 ? { ...targets, shape: [...targets.shape, 1] } : targets;
  const named = (array: NdArray, letter: string) => {
    const width = array.shape[1] ?? 0;
    return arrayTable(array, path, width === 1 ? [letter] : Array.from({ length: width }, (_, j) => `${letter}_${j}`));
  };
  const x = named(inputs, 'x');
  const y = named(flat, 'y');
  if (x.rows !== y.rows) {
    const message = t`${inputs.file} holds ${x.rows} samples, but ${targets.file} has ${y.rows} targets. They do not belong together.`;
    throw new DataError(message, { path, file: targets.file, code: 'count-mismatch' });
  }
  return { ...x, columns: [...x.columns, ...y.columns], raw: (row) => [...x.raw(row), ...y.raw(row)] };
}
