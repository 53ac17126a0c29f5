// The stages beside the dense ones as instructions, each forward and backward: activations, dropout, batch norm.
import * as op from '../../kernels/wasm/as/operations';
import * as kinds from '../../kernels/wasm/as/kinds';
import { f32 } from '../../kernels/wasm/tape';
import type { ActivationKind } from '../../kernels/wasm/words';
import { ACTIVATION_COST } from '../plan';
import { PANEL, up, type Values } from './layout';
import type { BatchNorm, Stage } from './stages';
import { updateOf, updatesByPanel, type GradientUse } from './update';
import { PIECE, type Writer } from './writer';

// ------------------------------------------------------------------ activations

export function activationForward(tape: Writer, { activation, x, y }: Stage, rows: number): void {
  if (tape.stages.narrow) return activateColumns(tape, activation!, y, x, rows);
  const { kind, a, b } = activation!;
  const cost = ACTIVATION_COST * rows * x.size;
  if (kind === kinds.SOFTMAX) return tape.add(op.SOFTMAX_ROWS, [y.at, x.at, rows, x.size, x.ld], cost);
  tape.floats(tape.stages.span(x, rows), cost, (at, n, part) =>
    tape.add(op.ACTIVATE, [kind, y.at + at, x.at + at, n, f32(a), f32(b)], part),
  );
}

export function activationBackward(tape: Writer, { activation, x, dx, y, dy }: Stage, rows: number): void {
  if (!dx || !dy) return;
  if (tape.stages.narrow) return slopeColumns(tape, activation!, { x, dx, y, dy }, rows);
  const { kind, a, b } = activation!;
  const cost = ACTIVATION_COST * rows * x.size;
  if (kind === kinds.SOFTMAX) return tape.add(op.SOFTMAX_ROWS_BACKWARD, [dx.at, dy.at, y.at, rows, x.size, x.ld], cost);
  tape.floats(tape.stages.span(x, rows), cost, (at, n, part) => {
    const args = [kind, dx.at + at, dy.at + at, x.at + at, y.at + at, n];
    tape.add(op.ACTIVATE_BACKWARD, [...args, f32(a), f32(b)], part);
  });
}

/** y from x, both feature by feature, whatever the network's layout. */
export function activateColumns(
  tape: Writer,
  { kind, a, b }: ActivationKind,
  y: Values,
  x: Values,
  rows: number,
): void {
  const cost = ACTIVATION_COST * rows * x.size;
  if (kind === kinds.SOFTMAX) tape.add(op.SOFTMAX_COLUMNS, [y.at, x.at, rows, x.size, x.ld], cost);
  else tape.add(op.ACTIVATE, [kind, y.at, x.at, x.size * x.ld, f32(a), f32(b)], cost);
}

/** And back: dx from dy, which may be the same place. */
export function slopeColumns(
  tape: Writer,
  { kind, a, b }: ActivationKind,
  { x, dx, y, dy }: Readonly<Record<'x' | 'dx' | 'y' | 'dy', Values>>,
  rows: number,
): void {
  const cost = ACTIVATION_COST * rows * x.size;
  if (kind === kinds.SOFTMAX) tape.add(op.SOFTMAX_COLUMNS_BACKWARD, [dx.at, dy.at, y.at, rows, x.size, x.ld], cost);
  else {
    const args = [kind, dx.at, dy.at, x.at, y.at, x.size * x.ld];
    tape.add(op.ACTIVATE_BACKWARD, [...args, f32(a), f32(b)], cost);
  }
}

// ------------------------------------------------------------------ dropout

export function dropoutForward(tape: Writer, { dropout, x, y }: Stage, rows: number, training: boolean): void {
  const span = tape.stages.span(x, rows);
  if (!training) return tape.add(op.COPY_ROWS, [y.at, span, x.at, span, 1, span], rows * x.size);
  const { random, mask, threshold, factor } = dropout!;
  const columns = Number(tape.stages.narrow);
  const args = [y.at, x.at, mask, random.byteOffset, rows, x.size, x.ld, columns, threshold | 0, f32(factor)];
  tape.add(op.DROPOUT_FORWARD, args, ACTIVATION_COST * rows * x.size);
}

export function dropoutBackward(tape: Writer, { dropout, dx, dy }: Stage, rows: number): void {
  if (!dx) return;
  const { mask, factor } = dropout!;
  tape.floats(tape.stages.span(dx, rows), rows * dx.size, (at, n, part) =>
    tape.add(op.DROPOUT_BACKWARD, [dx.at + at, dy!.at + at, mask + at, n, f32(factor)], part),
  );
}

// ------------------------------------------------------------------ batch norm

export function batchNormForward(tape: Writer, { batchNorm }: Stage, rows: number, training: boolean): void {
  const passes = training ? [0, 1, 2] : [2]; // without the batch's own statistics
  batchNormPasses(tape, op.BATCH_NORM_FORWARD, batchNorm!, passes, rows, training);
}

export function batchNormBackward(tape: Writer, stage: Stage, rows: number, use: GradientUse): void {
  const { stages } = tape;
  const { plan, batchNorm, dx } = stage;
  const { gradients, features } = batchNorm!;
  if (use !== 'add') for (const g of gradients) if (g) tape.add(op.FILL, [g, f32(0), features], features);
  // Of rows beyond the batch, which side by side are added up too, the pass writes nothing.
  if (dx && stages.narrow && rows < dx.ld) tape.add(op.FILL, [dx.at, f32(0), dx.size * dx.ld], dx.size * rows);
  batchNormPasses(tape, op.BATCH_NORM_BACKWARD, batchNorm!, [0, 1], rows, true);
  if (use !== 'update' || !updatesByPanel(stages)) return;
  const { store } = stages.parts;
  const { weight, bias } = store.homeOf(plan.index);
  [weight, bias].forEach((w, i) => updateOf(tape, w - store.learned.byteOffset, gradients[i]!, up(features, PANEL)));
}

/** Passes over all rows, cut where they would take long: at multiples of 64 rows. */
function batchNormPasses(
  tape: Writer,
  operation: number,
  { block, cost }: BatchNorm,
  passes: readonly number[],
  rows: number,
  training: boolean,
): void {
  const most = Math.max(64, Math.floor(PIECE / cost / 64) * 64);
  for (const pass of passes)
    for (let from = 0; from < rows; from += most) {
      const to = Math.min(rows, from + most);
      tape.add(operation, [block, pass, from, to, rows, Number(training)], cost * (to - from));
    }
}
