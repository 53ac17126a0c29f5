// Which rows make up which batch. The order of an epoch is drawn when the epoch before it ends, so that at any moment
// the order, the stream and the iteration say all that comes.
import type { Split } from '../data/dataset';
import { Rng } from '../nn/rng';
import type { Model } from './model';

/** Numbers gathered at once when the gathering may have to stop in between. */
export const GATHER = 1 << 18;

export class Batches {
  readonly rows: number;
  readonly perEpoch: number;
  /** The full batch takes the rows as they lie. */
  readonly full: boolean;
  readonly order: Int32Array;
  readonly rng: Rng;

  constructor(
    readonly split: Split,
    readonly size: number,
    private readonly shuffle: boolean,
    private readonly seed: number,
  ) {
    this.rows = split.indices.length;
    this.perEpoch = Math.max(1, Math.ceil(this.rows / size));
    this.full = this.perEpoch === 1;
    this.order = this.full ? split.indices : split.indices.slice();
    this.rng = Rng.stream(seed, 'shuffle');
  }

  reset(): void {
    this.rng.restore(Rng.stream(this.seed, 'shuffle').save());
    if (this.full) return;
    this.order.set(this.split.indices);
    this.draw();
  }

  /** First row of the batch of update number `iteration`, in `order`. */
  from(iteration: number): number {
    return (iteration % this.perEpoch) * this.size;
  }

  count(iteration: number): number {
    return Math.min(this.size, this.rows - this.from(iteration));
  }

  /** After update number `iteration - 1`. */
  passed(iteration: number): void {
    if (!this.full && iteration % this.perEpoch === 0) this.draw();
  }

  gather(model: Model, from: number, rows: number): void {
    this.split.inputs.gather(model.input, this.order, from, rows);
    this.split.targets.gather(model.target, this.order, from, rows);
  }

  /** The same in pieces: how many rows one piece has. */
  get pieceRows(): number {
    return Math.max(1, Math.floor(GATHER / Math.max(1, this.split.inputs.size)));
  }

  gatherPart(model: Model, from: number, at: number, rows: number): void {
    const { inputs, targets } = this.split;
    inputs.gather(model.input.subarray(at * model.inputSize), this.order, from + at, rows);
    targets.gather(model.target.subarray(at * model.targetCols), this.order, from + at, rows);
  }

  private draw(): void {
    if (this.shuffle) this.rng.shuffle(this.order);
  }
}
