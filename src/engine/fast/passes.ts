// A chunk's passes as instructions, along the whole chain of stages: inputs taken in, forward, the loss, backward. What a
// program may consist of, and in which order, is said by its kind.
import * as op from '../../kernels/wasm/as/operations';
import { f32 } from '../../kernels/wasm/tape';
import { ACTIVATION_COST } from '../plan';
import { along, denseBackward, denseForward, slopeAlong } from './dense';
import { gradient } from './denseGradient';
import {
  activateColumns,
  activationBackward,
  activationForward,
  batchNormBackward,
  batchNormForward,
  dropoutBackward,
  dropoutForward,
  slopeColumns,
} from './layers';
import type { Stage } from './stages';
import { updateAll, updatesByPanel, type GradientUse } from './update';
import type { Writer } from './writer';

// What a program does, one after the other; its kind is the sum.
/** The inputs are there as lists: its instructions are others. */
export const LISTED = 1;
/** A chunk's gathered rows, into its place. */
export const LOAD = 2;
/** Forward, with the loss of each row and their sum. */
export const FORWARD = 4;
/** As in training: with dropout, and the batch's own statistics. */
export const TRAINING = 8;
/** Outputs row by row. */
export const OUTPUT = 16;
/** The backward pass, of the mean over the whole batch. */
export const BACKWARD = 32;
/** Its gradient is added to the last one, which it else replaces. */
export const ADD = 64;
/** The update: of the backward pass before it, or from the gradient in the store. */
export const UPDATE = 128;
/** The gradients of the last chunk once more, from what its passes left. */
export const GRADIENTS = 256;
/** A whole batch's step, chunk by chunk, without loss. */
export const STEP = 512;

/** A program of such a kind, for `rows` rows of a chunk, in a batch `of` so many. */
export function write(tape: Writer, kind: number, chunk: number, rows: number, of: number): void {
  const has = (part: number): boolean => (kind & part) !== 0;
  if (has(LOAD)) load(tape, chunk, rows);
  if (has(FORWARD)) {
    forward(tape, chunk, rows, has(TRAINING));
    head(tape, chunk, rows, true, has(OUTPUT));
  }
  const byPanel = has(BACKWARD) && updatesByPanel(tape.stages);
  if (has(BACKWARD)) backward(tape, chunk, rows, has(ADD) ? 'add' : has(UPDATE) ? 'update' : 'store', 1 / of);
  if (has(UPDATE) && !byPanel) updateAll(tape);
  if (has(GRADIENTS)) for (const stage of tape.stages.of(chunk, rows)) gradient(tape, stage, rows, 'store');
  if (has(STEP)) step(tape, rows);
}

function step(tape: Writer, rows: number): void {
  const { rows: most } = tape.stages.parts;
  for (let at = 0, chunk = 0; at < rows; at += most, chunk++) {
    const n = Math.min(most, rows - at);
    forward(tape, chunk, n, true);
    head(tape, chunk, n, false, false);
    backward(tape, chunk, n, at === 0 ? 'store' : 'add', 1 / rows);
  }
  updateAll(tape);
}

function load(tape: Writer, chunk: number, rows: number): void {
  const { stages } = tape;
  const { inputSize: size, input, target, narrow, parts } = stages;
  const { targetCols: cols } = parts;
  const x = stages.inputOf(chunk, rows);
  const t = stages.targetOf(chunk, rows);
  const staged = input.byteOffset;
  if (tape.listed) {
    // as lists already
  } else if (narrow) tape.add(op.TRANSPOSE, [x.at, x.ld, staged, size, rows, size], rows * size);
  else if (staged !== x.at) tape.add(op.COPY_ROWS, [x.at, x.ld, staged, size, rows, size], rows * size);
  tape.add(op.TRANSPOSE, [t.at, t.ld, target.byteOffset, cols, rows, cols], rows * cols);
}

export function forward(tape: Writer, chunk: number, rows: number, training: boolean): void {
  const { stages } = tape;
  const chain = stages.of(chunk, rows);
  chain.forEach((stage, n) => {
    if (stage.activation) {
      if (!along(stages, chain, n - 1)) activationForward(tape, stage, rows);
    } else if (stage.dropout) dropoutForward(tape, stage, rows, training);
    else if (stage.batchNorm) batchNormForward(tape, stage, rows, training);
    else denseForward(tape, stage, rows, along(stages, chain, n));
  });
}

/** The last activation, the loss, and the outputs row by row. */
function head(tape: Writer, chunk: number, rows: number, loss: boolean, output: boolean): void {
  const { stages } = tape;
  const { chain, outputSize: cols, narrow, parts } = stages;
  const { z, y, activation, loss: word } = stages.headOf(rows);
  const last = chain[chain.length - 1]!.y;
  if (!narrow) tape.add(op.TRANSPOSE, [z.at, z.ld, last.at, last.ld, rows, cols], rows * cols);
  if (activation && !along(stages, chain, chain.length - 1)) activateColumns(tape, activation, y, z, rows);
  if (loss) {
    const { kind, a } = word;
    const target = stages.targetOf(chunk, rows).at;
    const args = [kind, stages.perRow.byteOffset, y.at, z.at, target, rows, cols, z.ld, parts.targetCols];
    tape.add(op.LOSS_FORWARD, [...args, f32(a), stages.lossSum.byteOffset], ACTIVATION_COST * rows * cols);
  }
  if (output && cols > 1) tape.add(op.TRANSPOSE, [stages.output.byteOffset, cols, y.at, y.ld, cols, rows], rows * cols);
}

export function backward(tape: Writer, chunk: number, rows: number, use: GradientUse, scale: number): void {
  const { stages } = tape;
  const chain = stages.of(chunk, rows);
  if (!headBackward(tape, chunk, rows, scale)) return;
  // Threads make the gradients of all layers together, and wait for each other once.
  const together: Stage[] = [];
  for (let n = chain.length - 1; n >= 0; n--) {
    const stage = chain[n]!;
    if (!stage.dy) break;
    if (stage.activation) {
      if (!slopeAlong(stages, chain, n + 1)) activationBackward(tape, stage, rows);
    } else if (stage.dropout) dropoutBackward(tape, stage, rows);
    else if (stage.batchNorm) batchNormBackward(tape, stage, rows, use);
    else {
      denseBackward(tape, stage, rows, slopeAlong(stages, chain, n)); // before the weights may be changed
      if (tape.threads > 1 && stage.lists === undefined) together.push(stage);
      else gradient(tape, stage, rows, use); // lists have one place for all layers
    }
  }
  if (together.length > 0) tape.together(() => together.forEach((stage) => gradient(tape, stage, rows, use)));
}

/** The loss and the last activation; false where nothing before them learns. */
function headBackward(tape: Writer, chunk: number, rows: number, scale: number): boolean {
  const { stages } = tape;
  const { chain, outputSize: cols, narrow, parts } = stages;
  const { z, y, dz, activation, loss } = stages.headOf(rows);
  if (!dz) return false;
  const { kind, a, fused } = loss;
  const target = stages.targetOf(chunk, rows).at;
  const args = [kind, dz.at, y.at, z.at, target, rows, cols, z.ld, parts.targetCols];
  tape.add(op.LOSS_BACKWARD, [...args, f32(scale), f32(a)], ACTIVATION_COST * rows * cols);
  if (activation && !fused) slopeColumns(tape, activation, { x: z, dx: dz, y, dy: dz }, rows);
  const end = chain[chain.length - 1]!.dy!;
  if (!narrow) tape.add(op.TRANSPOSE, [end.at, end.ld, dz.at, dz.ld, cols, rows], rows * cols);
  return true;
}
