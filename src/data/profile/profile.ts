// A look at all of a spec's data: loads it, and knows its columns, its splits, what is worth a hint, and its rows in
// any order. Data that cannot be trained on is looked at all the same, as far as it can be read.
import { t } from '../../l10n';
import type { Task } from '../../nn/words';
import { DataError, UserError } from '../../spec/problem';
import type { DataSpec } from '../../spec/spec';
import { cellText, isMissing } from '../column';
import type { DataReader, Dataset } from '../dataset';
import { assemble, openSources, type LoadOptions, type OpenSources } from '../load';
import type { CellPlace } from '../table';
import { columnProfile, type ColumnProfile } from './column';
import { findHints, type FoundHint, type Hint } from './hints';
import { lookAtImages, type ImageLook, type ImageProfile } from './images';
import { OUTSIDE, PARTS, type Breathe, type ByPart, type Part } from './parts';
import { answer, type RowQuery } from './query';
import { firstOfKind, pixelsOf } from './repeats';
import { allRows, placeOf, type AllRows } from './rows';

/** Rows a page at most. */
const MOST_ROWS = 1000;

export interface DataProfile {
  /** For people: "iris.csv". */
  readonly name: string;
  readonly rows: number;
  readonly parts: ByPart<number>;
  readonly task?: Task;
  readonly classes?: readonly string[];
  /** Numbers that a sample is for the network; absent where it cannot be trained on. */
  readonly inputs?: number;
  readonly columns: readonly ColumnProfile[];
  readonly image?: ImageProfile;
  readonly hints: readonly Hint[];
  readonly notes: readonly string[];
  /** What keeps the data from being trained on. */
  readonly problem?: { readonly message: string; readonly where: DataError['where'] };
}

/** A piece of the rows that a query finds; columns by their places. */
export interface PageQuery extends RowQuery {
  readonly from: number;
  readonly count: number;
  readonly columns: { readonly from: number; readonly count: number };
}

export interface RowPage {
  /** Rows that the query finds in all. */
  readonly total: number;
  readonly rows: readonly ShownRow[];
  /** Of images: [rows, …shape], 0..255 over the pixels' range. */
  readonly pixels?: Uint8Array;
}

export interface ShownRow {
  /** Number among all rows. */
  readonly row: number;
  /** The file it is from, where there are several, and its number there. */
  readonly file?: string;
  readonly own: number;
  readonly part: Part;
  /** Place in its split; −1 outside. */
  readonly position: number;
  /** Class index, −1 where it has none. */
  readonly label: number;
  /** As they stand in the file. */
  readonly cells: readonly string[];
  /** Which of the cells are missing, by their places among them; absent where none is. */
  readonly missing?: readonly number[];
  /** As the network gets them, none for what it does not get; absent where nothing can be trained. */
  readonly network?: readonly (readonly number[])[];
  /** Of an image: to the mean of its class. */
  readonly distance?: number;
}

export interface LookOptions extends LoadOptions {
  readonly breathe: Breathe;
}

export async function lookAtData(
  data: DataSpec,
  loss: string,
  reader: DataReader,
  options: LookOptions,
): Promise<DataLook> {
  const sources = await openSources(data, reader, options);
  options.onProgress?.(t('Looking at the data'));
  const { dataset, problem } = assembled(data, loss, sources);
  const rows = allRows(sources, dataset);
  const columns: ColumnProfile[] = [];
  for (const column of rows.columns) {
    await options.breathe();
    columns.push(columnProfile(rows, column, dataset));
  }
  const used = Int32Array.from({ length: rows.count }, (_, row) => row).filter((row) => rows.part[row]! < OUTSIDE);
  const first = await firstOfKind(rows, used, options.breathe);
  const { inputs } = sources.main;
  const images =
    inputs.kind === 'pixels' && dataset
      ? await lookAtImages(rows, dataset.classes?.length ?? 0, inputs.shape, options.breathe)
      : undefined;
  await options.breathe();
  const classes = dataset?.classes;
  const hints = await findHints({ rows, data, columns, classes, first, images }, options.breathe);
  return new DataLook({ sources, dataset, rows, columns, hints, images, problem });
}

interface Known {
  readonly sources: OpenSources;
  readonly dataset: Dataset | undefined;
  readonly rows: AllRows;
  readonly columns: readonly ColumnProfile[];
  readonly hints: readonly FoundHint[];
  readonly images: ImageLook | undefined;
  readonly problem: DataError | undefined;
}

export class DataLook {
  readonly profile: DataProfile;
  /** The rows of the last query: its pages are asked for one after another. */
  private last: { readonly key: string; readonly found: Int32Array } | undefined;

  constructor(private readonly known: Known) {
    const { sources, dataset, rows, columns, hints, images, problem } = known;
    const parts = PARTS.map(() => 0);
    for (const part of rows.part) parts[part]!++;
    this.profile = {
      name: sources.main.name,
      rows: rows.count,
      parts: Object.fromEntries(PARTS.flatMap((part, i) => (parts[i]! > 0 ? [[part, parts[i]!]] : []))),
      ...(dataset && { task: dataset.task, inputs: dataset.splits.train.inputs.size }),
      ...(dataset?.classes && { classes: dataset.classes }),
      columns,
      ...(images && { image: images.profile }),
      hints: hints.map(({ hint }) => hint),
      notes: dataset?.notes ?? [],
      ...(problem && { problem: { message: problem.message, where: problem.where } }),
    };
  }

