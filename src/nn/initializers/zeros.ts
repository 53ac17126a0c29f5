// All zeros.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';

export const zeros: Initializer<NoOptions> = {
  name: 'zeros',
  summary: 'All zeros; the usual start of a bias.',
  formula: 'w = 0',
  source: 'Keras 3, keras.initializers.Zeros',
  options: noOptions,
  fill(w) {
    w.fill(0);
  },
};
