// A network's outputs as what people asked for: a label with the probability of each class, or values in the target's
// own units.
import type { Shape } from '../nn/words';
import type { TrainedNetwork } from '../formats';
import { givesProbabilities, threshold } from '../formats/program';

export interface Predictions {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Probabilities, scores or values alone, for .npy. */
  readonly numbers: { readonly shape: Shape; readonly values: Float64Array };
}

/** `outputs` [rows, cols] of the last layer. */
export function predictions(network: TrainedNetwork, outputs: Float64Array, rows: number): Predictions {
  const cols = rows === 0 ? 0 : outputs.length / rows;
  const perRow = Array.from({ length: rows }, (_, r) => Array.from(outputs.subarray(r * cols, (r + 1) * cols)));
  const { targets } = network.preprocessing;
  if (targets.kind === 'values') {
    const names = targets.columns.length === 1 ? ['prediction'] : targets.columns;
    const values = perRow.map((y) => y.map((v, k) => v * targets.divisors[k]! + targets.offsets[k]!));
    return { names, rows: values, numbers: matrix(values, names.length) };
  }
  const { labels } = targets;
  const binary = network.task === 'binary';
  const probable = givesProbabilities(network);
  const limit = threshold(network);
  const labelOf = (y: readonly number[]) => labels[binary ? Number(y[0]! > limit) : y.indexOf(Math.max(...y))] ?? '';
  const scores = perRow.map((y) => (binary && probable ? [1 - y[0]!, y[0]!] : y));
  const scored = binary && !probable ? labels.slice(-1) : labels;
  const names = ['prediction', ...scored.map((label) => `${probable ? 'probability' : 'score'}:${label}`)];
  return { names, rows: perRow.map((y, r) => [labelOf(y), ...scores[r]!]), numbers: matrix(scores, scored.length) };
}

function matrix(rows: readonly (readonly number[])[], cols: number) {
  return { shape: [rows.length, cols], values: Float64Array.from(rows.flat()) };
}
