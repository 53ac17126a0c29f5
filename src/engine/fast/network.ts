// A network's passes as programs for the SIMD kernels: forward, loss and backward of one chunk of rows, written once and
// then run as often as needed. `FastNetwork.of` gives undefined where the kernels lack a word of this network.
//
// The surprise: the last activation and the loss always work feature by feature, whatever the layout, so that there is one
// version of each loss; outputs are few, and turning them round costs little.
import { later, translated } from '../../l10n';
import type { Split } from '../../data/dataset';
import * as op from '../../kernels/wasm/as/operations';
import * as blocks from '../../kernels/wasm/as/blocks';
import * as kinds from '../../kernels/wasm/as/kinds';
import type { Simd } from '../../kernels/wasm/simd';
import { f32, own, Tape, type Argument, type Piece } from '../../kernels/wasm/tape';
import { activationKind, lossKind, type ActivationKind, type LossKind } from '../../kernels/wasm/words';
import type { Rng } from '../../nn/rng';
import { sizeOf } from '../../nn/shape';
import type { WordSpec } from '../../spec/spec';
import { ACTIVATION_COST, type LayerPlan } from '../plan';
import { columnStride, PANEL, rowStride, up, type LayoutName, type Values } from './layout';
import type { Meter } from '../meter';
import { type Work } from '../meter';
import { Programs } from './programs';
import { HiddenLists, PACKED_ROW, SparseInput, sparseScratch, type ColumnLists } from './sparse';
import type { Store } from './store';

export interface FastParts {
  readonly simd: Simd;
  readonly plans: readonly LayerPlan[];
  readonly layout: LayoutName;
  readonly loss: WordSpec;
  readonly targetCols: number;
  /** Rows the buffers hold. */
  readonly rows: number;
  /** Chunks whose inputs and targets stay in memory side by side. */
  readonly chunks: number;
  /** The learned numbers. */
  readonly store: Store;
  /** For the backward pass: the optimizer's number for the kernels. */
  readonly optimizer?: number;
}

/** Random streams by name. */
export type Streams = readonly { readonly name: string; readonly rng: Rng }[];

/** What is done with the gradient: it replaces the last one, is added to it, or becomes an update at once. */
export type GradientUse = 'store' | 'add' | 'update';

export interface Wanted {
  readonly chunk: number;
  readonly rows: number;
  readonly training: boolean;
  /** Loss of each row and their sum. */
  readonly loss: boolean;
  /** Outputs row by row. */
  readonly output: boolean;
  /** The backward pass, of the mean over so many rows. */
  readonly gradient?: { readonly use: Exclude<GradientUse, 'update'>; readonly of: number };
}

export interface Backward {
  readonly chunk: number;
  readonly rows: number;
  readonly use: GradientUse;
  /** Rows of the whole batch. */
  readonly of: number;
}

/** Most multiply-adds of one instruction, and of a piece of a program: about a millisecond. */
const PIECE = 6e6;

/**
 * Multiply-adds from which a step, or a chunk of an evaluation, is shared. Measured with two threads: 1.2 times as fast
 * at 1.6e6 (0.13 ms), but slower where the processors have other work; 1.6 times at 4.6e6 (0.22 ms).
 */
const SHARED = 2.5e6;

/** Slices that a fork has for each thread: enough that one who is late finds less left to do. */
const SLICES = 4;

/** Rows that the dense kernels work on at once. */
const TILE = 4;

/** Inputs that the sparse kernels go back to at once. */
const INPUTS = 32;

/** Panels that the sparse kernels work on at once, and whose gradients are used up together. */
const PAIR = 2;

/** Multiply-adds in the time that one weight's update takes, at most. */
const UPDATE = 8;

/** What ends a run whose helper thread was killed, by whatever, with work half done. */
const LOST = later(
  'A thread that shared the work of this step has ended in the middle of it. Train again, or with "threads": 1.',
);

/** Share of the products that zero-skipping leaves, about: of the inputs, and behind relu. */
const LISTED = 0.2;
const HALF = 0.5;
/** Layers of fewer units are done before their inputs are listed. */
const LISTED_UNITS = 128;
/** And for fewer rows, weights or gradients are not turned round. */
const LISTED_ROWS = 16;

/** Multiply-adds of these kernels in the time of one of the plain loops. */
export const SPEED = 8;

// Kinds of programs; listed or not, and what else there is to choose, is added.
const [LOAD, GRADIENTS, WHOLE_STEP, UPDATE_ALL, BACKWARD, PASSES] = [0, 2, 4, 6, 8, 16] as const;

/** One stage of the chain: a layer's arithmetic or an activation. */
interface Stage {
  readonly plan: LayerPlan;
  readonly activation?: ActivationKind;
  readonly dropout?: Dropout;
  readonly batchNorm?: BatchNorm;
  /** Of a dense layer behind relu or dropout: the flag of its inputs' lists. */
  readonly lists?: number;
  /** Of a dense layer before relu: the flag of its outputs' gradients. */
  readonly listsBack?: number;
  readonly x: Values;
  readonly dx: Values | undefined;
  readonly y: Values;
  readonly dy: Values | undefined;
}

interface Dropout {
  /** The stream's four words. */
  readonly random: Int32Array;
  readonly name: string;
  /** Addresses. */
  readonly mask: number;
  readonly threshold: number;
  readonly factor: number;
}

/** An activation and where its values go. */
type Along = ActivationKind & { readonly y: Values };

/** Where its block of words lies, and the gradients it adds to. */
interface BatchNorm {
  readonly block: number;
  readonly gradients: readonly number[];
  readonly features: number;
  /** Multiply-adds of a pass over a row. */
  readonly cost: number;
}

