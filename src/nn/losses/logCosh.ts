// ln cosh(e) = |e| + ln(1 + exp(−2|e|)) − ln 2, which never overflows.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { continuous, continuousAdvice, mean, pointwise } from './pointwise';

export const logCosh: Loss<NoOptions> = {
  name: 'log_cosh',

  summary: 'A smooth absolute error.',
  formula: 'L = mean ln cosh(y − t)',
  source: 'Keras 3, keras.losses.LogCosh',
  options: noOptions,
  tasks: ['regression', 'binary', 'multiclass'],
  lastActivations: continuous,
  advice: continuousAdvice,
  ...pointwise<NoOptions>({
    value: (e) => Math.abs(e) + Math.log1p(Math.exp(-2 * Math.abs(e))) - Math.LN2,
    slope: Math.tanh,
    weight: mean,
  }),
};
