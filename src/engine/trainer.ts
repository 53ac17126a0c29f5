// Training as one long generator: step after step, with what is due between them. It yields when some work has been
// done, so that its driver can look at the clock; a step that is cheap as a whole is never cut. Chunks and ranges are
// fixed by shapes alone: whether and when it yields changes no number.
//
// The surprise: `iteration` counts an update as made once its gradient is complete, before the weights are touched
// (`phase` is then 'update'). So a pause in the middle of an update knows at once where it stands.
import type { Floats, Kernels } from '../kernels/kernels';
import type { Spec } from '../spec/spec';
import type { Batches } from './batches';
import type { Course } from './course';
import { backwardCulprit, Diverged, forwardCulprit, sentence, weightCulprit } from './divergence';
import { backwardSliced, forwardSliced } from './evaluate';
import { Meter, RANGE, type Work } from './meter';
import type { TensorAspect } from '../protocol/frame';
import type { Model } from './model';
import type { Tensor } from './parameters';
import { Penalty } from './penalty';
import { rowCost, type LayerPlan } from './plan';
import type { Reduced, Region } from './probes/reduce';
import { CALL_OVERHEAD } from './stages';
import { UPDATE_COST, type Updater } from './updater';

export type Phase = 'between' | 'gradient' | 'update' | 'after';

/** Steps of up to so many multiply-adds are never cut: about 4 ms. */
const ATOMIC_COST = 4e6;
/** Share of the time that may go into looking whether the weights are still finite, and keeping a copy of them. */
const HEALTH_SHARE = 0.03;

export interface TrainerParts {
  readonly spec: Spec;
  readonly plans: readonly LayerPlan[];
  readonly kernels: Kernels;
  readonly model: Model;
  readonly batches: Batches;
  readonly updater: Updater;
  readonly course: Course;
  readonly total: number;
  readonly meter: Meter;
  /** How long it has trained. */
  seconds(): number;
  /** Told before a step that may be cut begins: its state can be saved only as it is now. */
  onCuttableStep(): void;
}

export class Trainer {
  iteration = 0;
  phase: Phase = 'between';
  /** Nothing is begun once so many updates are made. */
  haltAt = Infinity;
  /** The last batch's loss. */
  loss = NaN;
  /** What `after` owes for this iteration is not done yet. */
  pending = false;
  /** Changes of watched tensors, `after − before`, by name; and of which update. */
  private readonly changes = new Map<string, Floats>();
  private changedAt = -1;
  /** Milliseconds that keeping the last of them took. */
  keepingTook = 0;
  readonly atomic: boolean;
  protected readonly penalty: Penalty;
  protected readonly meter: Meter;
  protected readonly stepCost: number;
  protected readonly healthEvery: number;
  /** The whole batch lies in the buffers already. */
  protected gathered = false;
  protected lastFinite: { readonly learned: Floats; readonly fixed: Floats } | undefined;
  /** The last complete gradient, where the next one is made in pieces. */
  private last: Floats | undefined;
  protected complete = false;

  constructor(protected readonly parts: TrainerParts) {
    const { parameters } = parts.model;
    this.penalty = new Penalty(parameters);
    this.meter = parts.meter;
    ({ step: this.stepCost, atomic: this.atomic, healthEvery: this.healthEvery } = this.costs());
  }

  /** Of a step, in multiply-adds; whether it is made without a stop; updates from one look at the weights to the next. */
  protected costs(): { readonly step: number; readonly atomic: boolean; readonly healthEvery: number } {
    const { plans, model, batches } = this.parts;
    const rows = Math.min(batches.size, batches.rows);
    const calls = (model.forwards.length + model.backwards.length) * Math.ceil(rows / model.rows);
    const { count } = model.parameters;
    const step = 3 * rows * rowCost(plans) + UPDATE_COST * count + CALL_OVERHEAD * (calls + 8);
    const healthEvery = Math.max(1, Math.ceil((3 * count + 1000) / (HEALTH_SHARE * step)));
    return { step, atomic: step <= ATOMIC_COST, healthEvery };
  }

