// What the network says to rows: to all of a split, one by one (who is wrong, how sure it was), or to rows that are no
// samples at all (a grid over the plane, a digit somebody has drawn). Forward only: dropout off, batch_norm on its running
// statistics, on a copy of the weights of one moment, so that training may go on meanwhile.
import { t } from '../../l10n';
import type { Split } from '../../data/dataset';
import type { Floats } from '../../kernels/kernels';
import { predictedClass, targetClass } from '../../nn/metrics/classes';
import { sizeOf } from '../../nn/shape';
import type { Outcomes, Predicted, PredictRows, SplitRows, TensorValues } from '../../protocol/engine';
import { UserError } from '../../spec/problem';
import { Evaluator, forwardSliced } from '../evaluate';
import { Meter, type Work } from '../meter';
import { unscale } from '../scores';
import type { Setup } from '../setup';

/** Rows that one question may bring, or ask for. */
const MOST_ROWS = 1 << 16;

/** Every row of a split, as it comes out of the network now. */
export function* outcomes(setup: Setup, split: Split, told: (rows: number) => void): Work<Outcomes> {
  const { scoring, dataset, copiedFast } = setup;
  yield* settled(setup);
  const { iteration } = setup.trainer;
  const fast = copiedFast?.();
  const model = setup.lookingModel(fast ? 1 : split.indices.length, 'copied');
  const rows = split.indices.length;
  const classes = dataset.task !== 'regression';
  const cols = model.outputSize;
  const outputs = new Float32Array(rows * cols);
  const targets = new Float32Array(rows * (classes ? 1 : cols));
  const losses = new Float32Array(rows);
  const predicted = classes ? new Int32Array(rows) : undefined;
  const own = (to: Float32Array, from: Floats, n: number): void => {
    if (scoring.scale) unscale(to, from, n, scoring.scale);
    else for (let i = 0; i < to.length; i++) to[i] = from[i];
  };
  yield* new Evaluator(model, scoring, fast).evaluate(split, new Meter(), told, (batch, from, n) => {
    losses.set(batch.perRow.subarray(0, n) as Float32Array, from);
    own(outputs.subarray(from * cols, (from + n) * cols), batch.output, n);
    if (!predicted) return own(targets.subarray(from * cols, (from + n) * cols), batch.target, n);
    for (let r = 0; r < n; r++) {
      predicted[from + r] = predictedClass(batch.output, r, cols, scoring.threshold);
      targets[from + r] = targetClass(batch.target, r, batch.targetCols);
    }
  });
  return { split: split.name, iteration, rows, cols, outputs, targets, losses, ...(predicted ? { predicted } : {}) };
}

/** Rows of inputs as the network sees them, forward; what every layer makes of them too where that is wanted. */
export function* predictRows(setup: Setup, { inputs, layers = false }: PredictRows): Work<Predicted> {
  const size = setup.model.inputSize;
  const rows = inputs.length / size;
  if (!Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS) {
    throw new UserError(
      t`A question brings 1 to ${MOST_ROWS} rows of ${size} numbers each, not ${inputs.length} numbers.`,
      'bad-request',
    );
  }
  yield* settled(setup);
  const { iteration } = setup.trainer;
  const model = setup.lookingModel(rows, 'copied');
  const meter = new Meter();
  const cols = model.outputSize;
  const outputs = new Float32Array(rows * cols);
  const stages = layers ? model.stages : [];
  const activations = stages.map(({ name, shape }): TensorValues => ({
    name,
    shape: [rows, ...shape],
    values: new Float32Array(rows * sizeOf(shape)),
  }));
  for (let from = 0; from < rows; from += model.rows) {
    const n = Math.min(model.rows, rows - from);
    for (let i = 0; i < n * size; i++) model.input[i] = inputs[from * size + i];
    yield* forwardSliced(model, n, false, meter);
    outputs.set(model.output.subarray(0, n * cols) as Float32Array, from * cols);
    stages.forEach(({ data, size: width }, k) =>
      activations[k].values.set(data.subarray(0, n * width) as Float32Array, from * width),
    );
  }
  return { iteration, rows, cols, outputs, ...(layers ? { activations } : {}) };
}

/** Samples of a split as the network sees them, and as they stand in their file. */
export function splitRows(split: Split, positions: readonly number[]): SplitRows {
  const total = split.indices.length;
  const wrong = positions.find((p) => !Number.isInteger(p) || p < 0 || p >= total);
  if (wrong !== undefined || positions.length > MOST_ROWS) {
    throw new UserError(
      t`The ${split.name} rows are numbered 0 to ${total - 1}, and a question asks for at most ${MOST_ROWS}.`,
      'no-sample',
    );
  }
  const { inputs, indices, rawRow } = split;
  const n = positions.length;
  const values = new Float32Array(n * inputs.size);
  inputs.gather(
    values,
    Int32Array.from(positions, (p) => indices[p]),
    0,
    n,
  );
  return {
    split: split.name,
    inputs: { name: 'inputs', shape: [n, ...inputs.shape], values },
    ...(rawRow ? { raw: positions.map((p) => split.rawRow!(p)) } : {}),
  };
}

/** Not in the middle of an update. */
function* settled({ trainer }: Setup): Work<void> {
  while (trainer.phase === 'update') yield;
}
