// What happens between updates: cost points, validation, early stopping, the schedule's monitor.
// Full batch: the exact cost at iteration t, before update t. Mini-batch: the mean over the rows since the last point,
// as Keras does it. Validation: at the ends of epochs, or at cost points where an epoch is shorter than logEvery.
import { t } from '../l10n';
import type { Dataset, Split, SplitName } from '../data/dataset';
import type { Kernels } from '../kernels/kernels';
import type { MetricsPoint, SplitReport } from '../protocol/engine';
import { readMonitor } from '../spec/monitor';
import { UserError } from '../spec/problem';
import type { Spec } from '../spec/spec';
import { EarlyStopping } from './earlyStopping';
import type { Evaluator } from './evaluate';
import type { Meter, Work } from './meter';
import type { Parameters } from './parameters';
import { Scores, type Scored, type Scoring } from './scores';
import type { Updater } from './updater';

export interface CourseParts {
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly kernels: Kernels;
  readonly parameters: Parameters;
  readonly evaluator: Evaluator;
  readonly scoring: Scoring;
  readonly updater: Updater;
  readonly batchRows: number;
  readonly perEpoch: number;
  readonly total: number;
  readonly logEvery: number;
  seconds(): number;
  emit(point: Omit<MetricsPoint, 'index'>): void;
}

type Monitor = { readonly split: SplitName; readonly value: string };

export class Course {
  /** Rows since the last cost point; of one step where the batch is full. */
  readonly window: Scores;
  /** Rows of this epoch, where something watches the training split. */
  readonly epoch: Scores | undefined;
  readonly stopping: EarlyStopping | undefined;
  /** Early stopping has struck. */
  stopped = false;
  /** Iterations of the last points. */
  lastTrain = -1;
  lastValidation = -1;
  private readonly stopMonitor: Monitor | undefined;
  private readonly rateMonitor: Monitor | undefined;
  private readonly full: boolean;
  /** Validation at cost points rather than at the ends of epochs. */
  private readonly atPoints: boolean;

  constructor(private readonly parts: CourseParts) {
    const { spec, scoring, kernels, batchRows, perEpoch, logEvery } = parts;
    const { earlyStopping, schedule } = spec.training;
    this.full = perEpoch === 1;
    this.atPoints = perEpoch < logEvery;
    this.window = new Scores(scoring, kernels, batchRows);
    this.stopMonitor = earlyStopping && this.monitor(earlyStopping.monitor, 'training.earlyStopping');
    if (earlyStopping) this.stopping = new EarlyStopping(earlyStopping, scoring.better(this.stopMonitor!.value));
    if (parts.updater.schedule.observe && typeof schedule['monitor'] === 'string') {
      this.rateMonitor = this.monitor(schedule['monitor'], 'training.schedule');
    }
    const watchesTrain = this.stopMonitor?.split === 'train' || this.rateMonitor?.split === 'train';
    this.epoch = watchesTrain ? new Scores(scoring, kernels, batchRows) : undefined;
  }

  private monitor(text: string, key: string): Monitor {
    const { scoring, dataset } = this.parts;
    const monitor = readMonitor(text);
    const known = ['loss', ...scoring.metrics.map((m) => m.type)];
    if (!monitor || !known.includes(monitor.value)) {
      throw new UserError(
        t`${key} watches "${text}", which this run does not have. It has: ${known.join(', ')}.`,
        'monitor',
      );
    }
    if (!dataset.splits[monitor.split]) {
      throw new UserError(
        t`${key} watches "${text}", but there are no ${monitor.split} rows. Add "split": { "${monitor.split}": 0.2 } to the data, or watch "train.${monitor.value}".`,
        'monitor',
      );
    }
    return monitor;
  }

  reset(): void {
    this.window.clear();
    this.epoch?.clear();
    this.stopping?.reset();
    this.stopped = false;
    this.lastTrain = this.lastValidation = -1;
  }

  /** Must the rows of the step after `iteration` updates be scored? */
  scores(iteration: number): boolean {
    return this.inWindow(iteration) || this.epoch !== undefined;
  }

  add(iteration: number, model: Scored, rows: number, lossSum: number): void {
    if (this.inWindow(iteration)) this.window.add(model, rows, lossSum);
    this.epoch?.add(model, rows, lossSum);
  }

  addPenalty(iteration: number, penalty: number, rows: number): void {
    if (this.inWindow(iteration)) this.window.addPenalty(penalty, rows);
    this.epoch?.addPenalty(penalty, rows);
  }

  private inWindow(iteration: number): boolean {
    return !this.full || this.duesBefore(iteration);
  }

