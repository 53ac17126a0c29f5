// Training on the SIMD kernels: the same course of things as Trainer, but a step is a few calls into WebAssembly, and many
// steps of a small full batch are one.
//
// The surprise: where nothing has to happen between gradient and update, the gradient is used up as it is made, a panel
// of weights at a time, and never lies in memory as a whole. If somebody then asks for it, it is made once more from what
// the passes left behind: the same bits.
import * as kinds from '../../kernels/wasm/as/kinds';
import type { Simd } from '../../kernels/wasm/simd';
import type { Piece } from '../../kernels/wasm/tape';
import { optimizerNumbers } from '../../kernels/wasm/words';
import { optimizer as optimizerWord } from '../../nn/optimizers';
import type { Floats } from '../../kernels/kernels';
import { backwardCulprit, forwardCulprit, weightCulprit, type Diverged } from '../divergence';
import { RANGE, type Work } from '../meter';
import type { Tensor } from '../parameters';
import { reduce, type Reduced, type Region } from '../probes/reduce';
import type { TensorAspect } from '../../protocol/frame';
import { Trainer, type TrainerParts } from '../trainer';
import { SPEED, type FastNetwork } from './network';
import { PanelView } from './panelView';
import type { Store } from './store';

export interface FastTrainerParts extends TrainerParts {
  readonly simd: Simd;
  readonly network: FastNetwork;
  readonly store: Store;
  /** All chunks of the full batch stay in memory. */
  readonly resident: boolean;
}

/** Steps up to so many multiply-adds are never cut: some 10 ms. */
const ATOMIC = 1.6e8;
/** So many go into one call where steps are small: some 2 ms. */
const SEVERAL = 1.5e7;
/** What a small step costs beside its arithmetic, in multiply-adds. */
const OVERHEAD = 500;
/** A multiply-add of these kernels next to one of the plain loops. */
const SHARE = 1 / SPEED;
/** Updates between two looks at whether all weights are finite. */
const HEALTH_EVERY = 64;
const MOST_STEPS = 4096;

export class FastTrainer extends Trainer {
  private readonly numbers: Float32Array;
  /** All steps have the same numbers. */
  private readonly constant: boolean;
  /** The last gradient: in the store, used up by a fused update, or also where everyone looks. */
  private made: 'stored' | 'used' | 'given' = 'given';
  private lastChunk = 0;
  /** The present step's backward pass is its update. */
  private fused = false;
  /** Packed weights before the last update whose changes were to be kept. */
  private before: Float32Array | undefined;
  private view: PanelView | undefined;
  /** Up to here steps are made one by one, because something in between was not finite. */
  private carefulUntil = 0;

  constructor(protected override readonly parts: FastTrainerParts) {
    super(parts);
    this.numbers = parts.simd.arena.floats(MOST_STEPS * kinds.OPTIMIZER_NUMBERS).view;
    const { schedule, optimizer } = parts.spec.training;
    this.constant = schedule.type === 'constant' && !['adam', 'adamw', 'nadam'].includes(optimizer.type);
    parts.model.parameters.elsewhere = parts.store;
  }

  protected override costs(): { readonly step: number; readonly atomic: boolean; readonly healthEvery: number } {
    const { network, store, batches } = this.parts;
    const rows = Math.min(batches.size, batches.rows);
    network.gather(batches.split, batches.split.indices, 0, Math.min(rows, network.rows)); // shows how sparse they are
    const step = network.cost(rows) + store.learned.length + OVERHEAD;
    return { step, atomic: step <= ATOMIC, healthEvery: HEALTH_EVERY };
  }

  override place(iteration: number, pending: boolean, loss: number): void {
    super.place(iteration, pending, loss);
    this.made = 'given';
    this.carefulUntil = 0;
  }

  // ------------------------------------------------------------------ one step

