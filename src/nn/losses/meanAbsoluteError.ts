// Mean over samples and outputs of the absolute error; its slope at 0 is taken as 0.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { continuous, continuousAdvice, mean, pointwise } from './pointwise';

export const meanAbsoluteError: Loss<NoOptions> = {
  name: 'mean_absolute_error',
  aliases: ['mae'],
  summary: 'The mean of the absolute errors; outliers weigh less than in the squared error.',
  formula: 'L = mean |y − t|',
  source: 'Keras 3, keras.losses.MeanAbsoluteError',
  options: noOptions,
  tasks: ['regression', 'binary', 'multiclass'],
  lastActivations: continuous,
  advice: continuousAdvice,
  ...pointwise<NoOptions>({
    value: Math.abs,
    slope: Math.sign,
    weight: mean,
  }),
};