  /** Is anything due before update number `iteration`, with its gradients complete? */
  duesBefore(iteration: number): boolean {
    return this.full && iteration % this.parts.logEvery === 0;
  }

  /** The exact cost of the full batch. */
  *before(iteration: number, meter: Meter): Work<void> {
    this.point('train', iteration, this.window.values());
    this.window.clear();
    if (this.atPoints) yield* this.validate(iteration, meter);
  }

  /** Is anything due after `iteration` updates? */
  duesAfter(iteration: number): boolean {
    const { perEpoch } = this.parts;
    if (this.endsWindow(iteration)) return true;
    if (iteration % perEpoch !== 0) return false;
    return this.watches || (!this.atPoints && this.parts.dataset.splits.validation !== undefined);
  }

  /** The first iteration from this one on, before or after which something is due; this one where that is not known. */
  nextDue(iteration: number): number {
    const { logEvery, dataset } = this.parts;
    const everyEpoch = this.watches || (!this.atPoints && dataset.splits.validation !== undefined);
    if (!this.full || everyEpoch) return iteration;
    return Math.ceil(iteration / logEvery) * logEvery;
  }

  /** Mini-batches: the first one is a cost point of its own, so that a large network shows a cost at once. */
  private endsWindow(iteration: number): boolean {
    const { logEvery, total } = this.parts;
    return !this.full && (iteration === 1 || iteration % logEvery === 0 || iteration === total);
  }

  private get watches(): boolean {
    return this.stopMonitor !== undefined || this.rateMonitor !== undefined;
  }

  /** May be broken off and begun again with the same outcome: each of its parts is done once only. */
  *after(iteration: number, meter: Meter): Work<void> {
    const { perEpoch } = this.parts;
    const cost = this.endsWindow(iteration);
    if (cost && this.window.rows > 0) {
      this.point('train', iteration, this.window.values());
      this.window.clear();
    }
    const epochEnds = iteration % perEpoch === 0;
    const validates = this.atPoints ? cost : epochEnds;
    const seen: { [S in SplitName]?: SplitReport } = {};
    if (validates) {
      const report = yield* this.validate(iteration, meter);
      if (report) seen.validation = report;
    }
    if (!epochEnds || !this.watches) return;
    if (this.epoch) seen.train = { values: this.epoch.values() };
    for (const monitor of [this.stopMonitor, this.rateMonitor]) {
      if (!monitor || seen[monitor.split]) continue;
      seen[monitor.split] = yield* this.parts.evaluator.evaluate(this.parts.dataset.splits[monitor.split]!, meter);
    }
    if (this.rateMonitor) {
      const { updater, spec } = this.parts;
      const { split, value } = this.rateMonitor;
      updater.schedule.observe!(seen[split]!.values[value]!, updater.memory, spec.training.schedule);
    }
    if (this.stopMonitor) {
      const { split, value } = this.stopMonitor;
      const first = iteration <= perEpoch;
      this.stopped = this.stopping!.observe(seen[split]!.values[value]!, iteration, first, this.parts.parameters);
    }
    this.epoch?.clear();
  }

  /** What remains of an epoch or window that the end cut short. */
  flush(iteration: number): void {
    if (!this.full && this.window.rows > 0) this.point('train', iteration, this.window.values());
    this.window.clear();
  }

  /** The end's evaluations as points, where none was made at this iteration. */
  endPoints(iteration: number, splits: { readonly [S in SplitName]?: SplitReport }): void {
    if (this.full && splits.train && this.lastTrain < iteration) this.point('train', iteration, splits.train.values);
    if (splits.validation && this.lastValidation < iteration)
      this.point('validation', iteration, splits.validation.values);
  }

  private *validate(iteration: number, meter: Meter): Work<SplitReport | undefined> {
    const split: Split | undefined = this.parts.dataset.splits.validation;
    if (!split) return undefined;
    const report = yield* this.parts.evaluator.evaluate(split, meter);
    this.point('validation', iteration, report.values);
    return report;
  }

  private point(split: 'train' | 'validation', iteration: number, values: Readonly<Record<string, number>>): void {
    if (iteration === (split === 'train' ? this.lastTrain : this.lastValidation)) return; // begun again
    if (split === 'train') this.lastTrain = iteration;
    else this.lastValidation = iteration;
    this.parts.emit({
      iteration,
      epoch: iteration / this.parts.perEpoch,
      split,
      values,
      learningRate: this.parts.updater.learningRate(iteration),
      seconds: this.parts.seconds(),
    });
  }
}