  protected override stepNow(point: boolean): Diverged | undefined {
    const { batches, network, updater, store } = this.parts;
    store.take();
    const rows = batches.count(this.iteration);
    this.fused = rows <= network.rows && !point && this.penalty.none && !updater.clips;
    for (let at = 0; at < rows; at += network.rows) {
      network.run(this.passes(at, rows, this.fused ? undefined : 'store'));
      const sick = this.account(at, rows);
      if (sick) return sick;
    }
    if (this.fused) return undefined; // the weights are as they were: what is not finite can still be traced
    this.made = 'stored';
    return finish(this.finishGradient(rows));
  }

  protected override *stepSliced(): Work<Diverged | undefined> {
    const { batches, network, store } = this.parts;
    store.take();
    const rows = batches.count(this.iteration);
    for (let at = 0; at < rows; at += network.rows) {
      for (const piece of this.passes(at, rows, 'store')) {
        network.run([piece]);
        if (this.meter.spend(piece.cost * SHARE)) yield;
      }
      const sick = this.account(at, rows);
      if (sick) return sick;
    }
    this.made = 'stored';
    return yield* this.finishGradient(rows);
  }

  /** Gathers the batch's chunk that begins with row `at`, and gives its passes. */
  private passes(at: number, rows: number, use?: 'store'): readonly Piece[] {
    const { batches, course, network, resident } = this.parts;
    const n = Math.min(network.rows, rows - at);
    const chunk = resident ? at / network.rows : 0;
    if (!this.gathered) network.gather(batches.split, batches.order, batches.from(this.iteration) + at, n, chunk);
    this.lastChunk = n;
    network.takeRandom(this.parts.model.random);
    if (at === 0) this.loss = network.lossSum[0] = 0;
    const scored = course.scores(this.iteration);
    if (!use) return network.training(chunk, n, scored);
    return network.training(chunk, n, scored, at > 0 ? 'add' : 'store', rows);
  }

  /** The chunk's loss and scores, once its passes are done. */
  private account(at: number, rows: number): Diverged | undefined {
    const { course, network, batches, resident, model } = this.parts;
    network.giveRandom(model.random);
    const sum = network.lossSum[0]!;
    network.lossSum[0] = 0;
    if (!Number.isFinite(sum)) return this.explain(false);
    if (course.scores(this.iteration)) course.add(this.iteration, network, this.lastChunk, sum);
    this.loss += sum / rows;
    if (at + this.lastChunk === rows) this.gathered = resident && batches.full;
    return undefined;
  }

  /** Penalty, finiteness, clipping. */
  private *finishGradient(rows: number): Work<Diverged | undefined> {
    const { store, simd, spec, course } = this.parts;
    const { gradient } = store;
    if (!this.penalty.none) this.addPenalty(store.penalty(), rows, course.scores(this.iteration));
    const { exports } = simd;
    const { clip } = spec.training;
    const each = function* (this: FastTrainer, work: (at: number, n: number) => void): Work<void> {
      for (let from = 0; from < gradient.length; from += RANGE) {
        const n = Math.min(RANGE, gradient.length - from);
        work(gradient.byteOffset + 4 * from, n);
        if (this.meter.spend(n * SHARE)) yield;
      }
    }.bind(this);
    let squares = 0;
    yield* each((at, n) => (squares += exports.sumSquares!(at, n)));
    if (!Number.isFinite(squares)) return this.explain(true);
    if (!clip) return undefined;
    if ('value' in clip) yield* each((at, n) => exports.clipValue!(at, clip.value, n));
    else if (Math.sqrt(squares) > clip.norm) {
      const factor = clip.norm / Math.sqrt(squares);
      yield* each((at, n) => exports.scale!(at, factor, n));
    }
    return undefined;
  }

  protected override updateNow(): void {
    const { network, simd, store } = this.parts;
    this.writeNumbers(0, this.iteration - 1);
    simd.exports.setNumbers!(this.numbers.byteOffset);
    store.changedHere();
    if (!this.fused) return network.run(network.update());
    network.run(network.fusedUpdate(this.lastChunk));
    this.made = 'used';
  }

