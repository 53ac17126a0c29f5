// An activation on its own, for placing it after a batch_norm or dropout.
import { z } from 'zod';
import { t } from '../../l10n';
import { activations } from '../activations';
import { wordOption } from '../resolve';
import { formatShape, sizeOf } from '../shape';
import type { LayerWord } from '../words';

const options = z.strictObject({
  activation: wordOption(activations, 'activation').describe('Which activation to apply.'),
});

export const activationLayer: LayerWord<z.infer<typeof options>> = {
  name: 'activation',
  summary: 'Applies an activation and nothing else.',
  formula: 'a = f(x)',
  source: 'Keras 3, keras.layers.Activation',
  options,
  outputShape({ activation }, input) {
    if (activation.type !== 'softmax' || input.length === 1) return input;
    return {
      error: t`softmax needs one row of values but gets ${formatShape(input)}: put { "type": "flatten" } before it`,
      key: 'activation',
    };
  },
  parameters: () => [],
  activation: ({ activation }) => (activation.type === 'linear' ? undefined : activation),
  cost: (_options, input) => sizeOf(input),
};