/** A dense layer's gradient, made by one kernel or another. */
interface Way {
  /** Operations: the gradient alone, and with SGD. */
  readonly gradient: number;
  readonly sgd: number;
  /** Their first arguments after the address of the result. */
  readonly input: readonly number[];
  /** Of the products. */
  readonly share: number;
  /** Address of a flag, and whether it is to be 0 or more (1) or less (0). */
  readonly when?: readonly [number, 0 | 1];
}

export class FastNetwork {
  /** Row by row, as a split gathers them. */
  readonly input: Float32Array;
  readonly target: Float32Array;
  readonly output: Float32Array;
  readonly perRow: Float32Array;
  readonly outputSize: number;
  readonly targetCols: number;
  readonly rows: number;
  readonly inputSize: number;
  /** Of the last program that was asked for the loss; programs add to it. */
  readonly lossSum: Float64Array;
  private readonly stages: readonly Stage[];
  private readonly lastActivation: ActivationKind | undefined;
  private readonly programs = new Programs();
  /** Inputs and targets of the first chunk; those of the others follow, so many bytes apart. */
  private readonly x: Values;
  private readonly t: Values;
  private readonly xStep: number;
  private readonly tStep: number;
  /** The last activation's values before and after, and their gradients, feature by feature. */
  private readonly z: Values;
  private readonly y: Values;
  private readonly dz: Values | undefined;
  private readonly scratch: number;
  /** Columns are as long as the chunk at hand: nothing is done for rows that are not there. */
  private readonly fits: boolean;
  /** Bytes from one thread's scratch to the next one's. */
  private readonly stride: number;
  /** That share the program that is being written. */
  private threads = 1;
  /** Whether a step is worth sharing, with the first layer's inputs as rows and as lists. */
  private readonly worthSharing: [boolean?, boolean?] = [];
  /** Where the first layer is dense, and wide. */
  private readonly sparse: SparseInput | undefined;
  private readonly hidden: HiddenLists | undefined;
  /** The last batch gathered is there as lists. */
  private listed = false;
  /** Room for the gradient of two panels of the deepest layer. */
  private readonly panelGradient: number;

  static of(parts: FastParts): FastNetwork | undefined {
    const last = parts.plans[parts.plans.length - 1];
    const loss = last && lossKind(parts.loss, last.activation);
    return loss && parts.plans.every(known) ? new FastNetwork(parts, loss) : undefined;
  }

  private constructor(
    private readonly parts: FastParts,
    private readonly loss: LossKind,
  ) {
    const { plans, rows, chunks, layout, simd } = parts;
    const backward = parts.optimizer !== undefined;
    const { arena } = simd;
    const last = plans[plans.length - 1]!;
    this.rows = rows;
    this.targetCols = parts.targetCols;
    const inputSize = (this.inputSize = sizeOf(plans[0]!.inputShape));
    const cols = (this.outputSize = sizeOf(last.outputShape));
    const narrow = layout === 'narrow';
    const lanes = columnStride(rows);
    const columns = (size: number): Values => ({ at: arena.bytes(4 * size * lanes), size, ld: lanes });
    const values = (size: number): Values =>
      narrow ? columns(size) : { at: arena.bytes(4 * rows * rowStride(size)), size, ld: rowStride(size) };

    this.x = values(inputSize);
    this.xStep = 4 * (narrow ? inputSize * lanes : rows * this.x.ld);
    if (chunks > 1) arena.bytes((chunks - 1) * this.xStep);
    this.t = columns(parts.targetCols);
    this.tStep = 4 * parts.targetCols * lanes;
    if (chunks > 1) arena.bytes((chunks - 1) * this.tStep);
    // Where both forms are the same, rows are gathered into place.
    const view = (at: number, n: number) => new Float32Array(arena.memory.buffer, at, n);
    const plainInput = !narrow && this.x.ld === inputSize;
    this.input = plainInput ? view(this.x.at, rows * inputSize) : arena.floats(rows * inputSize).view;
    this.target = arena.floats(rows * parts.targetCols).view;

    const deepest = Math.max(inputSize, ...plans.map((p) => sizeOf(p.inputShape)));
    const widest = Math.max(inputSize, ...plans.map((p) => sizeOf(p.outputShape)));
    this.hidden = narrow ? undefined : new HiddenLists(simd, rows, widest, backward);

    const stages: Stage[] = [];
    let x = this.x;
    let dx: Values | undefined; // undefined while nothing before learns
    let learns = false;
    const add = (plan: LayerPlan, activation?: ActivationKind): void => {
      const size = activation ? x.size : sizeOf(plan.outputShape);
      learns ||= plan.parameters.some((p) => p.trainable);
      const inPlace = activation?.fromOutput === true && x !== this.x; // inputs are used again
      const y = inPlace ? x : values(size);
      const dy = !backward || !learns ? undefined : activation ? dx : values(size); // a slope may work in place
      const stage = { plan, x, dx, y, dy };
      if (activation) stages.push({ ...stage, activation });
      else if (plan.word.name === 'dropout') stages.push({ ...stage, dropout: this.bindDropout(plan, y) });
      else if (plan.word.name === 'batch_norm') stages.push({ ...stage, batchNorm: this.bindBatchNorm(stage) });
      else if (size >= LISTED_UNITS && this.hidden && makesZeros(stages[stages.length - 1]))
        stages.push({ ...stage, lists: this.hidden.flag() });
      else stages.push(stage);
      [x, dx] = [y, dy];
    };
    for (const plan of plans) {
      if (plan.word.bind) add(plan);
      if (plan.activation && plan !== last) add(plan, activationKind(plan.activation)!);
    }
    this.stages = stages.map((stage, k) => {
      const next = stages[k + 1];
      const half = this.hidden && next?.activation?.kind === kinds.RELU && stage.dy && stage.x.size >= LISTED_UNITS;
      return half && stage.plan.word.name === 'dense' && !stage.activation
        ? { ...stage, listsBack: this.hidden.flag() }
        : stage;
    });
    this.fits = narrow && !stages.some(({ batchNorm }) => batchNorm); // its block of words says how long they are

    this.z = narrow ? x : columns(cols);
    this.lastActivation = last.activation && activationKind(last.activation);
    this.y = last.activation ? columns(cols) : this.z;
    this.dz = dx && (narrow ? dx : columns(cols));
    this.output = cols === 1 ? view(this.y.at, rows) : arena.floats(rows * cols).view;
    this.perRow = arena.floats(lanes).view;
    this.lossSum = arena.doubles(1).view;
    const gradientBytes = backward && !narrow ? 8 * PANEL * (deepest + 1) : 0;
    const first = stages[0];
    if (!narrow && first?.x === this.x && first.plan.word.name === 'dense')
      this.sparse = new SparseInput(simd, rows, inputSize);
    const scratchBytes = up(
      narrow ? 64 * (widest + 1) : Math.max(4 * (widest + 1) * up(rows, PANEL), sparseScratch(rows, widest)),
      4 * PANEL,
    );
    this.stride = scratchBytes + gradientBytes + 4 * PANEL;
    this.scratch = arena.bytes(this.stride * (narrow ? 1 : simd.crew.size));
    this.panelGradient = this.scratch + scratchBytes;
  }

