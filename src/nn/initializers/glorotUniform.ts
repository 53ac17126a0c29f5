// Variance 1 / fan_avg, uniform.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';
import { fillVarianceScaled } from './variance';

export const glorotUniform: Initializer<NoOptions> = {
  name: 'glorot_uniform',
  summary:
    'Keeps the variance of signals in both directions; Keras’s own choice for dense layers. Suits tanh and sigmoid.',
  formula: 'w ~ U[−ℓ, ℓ), ℓ = √(6 / (inputs + units))',
  source: 'Glorot & Bengio 2010; Keras 3, keras.initializers.GlorotUniform',
  options: noOptions,
  fill(w, _shape, fanIn, fanOut, rng) {
    fillVarianceScaled(w, rng, fanIn, fanOut, 1, 'fan_avg', 'uniform');
  },
};
