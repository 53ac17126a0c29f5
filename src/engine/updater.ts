// From gradients to weights: clipping, the schedule's learning rate, the optimizer and what it remembers.
// Clipping by norm takes the norm over all tensors together (Keras's global_clipnorm).
import { t } from '../l10n';
import type { Floats, Kernels } from '../kernels/kernels';
import { optimizer as optimizerWord } from '../nn/optimizers';
import { schedule as scheduleWord, scheduledRate } from '../nn/schedules';
import type { Optimizer, Schedule } from '../nn/words';
import { UserError } from '../spec/problem';
import type { TrainingSpec } from '../spec/spec';
import { RANGE, type Meter, type Work } from './meter';
import type { Parameters } from './parameters';

export class Updater {
  readonly slotNames: readonly string[];
  readonly slots: readonly Floats[];
  /** Numbers the optimizer keeps for the whole run. */
  readonly scalars: Float64Array;
  /** The schedule's own state. */
  readonly memory: Float64Array;
  private readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  private readonly base: number;

  constructor(
    private readonly training: TrainingSpec,
    private readonly parameters: Parameters,
    private readonly kernels: Kernels,
  ) {
    const { optimizer: options, schedule: plan } = training;
    const optimizer = optimizerWord(options.type);
    const schedule = scheduleWord(plan.type);
    if (!optimizer) throw new UserError(t`There is no optimizer "${options.type}".`, 'unknown-optimizer');
    if (!schedule) throw new UserError(t`There is no schedule "${plan.type}".`, 'unknown-schedule');
    this.optimizer = optimizer;
    this.schedule = schedule;
    const rate = options['learningRate'];
    this.base = typeof rate === 'number' ? rate : optimizer.defaultLearningRate;
    this.slotNames = optimizer.slots(options);
    this.slots = this.slotNames.map(() => kernels.alloc(parameters.count));
    this.scalars = new Float64Array(optimizer.scalars ?? 0);
    this.memory = new Float64Array(schedule.memory ?? 0);
    this.reset();
  }

  reset(): void {
    const { optimizer, training } = this;
    this.slotNames.forEach((name, i) => {
      this.kernels.fill(this.slots[i]!, optimizer.initialSlot?.(name, training.optimizer) ?? 0, this.parameters.count);
    });
    this.scalars.fill(1);
    this.memory.fill(NaN);
  }

  /** Of update number `iteration`, from 0. */
  learningRate(iteration: number): number {
    return scheduledRate(this.schedule, this.base, iteration, this.memory, this.training.schedule);
  }

  /** Clips the gradients as the spec says. */
  *clip(meter: Meter): Work<void> {
    const { clip } = this.training;
    if (!clip) return;
    const { gradient: g, count } = this.parameters;
    let factor = 1;
    if ('norm' in clip) {
      let squares = 0;
      for (let from = 0; from < count; from += RANGE) {
        const to = Math.min(count, from + RANGE);
        squares += this.kernels.sumSquares(g, from, to);
        if (meter.spend(to - from)) yield;
      }
      const norm = Math.sqrt(squares);
      if (norm <= clip.norm) return;
      factor = clip.norm / norm;
    }
    for (let from = 0; from < count; from += RANGE) {
      const to = Math.min(count, from + RANGE);
      if ('norm' in clip) for (let i = from; i < to; i++) g[i] *= factor;
      else for (let i = from; i < to; i++) g[i] = Math.max(-clip.value, Math.min(clip.value, g[i]!));
      if (meter.spend(to - from)) yield;
    }
  }

  get clips(): boolean {
    return this.training.clip !== undefined;
  }

  /** Update number `step`, from 1, all at once. */
  updateNow(rate: number, step: number): void {
    const { optimizer, parameters, scalars } = this;
    const options = this.training.optimizer;
    optimizer.beginStep?.(scalars, step, options);
    optimizer.update(
      parameters.learned,
      parameters.gradient,
      this.slots,
      0,
      parameters.count,
      rate,
      step,
      scalars,
      options,
    );
  }

  /** The same, a range at a time. */
  *update(rate: number, step: number, meter: Meter): Work<void> {
    const { optimizer, parameters, scalars, slots } = this;
    const { learned, gradient, count } = parameters;
    const options = this.training.optimizer;
    optimizer.beginStep?.(scalars, step, options);
    for (let from = 0; from < count; from += RANGE) {
      const to = Math.min(count, from + RANGE);
      optimizer.update(learned, gradient, slots, from, to, rate, step, scalars, options);
      if (meter.spend(UPDATE_COST * (to - from))) yield;
    }
  }
}

/** An update's cost a weight, in multiply-adds (Adam's root and division). */
export const UPDATE_COST = 8;
