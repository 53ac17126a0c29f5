// How many of those wanted are found.
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';
import { Confusion, DEFAULT_THRESHOLD } from './classes';

export const recall: Metric<NoOptions> = {
  name: 'recall',
  summary:
    'Of the samples of class 1, the share that are found. Several classes: the mean over the classes that occur; 0 for a class without samples.',
  formula: 'TP / (TP + FN)',
  source: 'Keras 3, keras.metrics.Recall; macro average as scikit-learn',
  options: noOptions,
  tasks: ['binary', 'multiclass'],
  better: 'max',
  create(outputs, _options, threshold = DEFAULT_THRESHOLD) {
    const counts = new Confusion(outputs, threshold);
    return {
      add: (y, target, rows, cols, targetCols) => counts.add(y, target, rows, cols, targetCols),
      value: () => counts.average(({ truePositive, actual }) => (actual === 0 ? 0 : truePositive / actual)),
      save: () => counts.save(),
      restore: (state) => counts.restore(state),
    };
  },
};
