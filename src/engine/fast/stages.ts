// A network's layers bound to memory: the chain of stages that a chunk of rows goes through, where the numbers between
// them lie, and what a stage has beside them (masks, statistics, flags of lists). What is done there is said elsewhere:
// passes.ts goes along the chain, dense.ts and layers.ts do one stage.
//
// The surprise: the last activation and the loss always work feature by feature, whatever the layout, so that there is one
// version of each loss; outputs are few, and turning them round costs little.
import * as blocks from '../../kernels/wasm/as/blocks';
import * as kinds from '../../kernels/wasm/as/kinds';
import type { Simd } from '../../kernels/wasm/simd';
import { activationKind, type ActivationKind, type LossKind } from '../../kernels/wasm/words';
import { sizeOf } from '../../nn/shape';
import type { WordSpec } from '../../spec/spec';
import type { LayerPlan } from '../plan';
import { columnStride, PANEL, rowStride, up, type LayoutName, type Values } from './layout';
import { HiddenLists, SparseInput, sparseScratch } from './sparse';
import type { Store } from './store';

export interface NetworkParts {
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

/** One stage of the chain: a layer's arithmetic or an activation. */
export interface Stage {
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

export interface Dropout {
  /** The stream's four words. */
  readonly random: Int32Array;
  readonly name: string;
  /** Addresses. */
  readonly mask: number;
  readonly threshold: number;
  readonly factor: number;
}

/** Where its block of words lies, and the gradients it adds to. */
export interface BatchNorm {
  readonly block: number;
  readonly gradients: readonly number[];
  readonly features: number;
  /** Multiply-adds of a pass over a row. */
  readonly cost: number;
}

/** What comes after the chain, feature by feature: the last activation, its values before and after, and the loss. */
export interface Head {
  readonly activation: ActivationKind | undefined;
  readonly loss: LossKind;
  readonly z: Values;
  readonly y: Values;
  readonly dz: Values | undefined;
}

/** Layers of fewer units are done before their inputs are listed. */
const LISTED_UNITS = 128;

export class Stages {
  readonly chain: readonly Stage[];
  readonly head: Head;
  /** As a split gathers them: [rows, inputSize] and [rows, targetCols]. */
  readonly input: Float32Array;
  readonly target: Float32Array;
  /** [rows, outputSize] */
  readonly output: Float32Array;
  /** The loss of each row [rows], and their sum [1], which programs add to. */
  readonly perRow: Float32Array;
  readonly lossSum: Float64Array;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly narrow: boolean;
  /** Inputs and targets of the first chunk; those of the others follow, so many bytes apart. */
  readonly x: Values;
  private readonly t: Values;
  private readonly xStep: number;
  private readonly tStep: number;
  /** Columns are as long as the chunk at hand: nothing is done for rows that are not there. */
  private readonly fits: boolean;
  /** Where the first layer is dense, and wide: its inputs as lists. */
  readonly sparse: SparseInput | undefined;
  /** Wide networks only. */
  readonly hidden: HiddenLists | undefined;
  /** Address of the first thread's scratch, and bytes from one thread's to the next one's. */
  readonly scratch: number;
  readonly stride: number;
  /** Room for the gradient of two panels of the deepest layer, for each thread as well. */
  readonly panelGradient: number;

