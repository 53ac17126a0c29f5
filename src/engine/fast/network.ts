// A network on the SIMD kernels, as the trainer and the evaluator use it: rows are gathered, and each pass is a program
// that is written once (passes.ts) and then run as often as needed. `FastNetwork.of` gives undefined where the kernels
// lack a word of this network, or it has no stage before its head.
import { later, translated } from '../../l10n';
import type { Split } from '../../data/dataset';
import type { Piece } from '../../kernels/wasm/tape';
import { activationKind, lossKind, type LossKind } from '../../kernels/wasm/words';
import type { Rng } from '../../nn/rng';
import type { Meter, Work } from '../meter';
import type { LayerPlan } from '../plan';
import * as passes from './passes';
import { Programs } from './programs';
import { Stages, type NetworkParts } from './stages';
import { PIECE, Writer } from './writer';

/** Random streams by name. */
export type Streams = readonly { readonly name: string; readonly rng: Rng }[];

/**
 * Multiply-adds from which a step, or a chunk of an evaluation, is shared. Measured with two threads: 1.2 times as fast
 * at 1.6e6 (0.13 ms), but slower where the processors have other work; 1.6 times at 4.6e6 (0.22 ms).
 */
const SHARED = 2.5e6;

/** What ends a run whose helper thread was killed, by whatever, with work half done. */
const LOST = later(
  'A thread that shared the work of this step has ended in the middle of it. Train again, or with "threads": 1.',
);

/** Multiply-adds of these kernels in the time of one of the plain loops. */
export const SPEED = 8;

export class FastNetwork {
  /** Row by row: [rows, targetCols] as a split gathers them, and [rows, outputSize]. */
  readonly target: Float32Array;
  readonly output: Float32Array;
  /** The loss of each row [rows]. */
  readonly perRow: Float32Array;
  readonly outputSize: number;
  readonly targetCols: number;
  /** Of a chunk, at most. */
  readonly rows: number;
  /** Of those losses [1]: programs add to it. */
  readonly lossSum: Float64Array;
  private readonly stages: Stages;
  private readonly programs = new Programs();
  /** Whether a step is worth sharing, with the first layer's inputs as rows and as lists. */
  private readonly worthSharing: [boolean?, boolean?] = [];
  /** The last batch gathered is there as lists. */
  private listed = false;

  static of(parts: NetworkParts): FastNetwork | undefined {
    const last = parts.plans[parts.plans.length - 1];
    const loss = last && lossKind(parts.loss, last.activation);
    return loss && parts.plans.every(known) && parts.plans.some(isStage) ? new FastNetwork(parts, loss) : undefined;
  }

  private constructor(
    private readonly parts: NetworkParts,
    loss: LossKind,
  ) {
    const stages = (this.stages = new Stages(parts, loss));
    this.rows = parts.rows;
    this.target = stages.target;
    this.targetCols = parts.targetCols;
    this.output = stages.output;
    this.outputSize = stages.outputSize;
    this.perRow = stages.perRow;
    this.lossSum = stages.lossSum;
  }

  // ------------------------------------------------------------------ what goes in

  /** The streams of dropout, as the run has them: taken before a training pass, given back after it. */
  takeRandom(streams: Streams): void {
    for (const { dropout } of this.stages.chain)
      if (dropout) dropout.random.set(streams.find((s) => s.name === dropout.name)!.rng.save());
  }

  giveRandom(streams: Streams): void {
    for (const { dropout } of this.stages.chain) {
      if (!dropout) continue;
      const [a, b, c, d] = dropout.random;
      streams.find((s) => s.name === dropout.name)!.rng.restore([a!, b!, c!, d!]);
    }
  }

  /** Rows [from, from + n) of `order`, into a chunk's place. */
  gather(split: Split, order: Int32Array, from: number, n: number, chunk = 0): void {
    const { input, sparse, x } = this.stages;
    split.targets.gather(this.target, order, from, n);
    this.listed = sparse?.takeBytes(split.inputs, order, from, n) ?? false;
    if (!this.listed) split.inputs.gather(input, order, from, n);
    this.run(this.program(passes.LOAD + this.lists, chunk, n, 0));
    if (sparse && !split.inputs.pixels) this.listed = sparse.takeRows(x, n);
    if (this.listed && this.parts.optimizer !== undefined) sparse!.makeColumns(n);
  }

  // ------------------------------------------------------------------ programs, as pieces to be run in order

  /** Forward as in prediction, with the loss, and outputs row by row. */
  private prediction(rows: number): readonly Piece[] {
    return this.program(passes.FORWARD + passes.OUTPUT + this.lists, 0, rows, 0);
  }

