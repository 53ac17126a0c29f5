// Fully connected: every input to every unit. Weights are [units, inputs], PyTorch's layout.
import { z } from 'zod';
import { t } from '../../l10n';
import { activations } from '../activations';
import { initializers } from '../initializers';
import { wordOption } from '../resolve';
import { formatShape } from '../shape';
import type { LayerWord, ParameterPlan } from '../words';
import { densePieces } from './densePieces';

const options = z.strictObject({
  units: z.number().int().positive().describe('How many outputs the layer has.'),
  activation: wordOption(activations, 'activation').prefault('linear').describe('Applied to the result.'),
  bias: z.boolean().default(true).describe('Whether each unit has a number of its own to add.'),
  init: wordOption(initializers, 'initializer').prefault('glorot_uniform').describe('How the weights start.'),
  biasInit: wordOption(initializers, 'initializer').prefault('zeros').describe('How the biases start.'),
  l1: z.number().min(0).default(0).describe('Adds l1 · Σ|w| over the weights to the loss.'),
  l2: z.number().min(0).default(0).describe('Adds l2 · Σw² over the weights to the loss.'),
});

export const dense: LayerWord<z.infer<typeof options>> = {
  name: 'dense',
  summary: 'A fully connected layer: each unit weighs all inputs, adds its bias, and applies the activation.',
  formula: 'a = f(x wᵀ + b), w [units, inputs], b [units]',
  source: 'Keras 3, keras.layers.Dense; layout as torch.nn.Linear',
  options,
  outputShape({ units }, input) {
    if (input.length === 1) return [units];
    return {
      error: t`dense needs a flat list of inputs but gets ${formatShape(input)}: put { "type": "flatten" } before it`,
      key: 'type',
    };
  },
  parameters(options, input) {
    const fanIn = input[0] ?? 0;
    const fanOut = options.units;
    const plans: ParameterPlan[] = [
      {
        name: 'weight',
        shape: [fanOut, fanIn],
        init: options.init,
        fanIn,
        fanOut,
        trainable: true,
        l1: options.l1,
        l2: options.l2,
      },
    ];
    if (options.bias)
      plans.push({
        name: 'bias',
        shape: [fanOut],
        init: options.biasInit,
        fanIn,
        fanOut,
        trainable: true,
        l1: 0,
        l2: 0,
      });
    return plans;
  },
  bind(context) {
    const { kernels, input, output, dInput, dOutput, parameters, inputShape, outputShape } = context;
    const I = inputShape[0]!;
    const O = outputShape[0]!;
    const weight = parameters[0]!;
    const bias = parameters[1];
    return {
      forward(rows) {
        kernels.denseForward(output, input, weight.data, bias?.data ?? null, rows, I, O);
      },
      backward(rows) {
        if (weight.gradient)
          kernels.denseBackwardParameters(weight.gradient, bias?.gradient ?? null, dOutput, input, rows, I, O);
        if (dInput) kernels.denseBackwardInput(dInput, dOutput, weight.data, rows, I, O);
      },
      pieces: (most) => densePieces(context, I, O, most),
    };
  },
  activation: ({ activation }) => (activation.type === 'linear' ? undefined : activation),
  cost: ({ units }, input) => units * (input[0] ?? 0),
};
