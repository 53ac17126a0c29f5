// Variance 1 / fan_avg, truncated normal.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';
import { fillVarianceScaled } from './variance';

export const glorotNormal: Initializer<NoOptions> = {
  name: 'glorot_normal',
  summary: 'Glorot’s variance from a normal cut at two standard deviations.',
  formula: 'w ~ truncated N(0, 2 / (inputs + units))',
  source: 'Glorot & Bengio 2010; Keras 3, keras.initializers.GlorotNormal',
  options: noOptions,
  fill(w, _shape, fanIn, fanOut, rng) {
    fillVarianceScaled(w, rng, fanIn, fanOut, 1, 'fan_avg', 'truncated_normal');
  },
};