  private bindDropout({ spec }: LayerPlan, { ld, size }: Values): Dropout {
    const { arena } = this.parts.simd;
    const rate = spec['rate'] as number;
    return {
      random: arena.words(4).view,
      name: `dropout:${spec.name}`,
      mask: arena.bytes(4 * (this.parts.layout === 'narrow' ? size * ld : this.rows * ld)),
      threshold: Math.ceil(rate * 4294967296),
      factor: 1 / (1 - rate),
    };
  }

  private bindBatchNorm({ plan, x, dx, y, dy }: Stage): BatchNorm {
    const { simd, store, layout } = this.parts;
    const { spec, inputShape } = plan;
    const features = inputShape[inputShape.length - 1] ?? 1;
    const home = store.homeOf(plan.index);
    const [mean, variance] = store.fixedOf(plan.index);
    const { view, at } = simd.arena.words(blocks.BATCH_NORM_WORDS);
    const floats = new Float32Array(view.buffer, view.byteOffset, view.length);
    const momentum = spec['momentum'] as number;
    view[blocks.X] = x.at;
    view[blocks.Y] = y.at;
    view[blocks.DX] = dx?.at ?? 0;
    view[blocks.DY] = dy?.at ?? 0;
    view[blocks.WEIGHT] = home.weight;
    view[blocks.BIAS] = home.bias;
    view[blocks.RUNNING_MEAN] = mean!;
    view[blocks.RUNNING_VAR] = variance!;
    view[blocks.WEIGHT_GRADIENT] = home.weightGradient;
    view[blocks.BIAS_GRADIENT] = home.biasGradient;
    view[blocks.SCRATCH] = simd.arena.bytes(40 * up(x.size, PANEL));
    view[blocks.COLS] = x.size;
    view[blocks.FEATURES] = features;
    view[blocks.LD] = x.ld;
    view[blocks.COLUMNS] = Number(layout === 'narrow');
    floats[blocks.MOMENTUM] = momentum;
    floats[blocks.ONE_LESS_MOMENTUM] = 1 - momentum;
    floats[blocks.EPSILON] = spec['epsilon'] as number;
    return { block: at, gradients: [home.weightGradient, home.biasGradient], features, cost: 2 * x.size };
  }

  /** The streams of dropout, as the run has them: taken before a training pass, given back after it. */
  takeRandom(streams: Streams): void {
    for (const { dropout } of this.stages)
      if (dropout) dropout.random.set(streams.find((s) => s.name === dropout.name)!.rng.save());
  }

  giveRandom(streams: Streams): void {
    for (const { dropout } of this.stages) {
      if (!dropout) continue;
      const [a, b, c, d] = dropout.random;
      streams.find((s) => s.name === dropout.name)!.rng.restore([a!, b!, c!, d!]);
    }
  }

  /** Rows [from, from + n) of `order`, into a chunk's place. */
  gather(split: Split, order: Int32Array, from: number, n: number, chunk = 0): void {
    split.targets.gather(this.target, order, from, n);
    const { sparse } = this;
    this.listed = sparse?.takeBytes(split.inputs, order, from, n) ?? false;
    if (!this.listed) split.inputs.gather(this.input, order, from, n);
    const kind = LOAD + Number(this.listed);
    this.run(
      this.programs.find(kind, chunk, n, 0) ?? this.write(kind, chunk, n, 0, (tape) => this.load(tape, chunk, n)),
    );
    if (sparse && !split.inputs.pixels) this.listed = sparse.takeRows(this.x, n);
    if (this.listed && this.parts.optimizer !== undefined) sparse!.makeColumns(n);
  }

  /** Forward, and what else is wanted, as pieces to be run in order. */
  pieces(wanted: Wanted): readonly Piece[] {
    const { chunk, rows, training, loss, output, gradient } = wanted;
    const { use, of } = gradient ?? { use: undefined, of: 0 };
    const kind =
      PASSES + Number(this.listed) + 2 * Number(training) + 4 * Number(loss) + 8 * Number(output) + 16 * numberOf(use);
    const known = this.programs.find(kind, chunk, rows, of);
    if (known) return known;
    return this.write(kind, chunk, rows, of, (tape) => {
      this.forward(tape, chunk, rows, training);
      this.head(tape, chunk, rows, loss, output);
      if (gradient) this.backward(tape, chunk, rows, gradient.use, 1 / gradient.of);
    });
  }

