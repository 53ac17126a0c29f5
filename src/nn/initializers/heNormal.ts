// Variance 2 / fan_in, truncated normal.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';
import { fillVarianceScaled } from './variance';

export const heNormal: Initializer<NoOptions> = {
  name: 'he_normal',
  summary: 'Keeps the variance through ReLU layers; from a normal cut at two standard deviations.',
  formula: 'w ~ truncated N(0, 2 / inputs)',
  source: 'He et al. 2015, arXiv:1502.01852; Keras 3, keras.initializers.HeNormal',
  options: noOptions,
  fill(w, _shape, fanIn, fanOut, rng) {
    fillVarianceScaled(w, rng, fanIn, fanOut, 2, 'fan_in', 'truncated_normal');
  },
};