  /**
   * Forward as in training, with the loss, and outputs row by row where they are scored. With `gradient`, backward too:
   * of the mean over `of` rows, and it replaces the last gradient ('store') or is added to it.
   */
  training(chunk: number, rows: number, scored: boolean, gradient?: 'store' | 'add', of = 0): readonly Piece[] {
    let kind = passes.FORWARD + passes.TRAINING + this.lists;
    if (scored) kind += passes.OUTPUT;
    if (gradient) kind += passes.BACKWARD;
    if (gradient === 'add') kind += passes.ADD;
    return this.program(kind, chunk, rows, of);
  }

  /** Backward and update in one, after a whole batch's training pass: the gradient is used up as it is made. */
  fusedUpdate(rows: number): readonly Piece[] {
    return this.program(passes.BACKWARD + passes.UPDATE + this.lists, 0, rows, rows);
  }

  /** The update from the gradient in the store. */
  update(): readonly Piece[] {
    return this.program(passes.UPDATE, 0, 0, 0);
  }

  /** The gradients of the last chunk once more, from what its passes left: for those that were used up at once. */
  gradients(rows: number): readonly Piece[] {
    return this.program(passes.GRADIENTS + this.lists, 0, rows, 0);
  }

  /** A whole batch's step as one stretch of instructions, without loss: for many of them in one call. */
  wholeStep(rows: number): Piece {
    return this.program(passes.STEP, 0, rows, rows, Infinity)[0]!;
  }

  /** Multiply-adds of a step of so many rows. */
  cost(rows: number): number {
    const n = Math.min(rows, this.rows);
    const pieces = this.training(0, n, true, 'store', n);
    return (pieces.reduce((sum, piece) => sum + piece.cost, 0) * rows) / n;
  }

  private get lists(): number {
    return this.listed ? passes.LISTED : 0;
  }

  /** Found, at nearly every step, or written. */
  private program(kind: number, chunk: number, rows: number, of: number, most = PIECE): readonly Piece[] {
    return this.programs.find(kind, chunk, rows, of) ?? this.write(kind, chunk, rows, of, most);
  }

  private write(kind: number, chunk: number, rows: number, of: number, most: number): readonly Piece[] {
    const tape = new Writer(this.stages, this.sharing, this.listed);
    passes.write(tape, kind, chunk, rows, of);
    return this.programs.keep({ kind, chunk, rows, of, pieces: tape.place(this.parts.simd.arena, most) });
  }

  // ------------------------------------------------------------------ running them

  run(pieces: readonly Piece[]): void {
    const { exports, crew } = this.parts.simd;
    for (const { from, to, shared } of pieces) {
      try {
        exports.run!(from, to);
      } catch (error) {
        throw crew.lost ? new Error(translated(LOST)) : error;
      }
      crew.worked(shared);
    }
  }

  /** Loss and outputs of a split's rows [from, from + rows), as predictions: with places to stop in between. */
  *forwardSliced(split: Split, from: number, rows: number, meter: Meter): Work<void> {
    this.parts.store.take();
    this.gather(split, split.indices, from, rows);
    this.lossSum[0] = 0;
    for (const piece of this.prediction(rows)) {
      this.run([piece]);
      if (meter.spend(piece.cost / SPEED)) yield;
    }
  }

  /** Threads that share a step with a batch like the last one gathered. */
  get sharing(): number {
    const { crew } = this.parts.simd;
    if (this.stages.narrow || crew.size === 1) return 1;
    const worth = (this.worthSharing[Number(this.listed)] ??= this.stepCost() >= SHARED);
    return worth ? crew.size : 1;
  }

  /** Multiply-adds of a full chunk's step on one thread, without the loss. */
  private stepCost(): number {
    const tape = new Writer(this.stages, 1, this.listed);
    passes.forward(tape, 0, this.rows, true);
    if (this.parts.optimizer !== undefined) passes.backward(tape, 0, this.rows, 'store', 1);
    return tape.cost;
  }
}

/** Of `flatten` and a last activation alone nothing is left but the head, and there is nothing to be quick about. */
function isStage({ word, activation }: LayerPlan, index: number, plans: readonly LayerPlan[]): boolean {
  return word.bind !== undefined || (activation !== undefined && index < plans.length - 1);
}

function known({ word, activation }: LayerPlan): boolean {
  if (!['dense', 'flatten', 'activation', 'dropout', 'batch_norm'].includes(word.name)) return false;
  return activation === undefined || activationKind(activation) !== undefined;
}