  reset(): void {
    this.place(0, false, NaN);
  }

  /** Stands after `iteration` updates, with nothing begun. */
  place(iteration: number, pending: boolean, loss: number): void {
    this.iteration = iteration;
    this.pending = pending;
    this.loss = loss;
    this.phase = 'between';
    this.gathered = this.complete = false;
    this.lastFinite = undefined;
    this.changedAt = -1;
  }

  /** Gives up a step that was begun; what it had changed is the caller's to put back (see `rewind`). */
  abandon(): void {
    this.phase = 'between';
    this.gathered = false;
  }

  /** The mean gradient of the last complete batch as the optimizer got it; undefined before the first. */
  get gradient(): Floats | undefined {
    return this.complete ? (this.last ?? this.parts.model.parameters.gradient) : undefined;
  }

  get hasGradient(): boolean {
    return this.complete;
  }

  /** The last update is one of those whose changes were kept. */
  get changeKept(): boolean {
    return this.changedAt === this.iteration;
  }

  /** What the last update added to a tensor, where that was kept. */
  change({ name }: Tensor): Floats | undefined {
    return this.changeKept ? this.changes.get(name) : undefined;
  }

  /** A tensor as cells, where that is quicker than to bring it into the arrays that everyone has; yields what it costs. */
  cells(_tensor: Tensor, _aspect: TensorAspect, _region: Region): Generator<number, Reduced, void> | undefined {
    return undefined;
  }

  /**
   * Ends when all updates are made or early stopping strikes; gives the reason when it diverged. `watched` is asked before
   * each step: the tensors of which the coming update's changes are to be kept; `long` where other work follows the
   * update, in the middle of which somebody may pause and look. After such a step it yields.
   */
  *steps(watched: (long: boolean) => readonly string[]): Generator<void | 'halt', Diverged | undefined> {
    const { course, batches, total } = this.parts;
    for (;;) {
      if (this.pending) {
        this.phase = 'after';
        yield* course.after(this.iteration, this.meter);
        this.pending = false;
        this.phase = 'between';
      }
      if (this.iteration >= total || course.stopped) return undefined;
      if (this.iteration >= this.haltAt) {
        yield 'halt';
        continue;
      }
      if (this.iteration % this.healthEvery === 0 || !this.lastFinite) {
        const sick = yield* this.health();
        if (sick) return sick;
      }
      const names = watched(this.lasting(this.iteration + 1));
      const quiet = names.length > 0 ? 0 : this.quiet(watched(true).length > 0);
      if (quiet > 1 && (yield* this.several(quiet))) continue;
      const point = course.duesBefore(this.iteration);
      if (point || !this.atomic) {
        this.parts.onCuttableStep();
        this.phase = 'gradient';
      }
      const diverged = this.atomic ? this.stepNow(point) : yield* this.stepSliced();
      if (diverged) return diverged;
      if (point) yield* course.before(this.iteration, this.meter);
      const rate = this.parts.updater.learningRate(this.iteration);
      this.iteration++;
      this.complete = true;
      this.phase = 'update';
      if (names.length > 0) {
        const start = this.parts.seconds();
        yield* this.changeOf(names, 'before');
        this.keepingTook = 1000 * (this.parts.seconds() - start);
      }
      if (this.atomic) this.updateNow(rate);
      else {
        yield* this.keepGradient();
        yield* this.updateSliced(rate);
      }
      if (names.length > 0) {
        yield* this.changeOf(names, 'after');
        this.changedAt = this.iteration;
      }
      batches.passed(this.iteration);
      this.pending = course.duesAfter(this.iteration);
      this.phase = 'between';
      if (!this.atomic || names.length > 0 || this.meter.spend(this.stepCost)) yield;
    }
  }

  /** Something is due after this many updates, or before the next one: what they have changed will stand for some time. */
  private lasting(iteration: number): boolean {
    const { course } = this.parts;
    return course.duesAfter(iteration) || course.duesBefore(iteration);
  }

