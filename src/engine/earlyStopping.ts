// Early stopping as in Keras 3: an evaluation that improves by more than minDelta resets the patience; at the end,
// restoreBest puts back the weights of the best one, also where the run was not cut short.
import type { TrainingSpec } from '../spec/spec';
import type { Parameters } from './parameters';

export type EarlyStoppingSpec = NonNullable<TrainingSpec['earlyStopping']>;

export class EarlyStopping {
  best = NaN;
  wait = 0;
  bestIteration = 0;
  /** Copies of the learned numbers and of the running statistics. */
  weights: { readonly learned: ArrayLike<number>; readonly fixed: ArrayLike<number> } | undefined;

  constructor(
    private readonly spec: EarlyStoppingSpec,
    private readonly better: 'min' | 'max',
  ) {}

  /** True when the run should stop. `first` after the first epoch, which never stops a run. */
  observe(value: number, iteration: number, first: boolean, parameters: Parameters): boolean {
    const { minDelta, patience, restoreBest } = this.spec;
    const improved =
      Number.isNaN(this.best) || (this.better === 'min' ? value < this.best - minDelta : value > this.best + minDelta);
    if (improved && !Number.isNaN(value)) {
      this.best = value;
      this.wait = 0;
      this.bestIteration = iteration;
      if (restoreBest) parameters.current();
      if (restoreBest) this.weights = { learned: parameters.learned.slice(), fixed: parameters.fixed.slice() };
      return false;
    }
    this.wait++;
    return this.wait >= patience && !first;
  }

  /** Puts the best weights back; false where there are none. */
  restore(parameters: Parameters): boolean {
    if (!this.weights) return false;
    parameters.learned.set(this.weights.learned);
    parameters.fixed.set(this.weights.fixed);
    parameters.elsewhere?.changed();
    return true;
  }

  reset(): void {
    this.best = NaN;
    this.wait = 0;
    this.bestIteration = 0;
    this.weights = undefined;
  }
}
