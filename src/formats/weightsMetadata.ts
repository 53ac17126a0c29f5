// What a weights file of ours says beside its tensors, as safetensors metadata (strings): enough to predict
// without the training data. A weights file from elsewhere has none of it, and is welcome too.
import type { Preprocessing } from '../data/dataset';
import type { Shape, Task } from '../nn/words';
import type { TrainedLayer, TrainedNetwork } from './format';

export interface WeightsAbout {
  readonly name: string;
  readonly task: Task;
  readonly inputShape: Shape;
  readonly layers: readonly TrainedLayer[];
  readonly loss: string;
  readonly preprocessing: Preprocessing;
}

export function weightsMetadata(network: TrainedNetwork): Record<string, string> {
  const { name, task, inputShape, layers, loss, preprocessing } = network;
  const facts = Object.fromEntries(Object.entries(network.facts).map(([k, v]) => [k, String(v)]));
  const about: WeightsAbout = { name, task, inputShape, layers, loss, preprocessing };
  return { ...facts, nnspec: JSON.stringify(about) };
}

/** Undefined for a file that nnspec did not write. */
export function readWeightsAbout(metadata: Readonly<Record<string, string>>): WeightsAbout | undefined {
  try {
    const about = JSON.parse(metadata['nnspec'] ?? 'null') as WeightsAbout | null;
    return about?.preprocessing?.inputs && about.preprocessing.targets && Array.isArray(about.inputShape)
      ? about
      : undefined;
  } catch {
    return undefined;
  }
}
