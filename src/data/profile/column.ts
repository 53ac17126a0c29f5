// One column as a person wants to know it: its numbers or its texts, what is missing, and what the network gets.
import { cellText, isMissing, isText } from '../column';
import type { ColumnEncoding, Dataset } from '../dataset';
import { sortLabels } from '../labels';
import { binsOf, distinctOf, quantile, sorted, spreads, type Bins, type Spread } from './numbers';
import { PARTS, type ByPart } from './parts';
import type { AllRows, RowColumn } from './rows';

/** Values that are listed one by one. */
const MOST_VALUES = 40;

export interface ColumnProfile {
  readonly name: string;
  readonly role: RowColumn['role'];
  readonly missing: number;
  /** Different values, missing cells left out. */
  readonly distinct: number;
  /** Where every cell is a number. */
  readonly numbers?: {
    readonly all: Spread;
    readonly parts: ByPart<Spread>;
    readonly quartiles: readonly [number, number, number];
    readonly bins: Bins;
  };
  /** Of texts and of classes: the values in their order, the rarest left out where there are many. */
  readonly values?: {
    readonly shown: readonly { readonly text: string; readonly counts: ByPart<number> }[];
    readonly others: number;
  };
  /** What the network gets: (x − offset) / divisor, with `fill` for a missing cell; or an input a category. */
  readonly scaling?: { readonly offset: number; readonly divisor: number; readonly fill?: number };
  readonly categories?: readonly string[];
}

/** `order`: the column's numbers sorted, where that was done already. */
export function columnProfile(rows: AllRows, column: RowColumn, dataset: Dataset | undefined): ColumnProfile {
  const text = column.codes?.some((code) => code > 0) ?? false;
  const isClass = column.role === 'target' && dataset?.classes !== undefined;
  const order = text ? undefined : sorted(column.numbers);
  const values = text || isClass ? valuesOf(rows, column, dataset) : undefined;
  let missing = 0;
  for (let row = 0; row < rows.count; row++) if (isMissing(column, row)) missing++;
  const { name, role } = column;
  const base = { name, role, missing, ...inputsOf(column, dataset) };
  if (!order) return { ...base, distinct: values!.distinct, values: values! };
  const { all, ...parts } = spreads(column.numbers, rows.part);
  return {
    ...base,
    distinct: distinctOf(order),
    ...(values && { values }),
    numbers: {
      all,
      parts,
      quartiles: [quantile(order, 0.25), quantile(order, 0.5), quantile(order, 0.75)],
      bins: binsOf(column.numbers, rows.part, all.min, all.max),
    },
  };
}

function valuesOf(
  { count, part }: AllRows,
  column: RowColumn,
  dataset: Dataset | undefined,
): NonNullable<ColumnProfile['values']> & { readonly distinct: number } {
  const tally = new Map<number | string, number[]>();
  const text = new Map<number | string, string>();
  for (let row = 0; row < count; row++) {
    if (isMissing(column, row)) continue;
    // A code or a number: no string is made for each cell.
    const key = isText(column, row) ? `#${column.codes![row]!}` : column.numbers[row]!;
    let counts = tally.get(key);
    if (!counts) {
      tally.set(key, (counts = PARTS.map(() => 0)));
      text.set(key, cellText(column, row));
    }
    counts[part[row]!]!++;
  }
  const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  const byText = new Map([...tally].map(([key, counts]) => [text.get(key)!, counts]));
  const classes = column.role === 'target' ? dataset?.classes : undefined;
  const order = classes ?? sortLabels(byText.keys());
  const kept = new Set(
    [...byText]
      .sort((a, b) => total(b[1]) - total(a[1]))
      .slice(0, MOST_VALUES)
      .map(([label]) => label),
  );
  const shown = order
    .filter((label) => kept.has(label) || (classes && classes.length <= MOST_VALUES))
    .map((label) => ({
      text: label,
      counts: Object.fromEntries(PARTS.flatMap((p, i) => (byText.get(label)?.[i] ? [[p, byText.get(label)![i]]] : []))),
    }));
  return { shown, others: Math.max(0, byText.size - kept.size), distinct: byText.size };
}

function inputsOf(
  { name, role }: RowColumn,
  dataset: Dataset | undefined,
): Pick<ColumnProfile, 'scaling' | 'categories'> {
  if (!dataset) return {};
  const { inputs, targets } = dataset.preprocessing;
  if (role === 'target') {
    if (targets.kind === 'classes') return {};
    const at = targets.columns.indexOf(name);
    return { scaling: { offset: targets.offsets[at]!, divisor: targets.divisors[at]! } };
  }
  if (role === 'ignored' || inputs.kind !== 'columns') return {};
  const encoding: ColumnEncoding = inputs.columns.find(({ column }) => column === name)!;
  if (encoding.kind === 'onehot') return { categories: encoding.categories };
  const { offset, divisor, fill } = encoding;
  return { scaling: { offset, divisor, ...(fill !== undefined && { fill }) } };
}
