// What a spec's network will need, from its shapes alone: shapes along the way, parameters, arithmetic, chunk sizes,
// memory. Chunk sizes follow from shapes and the batch, never from time, so that no number depends on the machine's speed.
import { t } from '../l10n';
import { layer as layerWord } from '../nn/layers';
import { optimizer as optimizerWord } from '../nn/optimizers';
import { sizeOf } from '../nn/shape';
import type { LayerWord, ParameterPlan, Shape } from '../nn/words';
import { UserError } from '../spec/problem';
import type { DataSpec, LayerSpec, TrainingSpec, WordSpec } from '../spec/spec';

export interface LayerPlan {
  readonly spec: LayerSpec;
  /** Place in spec.network. */
  readonly index: number;
  readonly word: LayerWord;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly parameters: readonly ParameterPlan[];
  /** Absent where there is none (`linear` counts as none). */
  readonly activation?: WordSpec;
  /** Multiply-adds a row. */
  readonly cost: number;
}

/**
 * Most work of one call that cannot be interrupted, in multiply-adds: about 8 ms of plain loops. With a slice of 10 ms
 * before it, a pause stays below 50 ms on a machine half as fast, or half as free.
 */
export const CALL_COST = 8e6;
/** Kernels work on four rows at a time; larger layers are cut into pieces instead (BoundLayer.pieces). */
const LEAST_ROWS = 4;
/** An activation's value costs about as much as so many multiply-adds (tanh, exp). */
export const ACTIVATION_COST = 12;
/** Most numbers in the buffers of one chunk, so that they stay in the processor's cache where they can. */
const CHUNK_VALUES = 1 << 21;

export function planLayers(network: readonly LayerSpec[], inputShape: Shape): LayerPlan[] {
  const plans: LayerPlan[] = [];
  let shape = inputShape;
  network.forEach((spec, index) => {
    const word = layerWord(spec.type);
    if (!word) throw new UserError(t`network[${index}]: there is no layer type "${spec.type}".`, 'unknown-layer');
    const output = word.outputShape(spec, shape);
    if ('error' in output) {
      throw new UserError(`network[${index}] (${spec.name}): ${output.error}`, 'shape-mismatch');
    }
    const activation = word.activation?.(spec);
    plans.push({
      spec,
      index,
      word,
      inputShape: shape,
      outputShape: output,
      parameters: word.parameters(spec, shape),
      cost: word.cost(spec, shape),
      ...(activation && activation.type !== 'linear' ? { activation } : {}),
    });
    shape = output;
  });
  return plans;
}

/** The costliest uninterruptible call of one row; a layer's backward pass counts twice where it has both halves. */
function callCost(plans: readonly LayerPlan[]): number {
  let most = 1;
  let learns = false; // something before needs ∂L/∂ of its output
  for (const plan of plans) {
    const halves = learns && plan.parameters.length > 0 ? 2 : 1;
    most = Math.max(most, plan.cost * halves, ACTIVATION_COST * sizeOf(plan.outputShape));
    learns ||= plan.parameters.length > 0;
  }
  return most;
}

/** Multiply-adds of a row forward. */
export function rowCost(plans: readonly LayerPlan[]): number {
  return plans.reduce((sum, p) => sum + p.cost + (p.activation ? ACTIVATION_COST * sizeOf(p.outputShape) : 0), 1);
}

/** Rows that no call exceeds what it may cost with. */
export function callRows(plans: readonly LayerPlan[]): number {
  return Math.max(LEAST_ROWS, Math.floor(CALL_COST / callCost(plans) / LEAST_ROWS) * LEAST_ROWS);
}

/** Rows of the chunks that `rows` are worked through in: about equal parts. */
export function chunkRows(plans: readonly LayerPlan[], rows: number): number {
  let values = sizeOf(plans[0]?.inputShape ?? []);
  for (const plan of plans) values += 2 * sizeOf(plan.outputShape);
  const most = Math.max(LEAST_ROWS, Math.min(callRows(plans), Math.floor(CHUNK_VALUES / values)));
  if (rows <= most) return Math.max(1, rows);
  const equal = Math.ceil(rows / Math.ceil(rows / most));
  return Math.min(most, Math.ceil(equal / LEAST_ROWS) * LEAST_ROWS);
}

/** True where a batch must stay whole: statistics couple its rows. */
export function couplesRows(plans: readonly LayerPlan[]): boolean {
  return plans.some((p) => p.word.needsWholeBatch);
}

export function parameterCount(plans: readonly LayerPlan[]): number {
  let n = 0;
  for (const plan of plans) for (const p of plan.parameters) if (p.trainable) n += sizeOf(p.shape);
  return n;
}

export interface MemoryFacts {
  readonly trainRows: number;
  readonly rows: number;
  readonly outputs: number;
}

/** Bytes a run takes at its peak: parameters, gradients, optimizer slots, activations, the data itself. An estimate. */
export function memoryBytes(
  plans: readonly LayerPlan[],
  training: TrainingSpec,
  data: DataSpec | undefined,
  facts: MemoryFacts,
): number {
  const width = training.precision === 'float64' ? 8 : 4;
  const parameters = parameterCount(plans);
  const optimizer = optimizerWord(training.optimizer.type);
  const slots = optimizer ? optimizer.slots(training.optimizer).length : 0;
  // weights, gradients, the last step's gradient, the last finite weights; the best ones where early stopping keeps them
  const copies = 4 + slots + (training.earlyStopping?.restoreBest ? 1 : 0);
  const batch =
    training.batchSize === 'full' ? facts.trainRows : Math.min(training.batchSize, facts.trainRows || Infinity);
  const rows = couplesRows(plans) ? batch : chunkRows(plans, batch);
  let perRow = 2 * sizeOf(plans[0]?.inputShape ?? []);
  for (const plan of plans) perRow += (plan.activation ? 4 : 2) * sizeOf(plan.outputShape);
  const evaluationRows = chunkRows(plans, facts.rows || 1);
  const inputs = sizeOf(plans[0]?.inputShape ?? []);
  const images =
    typeof data?.source === 'object' || data?.source === 'dataset:mnist' || data?.source === 'builtin:digits';
  const samples = facts.rows * (inputs * (images ? 1 : 8) + 8 * Math.max(1, facts.outputs));
  return Math.round(width * (parameters * copies + perRow * (rows + evaluationRows)) + samples);
}
