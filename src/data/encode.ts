// New rows -> the network's inputs by a trained network's preprocessing, and its outputs -> labels
// and values in the target's own units. What `predict` needs; the exported programs do the same.
import { t } from '../l10n';
import { didYouMean, nearest } from '../nn/nearest';
import { UserError } from '../spec/problem';
import { MissingValues, toNumber } from './column';
import type { ColumnEncoding, Preprocessing } from './dataset';
import { widthOf } from './features';
import { labelText } from './labels';
import { counted, inShort } from './table';

/** Where the cells of a row come from: named, or in the order of the file the network was trained on. */
export interface RowSource {
  /** Names of the cells, where they have any. */
  readonly names?: readonly string[];
  /** "line 3" for a row, in complaints. */
  where?(row: number): string;
}

/** Brackets of JSON in brackets: images of many dimensions take some, nobody takes more. */
const MOST_DEPTH = 100;

type Columns = Extract<Preprocessing['inputs'], { kind: 'columns' }>;

/** As it stands in a text, or true and false of JSON. */
type Cell = string | boolean;

/** Numbers that one sample takes. */
export function inputSize({ inputs }: Preprocessing): number {
  return inputs.kind === 'pixels'
    ? inputs.shape.reduce((a, b) => a * b, 1)
    : inputs.columns.reduce((n, column) => n + widthOf(column), 0);
}

/** Cells as they stand in a file -> [rows, inputs]. */
export function encodeRows(
  preprocessing: Preprocessing,
  rows: readonly (readonly Cell[])[],
  from: RowSource = {},
): Float64Array {
  const { inputs } = preprocessing;
  const size = inputSize(preprocessing);
  const out = new Float64Array(rows.length * size);
  // Asked for only in a complaint: to count lines for every cell takes minutes for a long file.
  const placeOf = (row: number) => () => (from.where ? from.where(row) : t`row ${row + 1}`);
  if (inputs.kind === 'pixels') {
    rows.forEach((cells, row) => {
      const where = placeOf(row);
      if (cells.length !== size) {
        const message = t`${where()}: ${counted(cells.length, 'number')}, but an image of ${inputs.shape.join('×')} has ${size} pixels.`;
        throw new UserError(message, 'wrong-width');
      }
      cells.forEach((cell, i) => (out[row * size + i] = numberIn(digit(cell), where, t`pixel ${i}`) / inputs.divisor));
    });
    return out;
  }
  const missing = new MissingValues(inputs.missingValues);
  let places: readonly number[] | undefined;
  rows.forEach((cells, row) => {
    places = from.names ? (places ?? namedPlaces(inputs.columns, from.names)) : places;
    const where = placeOf(row);
    const at = places ?? countedPlaces(inputs, cells.length, where);
    let k = row * size;
    inputs.columns.forEach((column, c) => {
      encodeCell(out, k, column, cells[at[c]!] ?? '', missing, where);
      k += widthOf(column);
    });
  });
  return out;
}

function encodeCell(
  out: Float64Array,
  at: number,
  column: ColumnEncoding,
  given: Cell,
  missing: MissingValues,
  where: () => string,
): void {
  const cell = typeof given === 'string' ? given : textOf(given, column);
  const absent = missing.has(cell);
  if (absent && column.fill === undefined) {
    throw new UserError(
      t`${where()}: "${column.column}" is missing. Fill it in; the network was trained without missing cells.`,
      'missing-cells',
    );
  }
  if (column.kind === 'number') {
    const value = absent ? column.fill! : numberIn(cell, where, `"${column.column}"`);
    out[at] = (value - column.offset) / column.divisor;
    return;
  }
  const label = absent ? column.fill : labelText(cell);
  if (!column.categories.includes(label!)) throw unknownCategory(column, cell, where);
  column.categories.forEach((category, i) => {
    out[at + i] = ((category === label ? 1 : 0) - column.offsets[i]!) / column.divisors[i]!;
  });
}

/** True and false are 1 and 0, but where the column held the words ("true", "False"). */
function textOf(cell: boolean, column: ColumnEncoding): string {
  const words = column.kind === 'onehot' ? column.categories : [];
  return words.find((word) => word.toLowerCase() === String(cell)) ?? digit(cell);
}

const digit = (cell: Cell): string => (typeof cell === 'string' ? cell : String(Number(cell)));

function unknownCategory(
  { column, categories }: { column: string; categories: readonly string[] },
  cell: string,
  where: () => string,
): UserError {
  const known = `${categories.slice(0, 20).map(inShort).join(', ')}${categories.length > 20 ? ', …' : ''}`;
  return new UserError(
    t`${where()}: "${column}" is "${inShort(cell)}", which the network has never seen.${didYouMean(cell, categories)} It knows ${known}.`,
    'unknown-category',
  );
}

function numberIn(cell: string, where: () => string, what: string): number {
  const value = toNumber(cell);
  if (!Number.isNaN(value)) return value;
  throw new UserError(t`${where()}: ${what} is "${inShort(cell)}", not a number.`, 'not-a-number');
}

