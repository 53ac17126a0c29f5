// A tape on which a network's passes are written: knows where the numbers lie, how many threads share the work, and cuts
// it into instructions that each are short enough to stop after.
import { Tape } from '../../kernels/wasm/tape';
import { PANEL, up } from './layout';
import type { Stages } from './stages';

/** Most multiply-adds of one instruction, and of a piece of a program: about a millisecond. */
export const PIECE = 6e6;

/** Slices that a fork has for each thread: enough that one who is late finds less left to do. */
const SLICES = 4;

/** Panels that the sparse kernels work on at once, and whose gradients are used up together. */
export const PAIR = 2;

export class Writer extends Tape {
  constructor(
    readonly stages: Stages,
    readonly threads: number,
    /** The inputs are there as lists of what is not zero. */
    readonly listed: boolean,
  ) {
    super({ threads, stride: stages.stride });
  }

  /** Work on 0 … n − 1, shared by the threads, and cut where it would take long, at multiples of `unit`. */
  ranges(n: number, unit: number, costOfOne: number, write: (from: number, to: number, cost: number) => void): void {
    const { threads } = this;
    const most = Math.max(unit, Math.floor(PIECE / costOfOne / unit) * unit);
    const share = threads === 1 ? n : up(Math.ceil(n / (SLICES * threads)), unit);
    const size = Math.max(unit, Math.min(most, share));
    this.fork(Math.ceil(n / size), (k) => {
      const [from, to] = [k * size, Math.min(n, (k + 1) * size)];
      write(from, to, (to - from) * costOfOne);
    });
  }

  /** Work over all panels of a layer. */
  panels(units: number, costOfUnit: number, write: (p0: number, p1: number, cost: number) => void): void {
    this.ranges(up(units, PANEL) / PANEL, PAIR, PANEL * costOfUnit, write);
  }

  /** Work on each of n floats: `at` is an offset in bytes. */
  floats(n: number, cost: number, write: (at: number, n: number, cost: number) => void): void {
    if (this.threads === 1) write(0, n, cost);
    else this.ranges(n, PANEL, cost / n, (from, to) => write(4 * from, to - from, (cost / n) * (to - from)));
  }
}