  /** Updates from here on between which nothing is due; less the last one, where somebody will look at it. */
  private quiet(looked: boolean): number {
    const { course, total } = this.parts;
    if (!this.atomic) return 0;
    return Math.min(total, this.haltAt, course.nextDue(this.iteration) - Number(looked)) - this.iteration;
  }

  /** Makes up to so many updates in one go, where that is quicker than one by one; false when it made none. */

  protected *several(_most: number): Work<boolean> {
    return false;
  }

  protected updateNow(rate: number): void {
    this.parts.updater.updateNow(rate, this.iteration);
  }

  protected *updateSliced(rate: number): Work<void> {
    yield* this.parts.updater.update(rate, this.iteration, this.meter);
  }

  /** A step's gradients, all at once: forward, loss, backward, penalty, clipping. */
  protected stepNow(_point: boolean): Diverged | undefined {
    const { model, batches, course, kernels, updater } = this.parts;
    const { parameters } = model;
    const { iteration } = this;
    const first = batches.from(iteration);
    const rows = batches.count(iteration);
    const scored = course.scores(iteration);
    kernels.fill(parameters.gradient, 0, parameters.count);
    let sum = 0;
    let n = 0;
    for (let at = 0; at < rows; at += n) {
      n = Math.min(model.rows, rows - at);
      if (!this.gathered) batches.gather(model, first + at, n);
      model.forward(n, true);
      const part = model.loss(n);
      sum += part;
      if (!Number.isFinite(part)) return this.diverge(forwardCulprit(model, n, this.parts.spec));
      if (scored) course.add(iteration, model, n, part);
      model.backward(n, 1 / rows);
    }
    this.gathered = batches.full && rows <= model.rows;
    this.loss = sum / rows;
    if (!this.penalty.none) this.addPenalty(finish(this.penalty.add(this.meter)), rows, scored);
    if (kernels.firstNonFinite(parameters.gradient, 0, parameters.count) >= 0) {
      return this.diverge(backwardCulprit(model, n, this.parts.spec));
    }
    if (updater.clips) finish(updater.clip(this.meter));
    return undefined;
  }

  /** The same numbers, with places to stop in between. */
  protected *stepSliced(): Work<Diverged | undefined> {
    const { model, batches, course, kernels, updater } = this.parts;
    const { meter, iteration } = this;
    const { gradient, count } = model.parameters;
    const first = batches.from(iteration);
    const rows = batches.count(iteration);
    const scored = course.scores(iteration);
    for (let from = 0; from < count; from += RANGE) {
      kernels.fill(gradient.subarray(from), 0, Math.min(RANGE, count - from));
      if (meter.spend(RANGE / 4)) yield;
    }
    let sum = 0;
    let n = 0;
    for (let at = 0; at < rows; at += n) {
      n = Math.min(model.rows, rows - at);
      if (!this.gathered) {
        const piece = batches.pieceRows;
        for (let from = 0; from < n; from += piece) {
          const some = Math.min(piece, n - from);
          batches.gatherPart(model, first + at, from, some);
          if (meter.spend(4 * some * model.inputSize)) yield;
        }
      }
      yield* forwardSliced(model, n, true, meter);
      const part = model.loss(n);
      sum += part;
      if (!Number.isFinite(part)) return this.diverge(forwardCulprit(model, n, this.parts.spec));
      if (scored) course.add(iteration, model, n, part);
      yield* backwardSliced(model, n, 1 / rows, meter);
    }
    this.gathered = batches.full && rows <= model.rows;
    this.loss = sum / rows;
    if (!this.penalty.none) this.addPenalty(yield* this.penalty.add(meter), rows, scored);
    for (let from = 0; from < count; from += RANGE) {
      if (kernels.firstNonFinite(gradient, from, Math.min(count, from + RANGE)) >= 0) {
        return this.diverge(backwardCulprit(model, n, this.parts.spec));
      }
      if (meter.spend(RANGE)) yield;
    }
    yield* updater.clip(meter);
    return undefined;
  }

