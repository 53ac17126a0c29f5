// Frames: everything watched, reduced, in one fresh buffer, and only against a credit. A frame shows one moment: while a
// large one is being made (in pieces, so that a pause does not wait for it) training stands still.
import type { Floats } from '../../kernels/kernels';
import { packFrame, type FrameTensor, type TensorAspect, type WatchItem } from '../../protocol/frame';
import { Meter, metered } from '../meter';
import type { Tensor } from '../parameters';
import type { Setup } from '../setup';
import { asMatrix, reduce } from './reduce';

/** Cells in each direction unless a watch says otherwise, and at most. */
const CELLS = 64;
const MOST_CELLS = 1024;
/** Making frames may take this share of the time while training runs. */
const SHARE = 0.015;
/** A gradient is read by nothing else: the steps behind the frame find it in the caches where they had their own. */
const GRADIENT_SHARE = 0.011;
/** Forty-five a second move smoothly. */
const LEAST_MS = 22;
/** Frames whose times are compared. */
const TAKES = 16;

export class Frames {
  private items: readonly WatchItem[] = [];
  private credits = 0;
  private shown = -1;
  private stale = false;
  private work: Generator<void, ArrayBuffer, void> | undefined;
  private started = 0;
  private nextAt = -Infinity;
  /** Milliseconds that the last frames of these items took. */
  private takes: readonly number[] = [];
  /** Tensors whose updates are watched. */
  updates: readonly string[] = [];
  /** A frame waits for a step whose changes are kept. */
  awaiting = false;

  constructor(private readonly setup: Setup) {}

  watch(items: readonly WatchItem[]): void {
    for (const { tensor } of items) this.setup.model.parameters.find(tensor); // a sentence for an unknown one
    this.items = items;
    this.takes = [];
    this.updates = [...new Set(items.filter((i) => i.aspect === 'update').map((i) => i.tensor))].filter(
      (name) => this.setup.model.parameters.find(name).plan.trainable,
    );
    this.changed();
  }

  credit(frames: number): void {
    if (frames > 0) this.credits = Math.min(1000, this.credits + Math.floor(frames));
  }

  /** What was shown last is no longer true. */
  changed(): void {
    this.stale = true;
    this.awaiting = false;
    this.work = undefined;
  }

  /** A frame is being made. */
  get making(): boolean {
    return this.work !== undefined;
  }

  due(now: number, running: boolean): boolean {
    if (this.making) return true;
    if (this.credits === 0 || this.items.length === 0) return false;
    if (!this.stale && this.shown === this.setup.trainer.iteration) return false;
    return !running || this.stale || now >= this.nextAt;
  }

  /** Works on the frame until `enough`; gives it when it is complete. */
  slice(now: () => number, enough: () => boolean): ArrayBuffer | undefined {
    if (!this.work) {
      this.started = now();
      this.stale = this.awaiting = false;
      this.shown = this.setup.trainer.iteration;
      this.work = this.make();
    }
    do {
      const next = this.work.next();
      if (!next.done) continue;
      this.work = undefined;
      this.credits--;
      this.nextAt = this.started + Math.max(LEAST_MS, this.cost(now() - this.started + this.kept) / this.share);
      return next.value;
    } while (!enough());
    return undefined;
  }

  private get share(): number {
    return this.items.some(({ aspect }) => aspect === 'gradient') ? GRADIENT_SHARE : SHARE;
  }

  /** Keeping what an update changed took so long, for this frame alone. */
  private get kept(): number {
    return this.updates.length > 0 ? this.setup.trainer.keepingTook : 0;
  }

  /** What a frame costs: the least of the last ones. On a busy machine the others took longer, and worked no more. */
  private cost(took: number): number {
    this.takes = [...this.takes.slice(1 - TAKES), took];
    return Math.min(...this.takes);
  }

  /** A tensor's values of an aspect; undefined where they are not known. */
  values(tensor: Tensor, aspect: TensorAspect): Floats | undefined {
    const { data, offset, size, plan } = tensor;
    switch (aspect) {
      case 'weight':
        return data;
      case 'gradient':
        return plan.trainable ? this.setup.trainer.gradient?.subarray(offset, offset + size) : undefined;
      case 'update':
        return plan.trainable ? this.setup.trainer.change(tensor) : undefined;
      default:
        return aspect satisfies never;
    }
  }

  private *make(): Generator<void, ArrayBuffer, void> {
    const { model, perEpoch, trainer } = this.setup;
    const { iteration } = trainer;
    const tensors: FrameTensor[] = [];
    const cells: Float32Array[] = [];
    const meter = new Meter();
    for (const item of this.items) {
      const tensor = model.parameters.find(item.tensor);
      const [rows, cols] = asMatrix(tensor.shape, tensor.size);
      const from = clamp(item.rows?.[0] ?? 0, 0, rows - 1);
      const to = clamp(item.rows?.[1] ?? rows, from + 1, rows);
      const maxRows = clamp(item.maxRows ?? CELLS, 1, MOST_CELLS);
      const maxCols = clamp(item.maxCols ?? CELLS, 1, MOST_CELLS);
      const region = { from, to, maxRows, maxCols };
      let work = trainer.cells(tensor, item.aspect, region);
      if (!work) {
        yield* model.parameters.currentSliced(meter);
        const values = this.values(tensor, item.aspect);
        if (!values) continue; // no update yet
        work = reduce(values, cols, region);
      }
      const { cells: own, ...facts } = yield* metered(work, meter);
      tensors.push({ tensor: item.tensor, aspect: item.aspect, rows, cols, region: [from, to], ...facts });
      cells.push(own);
    }
    return packFrame({ iteration, epoch: iteration / perEpoch, tensors }, cells);
  }
}

const clamp = (n: number, low: number, high: number): number => Math.max(low, Math.min(high, Math.floor(n)));
