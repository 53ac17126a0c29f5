// The support vector machine's loss. Classes 0 and 1 become −1 and +1, as Keras does.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { marginPasses } from './margin';

export const hinge: Loss<NoOptions> = {
  name: 'hinge',
  summary: 'The loss of a support vector machine: after one `linear` output (or `tanh`), positive for class 1.',
  formula: 'L = mean max(0, 1 − s y), s = −1 for class 0, +1 for class 1',
  source: 'Cortes & Vapnik 1995; Keras 3, keras.losses.Hinge',
  options: noOptions,
  tasks: ['binary'],
  lastActivations: ['linear', 'tanh', 'softsign'],
  advice: 'End the network with one unit and "linear".',
  threshold: 0,
  ...marginPasses<NoOptions>(
    (m) => Math.max(0, 1 - m),
    (m) => (m >= 1 ? 0 : -1),
  ),
};
