// 1/(2m) Σ: a mean over the m samples, a sum over the outputs of each.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { continuous, continuousAdvice, pointwise } from './pointwise';

export const halfMeanSquaredError: Loss<NoOptions> = {
  name: 'half_mean_squared_error',

  summary:
    'Half the squared error, averaged over samples (m of them) and added over outputs, as many courses write it.',
  formula: 'L = 1/(2m) Σ (y − t)²',
  source: 'Ng, Machine Learning (2011); MATLAB’s half-mean-squared-error',
  options: noOptions,
  tasks: ['regression', 'binary', 'multiclass'],
  lastActivations: continuous,
  advice: continuousAdvice,
  ...pointwise<NoOptions>({
    value: (e) => 0.5 * e * e,
    slope: (e) => e,
    weight: () => 1,
  }),
};
