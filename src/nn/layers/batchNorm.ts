// Batch normalisation over the last axis, as Keras: each feature to mean 0 and variance 1 over the
// batch (and, for an image, over its rows), then scaled and shifted by what is learned.
// Predictions use running statistics instead, and their gradient treats those as constants.
// The variance is the biased one (÷ n), in the batch and in the running average alike.
import { z } from 'zod';
import { sizeOf } from '../shape';
import type { LayerWord, ParameterPlan } from '../words';

const options = z.strictObject({
  momentum: z
    .number()
    .min(0)
    .max(1)
    .default(0.99)
    .describe('How slowly the running mean and variance follow the batches.'),
  epsilon: z.number().positive().default(1e-3).describe('Added to the variance; keeps the division finite.'),
});

export const batchNorm: LayerWord<z.infer<typeof options>> = {
  name: 'batch_norm',
  summary: 'Normalises each feature over the batch, then scales and shifts it by learned numbers.',
  formula: 'a = weight · (x − μ) / √(σ² + ε) + bias;  running ← momentum · running + (1 − momentum) · batch',
  source: 'Ioffe & Szegedy 2015, arXiv:1502.03167; Keras 3, keras.layers.BatchNormalization',
  options,
  needsWholeBatch: true,
  outputShape: (_options, input) => input,
  parameters(_options, input) {
    const features = input[input.length - 1] ?? 1;
    const plan = (name: string, type: 'zeros' | 'ones', trainable: boolean): ParameterPlan => ({
      name,
      shape: [features],
      init: { type },
      fanIn: features,
      fanOut: features,
      trainable,
      l1: 0,
      l2: 0,
    });
    return [
      plan('weight', 'ones', true),
      plan('bias', 'zeros', true),
      plan('running_mean', 'zeros', false),
      plan('running_var', 'ones', false),
    ];
  },
  bind({ options, inputShape, maxRows, input, output, dInput, dOutput, parameters }) {
    const { momentum, epsilon } = options;
    const F = inputShape[inputShape.length - 1] ?? 1;
    const perRow = sizeOf(inputShape) / F;
    const [weight, bias, runningMean, runningVar] = parameters as [
      (typeof parameters)[number],
      (typeof parameters)[number],
      (typeof parameters)[number],
      (typeof parameters)[number],
    ];
    /** (x − μ) / √(σ² + ε) of the last forward pass, [maxRows · perRow, F]. */
    const normal = new Float64Array(maxRows * perRow * F);
    const mean = new Float64Array(F);
    const variance = new Float64Array(F);
    const inverse = new Float64Array(F);
    const sumDy = new Float64Array(F);
    const sumDyNormal = new Float64Array(F);
    let fromBatch = false;

    // Each pass goes over rows [from, to) of the batch's n, so that a long one can be cut (see `pieces`).
    function addToMean(from: number, to: number): void {
      for (let r = from; r < to; r++) for (let f = 0; f < F; f++) mean[f] += input[r * F + f];
    }
    function addToVariance(from: number, to: number): void {
      for (let r = from; r < to; r++)
        for (let f = 0; f < F; f++) {
          const d = input[r * F + f] - mean[f];
          variance[f] += d * d;
        }
    }
    function normalise(from: number, to: number): void {
      for (let r = from; r < to; r++)
        for (let f = 0; f < F; f++) {
          const i = r * F + f;
          const x = (normal[i] = (input[i] - mean[f]) * inverse[f]);
          output[i] = weight.data[f] * x + bias.data[f];
        }
    }
    function begin(n: number, training: boolean): void {
      fromBatch = training && n > 0;
      mean.fill(0);
      variance.fill(0);
    }
    function endMean(n: number): void {
      for (let f = 0; f < F; f++) mean[f] /= n;
    }
    function endVariance(n: number): void {
      if (!fromBatch) {
        mean.set(runningMean.data);
        variance.set(runningVar.data);
      }
      for (let f = 0; f < F; f++) {
        if (fromBatch) {
          variance[f] /= n;
          runningMean.data[f] = momentum * runningMean.data[f] + (1 - momentum) * mean[f];
          runningVar.data[f] = momentum * runningVar.data[f] + (1 - momentum) * variance[f];
        }
        inverse[f] = 1 / Math.sqrt(variance[f] + epsilon);
      }
    }

    function addToSums(from: number, to: number): void {
      for (let r = from; r < to; r++)
        for (let f = 0; f < F; f++) {
          const i = r * F + f;
          sumDy[f] += dOutput[i];
          sumDyNormal[f] += dOutput[i] * normal[i];
        }
    }
    function beginBackward(): void {
      sumDy.fill(0);
      sumDyNormal.fill(0);
    }
    function endSums(): void {
      for (let f = 0; f < F; f++) {
        if (weight.gradient) weight.gradient[f] += sumDyNormal[f];
        if (bias.gradient) bias.gradient[f] += sumDy[f];
      }
    }
    /** dx = weight/√(σ²+ε) · (dy − mean(dy) − x̂ · mean(dy x̂)), Ioffe & Szegedy section 3. */
    function toInput(from: number, to: number, n: number): void {
      if (!dInput) return;
      for (let r = from; r < to; r++)
        for (let f = 0; f < F; f++) {
          const i = r * F + f;
          const centred = fromBatch ? dOutput[i] - (sumDy[f] + normal[i] * sumDyNormal[f]) / n : dOutput[i];
          dInput[i] = weight.data[f] * inverse[f] * centred;
        }
    }

    return {
      forward(rows, training) {
        const n = rows * perRow;
        begin(n, training);
        if (fromBatch) {
          addToMean(0, n);
          endMean(n);
          addToVariance(0, n);
        }
        endVariance(n);
        normalise(0, n);
      },
      backward(rows) {
        const n = rows * perRow;
        beginBackward();
        addToSums(0, n);
        endSums();
        toInput(0, n, n);
      },
      /** The same sums in the same order: the same bits. */
      pieces(most) {
        const band = Math.max(1, Math.floor(most / (4 * F)));
        const bands = Array.from({ length: Math.ceil((maxRows * perRow) / band) }, (_, k) => k * band);
        const each = (pass: (from: number, to: number, n: number) => void, always: boolean) =>
          bands.map((from) => (rows: number) => {
            const n = rows * perRow;
            if (from < n && (always || fromBatch)) pass(from, Math.min(n, from + band), n);
          });
        return {
          forward: [
            (rows, training) => begin(rows * perRow, training),
            ...each(addToMean, false),
            (rows) => endMean(rows * perRow),
            ...each(addToVariance, false),
            (rows) => endVariance(rows * perRow),
            ...each(normalise, true),
          ],
          backward: [beginBackward, ...each(addToSums, true), endSums, ...each(toInput, true)],
        };
      },
    };
  },
  cost: (_options, input) => 4 * sizeOf(input),
};
