// What is worth a person's attention before training, found by plain rules. A hint says the facts; the page makes a
// sentence of them, and shows the rows that go with it.
import type { SplitName } from '../dataset';
import type { DataSpec } from '../../spec/spec';
import { cellText, isMissing } from '../column';
import type { ColumnProfile } from './column';
import type { ImageLook } from './images';
import { OUTSIDE, PARTS, SPLITS, type Breathe } from './parts';
import type { AllRows, RowColumn } from './rows';

export type HintFacts =
  /** Rows of a split whose inputs are those of a row of an earlier one. */
  | { readonly kind: 'leak'; readonly split: SplitName; readonly of: SplitName; readonly total: number }
  /** A feature that is the target, in every row. */
  | { readonly kind: 'equalsTarget'; readonly column: string; readonly target: string }
  /** A feature each of whose values goes with one target alone. */
  | { readonly kind: 'tellsTarget'; readonly column: string; readonly target: string; readonly values: number }
  /** Pearson's r; for classes the correlation ratio η (for two it is |r|). */
  | {
      readonly kind: 'correlated';
      readonly column: string;
      readonly target: string;
      readonly measure: 'r' | 'eta';
      readonly value: number;
    }
  | { readonly kind: 'identifier'; readonly column: string; readonly distinct: number }
  /** Rows with the same inputs and different classes. */
  | { readonly kind: 'contradiction' }
  | { readonly kind: 'absentClass'; readonly label: string; readonly split: SplitName }
  | { readonly kind: 'imbalance'; readonly rare: string; readonly common: string; readonly times: number }
  | {
      readonly kind: 'missing';
      readonly column: string;
      readonly role: RowColumn['role'];
      readonly share: number;
      readonly policy: DataSpec['missing'];
      readonly fill?: string | number;
    }
  | { readonly kind: 'constant'; readonly column: string; readonly value: string }
  | { readonly kind: 'scales'; readonly widest: string; readonly narrowest: string; readonly times: number }
  | { readonly kind: 'outliers'; readonly column: string; readonly low: number; readonly high: number }
  | { readonly kind: 'unusualImages' }
  | { readonly kind: 'blankImages' }
  | { readonly kind: 'repeats' };

export type Hint = HintFacts & {
  /** The same for the same fault: "outliers crim". */
  readonly id: string;
  readonly weight: 'leak' | 'warning' | 'remark';
  /** How many rows it is about; 0 where it is about none in particular. */
  readonly count: number;
};

export interface FoundHint {
  readonly hint: Hint;
  /** Rows to show, in the order to show them. */
  readonly rows: Int32Array;
}

/** Interquartile ranges beyond a quartile: Tukey's "far out" (1977, Exploratory Data Analysis, 2D). */
export const OUTLIER_IQRS = 3;
/** From here on a feature nearly is the target. */
export const NEARLY = 0.99;
/** The most frequent class has so many times the rows of the rarest. */
export const IMBALANCE = 3;
/** The widest feature spreads so many times as far as the narrowest. */
export const SCALES = 100;
/** A whole number of its own in nearly every row is a name, not a quantity. */
export const IDENTIFIER = { share: 0.95, rows: 50 };

/** A column of more values than this is no code for the target; looking on would take long. */
const MOST_CODES = 1000;

const WEIGHTS: { readonly [K in HintFacts['kind']]: Hint['weight'] } = {
  equalsTarget: 'leak',
  tellsTarget: 'leak',
  correlated: 'leak',
  leak: 'leak',
  absentClass: 'warning',
  contradiction: 'warning',
  missing: 'warning',
  identifier: 'warning',
  constant: 'warning',
  imbalance: 'warning',
  scales: 'warning',
  blankImages: 'warning',
  outliers: 'remark',
  unusualImages: 'remark',
  repeats: 'remark',
};
const ORDER = ['leak', 'warning', 'remark'];

export interface HintContext {
  readonly rows: AllRows;
  readonly data: DataSpec;
  readonly columns: readonly ColumnProfile[];
  readonly classes: readonly string[] | undefined;
  /** As firstOfKind gives it. */
  readonly first: Int32Array;
  readonly images: ImageLook | undefined;
}

export async function findHints(context: HintContext, breathe: Breathe): Promise<FoundHint[]> {
  const { rows, columns } = context;
  const found = [...ofRepeats(context), ...ofClasses(context)];
  for (const column of rows.columns) {
    await breathe();
    found.push(...ofColumn(context, column, columns[column.at]!));
  }
  found.push(...ofScales(context), ...ofImages(context));
  return found.sort((a, b) => ORDER.indexOf(a.hint.weight) - ORDER.indexOf(b.hint.weight));
}

function made(facts: HintFacts, rows: Iterable<number> = [], count?: number): FoundHint {
  const list = Int32Array.from(rows);
  const about = 'column' in facts ? facts.column : 'split' in facts ? facts.split : '';
  const more = 'of' in facts ? facts.of : 'label' in facts ? facts.label : '';
  const id = [facts.kind, about, more].filter((word) => word !== '').join(' ');
  return { hint: { ...facts, id, weight: WEIGHTS[facts.kind], count: count ?? list.length }, rows: list };
}

