// A row of one's own between people and the network: fields in the data's own units and words, numbers as the network
// takes them in.
import type { Preprocessing } from '../src/data/dataset';
import type { DataInfo } from '../src/protocol/engine';

export type OwnField =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly min: number;
      readonly max: number;
      /** Of the slider; 1 where all samples are whole numbers. */
      readonly step: number;
    }
  | { readonly kind: 'category'; readonly name: string; readonly categories: readonly string[] };

/** One value a field: a number, or the place of a category in its list. */
export type OwnValues = readonly number[];

type Columns = Extract<Preprocessing['inputs'], { kind: 'columns' }>['columns'];

const SLIDER_STEPS = 200;

/** The columns a person can set; undefined for pixels. */
export function ownColumns({ preprocessing: { inputs } }: DataInfo): Columns | undefined {
  return inputs.kind === 'columns' && inputs.columns.length > 0 ? inputs.columns : undefined;
}

/** Fields with the ranges that some samples [n, inputs] span. */
export function ownFields(columns: Columns, samples: ArrayLike<number>): readonly OwnField[] {
  const rows = Math.floor(samples.length / widthOf(columns));
  const values = Array.from({ length: rows }, (_, r) => ownValues(columns, rowOf(columns, samples, r)));
  return columns.map((column, k): OwnField => {
    if (column.kind === 'onehot') return { kind: 'category', name: column.column, categories: column.categories };
    const own = values.map((row) => row[k]!).filter((v) => Number.isFinite(v));
    const min = own.reduce((a, b) => Math.min(a, b), Infinity);
    const max = own.reduce((a, b) => Math.max(a, b), -Infinity);
    if (!(max > min)) {
      const middle = own[0] ?? 0;
      return { kind: 'number', name: column.column, min: middle - 1, max: middle + 1, step: 0.01 };
    }
    const whole = own.every((v) => Math.abs(v - Math.round(v)) < 1e-4);
    const step = whole ? 1 : niceStep((max - min) / SLIDER_STEPS);
    return whole
      ? { kind: 'number', name: column.column, min: Math.round(min), max: Math.round(max), step }
      : {
          kind: 'number',
          name: column.column,
          min: Math.floor(min / step + 1e-9) * step,
          max: Math.ceil(max / step - 1e-9) * step,
          step,
        };
  });
}

/** What the network takes in: (cell − offset) / divisor, one input a category. */
export function ownInputs(columns: Columns, values: OwnValues): Float32Array {
  return Float32Array.from(
    columns.flatMap((column, k) => {
      const value = values[k]!;
      if (column.kind === 'number') return [(value - column.offset) / column.divisor];
      return column.categories.map((_, c) => ((c === value ? 1 : 0) - column.offsets[c]!) / column.divisors[c]!);
    }),
  );
}

/** The way back, from one row of inputs. */
export function ownValues(columns: Columns, inputs: ArrayLike<number>): OwnValues {
  let from = 0;
  return columns.map((column) => {
    if (column.kind === 'number') return rounded(inputs[from++]! * column.divisor + column.offset, column.divisor);
    let best = 0;
    let most = -Infinity;
    for (let c = 0; c < column.categories.length; c++) {
      const v = inputs[from + c]! * column.divisors[c]! + column.offsets[c]!;
      if (v > most) [most, best] = [v, c];
    }
    from += column.categories.length;
    return best;
  });
}

/** Inputs have about seven digits: what lies beyond them in the data's units is noise. */
function rounded(value: number, unit: number): number {
  const decimals = Math.min(12, Math.max(0, Math.ceil(6 - Math.log10(Math.abs(unit) || 1))));
  return Number(value.toFixed(decimals));
}

export function widthOf(columns: Columns): number {
  return columns.reduce((n, column) => n + (column.kind === 'number' ? 1 : column.categories.length), 0);
}

function rowOf(columns: Columns, samples: ArrayLike<number>, row: number): ArrayLike<number> {
  const width = widthOf(columns);
  return Array.from({ length: width }, (_, i) => samples[row * width + i]!);
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough)!;
}
