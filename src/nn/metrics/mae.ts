// Mean absolute error over all rows and outputs.
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';

export const mae: Metric<NoOptions> = {
  name: 'mae',
  summary: 'Mean absolute error, in the target’s own units.',
  formula: 'mean |y − t|',
  source: 'Keras 3, keras.metrics.MeanAbsoluteError',
  options: noOptions,
  tasks: ['regression'],
  better: 'min',
  create() {
    let sum = 0;
    let n = 0;
    return {
      add(y, target, rows, cols) {
        for (let i = 0; i < rows * cols; i++) sum += Math.abs(y[i] - target[i]);
        n += rows * cols;
      },
      value: () => (n === 0 ? NaN : sum / n),
      save: () => [sum, n],
      restore: (state) => void ([sum, n] = [state[0], state[1]]),
    };
  },
};