  page({ from, count, columns, ...query }: PageQuery): RowPage {
    for (const n of [from, count, columns.from, columns.count])
      if (!Number.isInteger(n) || n < 0)
        throw new UserError(t`A page begins at and holds 0 or more rows and columns, not ${n}.`, 'bad-request');
    const found = this.find(query);
    const here = found.subarray(from, from + Math.min(count, MOST_ROWS));
    const { images } = this.known;
    return {
      total: found.length,
      rows: Array.from(here, (row) => this.shown(row, columns)),
      ...(images && { pixels: this.pixels(here, images) }),
    };
  }

  /** Where a row stands, or its cell in a column, by its place. */
  place(row: number, column?: number): CellPlace {
    const { count } = this.known.rows;
    if (!Number.isInteger(row) || row < 0 || row >= count)
      throw new UserError(t`There is no row ${row}: the data have ${count}.`, 'bad-request');
    const { stretch, own } = placeOf(this.known.rows, row);
    return stretch.source.place(own, column === undefined ? undefined : stretch.cells[column]);
  }

  private find(query: RowQuery): Int32Array {
    const { rows, hints, images } = this.known;
    const key = JSON.stringify([query.filters, query.sort]);
    if (this.last?.key !== key) {
      const hint = (id: string) => hints.find((one) => one.hint.id === id)?.rows;
      this.last = { key, found: answer(query, { rows, hint, distance: images?.distance }) };
    }
    return this.last.found;
  }

  private shown(row: number, range: PageQuery['columns']): ShownRow {
    const { rows, dataset, images } = this.known;
    const { stretch, own } = placeOf(rows, row);
    const raw = stretch.source.raw?.(own);
    const columns = rows.columns.slice(range.from, range.from + range.count);
    const distance = images?.distance[row];
    const missing = columns.flatMap((column, k) => (isMissing(column, row) ? [k] : []));
    return {
      row,
      own,
      ...(rows.stretches.length > 1 && { file: stretch.source.place(own).file }),
      part: PARTS[rows.part[row]!]!,
      position: rows.position[row]!,
      label: rows.label?.[row] ?? -1,
      cells: columns.map((column) => {
        const place = stretch.cells[column.at];
        return (raw && place !== undefined ? raw[place] : undefined) ?? cellText(column, row);
      }),
      ...(missing.length > 0 && { missing }),
      ...(dataset && { network: this.network(row, dataset, columns) }),
      ...(distance !== undefined && { distance }),
    };
  }

  private network(row: number, dataset: Dataset, columns: readonly { readonly name: string }[]): number[][] {
    const { stretch, own } = placeOf(this.known.rows, row);
    const split = dataset.splits[stretch.split] ?? dataset.splits.train;
    const target = new Float64Array(split.targets.cols);
    split.targets.gather(target, Int32Array.of(own), 0, 1);
    const { inputs, targets } = dataset.preprocessing;
    const cells = new Map<string, number[]>();
    if (inputs.kind === 'columns') {
      const sample = new Float64Array(split.inputs.size);
      split.inputs.gather(sample, Int32Array.of(own), 0, 1);
      let at = 0;
      for (const encoding of inputs.columns) {
        const width = encoding.kind === 'number' ? 1 : encoding.categories.length;
        cells.set(encoding.column, [...sample.subarray(at, (at += width))]);
      }
    }
    const names = targets.kind === 'classes' ? [targets.column] : targets.columns;
    names.forEach((name, i) => cells.set(name, [target[i]!]));
    return columns.map(({ name }) => cells.get(name) ?? []);
  }

  private pixels(rows: Int32Array, { profile }: ImageLook): Uint8Array {
    const { min, max } = profile.pixels;
    const { size } = pixelsOf(this.known.sources.main);
    const out = new Uint8Array(rows.length * size);
    rows.forEach((row, k) => {
      const { stretch, own } = placeOf(this.known.rows, row);
      const { values } = pixelsOf(stretch.source);
      const scale = values instanceof Uint8Array && profile.divisor === 255 ? 1 : 255 / (max > min ? max - min : 1);
      const low = scale === 1 ? 0 : min;
      for (let p = 0; p < size; p++) out[k * size + p] = (values[own * size + p]! - low) * scale;
    });
    return out;
  }
}

/** The data as it would be trained on; where missing cells forbid that, as if their rows were left out. */
function assembled(
  data: DataSpec,
  loss: string,
  sources: OpenSources,
): { readonly dataset: Dataset | undefined; readonly problem: DataError | undefined } {
  const attempt = (how: DataSpec): Dataset | DataError => {
    try {
      return assemble(how, loss, sources);
    } catch (error) {
      if (error instanceof DataError) return error;
      throw error;
    }
  };
  const made = attempt(data);
  if (!(made instanceof DataError)) return { dataset: made, problem: undefined };
  const without = made.where.code === 'missing-cells' ? attempt({ ...data, missing: 'drop' }) : made;
  return { dataset: without instanceof DataError ? undefined : without, problem: made };
}