  /** The next step begins by clearing its gradients; this one stays to be looked at. */
  protected *keepGradient(): Work<void> {
    const { gradient, count } = this.parts.model.parameters;
    this.last ??= this.parts.kernels.alloc(count);
    for (let from = 0; from < count; from += RANGE) {
      this.last.set(gradient.subarray(from, Math.min(count, from + RANGE)), from);
      if (this.meter.spend(RANGE)) yield;
    }
  }

  protected addPenalty(penalty: number, rows: number, scored: boolean): void {
    this.loss += penalty;
    if (scored) this.parts.course.addPenalty(this.iteration, penalty, rows);
  }

  /** Are the weights still finite? If so, a copy is kept; if not, the last such copy is put back. */
  protected *health(): Work<Diverged | undefined> {
    const { model, kernels } = this.parts;
    const { learned, fixed, count } = model.parameters;
    const meter = this.atomic ? new Meter(Infinity) : this.meter;
    let sick = kernels.firstNonFinite(fixed, 0, fixed.length) >= 0;
    for (let from = 0; from < count && !sick; from += RANGE) {
      sick = kernels.firstNonFinite(learned, from, Math.min(count, from + RANGE)) >= 0;
      if (meter.spend(RANGE)) yield;
    }
    if (sick) return this.diverge(weightCulprit(model));
    this.lastFinite ??= { learned: kernels.alloc(count), fixed: kernels.alloc(fixed.length) };
    this.lastFinite.fixed.set(fixed);
    for (let from = 0; from < count; from += RANGE) {
      this.lastFinite.learned.set(learned.subarray(from, Math.min(count, from + RANGE)), from);
      if (meter.spend(RANGE)) yield;
    }
    return undefined;
  }

  /** The weights go back to the last ones that were finite, unless they are. */
  protected diverge(culprit: string): Diverged {
    const { model, kernels, updater, spec } = this.parts;
    const { fixed } = model.parameters;
    const rate = updater.learningRate(this.iteration);
    const finite = this.weightsFinite() && kernels.firstNonFinite(fixed, 0, fixed.length) < 0;
    if (!finite && this.lastFinite) {
      this.putBack(this.lastFinite.learned);
      fixed.set(this.lastFinite.fixed);
    }
    return new Diverged(sentence(culprit, this.iteration, rate, spec));
  }

  protected weightsFinite(): boolean {
    const { learned, count } = this.parts.model.parameters;
    return this.parts.kernels.firstNonFinite(learned, 0, count) < 0;
  }

  protected putBack(learned: Floats): void {
    this.parts.model.parameters.learned.set(learned);
  }

  /** Keeps the weights before an update; after it, what was added to them. */
  protected *changeOf(names: readonly string[], when: 'before' | 'after'): Work<void> {
    const { kernels, model } = this.parts;
    const meter = this.atomic ? new Meter(Infinity) : this.meter;
    if (when === 'before') {
      for (const name of this.changes.keys()) if (!names.includes(name)) this.changes.delete(name);
    }
    for (const name of names) {
      const { data, size } = model.parameters.find(name);
      let change = this.changes.get(name);
      if (!change) this.changes.set(name, (change = kernels.alloc(size)));
      for (let from = 0; from < size; from += RANGE) {
        const to = Math.min(size, from + RANGE);
        if (when === 'before') change.set(data.subarray(from, to), from);
        else subtractFrom(data, change, from, to);
        if (meter.spend(2 * (to - from))) yield;
      }
    }
  }
}

/** change = w − change */
function subtractFrom(w: Floats, change: Floats, from: number, to: number): void {
  for (let i = from; i < to; i++) change[i] = w[i] - change[i];
}

function finish<T>(work: Work<T>): T {
  let next = work.next();
  while (!next.done) next = work.next();
  return next.value;
}
