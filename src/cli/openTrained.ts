// A trained network from a spec and a weights file. A file that nnspec wrote says itself how a row becomes inputs;
// for another one the data is loaded, because scaling and labels are fitted on it.
import * as path from 'node:path';
import { Parameters } from '../engine/parameters';
import { planLayers } from '../engine/plan';
import type { TrainedNetwork } from '../formats';
import { readWeightsAbout, readWeightsFacts, saysAbout } from '../formats/weightsMetadata';
import { selectKernels } from '../kernels/select';
import type { Io } from './io';
import { openData, type DataOptions } from './openData';
import { readWeights } from './openRun';
import { checkOpened, type OpenedSpec } from './openSpec';

export interface TrainedOptions extends DataOptions {
  readonly weights: string;
}

/** Throws a UserError where the weights do not fit the spec's network. */
export async function openTrained(opened: OpenedSpec, options: TrainedOptions, io: Io): Promise<TrainedNetwork> {
  const { spec } = opened;
  const file = readWeights(path.resolve(io.cwd, options.weights), options.weights);
  const about = readWeightsAbout(file.metadata);
  if (about) checkOpened(opened, io);
  else if (saysAbout(file.metadata))
    io.stderr.write(
      `${options.weights}: warning: What this file says of its network is damaged, and is not used: columns, scaling and classes are those of the spec's data.\n`,
    );
  const { inputShape, task, preprocessing } = about ?? (await openData(opened, options, io)).dataset;
  const parameters = new Parameters(
    planLayers(spec.network, inputShape),
    selectKernels(spec.training.precision).kernels,
  );
  parameters.load(file, options.weights);
  return {
    name: spec.name,
    task,
    inputShape,
    layers: spec.network,
    loss: spec.loss.type,
    tensors: parameters.named(),
    preprocessing,
    facts: readWeightsFacts(file.metadata),
  };
}
