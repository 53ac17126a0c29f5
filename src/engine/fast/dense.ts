// A dense layer's passes as instructions: y [B,O] = x [B,I]·wᵀ + b, w [O,I], and back dx = dy·w. Its gradient is in
// denseGradient.ts.
//
// Narrow networks: one instruction, which takes along the activation beside the layer. Wide ones: by panels of units or
// ranges of inputs, through lists of what is not zero where the flags of HiddenLists say so while the program runs.
import * as op from '../../kernels/wasm/as/operations';
import * as kinds from '../../kernels/wasm/as/kinds';
import { f32, own } from '../../kernels/wasm/tape';
import type { ActivationKind } from '../../kernels/wasm/words';
import { ACTIVATION_COST } from '../plan';
import { PANEL, up, type Values } from './layout';
import { HiddenLists } from './sparse';
import { isDense, type Stage, type Stages } from './stages';
import { PAIR, type Writer } from './writer';

/** Rows that the dense kernels work on at once. */
const TILE = 4;

/** Inputs that the sparse kernels go back to at once. */
const INPUTS = 32;

/** Share of the products that zero-skipping leaves, about: of the inputs, and behind relu. */
export const LISTED = 0.2;
export const HALF = 0.5;

/** For fewer rows, weights or gradients are not turned round. */
const LISTED_ROWS = 16;

/** An activation and where its values go. */
type Along = ActivationKind & { readonly y: Values };

/** The activation behind stage n where that is a narrow dense layer's, whose instruction takes it along. */
export function along({ narrow, head }: Stages, chain: readonly Stage[], n: number): Along | undefined {
  const stage = chain[n];
  if (!narrow || !stage || !isDense(stage)) return undefined;
  const { y, activation } = chain[n + 1] ?? head;
  return activation && activation.kind !== kinds.SOFTMAX ? { ...activation, y } : undefined;
}

/** The activation before stage n where that is a narrow dense layer's, whose instruction goes back through both. */
export function slopeAlong({ narrow }: Stages, chain: readonly Stage[], n: number): Stage | undefined {
  const [before, stage] = [chain[n - 1], chain[n]];
  if (!narrow || !stage || !isDense(stage) || !before?.activation) return undefined;
  return before.activation.kind === kinds.SOFTMAX ? undefined : before;
}

/** With the activation `behind` it, where the instruction takes that along. */
export function denseForward(
  tape: Writer,
  { plan, x, y, lists }: Stage,
  rows: number,
  behind: Along | undefined,
): void {
  const { narrow, parts, scratch, sparse, hidden, x: input } = tape.stages;
  const { weight, bias } = parts.store.homeOf(plan.index);
  const [I, O] = [x.size, y.size];
  if (narrow) {
    const { kind, a, y: out } = behind ?? { kind: kinds.LINEAR, a: 0, y };
    const args = [y.at, x.at, weight, bias, I, O, x.ld, scratch, kind, out.at, f32(a)];
    tape.add(op.NARROW_FORWARD, args, I * O * rows + (behind ? ACTIVATION_COST * O * rows : 0));
    return;
  }
  if (tape.listed && x.at === input.at) {
    const { starts } = sparse!;
    tape.panels(O, LISTED * I * rows, (p0, p1, cost) =>
      tape.add(op.SPARSE_FORWARD, [starts, weight, y.at, y.ld, rows, I, p0, p1], cost),
    );
    return;
  }
  const args = (p0: number, p1: number) => [x.at, x.ld, weight, y.at, y.ld, rows, I, p0, p1, own(scratch)];
  if (lists !== undefined) {
    const { starts, rowEntries } = hidden!;
    tape.add(op.COUNT_NON_ZERO, [lists, x.at, x.ld, rows, I, HiddenLists.most(rows, I)], rows * I);
    tape.add(op.WHEN, [lists, 1, op.LIST_ROWS, starts, rowEntries, x.at, x.ld, rows, I], rows * I);
    const listed = (p0: number, p1: number) => [starts, weight, y.at, y.ld, rows, I, p0, p1];
    tape.panels(O, I * rows, (p0, p1, cost) => {
      tape.add(op.WHEN, [lists, 1, op.SPARSE_FORWARD, ...listed(p0, p1)], HALF * cost);
      tape.add(op.WHEN, [lists, 0, op.WIDE_FORWARD, ...args(p0, p1)], HALF * cost);
    });
    return;
  }
  const panels = up(O, PANEL) / PANEL;
  if (panels >= PAIR * tape.threads) {
    tape.panels(O, I * rows, (p0, p1, cost) => tape.add(op.WIDE_FORWARD, args(p0, p1), cost));
    return;
  }
  // Too few panels to share: rows instead.
  tape.ranges(rows, TILE, I * panels * PANEL, (from, to, cost) => {
    const [top, left] = [x.at + 4 * from * x.ld, y.at + 4 * from * y.ld];
    const some = [top, x.ld, weight, left, y.ld, to - from, I, 0, panels, own(scratch)];
    tape.add(op.WIDE_FORWARD, some, cost);
  });
}

/** Through the activation `before` it as well, likewise. */
export function denseBackward(tape: Writer, stage: Stage, rows: number, before: Stage | undefined): void {
  const { narrow, parts, scratch, hidden } = tape.stages;
  const { plan, x, dx, dy } = stage;
  const listsBack = flagBack(stage, rows);
  const [I, O] = [x.size, dy!.size];
  if (listsBack !== undefined && (dx || !tape.listed)) {
    const most = HiddenLists.most(rows, O);
    tape.add(op.COUNT_NON_ZERO, [listsBack, dy!.at, dy!.ld, rows, O, most], rows * O); // for the gradient too
  }
  if (!dx) return;
  const { weight } = parts.store.homeOf(plan.index);
  if (narrow) {
    const { kind, a } = before?.activation ?? { kind: kinds.LINEAR, a: 0 };
    const args = [dx.at, dy!.at, weight, I, O, dx.ld, scratch, kind, (before?.x ?? x).at, x.at, f32(a)];
    tape.add(op.NARROW_BACKWARD_INPUT, args, I * O * rows + (before ? ACTIVATION_COST * I * rows : 0));
    return;
  }
  const dense = (from: number, to: number) => [dx.at, dx.ld, dy!.at, dy!.ld, weight, rows, I, O, from, to];
  if (listsBack === undefined) {
    tape.ranges(I, INPUTS, O * rows, (from, to, cost) => tape.add(op.WIDE_BACKWARD_INPUT, dense(from, to), cost));
    return;
  }
  const { starts, rowEntries } = hidden!;
  tape.add(op.WHEN, [listsBack, 1, op.LIST_UNITS, starts, rowEntries, dy!.at, dy!.ld, rows, O], rows * O);
  tape.ranges(I, INPUTS, O * rows, (from, to, cost) => {
    const args = [dx.at, dx.ld, starts, weight, rows, I, O, from, to, own(scratch)];
    tape.add(op.WHEN, [listsBack, 1, op.SPARSE_BACKWARD_INPUT, ...args], HALF * cost);
    tape.add(op.WHEN, [listsBack, 0, op.WIDE_BACKWARD_INPUT, ...dense(from, to)], HALF * cost);
  });
}

/** Of a dense layer's gradients, where lists may pay for so many rows. */
export function flagBack({ listsBack }: Stage, rows: number): number | undefined {
  return rows >= LISTED_ROWS ? listsBack : undefined;
}
