// Mean over samples and outputs of the squared error.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { continuous, continuousAdvice, mean, pointwise } from './pointwise';

export const meanSquaredError: Loss<NoOptions> = {
  name: 'mean_squared_error',
  aliases: ['mse'],
  summary: 'The usual loss of a regression: the mean of the squared errors.',
  formula: 'L = mean (y − t)²',
  source: 'Keras 3, keras.losses.MeanSquaredError',
  options: noOptions,
  tasks: ['regression', 'binary', 'multiclass'],
  lastActivations: continuous,
  advice: continuousAdvice,
  ...pointwise<NoOptions>({
    value: (e) => e * e,
    slope: (e) => 2 * e,
    weight: mean,
  }),
};