  /** Backward alone, after a forward pass of the same chunk. */
  backwardPieces({ chunk, rows, use, of }: Backward): readonly Piece[] {
    const kind = BACKWARD + Number(this.listed) + 2 * numberOf(use);
    const known = this.programs.find(kind, chunk, rows, of);
    if (known) return known;
    return this.write(kind, chunk, rows, of, (tape) => {
      this.backward(tape, chunk, rows, use, 1 / of);
      if (use === 'update' && !this.perPanel) this.update(tape);
    });
  }

  /** The gradients of the last chunk once more, from what its passes left: for those that were used up at once. */
  gradients(rows: number): readonly Piece[] {
    const kind = GRADIENTS + Number(this.listed);
    const known = this.programs.find(kind, 0, rows, 0);
    if (known) return known;
    return this.write(kind, 0, rows, 0, (tape) => {
      for (const stage of this.stagesOf(0, rows)) this.gradient(tape, stage, rows, 'store');
    });
  }

  /** A whole batch's step as one stretch of instructions, without loss: for many of them in one call. */
  wholeStep(rows: number): Piece {
    const known = this.programs.find(WHOLE_STEP, 0, rows, rows);
    if (known) return known[0]!;
    const step = (tape: Tape): void => {
      for (let at = 0, chunk = 0; at < rows; at += this.rows, chunk++) {
        const n = Math.min(this.rows, rows - at);
        this.forward(tape, chunk, n, true);
        this.head(tape, chunk, n, false, false);
        this.backward(tape, chunk, n, at === 0 ? 'store' : 'add', 1 / rows);
      }
      this.update(tape);
    };
    const [piece] = this.write(WHOLE_STEP, 0, rows, rows, step, Infinity);
    return piece!;
  }

  /** The update from the gradient in the store. */
  updates(): readonly Piece[] {
    return this.programs.find(UPDATE_ALL, 0, 0, 0) ?? this.write(UPDATE_ALL, 0, 0, 0, (tape) => this.update(tape));
  }

