// All ones.
import { noOptions, type NoOptions } from '../options';
import type { Initializer } from '../words';

export const ones: Initializer<NoOptions> = {
  name: 'ones',
  summary: 'All ones.',
  formula: 'w = 1',
  source: 'Keras 3, keras.initializers.Ones',
  options: noOptions,
  fill(w) {
    w.fill(1);
  },
};
