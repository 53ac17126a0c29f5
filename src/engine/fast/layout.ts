// Where the numbers of a batch lie for the SIMD kernels. Wide networks keep a batch row by row, and their weights packed
// in panels of 16 units; narrow ones keep it feature by feature, so that the rows of the batch fill the vectors, and
// their weights as everywhere else. A network is one or the other as a whole.
import type { LayerPlan } from '../plan';
import { sizeOf } from '../../nn/shape';

/** Floats of a cache line, and units of a panel. */
export const PANEL = 16;
/** Rows are padded to whole vectors where they lie side by side. */
export const LANES = 4;
/** Layers of at most so many inputs and units leave vectors along the units half empty. */
const NARROW = 64;

export type LayoutName = 'wide' | 'narrow';

export function layoutFor(plans: readonly LayerPlan[]): LayoutName {
  const widest = Math.max(0, ...plans.map((p) => Math.max(sizeOf(p.inputShape), sizeOf(p.outputShape))));
  return widest <= NARROW ? 'narrow' : 'wide';
}

/** Numbers of one stage for all rows of a chunk. */
export interface Values {
  /** Byte address. */
  readonly at: number;
  /** Numbers a row has. */
  readonly size: number;
  /** Wide: floats from row to row. Narrow: floats from feature to feature. */
  readonly ld: number;
}

export const up = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Floats from row to row; not a power of two, which would put all rows into the same sets of the cache. */
export function rowStride(size: number): number {
  const ld = up(size, PANEL);
  return ld % 64 === 0 ? ld + PANEL : ld;
}

/** Floats from feature to feature: whole vectors, and for the same reason not a multiple of a large power of two. */
export function columnStride(rows: number): number {
  const ld = up(rows, LANES);
  return ld % 256 === 0 ? ld + LANES : ld;
}

/** Floats of a dense layer's panels: [panels, inputs + 1, 16]. */
export function panelFloats(inputs: number, units: number): number {
  return (up(units, PANEL) / PANEL) * (inputs + 1) * PANEL;
}