  /** Multiply-adds of a step of so many rows. */
  cost(rows: number): number {
    const n = Math.min(rows, this.rows);
    const wanted = { chunk: 0, rows: n, training: true, loss: true, output: true };
    const pieces = this.pieces({ ...wanted, gradient: { use: 'store', of: n } });
    return (pieces.reduce((sum, piece) => sum + piece.cost, 0) * rows) / n;
  }

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
    const pieces = this.pieces({ chunk: 0, rows, training: false, loss: true, output: true });
    for (const piece of pieces) {
      this.run([piece]);
      if (meter.spend(piece.cost / SPEED)) yield;
    }
  }

  /** Threads that share a step with a batch like the last one gathered. */
  get sharing(): number {
    const { layout, simd, optimizer } = this.parts;
    if (layout === 'narrow' || simd.crew.size === 1) return 1;
    const worth = (this.worthSharing[Number(this.listed)] ??=
      this.written(1, (tape) => {
        this.forward(tape, 0, this.rows, true);
        if (optimizer !== undefined) this.backward(tape, 0, this.rows, 'store', 1);
      }).cost >= SHARED);
    return worth ? simd.crew.size : 1;
  }

  private written(threads: number, write: (tape: Tape) => void): Tape {
    const tape = new Tape({ threads, stride: this.stride });
    this.threads = threads;
    write(tape);
    return tape;
  }

  private write(
    kind: number,
    chunk: number,
    rows: number,
    of: number,
    writing: (tape: Tape) => void,
    most = PIECE,
  ): readonly Piece[] {
    const tape = this.written(this.sharing, writing);
    return this.programs.keep({ kind, chunk, rows, of, pieces: tape.place(this.parts.simd.arena, most) });
  }

  // ------------------------------------------------------------------ writing programs

  private inputOf(chunk: number, rows: number): Values {
    const { at, ...columns } = this.fitted(this.x, rows);
    return { ...columns, at: at + chunk * this.xStep };
  }

  private fitted<T extends Values | undefined>(values: T, rows: number): T {
    return values && this.fits ? { ...values, ld: columnStride(rows) } : values;
  }

  /** As they are for so many rows of a chunk. */
  private stagesOf(chunk: number, rows: number): readonly Stage[] {
    const first = this.inputOf(chunk, rows);
    return this.stages.map((stage) => ({
      ...stage,
      x: stage.x === this.x ? first : this.fitted(stage.x, rows),
      dx: this.fitted(stage.dx, rows),
      y: this.fitted(stage.y, rows),
      dy: this.fitted(stage.dy, rows),
    }));
  }

  private targetOf(chunk: number): number {
    return this.t.at + chunk * this.tStep;
  }

  private load(tape: Tape, chunk: number, rows: number): void {
    const { targetCols: cols, inputSize: size } = this;
    const x = this.inputOf(chunk, rows);
    const t = this.fitted(this.t, rows);
    const staged = this.input.byteOffset;
    if (this.listed) {
      // as lists already
    } else if (this.parts.layout === 'narrow')
      tape.add(op.TRANSPOSE, [x.at, x.ld, staged, size, rows, size], rows * size);
    else if (staged !== x.at) tape.add(op.COPY_ROWS, [x.at, x.ld, staged, size, rows, size], rows * size);
    tape.add(op.TRANSPOSE, [this.targetOf(chunk), t.ld, this.target.byteOffset, cols, rows, cols], rows * cols);
  }

  private forward(tape: Tape, chunk: number, rows: number, training: boolean): void {
    const stages = this.stagesOf(chunk, rows);
    stages.forEach((stage, n) => {
      if (stage.activation) {
        if (!this.along(stages, n - 1)) this.activate(tape, stage.activation, stage.y, stage.x, rows);
      } else if (stage.dropout) this.dropoutForward(tape, stage, rows, training);
      else if (stage.batchNorm)
        this.batchNorm(tape, stage.batchNorm, [0, 1, 2].slice(training ? 0 : 2), rows, training);
      else this.denseForward(tape, stage, rows, this.along(stages, n));
    });
  }

  /** The activation behind stage n where that is a narrow dense layer's, whose instruction takes it along. */
  private along(stages: readonly Stage[], n: number): Along | undefined {
    const stage = stages[n];
    if (this.parts.layout === 'wide' || !stage || !isDense(stage)) return undefined;
    const { y, activation } = stages[n + 1] ?? { y: this.y, activation: this.lastActivation };
    return activation && activation.kind !== kinds.SOFTMAX ? { ...activation, y } : undefined;
  }

  private denseForward(tape: Tape, { plan, x, y, lists }: Stage, rows: number, along: Along | undefined): void {
    const { weight, bias } = this.parts.store.homeOf(plan.index);
    const [I, O] = [x.size, y.size];
    if (this.parts.layout === 'narrow') {
      const { kind, a, y: out } = along ?? { kind: kinds.LINEAR, a: 0, y };
      const args = [y.at, x.at, weight, bias, I, O, x.ld, this.scratch, kind, out.at, f32(a)];
      tape.add(op.NARROW_FORWARD, args, I * O * rows + (along ? ACTIVATION_COST * O * rows : 0));
      return;
    }
    if (this.listed && x.at === this.x.at) {
      const { starts } = this.sparse!;
      this.panels(tape, O, LISTED * I * rows, (p0, p1, cost) =>
        tape.add(op.SPARSE_FORWARD, [starts, weight, y.at, y.ld, rows, I, p0, p1], cost),
      );
      return;
    }
    const args = (p0: number, p1: number) => [x.at, x.ld, weight, y.at, y.ld, rows, I, p0, p1, own(this.scratch)];
    if (lists !== undefined) {
      const { starts, rowEntries } = this.hidden!;
      tape.add(op.COUNT_NON_ZERO, [lists, x.at, x.ld, rows, I, HiddenLists.most(rows, I)], rows * I);
      tape.add(op.WHEN, [lists, 1, op.LIST_ROWS, starts, rowEntries, x.at, x.ld, rows, I], rows * I);
      const listed = (p0: number, p1: number) => [starts, weight, y.at, y.ld, rows, I, p0, p1];
      this.panels(tape, O, I * rows, (p0, p1, cost) => {
        tape.add(op.WHEN, [lists, 1, op.SPARSE_FORWARD, ...listed(p0, p1)], HALF * cost);
        tape.add(op.WHEN, [lists, 0, op.WIDE_FORWARD, ...args(p0, p1)], HALF * cost);
      });
      return;
    }
    const panels = up(O, PANEL) / PANEL;
    if (panels >= PAIR * this.threads) {
      this.panels(tape, O, I * rows, (p0, p1, cost) => tape.add(op.WIDE_FORWARD, args(p0, p1), cost));
      return;
    }
    // Too few panels to share: rows instead.
    this.ranges(tape, rows, TILE, I * panels * PANEL, (from, to, cost) => {
      const [top, left] = [x.at + 4 * from * x.ld, y.at + 4 * from * y.ld];
      const some = [top, x.ld, weight, left, y.ld, to - from, I, 0, panels, own(this.scratch)];
      tape.add(op.WIDE_FORWARD, some, cost);
    });
  }

  private dropoutForward(tape: Tape, { dropout, x, y }: Stage, rows: number, training: boolean): void {
    const { random, mask, threshold, factor } = dropout!;
    const columns = Number(this.parts.layout === 'narrow');
    if (!training) {
      tape.add(
        op.COPY_ROWS,
        [y.at, this.span(y, rows), x.at, this.span(x, rows), 1, this.span(x, rows)],
        rows * x.size,
      );
      return;
    }
    const args = [y.at, x.at, mask, random.byteOffset, rows, x.size, x.ld, columns, threshold | 0, f32(factor)];
    tape.add(op.DROPOUT_FORWARD, args, ACTIVATION_COST * rows * x.size);
  }

  /** Passes over all rows, cut where they would take long: at multiples of 64 rows. */
  private batchNorm(
    tape: Tape,
    own: BatchNorm,
    passes: readonly number[],
    rows: number,
    training: boolean,
    back = false,
  ): void {
    const operation = back ? op.BATCH_NORM_BACKWARD : op.BATCH_NORM_FORWARD;
    const most = Math.max(64, Math.floor(PIECE / own.cost / 64) * 64);
    for (const pass of passes)
      for (let from = 0; from < rows; from += most) {
        const to = Math.min(rows, from + most);
        tape.add(operation, [own.block, pass, from, to, rows, Number(training)], own.cost * (to - from));
      }
  }

  /** Work over all panels of a layer. */
  private panels(
    tape: Tape,
    units: number,
    costOfUnit: number,
    write: (p0: number, p1: number, cost: number) => void,
  ): void {
    this.ranges(tape, up(units, PANEL) / PANEL, PAIR, PANEL * costOfUnit, write);
  }

  /** Work on 0 … n − 1, shared by the threads, and cut where it would take long, at multiples of `unit`. */
  private ranges(
    tape: Tape,
    n: number,
    unit: number,
    costOfOne: number,
    write: (from: number, to: number, cost: number) => void,
  ): void {
    const { threads } = this;
    const most = Math.max(unit, Math.floor(PIECE / costOfOne / unit) * unit);
    const share = threads === 1 ? n : up(Math.ceil(n / (SLICES * threads)), unit);
    const size = Math.max(unit, Math.min(most, share));
    tape.fork(Math.ceil(n / size), (k) => {
      const [from, to] = [k * size, Math.min(n, (k + 1) * size)];
      write(from, to, (to - from) * costOfOne);
    });
  }

  private activate(tape: Tape, { kind, a, b }: ActivationKind, y: Values, x: Values, rows: number): void {
    const cost = ACTIVATION_COST * rows * x.size;
    if (kind !== kinds.SOFTMAX) {
      this.floats(tape, this.span(x, rows), cost, (at, n, part) =>
        tape.add(op.ACTIVATE, [kind, y.at + at, x.at + at, n, f32(a), f32(b)], part),
      );
    } else if (this.parts.layout === 'narrow') {
      tape.add(op.SOFTMAX_COLUMNS, [y.at, x.at, rows, x.size, x.ld], cost);
    } else tape.add(op.SOFTMAX_ROWS, [y.at, x.at, rows, x.size, x.ld], cost);
  }

  /** Work on each of n floats: `at` is an offset in bytes. */
  private floats(tape: Tape, n: number, cost: number, write: (at: number, n: number, cost: number) => void): void {
    const { threads } = this;
    if (threads === 1) write(0, n, cost);
    else this.ranges(tape, n, PANEL, cost / n, (from, to) => write(4 * from, to - from, (cost / n) * (to - from)));
  }

  /** Floats that hold `rows` rows, with the padding between. */
  private span({ size, ld }: Values, rows: number): number {
    return this.parts.layout === 'narrow' ? size * ld : rows * ld;
  }

  /** The last activation, the loss, and the outputs row by row. */
  private head(tape: Tape, chunk: number, rows: number, loss: boolean, output: boolean): void {
    const { outputSize: cols, stages } = this;
    const [z, y] = [this.fitted(this.z, rows), this.fitted(this.y, rows)];
    const last = stages[stages.length - 1]!.y;
    if (this.parts.layout === 'wide') tape.add(op.TRANSPOSE, [z.at, z.ld, last.at, last.ld, rows, cols], rows * cols);
    const activation = this.lastActivation;
    if (activation && !this.along(stages, stages.length - 1)) this.activateColumns(tape, activation, y, z, rows);
    if (loss) {
      const { kind, a } = this.loss;
      const args = [kind, this.perRow.byteOffset, y.at, z.at, this.targetOf(chunk), rows, cols, z.ld, this.targetCols];
      tape.add(op.LOSS_FORWARD, [...args, f32(a), this.lossSum.byteOffset], ACTIVATION_COST * rows * cols);
    }
    if (output && cols > 1) tape.add(op.TRANSPOSE, [this.output.byteOffset, cols, y.at, y.ld, cols, rows], rows * cols);
  }

  private activateColumns(tape: Tape, { kind, a, b }: ActivationKind, y: Values, z: Values, rows: number): void {
    const cost = ACTIVATION_COST * rows * z.size;
    if (kind === kinds.SOFTMAX) tape.add(op.SOFTMAX_COLUMNS, [y.at, z.at, rows, z.size, z.ld], cost);
    else tape.add(op.ACTIVATE, [kind, y.at, z.at, z.size * z.ld, f32(a), f32(b)], cost);
  }

  private backward(tape: Tape, chunk: number, rows: number, use: GradientUse, scale: number): void {
    const { outputSize: cols, lastActivation: last } = this;
    if (!this.dz) return;
    const [z, y, dz] = [this.fitted(this.z, rows), this.fitted(this.y, rows), this.fitted(this.dz, rows)];
    const { kind, a, fused } = this.loss;
    const args = [kind, dz.at, y.at, z.at, this.targetOf(chunk), rows, cols, z.ld, this.targetCols];
    const cost = ACTIVATION_COST * rows * cols;
    tape.add(op.LOSS_BACKWARD, [...args, f32(scale), f32(a)], cost);
    if (last && !fused) {
      if (last.kind === kinds.SOFTMAX)
        tape.add(op.SOFTMAX_COLUMNS_BACKWARD, [dz.at, dz.at, y.at, rows, cols, z.ld], cost);
      else
        tape.add(
          op.ACTIVATE_BACKWARD,
          [last.kind, dz.at, dz.at, z.at, y.at, cols * z.ld, f32(last.a), f32(last.b)],
          cost,
        );
    }
    const stages = this.stagesOf(chunk, rows);
    const end = stages[stages.length - 1]!.dy!;
    if (this.parts.layout === 'wide') tape.add(op.TRANSPOSE, [end.at, end.ld, dz.at, dz.ld, cols, rows], rows * cols);
    // Threads make the gradients of all layers together, and wait for each other once.
    const together: Stage[] = [];
    for (let n = stages.length - 1; n >= 0; n--) {
      const stage = stages[n]!;
      if (!stage.dy) break;
      if (stage.activation) {
        if (!this.slopeAlong(stages, n + 1)) this.activationBackward(tape, stage, rows);
      } else if (stage.dropout) this.dropoutBackward(tape, stage, rows);
      else if (stage.batchNorm) this.batchNormBackward(tape, stage, rows, use);
      else {
        this.denseBackward(tape, stage, rows, this.slopeAlong(stages, n)); // before the weights may be changed
        if (this.threads > 1 && stage.lists === undefined) together.push(stage);
        else this.gradient(tape, stage, rows, use); // lists have one place for all layers
      }
    }
    if (together.length > 0) tape.together(() => together.forEach((stage) => this.gradient(tape, stage, rows, use)));
  }

  /** The activation before stage n where that is a narrow dense layer's, whose instruction goes back through both. */
  private slopeAlong(stages: readonly Stage[], n: number): Stage | undefined {
    const [before, stage] = [stages[n - 1], stages[n]];
    if (this.parts.layout === 'wide' || !stage || !isDense(stage) || !before?.activation) return undefined;
    return before.activation.kind === kinds.SOFTMAX ? undefined : before;
  }

  private activationBackward(tape: Tape, { activation, x, dx, y, dy }: Stage, rows: number): void {
    if (!dx || !dy) return;
    const { kind, a, b } = activation!;
    const cost = ACTIVATION_COST * rows * x.size;
    if (kind !== kinds.SOFTMAX) {
      this.floats(tape, this.span(x, rows), cost, (at, n, part) => {
        const args = [kind, dx.at + at, dy.at + at, x.at + at, y.at + at, n];
        tape.add(op.ACTIVATE_BACKWARD, [...args, f32(a), f32(b)], part);
      });
    } else if (this.parts.layout === 'narrow') {
      tape.add(op.SOFTMAX_COLUMNS_BACKWARD, [dx.at, dy.at, y.at, rows, x.size, x.ld], cost);
    } else tape.add(op.SOFTMAX_ROWS_BACKWARD, [dx.at, dy.at, y.at, rows, x.size, x.ld], cost);
  }

  private dropoutBackward(tape: Tape, { dropout, dx, dy }: Stage, rows: number): void {
    if (!dx) return;
    const { mask, factor } = dropout!;
    this.floats(tape, this.span(dx, rows), rows * dx.size, (at, n, part) =>
      tape.add(op.DROPOUT_BACKWARD, [dx.at + at, dy!.at + at, mask + at, n, f32(factor)], part),
    );
  }

  private batchNormBackward(tape: Tape, { plan, batchNorm, dx }: Stage, rows: number, use: GradientUse): void {
    const { gradients, features } = batchNorm!;
    if (use !== 'add') for (const g of gradients) if (g) tape.add(op.FILL, [g, f32(0), features], features);
    // Of rows beyond the batch, which side by side are added up too, the pass writes nothing.
    if (dx && this.parts.layout === 'narrow' && rows < dx.ld)
      tape.add(op.FILL, [dx.at, f32(0), dx.size * dx.ld], dx.size * rows);
    this.batchNorm(tape, batchNorm!, [0, 1], rows, true, true);
    if (use !== 'update' || !this.perPanel) return;
    const { store } = this.parts;
    const { weight, bias } = store.homeOf(plan.index);
    [weight, bias].forEach((w, i) =>
      this.updateOf(tape, w, gradients[i]!, w - store.learned.byteOffset, up(features, PANEL)),
    );
  }

  private denseBackward(tape: Tape, stage: Stage, rows: number, before: Stage | undefined): void {
    const { plan, x, dx, dy } = stage;
    const listsBack = flagBack(stage, rows);
    const [I, O] = [x.size, dy!.size];
    if (listsBack !== undefined && (dx || !this.listed)) {
      const most = HiddenLists.most(rows, O);
      tape.add(op.COUNT_NON_ZERO, [listsBack, dy!.at, dy!.ld, rows, O, most], rows * O); // for the gradient too
    }
    if (!dx) return;
    const { weight } = this.parts.store.homeOf(plan.index);
    if (this.parts.layout === 'narrow') {
      const { kind, a } = before?.activation ?? { kind: kinds.LINEAR, a: 0 };
      const args = [dx.at, dy!.at, weight, I, O, dx.ld, this.scratch, kind, (before?.x ?? x).at, x.at, f32(a)];
      tape.add(op.NARROW_BACKWARD_INPUT, args, I * O * rows + (before ? ACTIVATION_COST * I * rows : 0));
      return;
    }
    const dense = (from: number, to: number) => [dx.at, dx.ld, dy!.at, dy!.ld, weight, rows, I, O, from, to];
    if (listsBack === undefined) {
      this.ranges(tape, I, INPUTS, O * rows, (from, to, cost) =>
        tape.add(op.WIDE_BACKWARD_INPUT, dense(from, to), cost),
      );
      return;
    }
    const { starts, rowEntries } = this.hidden!;
    tape.add(op.WHEN, [listsBack, 1, op.LIST_UNITS, starts, rowEntries, dy!.at, dy!.ld, rows, O], rows * O);
    this.ranges(tape, I, INPUTS, O * rows, (from, to, cost) => {
      const args = [dx.at, dx.ld, starts, weight, rows, I, O, from, to, own(this.scratch)];
      tape.add(op.WHEN, [listsBack, 1, op.SPARSE_BACKWARD_INPUT, ...args], HALF * cost);
      tape.add(op.WHEN, [listsBack, 0, op.WIDE_BACKWARD_INPUT, ...dense(from, to)], HALF * cost);
    });
  }

  private gradient(tape: Tape, stage: Stage, rows: number, use: GradientUse): void {
    const { plan, x, dy } = stage;
    const { store, layout } = this.parts;
    if (!isDense(stage) || !dy) return;
    const home = store.homeOf(plan.index);
    const [I, O] = [x.size, dy.size];
    const accumulate = Number(use === 'add');
    if (layout === 'narrow') {
      const args = [home.weightGradient, home.biasGradient, x.at, dy.at, I, O, x.ld, accumulate];
      tape.add(op.NARROW_GRADIENT, args, I * O * rows);
      return;
    }
    const panels = up(O, PANEL) / PANEL;
    const panelBytes = 4 * (I + 1) * PANEL;
    const ways = this.gradientWays(tape, stage, x, rows);
    const bias = plan.parameters.length > 1;
    const costOfPanel = ways.reduce((sum, { share }) => sum + share, 0) * PANEL * I * rows;
    /** One of a way's operations on panels [p0, p1). */
    const add = (way: Way, operation: number, w: Argument, p0: number, p1: number, ...rest: number[]): void => {
      const [first, condition] = conditional(operation, way.when);
      const args = [...condition, w, ...way.input, dy.at, dy.ld, rows, I, p0, p1, ...rest, own(this.scratch)];
      tape.add(first, args, way.share * (p1 - p0) * PANEL * I * rows);
    };
    /** The gradient of panels [p0, p1), to `first`. The kernels want `base`, where that of panel 0 would then be. */
    const make = (base: Argument, first: Argument, p0: number, p1: number, accumulate: number): void => {
      for (const way of ways) add(way, way.gradient, base, p0, p1, accumulate);
      if (!bias) tape.add(op.CLEAR_BIAS, [first, p1 - p0, I], p1 - p0);
    };
    if (use !== 'update') {
      const { weightGradient: g } = home;
      this.ranges(tape, panels, PAIR, costOfPanel, (p0, p1) => make(g, g + p0 * panelBytes, p0, p1, accumulate));
    } else if (this.parts.optimizer === kinds.SGD && bias) {
      this.ranges(tape, panels, PAIR, costOfPanel, (p0, p1) => {
        for (const way of ways) add(way, way.sgd, home.weight, p0, p1);
      });
    } else {
      // Two panels' gradients at a time, used up while they are in the cache.
      tape.fork(Math.ceil(panels / PAIR), (k) => {
        const p = PAIR * k;
        const some = Math.min(PAIR, panels - p);
        const g = own(this.panelGradient);
        make(own(this.panelGradient - p * panelBytes), g, p, p + some, 0);
        const at = home.weight - store.learned.byteOffset + p * panelBytes;
        this.updateOf(tape, store.learned.byteOffset + at, g, at, (some * panelBytes) / 4);
      });
    }
  }

  /** How a dense layer's gradient may be made; where there are two ways, the flag decides while the program runs. */
  private gradientWays(tape: Tape, stage: Stage, x: Values, rows: number): readonly Way[] {
    const { lists } = stage;
    const listsBack = flagBack(stage, rows);
    const dense = { gradient: op.WIDE_GRADIENT, sgd: op.WIDE_GRADIENT_SGD, input: [x.at, x.ld] };
    const listed = ({ heads, count }: ColumnLists) => ({
      gradient: op.SPARSE_GRADIENT,
      sgd: op.SPARSE_GRADIENT_SGD,
      input: [heads, count],
    });
    if (this.listed && x.at === this.x.at) return [{ ...listed(this.sparse!), share: LISTED }];
    if (lists === undefined) {
      if (listsBack === undefined) return [{ ...dense, share: 1 }];
      const turned = { gradient: op.SPARSE_DZ_GRADIENT, sgd: op.SPARSE_DZ_GRADIENT_SGD, input: dense.input };
      return [
        { ...turned, share: HALF, when: [listsBack, 1] },
        { ...dense, share: HALF, when: [listsBack, 0] },
      ];
    }
    const { count, heads, columnEntries } = this.hidden!;
    const to = [count, heads, columnEntries, x.at, x.ld, rows, x.size, PACKED_ROW];
    tape.add(op.WHEN, [lists, 1, op.LIST_COLUMNS, ...to], rows * x.size);
    return [
      { ...listed(this.hidden!), share: HALF, when: [lists, 1] },
      { ...dense, share: HALF, when: [lists, 0] },
    ];
  }

  /** True where an update follows each panel's gradient; else one follows all of them. */
  private get perPanel(): boolean {
    return this.parts.layout === 'wide';
  }

  private update(tape: Tape): void {
    const { learned, gradient } = this.parts.store;
    this.ranges(tape, learned.length, PANEL, UPDATE, (from, to) => {
      const at = 4 * from;
      this.updateOf(tape, learned.byteOffset + at, gradient.byteOffset + at, at, to - from);
    });
  }

  /** `at` is the offset in bytes of the numbers in their array. */
  private updateOf(tape: Tape, w: number, g: Argument, at: number, n: number): void {
    const [s0 = 0, s1 = 0, s2 = 0] = this.parts.store.slots.map((slot) => slot.byteOffset + at);
    tape.add(op.UPDATE, [this.parts.optimizer!, w, g, s0, s1, s2, n], UPDATE * n);
  }
}

const USES: Readonly<Record<GradientUse, number>> = { store: 1, add: 2, update: 3 };
const numberOf = (use: GradientUse | undefined): number => (use ? USES[use] : 0);

function isDense({ plan, activation }: Stage): boolean {
  return !activation && plan.word.name === 'dense';
}

/** The operation and the first arguments of an instruction, under a condition where there is one. */
function conditional(operation: number, when?: Way['when']): readonly [number, readonly number[]] {
  return when ? [op.WHEN, [...when, operation]] : [operation, []];
}

/** Of a dense layer's gradients, where lists may pay for so many rows. */
function flagBack({ listsBack }: Stage, rows: number): number | undefined {
  return rows >= LISTED_ROWS ? listsBack : undefined;
}

/** About half of what the stage puts out is exactly zero, or may be. */
function makesZeros(stage: Stage | undefined): boolean {
  return stage?.dropout !== undefined || stage?.activation?.kind === kinds.RELU;
}

function known({ word, activation }: LayerPlan): boolean {
  if (!['dense', 'flatten', 'activation', 'dropout', 'batch_norm'].includes(word.name)) return false;
  return activation === undefined || activationKind(activation) !== undefined;
}
