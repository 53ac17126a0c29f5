// Root mean squared error over all rows and outputs.
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';

export const rmse: Metric<NoOptions> = {
  name: 'rmse',
  summary: 'Root mean squared error, in the target’s own units.',
  formula: '√(mean (y − t)²)',
  source: 'Keras 3, keras.metrics.RootMeanSquaredError',
  options: noOptions,
  tasks: ['regression'],
  better: 'min',
  create() {
    let squares = 0;
    let n = 0;
    return {
      add(y, target, rows, cols) {
        for (let i = 0; i < rows * cols; i++) squares += (y[i] - target[i]) ** 2;
        n += rows * cols;
      },
      value: () => (n === 0 ? NaN : Math.sqrt(squares / n)),
      save: () => [squares, n],
      restore: (state) => void ([squares, n] = [state[0], state[1]]),
    };
  },
};