  constructor(
    readonly parts: NetworkParts,
    loss: LossKind,
  ) {
    const { plans, rows, chunks, targetCols, simd } = parts;
    const backward = parts.optimizer !== undefined;
    const { arena } = simd;
    const last = plans[plans.length - 1]!;
    const narrow = (this.narrow = parts.layout === 'narrow');
    const inputSize = (this.inputSize = sizeOf(plans[0]!.inputShape));
    const cols = (this.outputSize = sizeOf(last.outputShape));

    this.x = this.values(inputSize);
    this.xStep = 4 * (narrow ? inputSize : rows) * this.x.ld;
    if (chunks > 1) arena.bytes((chunks - 1) * this.xStep);
    this.t = this.columns(targetCols);
    this.tStep = 4 * targetCols * this.t.ld;
    if (chunks > 1) arena.bytes((chunks - 1) * this.tStep);
    // Where both forms are the same, rows are gathered into place.
    const view = (at: number, n: number) => new Float32Array(arena.memory.buffer, at, n);
    const plainInput = !narrow && this.x.ld === inputSize;
    this.input = plainInput ? view(this.x.at, rows * inputSize) : arena.floats(rows * inputSize).view;
    this.target = arena.floats(rows * targetCols).view;

    const deepest = Math.max(inputSize, ...plans.map((p) => sizeOf(p.inputShape)));
    const widest = Math.max(inputSize, ...plans.map((p) => sizeOf(p.outputShape)));
    this.hidden = narrow ? undefined : new HiddenLists(simd, rows, widest, backward);
    this.chain = withListsBack(this.bind(), this.hidden);
    this.fits = narrow && !this.chain.some(({ batchNorm }) => batchNorm); // its block of words says how long they are

    const { y: end, dy: dEnd } = this.chain[this.chain.length - 1]!;
    const z = narrow ? end : this.columns(cols);
    const y = last.activation ? this.columns(cols) : z;
    const dz = dEnd && (narrow ? dEnd : this.columns(cols));
    this.head = { activation: last.activation && activationKind(last.activation), loss, z, y, dz };
    this.output = cols === 1 ? view(y.at, rows) : arena.floats(rows * cols).view;
    this.perRow = arena.floats(columnStride(rows)).view;
    this.lossSum = arena.doubles(1).view;

    const gradientBytes = backward && !narrow ? 8 * PANEL * (deepest + 1) : 0;
    const first = this.chain[0]!;
    if (!narrow && first.x === this.x && isDense(first)) this.sparse = new SparseInput(simd, rows, inputSize);
    const scratchBytes = up(
      narrow ? 64 * (widest + 1) : Math.max(4 * (widest + 1) * up(rows, PANEL), sparseScratch(rows, widest)),
      4 * PANEL,
    );
    this.stride = scratchBytes + gradientBytes + 4 * PANEL;
    this.scratch = arena.bytes(this.stride * (narrow ? 1 : simd.crew.size));
    this.panelGradient = this.scratch + scratchBytes;
  }

  // ------------------------------------------------------------------ binding

  /** Room for `size` numbers of each row, feature by feature. */
  private columns(size: number): Values {
    const { simd, rows } = this.parts;
    const ld = columnStride(rows);
    return { at: simd.arena.bytes(4 * size * ld), size, ld };
  }

  /** Room for `size` numbers of each row, in the network's own layout. */
  private values(size: number): Values {
    if (this.narrow) return this.columns(size);
    const { simd, rows } = this.parts;
    const ld = rowStride(size);
    return { at: simd.arena.bytes(4 * rows * ld), size, ld };
  }

  /** A stage for each layer and each activation but the last one's, which is the head's. */
  private bind(): readonly Stage[] {
    const { plans, optimizer } = this.parts;
    const backward = optimizer !== undefined;
    const chain: Stage[] = [];
    let x = this.x;
    let dx: Values | undefined; // undefined while nothing before learns
    let learns = false;
    const add = (plan: LayerPlan, activation?: ActivationKind): void => {
      const size = activation ? x.size : sizeOf(plan.outputShape);
      learns ||= plan.parameters.some((p) => p.trainable);
      const inPlace = activation?.fromOutput === true && x !== this.x; // inputs are used again
      const y = inPlace ? x : this.values(size);
      const dy = !backward || !learns ? undefined : activation ? dx : this.values(size); // a slope may work in place
      const stage = { plan, x, dx, y, dy };
      if (activation) chain.push({ ...stage, activation });
      else if (plan.word.name === 'dropout') chain.push({ ...stage, dropout: this.bindDropout(plan, y) });
      else if (plan.word.name === 'batch_norm') chain.push({ ...stage, batchNorm: this.bindBatchNorm(stage) });
      else if (size >= LISTED_UNITS && this.hidden && makesZeros(chain[chain.length - 1]))
        chain.push({ ...stage, lists: this.hidden.flag() });
      else chain.push(stage);
      [x, dx] = [y, dy];
    };
    for (const plan of plans) {
      if (plan.word.bind) add(plan);
      if (plan.activation && plan !== plans[plans.length - 1]) add(plan, activationKind(plan.activation)!);
    }
    return chain;
  }

