// What a weights file of ours says beside its tensors, as safetensors metadata (strings): enough to predict
// without the training data. A weights file from elsewhere has none of it, and is welcome too.
import type { ColumnEncoding, Preprocessing } from '../data/dataset';
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

/** Undefined for a file that nnspec did not write, or that somebody has changed; see `saysAbout`. */
export function readWeightsAbout(metadata: Readonly<Record<string, string>>): WeightsAbout | undefined {
  try {
    const about = JSON.parse(metadata['nnspec'] ?? 'null') as WeightsAbout | null;
    return about && isAbout(about) ? about : undefined;
  } catch {
    return undefined; // not ours, or not whole
  }
}

/** Whether the file says something of its network, whole or not. */
export const saysAbout = (metadata: Readonly<Record<string, string>>): boolean => metadata['nnspec'] !== undefined;

/** What the file tells of its training: iterations, seed, final metrics. */
export function readWeightsFacts(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !key.startsWith('nnspec')));
}

const tasks: readonly unknown[] = ['regression', 'binary', 'multiclass'] satisfies Task[];
const finite = (list: readonly unknown[]) => list.every((v) => Number.isFinite(v));
const divisors = (list: readonly unknown[]) => finite(list) && !list.includes(0);
const sizes = (list: readonly unknown[]) => list.length > 0 && list.every((v) => Number.isInteger(v) && Number(v) > 0);
const texts = (list: readonly unknown[]) => list.every((v) => typeof v === 'string');

/** Throws or answers false for anything that predicting could stumble over, or get wrong. */
function isAbout({ task, inputShape, layers, preprocessing }: WeightsAbout): boolean {
  const { inputs, targets } = preprocessing;
  if (!tasks.includes(task) || !sizes(inputShape)) return false;
  const size = volume(inputShape);
  const inputsFit =
    inputs.kind === 'pixels'
      ? sizes(inputs.shape) && divisors([inputs.divisor]) && volume(inputs.shape) === size
      : texts(inputs.missingValues) &&
        inputs.columns.every(isEncoding) &&
        inputNames(preprocessing).length === size &&
        (inputs.width === undefined || sizes([inputs.width]));
  const outputs = layers.findLast(({ units }) => units !== undefined)?.['units'] ?? size;
  const targetsFit =
    targets.kind === 'classes'
      ? task !== 'regression' &&
        texts([targets.column, ...targets.labels]) &&
        targets.labels.length === (task === 'binary' ? 2 : outputs)
      : task === 'regression' &&
        texts(targets.columns) &&
        finite(targets.offsets) &&
        divisors(targets.divisors) &&
        [targets.columns, targets.offsets, targets.divisors].every((list) => list.length === outputs);
  return inputsFit && targetsFit && (task !== 'binary' || outputs === 1);
}

function isEncoding(column: ColumnEncoding): boolean {
  if (!texts([column.column]) || !Number.isInteger(column.index)) return false;
  if (column.kind === 'number')
    return finite([column.offset, column.fill === undefined ? 0 : column.fill]) && divisors([column.divisor]);
  return (
    texts(column.categories) &&
    (column.fill === undefined || column.categories.includes(column.fill)) &&
    finite(column.offsets) &&
    divisors(column.divisors) &&
    [column.offsets, column.divisors].every((list) => list.length === column.categories.length)
  );
}

const volume = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