  protected override *updateSliced(): Work<void> {
    const { network, simd, store } = this.parts;
    this.writeNumbers(0, this.iteration - 1);
    for (const piece of network.update()) {
      simd.exports.setNumbers!(this.numbers.byteOffset);
      network.run([piece]);
      store.changedHere();
      if (this.meter.spend(piece.cost * SHARE)) yield;
    }
  }

  /** The numbers of update number `iteration`, from 0, as row `row`. */
  private writeNumbers(row: number, iteration: number): void {
    const { updater, spec } = this.parts;
    const { optimizer: options } = spec.training;
    const step = iteration + 1;
    optimizerWord(options.type)!.beginStep?.(updater.scalars, step, options);
    const out = this.numbers.subarray(row * kinds.OPTIMIZER_NUMBERS, (row + 1) * kinds.OPTIMIZER_NUMBERS);
    optimizerNumbers(out, options, updater.learningRate(iteration), step, updater.scalars);
  }

  // ------------------------------------------------------------------ many steps

  protected override *several(most: number): Work<boolean> {
    const { resident, network, batches, store, simd, updater } = this.parts;
    const each = this.stepCost;
    const n = Math.min(most, Math.floor(SEVERAL / each), this.constant ? Infinity : MOST_STEPS);
    const plain = resident && this.penalty.none && !updater.clips;
    if (!plain || !this.gathered || this.iteration < this.carefulUntil || n < 2) return false;
    this.parts.store.take();
    const before = [store.learned, ...store.slots, updater.scalars].map((array) => array.slice());
    for (let k = 0; k < (this.constant ? 1 : n); k++) this.writeNumbers(k, this.iteration + k);
    const { from, to } = network.wholeStep(batches.rows);
    network.takeRandom(this.parts.model.random);
    simd.exports.steps!(from, to, n, this.numbers.byteOffset, this.constant ? 0 : 4 * kinds.OPTIMIZER_NUMBERS);
    this.parts.store.changedHere();
    if (this.firstNonFinite(store.learned) >= 0) {
      [store.learned, ...store.slots, updater.scalars].forEach((array, i) => array.set(before[i]!));
      this.carefulUntil = this.iteration + n;
      return false;
    }
    network.giveRandom(this.parts.model.random);
    this.iteration += n;
    this.complete = true;
    this.made = 'stored';
    if (this.meter.spend(n * each * SHARE)) yield;
    return true;
  }

  // ------------------------------------------------------------------ for those who look

  override get gradient(): Floats | undefined {
    if (!this.complete) return undefined;
    this.makeGradient();
    if (this.made !== 'given') for (const _ of this.parts.store.givingGradient()) continue;
    this.made = 'given';
    return super.gradient;
  }

  /** In the store, where it is not yet. */
  private makeGradient(): void {
    const { network } = this.parts;
    if (this.made !== 'used') return;
    network.run(network.gradients(this.lastChunk));
    this.made = 'stored';
  }

  override cells(tensor: Tensor, aspect: TensorAspect, region: Region): Generator<number, Reduced, void> | undefined {
    const { store, simd } = this.parts;
    if (!store.own || !tensor.plan.trainable) return undefined;
    const of = this.arrayOf(aspect);
    if (!of) return undefined;
    const minus = aspect === 'update' ? this.before : undefined;
    const panels = store.panelsOf(tensor);
    const cols = tensor.size / (tensor.shape.length > 1 ? tensor.shape[0]! : 1);
    if (!panels) return reduce(store.read(tensor, of, minus), cols, region);
    const { offset, inputs } = panels;
    const at = (array: Float32Array | undefined): number => (array ? array.byteOffset + 4 * offset : 0);
    this.view ??= new PanelView(simd);
    return this.view.reduce({ at: at(of), minus: at(minus), inputs }, region);
  }

