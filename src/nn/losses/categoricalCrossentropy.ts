// Cross-entropy of several classes; targets may be soft (one probability a class).
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { multiclassPasses } from './crossentropy';

export const categoricalCrossentropy: Loss<NoOptions> = {
  name: 'categorical_crossentropy',
  summary: 'The loss of several classes: after a `softmax` with one unit a class. Class labels are taken as one-hot.',
  formula: 'L = −Σⱼ tⱼ ln yⱼ = Σⱼ tⱼ (ln Σₖ exp(zₖ) − zⱼ)',
  source: 'Keras 3, keras.losses.CategoricalCrossentropy',
  options: noOptions,
  tasks: ['multiclass'],
  lastActivations: ['softmax'],
  advice: 'End the network with one unit a class and "softmax".',
  ...multiclassPasses,
};