// ------------------------------------------------------------------ rows that are the same

function ofRepeats({ rows, classes, first }: HintContext): FoundHint[] {
  const groups = new Map<number, number[]>();
  first.forEach((one, row) => {
    if (one >= 0 && one !== row) {
      const group = groups.get(one) ?? [one];
      groups.set(one, group);
      group.push(row);
    }
  });
  const kinds = [...groups.values()];
  const within = (group: readonly number[], split: SplitName) =>
    group.filter((row) => rows.part[row] === PARTS.indexOf(split));
  const found: FoundHint[] = [];
  const pairs = [
    ['test', 'train'],
    ['validation', 'train'],
    ['test', 'validation'],
  ] as const;
  for (const [split, of] of pairs) {
    const crossing = kinds.filter((group) => within(group, split).length > 0 && within(group, of).length > 0);
    const count = crossing.reduce((n, group) => n + within(group, split).length, 0);
    const total = rows.part.reduce((n, part) => n + (part === PARTS.indexOf(split) ? 1 : 0), 0);
    const shown = crossing.flatMap((group) => [...within(group, of), ...within(group, split)]);
    if (count > 0) found.push(made({ kind: 'leak', split, of, total }, shown, count));
  }
  const { label } = rows;
  if (classes && label) {
    const torn = kinds.filter((group) => new Set(group.map((row) => label[row])).size > 1);
    if (torn.length > 0) found.push(made({ kind: 'contradiction' }, torn.flat()));
  }
  const repeated = kinds.map((group) => within(group, 'train')).filter((group) => group.length > 1);
  const more = repeated.reduce((n, group) => n + group.length - 1, 0);
  if (more > 0) found.push(made({ kind: 'repeats' }, repeated.flat(), more));
  return found;
}

// ------------------------------------------------------------------ classes

function ofClasses({ rows, classes }: HintContext): FoundHint[] {
  const { label } = rows;
  if (!classes || !label) return [];
  const counts = SPLITS.map(() => classes.map(() => 0));
  label.forEach((index, row) => {
    if (index >= 0 && rows.part[row]! < OUTSIDE) counts[rows.part[row]!]![index]!++;
  });
  const found: FoundHint[] = [];
  SPLITS.forEach((split, s) => {
    if (counts[s]!.every((n) => n === 0)) return;
    classes.forEach((name, c) => {
      if (counts[s]![c] === 0)
        found.push(
          made(
            { kind: 'absentClass', label: name, split },
            rowsWhere(rows, (row) => label[row] === c),
          ),
        );
    });
  });
  const train = counts[0]!;
  const [most, least] = [Math.max(...train), Math.min(...train)];
  if (least > 0 && most >= IMBALANCE * least) {
    const rare = train.indexOf(least);
    const facts = { rare: classes[rare]!, common: classes[train.indexOf(most)]!, times: most / least };
    found.push(
      made(
        { kind: 'imbalance', ...facts },
        rowsWhere(rows, (row) => label[row] === rare && rows.part[row] === 0),
      ),
    );
  }
  return found;
}

// ------------------------------------------------------------------ columns

function ofColumn(context: HintContext, column: RowColumn, profile: ColumnProfile): FoundHint[] {
  const { rows, data } = context;
  if (column.role === 'ignored') return [];
  const found: FoundHint[] = [];
  if (profile.missing > 0) {
    const fill = profile.scaling?.fill;
    found.push(
      made(
        {
          kind: 'missing',
          column: column.name,
          role: column.role,
          share: profile.missing / rows.count,
          policy: data.missing,
          ...(fill !== undefined && { fill }),
        },
        rowsWhere(rows, (row) => isMissing(column, row)),
      ),
    );
  }
  if (profile.distinct === 1 && column.role === 'feature') {
    const row = rowsWhere(rows, (r) => !isMissing(column, r)).next().value as number;
    return [...found, made({ kind: 'constant', column: column.name, value: cellText(column, row) })];
  }
  found.push(...outliersOf(rows, column, profile));
  if (column.role === 'feature') found.push(...aboutTarget(context, column, profile));
  return found;
}

/** Beyond the quartiles by OUTLIER_IQRS times their distance; a column whose quartiles are one value has no scale to judge by. */
function outliersOf(rows: AllRows, { name, numbers }: RowColumn, profile: ColumnProfile): FoundHint[] {
  if (!profile.numbers || profile.values) return [];
  const [q1, , q3] = profile.numbers.quartiles;
  const [low, high] = [q1 - OUTLIER_IQRS * (q3 - q1), q3 + OUTLIER_IQRS * (q3 - q1)];
  if (q3 === q1) return [];
  const out = [...rowsWhere(rows, (row) => numbers[row]! < low || numbers[row]! > high)];
  if (out.length === 0) return [];
  const middle = (q1 + q3) / 2;
  out.sort((a, b) => Math.abs(numbers[b]! - middle) - Math.abs(numbers[a]! - middle));
  return [made({ kind: 'outliers', column: name, low, high }, out)];
}

