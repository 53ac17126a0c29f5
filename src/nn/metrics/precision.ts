// How many of those picked are right.
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';
import { Confusion, DEFAULT_THRESHOLD } from './classes';

export const precision: Metric<NoOptions> = {
  name: 'precision',
  summary:
    'Of the samples called class 1, the share that are. Several classes: the mean over the classes that occur; 0 for a class never predicted.',
  formula: 'TP / (TP + FP)',
  source: 'Keras 3, keras.metrics.Precision; macro average as scikit-learn',
  options: noOptions,
  tasks: ['binary', 'multiclass'],
  better: 'max',
  create(outputs, _options, threshold = DEFAULT_THRESHOLD) {
    const counts = new Confusion(outputs, threshold);
    return {
      add: (y, target, rows, cols, targetCols) => counts.add(y, target, rows, cols, targetCols),
      value: () => counts.average(({ truePositive, predicted }) => (predicted === 0 ? 0 : truePositive / predicted)),
      save: () => counts.save(),
      restore: (state) => counts.restore(state),
    };
  },
};
