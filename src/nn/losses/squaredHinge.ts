// The smooth hinge.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { marginPasses } from './margin';

export const squaredHinge: Loss<NoOptions> = {
  name: 'squared_hinge',
  summary: 'The hinge, squared: after one `linear` output (or `tanh`), positive for class 1.',
  formula: 'L = mean max(0, 1 − s y)², s = −1 for class 0, +1 for class 1',
  source: 'Keras 3, keras.losses.SquaredHinge',
  options: noOptions,
  tasks: ['binary'],
  lastActivations: ['linear', 'tanh', 'softsign'],
  advice: 'End the network with one unit and "linear".',
  threshold: 0,
  ...marginPasses<NoOptions>(
    (m) => Math.max(0, 1 - m) ** 2,
    (m) => (m >= 1 ? 0 : -2 * (1 - m)),
  ),
};
