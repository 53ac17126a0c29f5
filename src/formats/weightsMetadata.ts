// What a weights file of ours says beside its tensors, as safetensors metadata (strings): enough to predict
// without the training data. A weights file from elsewhere has none of it, and is welcome too.
import type { Preprocessing } from '../data/dataset';
import type { Shape, Task } from '../nn/words';
import type { TrainedLayer, TrainedNetwork } from './format';
import { inputNames } from './preprocessing';

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
    return about && isAbout(about) ? about : undefined;
  } catch {
    return undefined; // not ours, or not whole
  }
}

/** What the file tells of its training: iterations, seed, final metrics. */
export function readWeightsFacts(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !key.startsWith('nnspec')));
}

/** Throws or answers false for anything that predicting could stumble over. */
function isAbout({ task, inputShape, preprocessing }: WeightsAbout): boolean {
  const { inputs, targets } = preprocessing;
  const numbers = (list: readonly unknown[]) => list.every((v) => typeof v === 'number');
  const texts = (list: readonly unknown[]) => list.every((v) => typeof v === 'string');
  const size = inputShape.reduce((a, b) => a * b, 1);
  const inputsFit =
    inputs.kind === 'pixels'
      ? numbers([inputs.divisor, ...inputs.shape]) && inputs.shape.reduce((a, b) => a * b, 1) === size
      : texts([...inputs.missingValues, ...inputs.columns.map((c) => c.column)]) &&
        inputNames(preprocessing).length === size;
  const targetsFit =
    targets.kind === 'classes'
      ? task !== 'regression' && texts(targets.labels)
      : task === 'regression' && numbers([...targets.offsets, ...targets.divisors]) && texts(targets.columns);
  return inputsFit && targetsFit;
}
