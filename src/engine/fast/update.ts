// The optimizer's update as instructions. Wide networks update each panel as its gradient is made, narrow ones all numbers
// at once, when the whole gradient lies in the store.
import * as op from '../../kernels/wasm/as/operations';
import type { Argument } from '../../kernels/wasm/tape';
import { PANEL } from './layout';
import type { Stages } from './stages';
import type { Writer } from './writer';

/** What is done with the gradient: it replaces the last one, is added to it, or becomes an update at once. */
export type GradientUse = 'store' | 'add' | 'update';

/** Multiply-adds in the time that one weight's update takes, at most. */
const UPDATE = 8;

/** True where an update follows each panel's gradient; else one follows all of them. */
export function updatesByPanel({ narrow }: Stages): boolean {
  return !narrow;
}

/** All learned numbers, from the gradient in the store. */
export function updateAll(tape: Writer): void {
  const { learned, gradient } = tape.stages.parts.store;
  tape.ranges(learned.length, PANEL, UPDATE, (from, to) =>
    updateOf(tape, 4 * from, gradient.byteOffset + 4 * from, to - from),
  );
}

/** n numbers, `at` bytes into the store's arrays, from the gradient at address `g`. */
export function updateOf(tape: Writer, at: number, g: Argument, n: number): void {
  const { optimizer, store } = tape.stages.parts;
  const [s0 = 0, s1 = 0, s2 = 0] = store.slots.map((slot) => slot.byteOffset + at);
  tape.add(op.UPDATE, [optimizer!, store.learned.byteOffset + at, g, s0, s1, s2, n], UPDATE * n);
}
