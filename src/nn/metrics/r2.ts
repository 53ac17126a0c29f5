// Coefficient of determination. The targets' spread is summed with Welford's running mean, so that a
// large offset does not cancel it away. Several outputs: the plain mean of each one's r2.
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';

export const r2: Metric<NoOptions> = {
  name: 'r2',
  summary: 'How much of the target’s variance is explained: 1 is perfect, 0 is no better than the mean.',
  formula: '1 − Σ(y − t)² / Σ(t − mean t)²  (constant targets: 1 if all are met exactly, else 0)',
  source: 'Keras 3, keras.metrics.R2Score (uniform average); constant targets as scikit-learn',
  options: noOptions,
  tasks: ['regression'],
  better: 'max',
  create(outputs) {
    const residual = new Float64Array(outputs);
    const mean = new Float64Array(outputs);
    const spread = new Float64Array(outputs);
    let n = 0;
    return {
      add(y, target, rows, cols) {
        for (let r = 0; r < rows; r++) {
          n++;
          for (let j = 0; j < cols; j++) {
            const t = target[r * cols + j];
            residual[j] += (y[r * cols + j] - t) ** 2;
            const d = t - mean[j];
            mean[j] += d / n;
            spread[j] += d * (t - mean[j]);
          }
        }
      },
      value() {
        if (n === 0) return NaN;
        let sum = 0;
        for (let j = 0; j < outputs; j++)
          sum += spread[j] > 0 ? 1 - residual[j] / spread[j] : residual[j] === 0 ? 1 : residual[j] > 0 ? 0 : NaN;
        return sum / outputs;
      },
      save: () => [n, ...residual, ...mean, ...spread],
      restore(state) {
        n = state[0];
        for (let j = 0; j < outputs; j++) {
          residual[j] = state[1 + j];
          mean[j] = state[1 + outputs + j];
          spread[j] = state[1 + 2 * outputs + j];
        }
      },
    };
  },
};