function aboutTarget({ rows, classes }: HintContext, column: RowColumn, profile: ColumnProfile): FoundHint[] {
  const targets = rows.columns.filter(({ role }) => role === 'target');
  const unsplit = rows.part.every((part) => part >= OUTSIDE);
  const used = [...rowsWhere(rows, (row) => !isMissing(column, row) && (unsplit || rows.part[row]! < OUTSIDE))];
  const found: FoundHint[] = [];
  for (const target of targets) {
    const facts = { column: column.name, target: target.name };
    if (used.length > 1 && used.every((row) => cellText(column, row) === cellText(target, row))) {
      found.push(made({ kind: 'equalsTarget', ...facts }));
      continue;
    }
    if (tells(column, target, used)) found.push(made({ kind: 'tellsTarget', ...facts, values: profile.distinct }));
    else if (profile.numbers) {
      const value =
        classes && rows.label ? ratio(column.numbers, rows.label, used) : pearson(column.numbers, target.numbers, used);
      if (Math.abs(value) >= NEARLY)
        found.push(made({ kind: 'correlated', ...facts, measure: classes ? 'eta' : 'r', value }));
    }
  }
  if (found.length === 0 && isName(column, profile, used.length))
    found.push(made({ kind: 'identifier', column: column.name, distinct: profile.distinct }));
  return found;
}

const isName = ({ numbers }: RowColumn, { distinct, numbers: facts }: ColumnProfile, used: number): boolean =>
  facts !== undefined &&
  used >= IDENTIFIER.rows &&
  distinct >= IDENTIFIER.share * used &&
  numbers.every((x) => Number.isNaN(x) || Number.isInteger(x));

/** Each value of the column goes with one target alone, and most rows share their value with another: no accident. */
function tells(column: RowColumn, target: RowColumn, used: readonly number[]): boolean {
  const said = new Map<string, { readonly target: string; rows: number }>();
  const targets = new Set<string>();
  for (const row of used) {
    const [value, is] = [cellText(column, row), cellText(target, row)];
    const known = said.get(value);
    if (known && known.target !== is) return false;
    if (known) known.rows++;
    else said.set(value, { target: is, rows: 1 });
    targets.add(is);
    if (said.size > Math.min(MOST_CODES, used.length / 2)) return false;
  }
  const shared = [...said.values()].reduce((n, { rows }) => n + (rows > 1 ? rows : 0), 0);
  return targets.size > 1 && said.size > 1 && 2 * shared >= used.length && used.length >= 2 * said.size;
}

export function pearson(x: Float64Array, y: Float64Array, rows: readonly number[]): number {
  const both = rows.filter((row) => !Number.isNaN(x[row]! + y[row]!));
  const mean = (list: Float64Array) => both.reduce((sum, row) => sum + list[row]!, 0) / both.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const row of both) {
    const [dx, dy] = [x[row]! - mx, y[row]! - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** The correlation ratio η: the share of the spread that lies between the classes, as a root (Fisher 1925, §45). */
export function ratio(x: Float64Array, label: Int32Array, rows: readonly number[]): number {
  const sums = new Map<number, { n: number; sum: number }>();
  let [n, total] = [0, 0];
  for (const row of rows) {
    if (Number.isNaN(x[row]!) || label[row]! < 0) continue;
    const own = sums.get(label[row]!) ?? { n: 0, sum: 0 };
    sums.set(label[row]!, own);
    own.n++;
    own.sum += x[row]!;
    n++;
    total += x[row]!;
  }
  const mean = total / n;
  let between = 0;
  for (const own of sums.values()) between += own.n * (own.sum / own.n - mean) ** 2;
  let all = 0;
  for (const row of rows) if (!Number.isNaN(x[row]!) && label[row]! >= 0) all += (x[row]! - mean) ** 2;
  return all > 0 && sums.size > 1 && n > 2 * sums.size ? Math.sqrt(between / all) : 0;
}

function ofScales({ columns, data }: HintContext): FoundHint[] {
  if (data.scale !== 'none') return [];
  const spread = columns
    .filter(({ role, numbers }) => role === 'feature' && numbers && numbers.all.std > 0)
    .map(({ name, numbers }) => ({ name, std: numbers!.all.std }))
    .sort((a, b) => a.std - b.std);
  const [narrowest, widest] = [spread[0], spread.at(-1)];
  if (!narrowest || !widest || widest.std < SCALES * narrowest.std) return [];
  const times = widest.std / narrowest.std;
  return [made({ kind: 'scales', widest: widest.name, narrowest: narrowest.name, times })];
}

function ofImages({ images }: HintContext): FoundHint[] {
  if (!images) return [];
  const { blank, unusual } = images;
  return [
    ...(blank.length > 0 ? [made({ kind: 'blankImages' }, blank)] : []),
    ...(unusual.length > 0 ? [made({ kind: 'unusualImages' }, unusual)] : []),
  ];
}

function* rowsWhere({ count }: AllRows, test: (row: number) => boolean): Generator<number> {
  for (let row = 0; row < count; row++) if (test(row)) yield row;
}
