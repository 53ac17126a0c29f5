// Which rows of a split one wants to see: of a class, taken for a class, only the wrong ones, the doubtful first.
import type { Outcomes } from '../src/protocol/engine';

export type RowOrder = 'split' | 'doubtful' | 'loss';

export interface RowFilter {
  /** Class indices. */
  readonly truth?: number;
  readonly predicted?: number;
  readonly wrong: boolean;
  readonly order: RowOrder;
}

/**
 * How sure the network was of its answer: the probability of the class it said. Outputs that are no probabilities
 * (tanh, hinge) give the size of the output that decided.
 */
export function confidence({ outputs, cols, predicted }: Outcomes, row: number): number {
  const said = predicted?.[row] ?? 0;
  if (cols > 1) return outputs[row * cols + said]!;
  const p = outputs[row]!;
  return p >= 0 && p <= 1 ? (said === 1 ? p : 1 - p) : Math.abs(p);
}

/** Places in the split, in the order wished for; of equals the first comes first. */
export function matching(outcomes: Outcomes, filter: RowFilter): readonly number[] {
  const { rows, targets, predicted, losses } = outcomes;
  const found: number[] = [];
  for (let r = 0; r < rows; r++) {
    if (filter.truth !== undefined && targets[r] !== filter.truth) continue;
    if (filter.predicted !== undefined && predicted?.[r] !== filter.predicted) continue;
    if (filter.wrong && predicted && predicted[r] === targets[r]) continue;
    found.push(r);
  }
  if (filter.order === 'split') return found;
  const key = Float64Array.from({ length: rows }, (_, r) =>
    filter.order === 'loss' ? -losses[r]! : confidence(outcomes, r),
  );
  // NaN is the worst there is: it comes first.
  const rank = (r: number): number => (Number.isNaN(key[r]!) ? -Infinity : key[r]!);
  return found.sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b)));
}

/** The row after `index` in the list, or before it; from a row that is not in the list, the first. */
export function stepIn(list: readonly number[], index: number, by: number): number | undefined {
  if (list.length === 0) return undefined;
  const at = list.indexOf(index);
  return at < 0 ? list[0] : list[(at + by + list.length) % list.length];
}

/** The score of one class against the rest: of two classes with one output, class 0 has what class 1 leaves. */
export function classScores({ outputs, rows, cols }: Outcomes, classIndex: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => {
    if (cols > 1) return outputs[r * cols + classIndex]!;
    const p = outputs[r]!;
    return classIndex === 1 ? p : p >= 0 && p <= 1 ? 1 - p : -p;
  });
}

const matched = new WeakMap<Outcomes, { readonly filter: RowFilter; readonly rows: readonly number[] }>();

/** The same as `matching`, worked out once while neither changes. */
export function matchingRows(outcomes: Outcomes, filter: RowFilter): readonly number[] {
  const known = matched.get(outcomes);
  if (known?.filter === filter) return known.rows;
  const rows = matching(outcomes, filter);
  matched.set(outcomes, { filter, rows });
  return rows;
}
