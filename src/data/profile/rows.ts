// All rows that a spec's data holds, one after another as they stand in the files: first those of the source, then
// those of a validation and a test source of their own. Each knows its part; columns run through all sources.
import type { TableColumn } from '../column';
import type { Dataset, SplitName } from '../dataset';
import { labelIndices } from '../labels';
import type { OpenSources } from '../load';
import type { Source } from '../source';
import { OUTSIDE, PARTS, SPLITS } from './parts';

export interface RowColumn extends TableColumn {
  /** Place among the columns that are shown: a table's own order. */
  readonly at: number;
  readonly role: 'feature' | 'target' | 'ignored';
}

/** One source's rows among all. */
interface Stretch {
  readonly source: Source;
  /** The split whose samples are this source's rows: `train` for the main source, whatever part a row goes into. */
  readonly split: SplitName;
  /** Number of its first row. */
  readonly from: number;
  /** Where each shown column stands in a row as the file has it. */
  readonly cells: readonly (number | undefined)[];
}

export interface AllRows {
  readonly count: number;
  readonly stretches: readonly Stretch[];
  readonly columns: readonly RowColumn[];
  /** [count] places in PARTS. */
  readonly part: Uint8Array;
  /** [count] places in the row's split; −1 outside. */
  readonly position: Int32Array;
  /** [count] class indices, −1 where a row has none; absent where there are no classes. */
  readonly label?: Int32Array;
}

/** `dataset`: of the same sources; without one, every row is unused. */
export function allRows(sources: OpenSources, dataset: Dataset | undefined): AllRows {
  const named = [
    { source: sources.main, split: 'train' },
    { source: sources.validation, split: 'validation' },
    { source: sources.test, split: 'test' },
  ] as const;
  const kept = named.flatMap(({ source, split }) => (source ? [{ source, split }] : []));
  const all = kept.map(({ source }) => source);
  const count = all.reduce((n, source) => n + source.rows, 0);
  const columns = rowColumns(all, count);
  const stretches = kept.map(({ source, split }, i) => ({
    source,
    split,
    from: all.slice(0, i).reduce((n, before) => n + before.rows, 0),
    cells: shownColumns(sources.main).map((column, at) => placeIn(source, column.name, at)),
  }));
  const part = new Uint8Array(count).fill(PARTS.indexOf('unused'));
  const position = new Int32Array(count).fill(-1);
  if (dataset) {
    for (const name of SPLITS) {
      const split = dataset.splits[name];
      const own = name === 'train' ? undefined : sources[name];
      const { from } = stretches.find(({ source }) => source === (own ?? sources.main))!;
      split?.indices.forEach((row, place) => {
        part[from + row] = PARTS.indexOf(name);
        position[from + row] = place;
      });
    }
    const used = columns.filter(({ role }) => role !== 'ignored');
    for (let row = 0; row < count; row++)
      if (part[row]! >= OUTSIDE && used.some((column) => lacks(column, row))) part[row] = PARTS.indexOf('dropped');
  }
  const target = columns.find(({ role }) => role === 'target');
  const label =
    dataset?.classes && target
      ? Int32Array.from(labelIndices(target, count, dataset.classes), (index) => (Number.isNaN(index) ? -1 : index))
      : undefined;
  return { count, stretches, columns, part, position, ...(label && { label }) };
}

/** The source of a row, and the row's number there. */
export function placeOf({ stretches }: AllRows, row: number): { readonly stretch: Stretch; readonly own: number } {
  const stretch = stretches.findLast(({ from }) => from <= row)!;
  return { stretch, own: row - stretch.from };
}

const lacks = ({ numbers, codes }: TableColumn, row: number): boolean =>
  Number.isNaN(numbers[row]!) && !((codes?.[row] ?? 0) > 0);

function shownColumns(source: Source): readonly TableColumn[] {
  if (source.columns) return source.columns;
  return source.inputs.kind === 'columns' ? [...source.inputs.columns, ...source.targets] : source.targets;
}

function rowColumns(all: readonly Source[], count: number): RowColumn[] {
  const main = all[0]!;
  const roles = new Map<string, RowColumn['role']>();
  if (main.inputs.kind === 'columns') for (const { name } of main.inputs.columns) roles.set(name, 'feature');
  for (const { name } of main.targets) roles.set(name, 'target');
  return shownColumns(main).map((column, at) => {
    const pieces = all.map((source) => {
      const place = placeIn(source, column.name, at);
      return { rows: source.rows, column: place === undefined ? undefined : shownColumns(source)[place] };
    });
    return { ...joined(column.name, pieces, count), at, role: roles.get(column.name) ?? 'ignored' };
  });
}

/** A column of the same name, else at the same place. */
function placeIn(source: Source, name: string, at: number): number | undefined {
  const columns = shownColumns(source);
  const named = columns.findIndex((column) => column.name === name);
  return named >= 0 ? named : at < columns.length ? at : undefined;
}

function joined(
  name: string,
  pieces: readonly { readonly rows: number; readonly column: TableColumn | undefined }[],
  count: number,
): TableColumn {
  const [only, more] = pieces;
  if (!more && only?.column) return only.column;
  const numbers = new Float64Array(count).fill(NaN);
  const texts: string[] = [];
  const known = new Map<string, number>();
  let codes: Int32Array | undefined;
  let from = 0;
  for (const { rows, column } of pieces) {
    if (column) {
      numbers.set(column.numbers, from);
      if (column.codes) {
        codes ??= new Int32Array(count);
        const own = column.texts.map((text) => {
          if (!known.has(text)) known.set(text, texts.push(text));
          return known.get(text)!;
        });
        for (let row = 0; row < rows; row++)
          if (column.codes[row]! > 0) codes[from + row] = own[column.codes[row]! - 1]!;
      }
    }
    from += rows;
  }
  return { name, numbers, texts, ...(codes && { codes }) };
}
