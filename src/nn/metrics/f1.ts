// The harmonic mean of precision and recall.
import { noOptions, type NoOptions } from '../options';
import type { Metric } from '../words';
import { Confusion, DEFAULT_THRESHOLD } from './classes';

export const f1: Metric<NoOptions> = {
  name: 'f1',
  summary: 'The harmonic mean of precision and recall. Several classes: the mean over the classes that occur.',
  formula: '2 TP / (2 TP + FP + FN)',
  source: 'Keras 3, keras.metrics.F1Score; macro average as scikit-learn',
  options: noOptions,
  tasks: ['binary', 'multiclass'],
  better: 'max',
  create(outputs, _options, threshold = DEFAULT_THRESHOLD) {
    const counts = new Confusion(outputs, threshold);
    return {
      add: (y, target, rows, cols, targetCols) => counts.add(y, target, rows, cols, targetCols),
      value: () =>
        counts.average(({ truePositive, predicted, actual }) =>
          predicted + actual === 0 ? 0 : (2 * truePositive) / (predicted + actual),
        ),
      save: () => counts.save(),
      restore: (state) => counts.restore(state),
    };
  },
};
