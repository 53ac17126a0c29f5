// Variance 1 / fan_in, truncated normal.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';
import { fillVarianceScaled } from './variance';

export const lecunNormal: Initializer<NoOptions> = {
  name: 'lecun_normal',
  summary: 'Variance 1 / inputs, from a normal cut at two standard deviations; with `selu`.',
  formula: 'w ~ truncated N(0, 1 / inputs)',
  source: 'LeCun et al. 1998, Efficient BackProp; Keras 3, keras.initializers.LecunNormal',
  options: noOptions,
  fill(w, _shape, fanIn, fanOut, rng) {
    fillVarianceScaled(w, rng, fanIn, fanOut, 1, 'fan_in', 'truncated_normal');
  },
};
