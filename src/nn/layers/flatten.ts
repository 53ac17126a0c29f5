// Another shape for the same numbers; nothing moves.
import { noOptions, type NoOptions } from '../options';
import { sizeOf } from '../shape';
import type { LayerWord } from '../words';

export const flatten: LayerWord<NoOptions> = {
  name: 'flatten',
  summary: 'Lays an image out as one row of numbers, ready for a dense layer.',
  formula: '[h, w] → [h · w], row by row',
  source: 'Keras 3, keras.layers.Flatten',
  options: noOptions,
  outputShape: (_options, input) => [sizeOf(input)],
  parameters: () => [],
  cost: () => 0,
};
