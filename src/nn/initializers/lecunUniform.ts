// Variance 1 / fan_in, uniform.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';
import { fillVarianceScaled } from './variance';

export const lecunUniform: Initializer<NoOptions> = {
  name: 'lecun_uniform',
  summary: 'Variance 1 / inputs; with `selu`.',
  formula: 'w ~ U[−ℓ, ℓ), ℓ = √(3 / inputs)',
  source: 'LeCun et al. 1998, Efficient BackProp; Keras 3, keras.initializers.LecunUniform',
  options: noOptions,
  fill(w, _shape, fanIn, fanOut, rng) {
    fillVarianceScaled(w, rng, fanIn, fanOut, 1, 'fan_in', 'uniform');
  },
};
