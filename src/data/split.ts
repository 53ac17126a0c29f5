// Which rows train, validate and test. Counts are of all rows; a share is rounded up, as scikit-learn
// does, so 0.2 of 506 rows is 102.
// With `shuffle` the rows of every part are in random order; without it the last rows are the test
// set and those before them the validation set.
import { t } from '../l10n';
import { Rng } from '../nn/rng';
import { DataError } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import type { SplitName } from './dataset';

export type SplitSpec = NonNullable<DataSpec['split']>;

export interface SplitRows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** As sentences name a split's rows: "training rows". */
export function splitWord(name: SplitName): string {
  return { train: t('training'), validation: t('validation'), test: t('test') }[name];
}

/** A share of `rows` below 1, or a number of rows. */
export function partSize(rows: number, part: number): number {
  // 0.2 · 505 is a hair above 101 in binary: not a reason for one row more.
  return part < 1 ? Math.ceil(part * rows - 1e-9) : part;
}

/** `rows` are the rows to share out; `classOf` is asked where the split is stratified. */
export function splitRows(rows: Int32Array, split: SplitSpec, classOf?: (row: number) => number): SplitRows {
  const n = rows.length;
  const test = partSize(n, split.test);
  const validation = partSize(n, split.validation);
  for (const [key, size] of Object.entries({ test, validation })) {
    if (!Number.isInteger(size) || size < 0) {
      const message = t`"${key}" must be a share from 0 to 1 or a whole number of rows.`;
      throw new DataError(message, { path: ['data', 'split', key], code: 'bad-split' });
    }
  }
  if (test + validation >= n) {
    const key = test >= validation ? 'test' : 'validation';
    const held = t`${test} for testing and ${validation} for validation`;
    const message =
      n === 1
        ? t`The split leaves no row for training: there is 1 row, and it takes ${held}.`
        : t`The split leaves no row for training: there are ${n} rows, and it takes ${held}.`;
    throw new DataError(message, { path: ['data', 'split', key], code: 'bad-split' });
  }
  if (test + validation === 0) return { train: rows, validation: new Int32Array(0), test: new Int32Array(0) };
  const order = Int32Array.from(rows);
  const rng = Rng.stream(split.seed, 'split');
  if (split.shuffle) rng.shuffle(order);
  const [rest, tested] = cut(order, test, split.stratify ? classOf : undefined);
  const [train, validated] = cut(rest, validation, split.stratify ? classOf : undefined);
  return { train, validation: validated, test: tested };
}

/** Takes `size` rows from the end; stratified, from the end of each class. Both parts keep their order. */
function cut(order: Int32Array, size: number, classOf?: (row: number) => number): [Int32Array, Int32Array] {
  if (classOf === undefined) return [order.slice(0, order.length - size), order.slice(order.length - size)];
  const counts = new Map<number, number>();
  for (const row of order) counts.set(classOf(row), (counts.get(classOf(row)) ?? 0) + 1);
  const quota = shares(
    [...counts].sort(([a], [b]) => a - b),
    size,
    order.length,
  );
  const taken = new Uint8Array(order.length);
  for (let i = order.length - 1; i >= 0; i--) {
    const left = quota.get(classOf(order[i]!))!;
    if (left === 0) continue;
    quota.set(classOf(order[i]!), left - 1);
    taken[i] = 1;
  }
  return [order.filter((_, i) => !taken[i]), order.filter((_, i) => taken[i] === 1)];
}

/** How many of each class: the whole parts first, then the largest remainders (Hare–Niemeyer). */
function shares(counts: readonly (readonly [number, number])[], size: number, total: number): Map<number, number> {
  const exact = counts.map(([label, count]) => ({ label, share: (count * size) / total }));
  const quota = new Map(exact.map(({ label, share }) => [label, Math.floor(share)]));
  const given = [...quota.values()].reduce((a, b) => a + b, 0);
  const byRemainder = [...exact].sort((a, b) => (b.share % 1) - (a.share % 1));
  for (const { label } of byRemainder.slice(0, size - given)) quota.set(label, quota.get(label)! + 1);
  return quota;
}

/** At most so many rows: drawn at random, so that a file sorted by class stays mixed; else the first ones. */
export function limitRows(rows: Int32Array, limit: number | undefined, shuffle: boolean, seed: number): Int32Array {
  if (limit === undefined || limit >= rows.length) return rows;
  if (!shuffle) return rows.slice(0, limit);
  const order = Int32Array.from(rows);
  Rng.stream(seed, 'limit').shuffle(order);
  return order.slice(0, limit).sort();
}
