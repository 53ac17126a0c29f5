// Probabilities over the columns of a row. The row's largest logit is taken off first, so exp never overflows.
import { noOptions, type NoOptions } from '../options';
import type { Activation } from '../words';

export const softmax: Activation<NoOptions> = {
  name: 'softmax',
  summary:
    'Turns the outputs into probabilities that add up to 1. The last activation of a network with several classes.',
  formula: 'aⱼ = exp(zⱼ) / Σₖ exp(zₖ)',
  source: 'Bridle 1990; Keras 3, keras.activations.softmax',
  options: noOptions,
  differentiable: true,
  forward(y, z, rows, cols) {
    for (let r = 0; r < rows; r++) {
      const at = r * cols;
      let max = z[at];
      for (let j = 1; j < cols; j++) if (z[at + j] > max) max = z[at + j];
      let sum = 0;
      for (let j = 0; j < cols; j++) sum += y[at + j] = Math.exp(z[at + j] - max);
      for (let j = 0; j < cols; j++) y[at + j] /= sum;
    }
  },
  /** dzⱼ = yⱼ · (dyⱼ − Σₖ dyₖ yₖ) */
  backward(dz, dy, _z, y, rows, cols) {
    for (let r = 0; r < rows; r++) {
      const at = r * cols;
      let dot = 0;
      for (let j = 0; j < cols; j++) dot += dy[at + j] * y[at + j];
      for (let j = 0; j < cols; j++) dz[at + j] = y[at + j] * (dy[at + j] - dot);
    }
  },
};
