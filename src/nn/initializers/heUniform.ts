// Variance 2 / fan_in, uniform.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';
import { fillVarianceScaled } from './variance';

export const heUniform: Initializer<NoOptions> = {
  name: 'he_uniform',
  summary: 'Keeps the variance through ReLU layers.',
  formula: 'w ~ U[−ℓ, ℓ), ℓ = √(6 / inputs)',
  source: 'He et al. 2015, arXiv:1502.01852; Keras 3, keras.initializers.HeUniform',
  options: noOptions,
  fill(w, _shape, fanIn, fanOut, rng) {
    fillVarianceScaled(w, rng, fanIn, fanOut, 2, 'fan_in', 'uniform');
  },
};
