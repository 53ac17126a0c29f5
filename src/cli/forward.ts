// A trained network's outputs for given inputs, on the engine's own kernels, in chunks.
import { Model } from '../engine/model';
import { Parameters } from '../engine/parameters';
import { chunkRows, planLayers } from '../engine/plan';
import type { TrainedNetwork } from '../formats';
import { selectKernels } from '../kernels/select';
import type { Spec } from '../spec/spec';

/** Outputs [rows, outputs] of inputs [rows, size]. Between chunks others run, so that Ctrl-C is heard. */
export async function forward(
  spec: Spec,
  network: TrainedNetwork,
  inputs: Float64Array,
  rows: number,
): Promise<Float64Array> {
  const plans = planLayers(spec.network, network.inputShape);
  const { kernels } = selectKernels(spec.training.precision);
  const parameters = new Parameters(plans, kernels);
  parameters.load({ tensors: network.tensors, metadata: {} }, 'The weights');
  const chunk = chunkRows(plans, rows);
  const model = new Model({
    kernels,
    plans,
    inputShape: network.inputShape,
    loss: spec.loss,
    targetCols: 1,
    parameters,
    rows: chunk,
    callRows: chunk,
    seed: spec.training.seed,
  });
  const { inputSize, outputSize } = model;
  const outputs = new Float64Array(rows * outputSize);
  for (let from = 0; from < rows; from += chunk) {
    const n = Math.min(chunk, rows - from);
    model.input.set(inputs.subarray(from * inputSize, (from + n) * inputSize));
    model.forward(n, false);
    outputs.set(model.output.subarray(0, n * outputSize), from * outputSize);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return outputs;
}
