// Cross-entropy of several classes; targets are class indices.
import { noOptions, type NoOptions } from '../options';
import type { Loss } from '../words';
import { multiclassPasses } from './crossentropy';

export const sparseCategoricalCrossentropy: Loss<NoOptions> = {
  name: 'sparse_categorical_crossentropy',
  summary: 'The loss of several classes: after a `softmax` with one unit a class.',
  formula: 'L = −ln yₜ = ln Σₖ exp(zₖ) − zₜ, t the class',
  source: 'Keras 3, keras.losses.SparseCategoricalCrossentropy',
  options: noOptions,
  tasks: ['multiclass'],
  lastActivations: ['softmax'],
  advice: 'End the network with one unit a class and "softmax".',
  ...multiclassPasses,
};
