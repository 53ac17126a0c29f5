// Shapes: sizes of one sample, without the batch.
import type { Shape } from './words';

/** How many numbers a tensor of this shape holds; 1 for []. */
export function sizeOf(shape: Shape): number {
  let n = 1;
  for (const s of shape) n *= s;
  return n;
}

/** For people: "28×28", "784". */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((s, i) => s === b[i]);
}