  /** Where an aspect's numbers are; of an update, those after it. */
  private arrayOf(aspect: TensorAspect): Float32Array | undefined {
    const { store } = this.parts;
    if (aspect === 'weight') return store.learned;
    if (aspect === 'update') return this.changeKept && this.before ? store.learned : undefined;
    if (!this.complete) return undefined;
    this.makeGradient();
    return store.gradient;
  }

  override change(tensor: Tensor): Floats | undefined {
    const { store } = this.parts;
    if (!store.own) return super.change(tensor);
    return this.changeKept && this.before ? store.read(tensor, store.learned, this.before) : undefined;
  }

  protected override *keepGradient(): Work<void> {
    const { store } = this.parts;
    if (!store.own) return yield* super.keepGradient();
    for (const moved of store.givingGradient()) if (this.pauses(moved)) yield;
    this.made = 'given';
  }

  /** Packed numbers are kept as they were; whoever looks takes the difference. */
  protected override *changeOf(names: readonly string[], when: 'before' | 'after'): Work<void> {
    const { store, simd } = this.parts;
    if (!store.own) return yield* super.changeOf(names, when);
    if (when === 'after') return;
    const { learned } = store;
    const before = (this.before ??= simd.arena.floats(learned.length).view);
    for (let from = 0; from < learned.length; from += RANGE) {
      before.set(learned.subarray(from, from + RANGE), from);
      if (this.pauses(RANGE)) yield;
    }
  }

  // ------------------------------------------------------------------ what is not finite

  private firstNonFinite(array: Float32Array): number {
    return this.parts.simd.exports.firstNonFinite!(array.byteOffset, array.length);
  }

  protected override *health(): Work<Diverged | undefined> {
    const { model, store } = this.parts;
    const fixed = model.parameters.fixed as Float32Array;
    const { learned } = store;
    const first = !this.lastFinite; // memory that is touched for the first time is slow
    for (const moved of store.taking()) if (this.pauses(moved) || first) yield;
    let sick = this.firstNonFinite(fixed) >= 0;
    for (let from = 0; from < learned.length && !sick; from += RANGE) {
      sick = this.firstNonFinite(learned.subarray(from, from + RANGE)) >= 0;
      if (this.pauses(RANGE) || first) yield;
    }
    if (sick) {
      store.give(false);
      return this.diverge(weightCulprit(model));
    }
    this.lastFinite ??= { learned: new Float32Array(learned.length), fixed: new Float32Array(fixed.length) };
    this.lastFinite.fixed.set(fixed);
    for (let from = 0; from < learned.length; from += RANGE) {
      this.lastFinite.learned.set(learned.subarray(from, from + RANGE), from);
      if (this.pauses(RANGE) || first) yield;
    }
    return undefined;
  }

  /** A step that is never cut is not cut here either. */
  private pauses(cost: number): boolean {
    return !this.atomic && this.meter.spend(cost);
  }

  protected override putBack(learned: Floats): void {
    const { store } = this.parts;
    store.learned.set(learned);
    store.changedHere();
    store.give(false);
  }

  protected override weightsFinite(): boolean {
    return this.firstNonFinite(this.parts.store.learned) < 0;
  }

  /** The plain loops go the same way once more, and tell where it went wrong. */
  private explain(backward: boolean): Diverged {
    const { model, batches, spec } = this.parts;
    this.parts.store.give(false);
    const fixed = model.parameters.fixed.slice();
    const rows = batches.count(this.iteration);
    let n = 0;
    for (let at = 0; at < rows; at += n) {
      n = Math.min(model.rows, rows - at);
      batches.gather(model, batches.from(this.iteration) + at, n);
      model.forward(n, true);
      if (!Number.isFinite(model.loss(n)) || (!backward && at + n >= rows)) {
        const culprit = forwardCulprit(model, n, spec);
        model.parameters.fixed.set(fixed as Float32Array);
        return this.diverge(culprit);
      }
      if (backward) model.backward(n, 1 / rows);
    }
    model.parameters.fixed.set(fixed as Float32Array);
    return this.diverge(backwardCulprit(model, n, spec));
  }
}

function finish<T>(work: Work<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}
