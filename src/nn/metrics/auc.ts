// Area under the ROC curve, exact: the chance that a random positive scores above a random negative, a
// tie counting half (Mann & Whitney 1947). Keeps every score: 8 bytes a row and output.
import type { Floats } from '../../kernels/kernels';
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';
import { targetClass } from './classes';

export const auc: Metric<NoOptions> = {
  name: 'auc',
  summary:
    'Area under the ROC curve: the chance that a sample of class 1 scores above one of class 0. Several classes: the mean of each against the rest.',
  formula: '(Σ ranks of positives − P(P + 1)/2) / (P · N), ties at their mean rank',
  source: 'Mann & Whitney 1947; Hanley & McNeil 1982; exact, where keras.metrics.AUC uses 200 thresholds',
  options: noOptions,
  tasks: ['binary', 'multiclass'],
  better: 'max',
  create(outputs) {
    let scores = new Float64Array(256 * outputs);
    let classes = new Int32Array(256);
    let n = 0;

    function reserve(rows: number): void {
      if (rows <= classes.length) return;
      const room = Math.max(2 * classes.length, rows);
      const [oldScores, oldClasses] = [scores, classes];
      scores = new Float64Array(room * outputs);
      scores.set(oldScores);
      classes = new Int32Array(room);
      classes.set(oldClasses);
    }

    return {
      add(y: Floats, target, rows, cols, targetCols) {
        reserve(n + rows);
        for (let r = 0; r < rows; r++, n++) {
          classes[n] = targetClass(target, r, targetCols);
          for (let j = 0; j < cols; j++) scores[n * outputs + j] = y[r * cols + j];
        }
      },
      value() {
        let sum = 0;
        let defined = 0;
        for (let j = 0; j < outputs; j++) {
          const area = areaOf(scores, classes, n, outputs, j, outputs === 1 ? 1 : j);
          if (Number.isNaN(area)) continue;
          sum += area;
          defined++;
        }
        return defined === 0 ? NaN : sum / defined;
      },
      /** Rows of [class, score of each output]. */
      save() {
        const state = new Float64Array(n * (1 + outputs));
        for (let r = 0; r < n; r++) {
          state[r * (1 + outputs)] = classes[r];
          state.set(scores.subarray(r * outputs, (r + 1) * outputs), r * (1 + outputs) + 1);
        }
        return state;
      },
      restore(state) {
        n = state.length / (1 + outputs);
        reserve(n);
        for (let r = 0; r < n; r++) {
          classes[r] = state[r * (1 + outputs)];
          for (let j = 0; j < outputs; j++) scores[r * outputs + j] = state[r * (1 + outputs) + 1 + j];
        }
      },
    };
  },
};

/** NaN where there are no positives, no negatives, or a score is NaN. */
function areaOf(
  scores: Float64Array,
  classes: Int32Array,
  n: number,
  cols: number,
  col: number,
  positive: number,
): number {
  const column = new Float64Array(n);
  for (let r = 0; r < n; r++) column[r] = scores[r * cols + col];
  const order = new Uint32Array(n).map((_, i) => i).sort((a, b) => column[a] - column[b]);
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < n;) {
    if (Number.isNaN(column[order[from]])) return NaN;
    let to = from + 1;
    while (to < n && column[order[to]] === column[order[from]]) to++;
    let tied = 0;
    for (let k = from; k < to; k++) if (classes[order[k]] === positive) tied++;
    positives += tied;
    rankSum += (tied * (from + 1 + to)) / 2; // ranks from + 1 … to
    from = to;
  }
  const negatives = n - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
