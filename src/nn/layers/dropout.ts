// Silences inputs at random while training; what is left is scaled up, so predictions need no change
// ("inverted" dropout). The mask of the last forward pass serves the backward pass.
import { z } from 'zod';
import { sizeOf } from '../shape';
import type { LayerWord } from '../words';

const options = z.strictObject({
  rate: z.number().min(0).lt(1).describe('Fraction of the inputs that is silenced.'),
});

export const dropout: LayerWord<z.infer<typeof options>> = {
  name: 'dropout',
  summary: 'Sets a random fraction of its inputs to 0 while training, against overfitting; does nothing afterwards.',
  formula: 'a = x · mask / (1 − rate), mask 0 with probability rate',
  source: 'Srivastava et al. 2014; Keras 3, keras.layers.Dropout',
  options,
  random: true,
  outputShape: (_options, input) => input,
  parameters: () => [],
  bind({ options, inputShape, maxRows, input, output, dInput, dOutput, rng }) {
    const size = sizeOf(inputShape);
    const kept = new Uint8Array(maxRows * size);
    const factor = 1 / (1 - options.rate);
    const threshold = options.rate * 4294967296; // of 32 random bits
    let masked = false;
    return {
      forward(rows, training) {
        const n = rows * size;
        masked = training && options.rate > 0;
        if (!masked) {
          for (let i = 0; i < n; i++) output[i] = input[i];
          return;
        }
        for (let i = 0; i < n; i++) {
          const keep = rng.next() >= threshold ? 1 : 0;
          kept[i] = keep;
          output[i] = keep === 1 ? factor * input[i] : 0;
        }
      },
      backward(rows) {
        if (!dInput) return;
        const n = rows * size;
        for (let i = 0; i < n; i++) dInput[i] = !masked ? dOutput[i] : kept[i] === 1 ? factor * dOutput[i] : 0;
      },
    };
  },
  cost: (_options, input) => sizeOf(input),
};