function namedPlaces(columns: readonly ColumnEncoding[], names: readonly string[]): number[] {
  return columns.map(({ column }) => {
    const place = names.findIndex((name) => name.trim() === column);
    if (place >= 0) return place;
    const hint = didYouMean(column, names) || (names.length > 0 ? t` It has ${names.slice(0, 20).join(', ')}.` : '');
    throw new UserError(t`The input has no column "${column}", which the network needs.${hint}`, 'no-such-column');
  });
}

/** Rows without names: as many cells as features, or rows of the file the network was trained on, its target or not. */
function countedPlaces({ columns, width = Infinity }: Columns, cells: number, where: () => string): number[] {
  if (cells === columns.length) return columns.map((_, i) => i);
  const widest = Math.max(...columns.map((column) => column.index));
  if (cells > widest && cells > columns.length && cells <= width) return columns.map((column) => column.index);
  const names = columns.slice(0, 20).map((column) => column.column);
  const list = `${names.join(', ')}${columns.length > 20 ? ', …' : ''}`;
  const message = t`${where()}: ${counted(cells, 'cell')}, but the network takes ${columns.length}: ${list}.`;
  const whole = cells > width && width > columns.length ? t` A whole row of its data has ${width}.` : '';
  throw new UserError(message + whole, 'wrong-width');
}

/**
 * Rows of JSON -> [rows, inputs]: [[5.1, 3.5], …], [{ "x": 1 }, …], one such row alone, or for images
 * nested lists of pixels. Values are as in the file the network was trained on: not scaled.
 */
export function encodeJson(preprocessing: Preprocessing, json: unknown): { rows: number; inputs: Float64Array } {
  refuseDepth(json);
  const rows = jsonRows(preprocessing, json);
  const objects = rows.filter((row) => !Array.isArray(row));
  if (objects.length > 0 && objects.length < rows.length) throw notRows(t('some rows are lists and some are objects'));
  const where = (row: number) => (rows.length > 1 ? t`row ${row + 1}` : t('the row'));
  const inputs = Array.isArray(rows[0])
    ? encodeRows(
        preprocessing,
        rows.map((row) => (row as unknown[]).flat(MOST_DEPTH).map(jsonCell)),
        { where },
      )
    : encodeObjects(preprocessing, rows as Record<string, unknown>[], where);
  return { rows: rows.length, inputs };
}

/** What recurses into lists below would run out of stack. */
function refuseDepth(json: unknown): void {
  const nested = (values: readonly unknown[]) => values.filter((v) => typeof v === 'object' && v !== null) as object[];
  let level = nested([json]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) throw notRows(t`its brackets are nested more than ${MOST_DEPTH} deep`);
    level = level.flatMap((v) => nested(Array.isArray(v) ? v : Object.values(v)));
  }
}

function encodeObjects(
  preprocessing: Preprocessing,
  rows: readonly Record<string, unknown>[],
  where: (row: number) => string,
): Float64Array {
  const { inputs } = preprocessing;
  if (inputs.kind === 'pixels') throw notRows(t('images are lists of pixels, not objects'));
  const names = inputs.columns.map((column) => column.column);
  const needed = inputs.columns.filter((column) => column.fill === undefined);
  const cells = rows.map((row) => {
    const keys = Object.keys(row);
    namedPlaces(needed, keys); // says what is missing, and what may have been meant
    refuseMisspelt(names, keys);
    return names.map((name) => jsonCell(row[name]));
  });
  return encodeRows(preprocessing, cells, { names, where });
}

/** An absent key is a missing cell; one that is nearly there is a mistake, and so is a row without any. */
function refuseMisspelt(names: readonly string[], keys: readonly string[]): void {
  const strange = keys.filter((key) => !names.includes(key));
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  for (const name of names) {
    if (keys.includes(name)) continue;
    const meant = strange.find((key) => plain(key) === plain(name)) ?? (name.length > 3 && nearest(name, strange));
    if (meant)
      throw notRows(
        t`it has "${inShort(meant)}" and no "${name}". Is that what is meant? Write null for a missing cell`,
      );
  }
  if (names.every((name) => !keys.includes(name)))
    throw notRows(t`a row has none of the columns ${names.slice(0, 20).join(', ')}`);
}

function jsonRows({ inputs }: Preprocessing, json: unknown): unknown[] {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return [json];
  if (!Array.isArray(json) || json.length === 0) throw notRows(t('there is no row'));
  if (inputs.kind === 'columns') return typeof json[0] === 'object' && json[0] !== null ? json : [json];
  // One image is a flat list of pixels, or lists nested as its shape is; several are a list of those.
  const depth = (value: unknown): number => (Array.isArray(value) ? 1 + depth(value[0]) : 0);
  const nested = depth(json) === inputs.shape.length && (json[0] as unknown[]).length === inputs.shape[1];
  return depth(json) === 1 || nested ? [json] : json;
}

function jsonCell(value: unknown): Cell {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  throw notRows(t`a cell is ${JSON.stringify(value).slice(0, 40)}`);
}

function notRows(why: string): UserError {
  return new UserError(
    t`The JSON input must be a list of rows, each a list of cells or an object by column name, but ${why}.`,
    'bad-json',
  );
}