  private bindDropout({ spec }: LayerPlan, { ld, size }: Values): Dropout {
    const { arena } = this.parts.simd;
    const rate = spec['rate'] as number;
    return {
      random: arena.words(4).view,
      name: `dropout:${spec.name}`,
      mask: arena.bytes(4 * (this.narrow ? size : this.parts.rows) * ld),
      threshold: Math.ceil(rate * 4294967296),
      factor: 1 / (1 - rate),
    };
  }

  private bindBatchNorm({ plan, x, dx, y, dy }: Stage): BatchNorm {
    const { simd, store } = this.parts;
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
    view[blocks.COLUMNS] = Number(this.narrow);
    floats[blocks.MOMENTUM] = momentum;
    floats[blocks.ONE_LESS_MOMENTUM] = 1 - momentum;
    floats[blocks.EPSILON] = spec['epsilon'] as number;
    return { block: at, gradients: [home.weightGradient, home.biasGradient], features, cost: 2 * x.size };
  }

  // ------------------------------------------------------------------ as they are for some rows

  /** The chain for so many rows of a chunk. */
  of(chunk: number, rows: number): readonly Stage[] {
    const first = this.inputOf(chunk, rows);
    return this.chain.map((stage) => ({
      ...stage,
      x: stage.x === this.x ? first : this.fitted(stage.x, rows),
      dx: this.fitted(stage.dx, rows),
      y: this.fitted(stage.y, rows),
      dy: this.fitted(stage.dy, rows),
    }));
  }

  /** The head for so many rows. */
  headOf(rows: number): Head {
    const { z, y, dz } = this.head;
    return { ...this.head, z: this.fitted(z, rows), y: this.fitted(y, rows), dz: this.fitted(dz, rows) };
  }

  /** Where a chunk's inputs and targets are, for so many rows of it. */
  inputOf(chunk: number, rows: number): Values {
    const { at, ...columns } = this.fitted(this.x, rows);
    return { ...columns, at: at + chunk * this.xStep };
  }

  targetOf(chunk: number, rows: number): Values {
    const { at, ...columns } = this.fitted(this.t, rows);
    return { ...columns, at: at + chunk * this.tStep };
  }

  private fitted<T extends Values | undefined>(values: T, rows: number): T {
    return values && this.fits ? { ...values, ld: columnStride(rows) } : values;
  }

  /** Floats that hold `rows` rows, with the padding between. */
  span({ size, ld }: Values, rows: number): number {
    return (this.narrow ? size : rows) * ld;
  }
}

export function isDense({ plan, activation }: Stage): boolean {
  return !activation && plan.word.name === 'dense';
}

/** The chain with flags for what goes back through relu into a large dense layer. */
function withListsBack(chain: readonly Stage[], hidden: HiddenLists | undefined): readonly Stage[] {
  if (!hidden) return chain;
  return chain.map((stage, k) => {
    const half = chain[k + 1]?.activation?.kind === kinds.RELU && stage.dy && stage.x.size >= LISTED_UNITS;
    return half && isDense(stage) ? { ...stage, listsBack: hidden.flag() } : stage;
  });
}

/** About half of what the stage puts out is exactly zero, or may be. */
function makesZeros(stage: Stage | undefined): boolean {
  return stage?.dropout !== undefined || stage?.activation?.kind === kinds.RELU;
}
