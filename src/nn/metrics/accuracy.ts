// Share of rows whose predicted class is the right one.
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';
import { DEFAULT_THRESHOLD, predictedClass, targetClass } from './classes';

export const accuracy: Metric<NoOptions> = {
  name: 'accuracy',
  summary: 'Share of the samples that get the right class.',
  formula: 'right / all',
  source: 'Keras 3, keras.metrics.BinaryAccuracy and SparseCategoricalAccuracy',
  options: noOptions,
  tasks: ['binary', 'multiclass'],
  better: 'max',
  create(_outputs, _options, threshold = DEFAULT_THRESHOLD) {
    let right = 0;
    let n = 0;
    return {
      add(y, target, rows, cols, targetCols) {
        for (let r = 0; r < rows; r++)
          if (predictedClass(y, r, cols, threshold) === targetClass(target, r, targetCols)) right++;
        n += rows;
      },
      value: () => (n === 0 ? NaN : right / n),
      save: () => [right, n],
      restore: (state) => void ([right, n] = [state[0], state[1]]),
    };
  },
};
