// Loss, metrics and confusion matrix of a whole split, with dropout off and batch_norm on its running statistics.
// On a model of its own, which shares weights with the trained one or holds a copy of them.
import type { Split } from '../data/dataset';
import type { Floats } from '../kernels/kernels';
import type { SplitReport } from '../protocol/engine';
import { Meter, type Work } from './meter';
import type { FastNetwork } from './fast/network';
import type { Model } from './model';
import { Penalty } from './penalty';
import { Scores, type Scored, type Scoring } from './scores';
import { CALL_OVERHEAD, type Call } from './stages';

/** Rows that have just been through the network, with the loss of each. */
export type Passed = Scored & { readonly perRow: Floats };

/** Hears of every batch of an evaluation: rows [from, from + rows) of the split. */
export type OnBatch = (passed: Passed, from: number, rows: number) => void;

export class Evaluator {
  private readonly penalty: Penalty;

  constructor(
    readonly model: Model,
    private readonly scoring: Scoring,
    /** Goes forward instead, where the SIMD kernels have all that the network needs. */
    private readonly fast?: FastNetwork,
  ) {
    this.penalty = new Penalty(model.parameters);
  }

  *evaluate(split: Split, meter = new Meter(), onRows?: (done: number) => void, onBatch?: OnBatch): Work<SplitReport> {
    const { model, fast } = this;
    if (fast) return yield* this.evaluateFast(fast, split, meter, onRows, onBatch);
    model.parameters.current();
    const scores = new Scores(this.scoring, model.kernels, model.rows, true);
    const total = split.indices.length;
    for (let from = 0; from < total; from += model.rows) {
      const rows = Math.min(model.rows, total - from);
      split.inputs.gather(model.input, split.indices, from, rows);
      split.targets.gather(model.target, split.indices, from, rows);
      yield* forwardSliced(model, rows, false, meter);
      scores.add(model, rows, model.loss(rows));
      onBatch?.(model, from, rows);
      onRows?.(from + rows);
    }
    if (!this.penalty.none) scores.addPenalty(this.penalty.value(), total);
    return { values: scores.values(), ...(scores.confusion ? { confusionMatrix: scores.confusion } : {}) };
  }

  private *evaluateFast(
    fast: FastNetwork,
    split: Split,
    meter: Meter,
    onRows?: (done: number) => void,
    onBatch?: OnBatch,
  ): Work<SplitReport> {
    const total = split.indices.length;
    const scores = new Scores(this.scoring, this.model.kernels, fast.rows, true);
    for (let from = 0; from < total; from += fast.rows) {
      const rows = Math.min(fast.rows, total - from);
      yield* fast.forwardSliced(split, from, rows, meter);
      scores.add(fast, rows, fast.lossSum[0]!);
      onBatch?.(fast, from, rows);
      onRows?.(from + rows);
    }
    if (!this.penalty.none) {
      this.model.parameters.current();
      scores.addPenalty(this.penalty.value(), total);
    }
    return { values: scores.values(), ...(scores.confusion ? { confusionMatrix: scores.confusion } : {}) };
  }
}

export function* forwardSliced(model: Model, rows: number, training: boolean, meter: Meter): Work<void> {
  yield* sliced(model.forwards, rows, training, meter);
}

export function* backwardSliced(model: Model, rows: number, scale: number, meter: Meter): Work<void> {
  model.lossBackward(rows, scale);
  yield* sliced(model.backwards, rows, true, meter);
}

function* sliced(calls: readonly Call[], rows: number, training: boolean, meter: Meter): Work<void> {
  for (const call of calls) {
    const n = Math.min(rows - call.from, call.most);
    if (n <= 0) continue;
    call.run(n, training);
    if (meter.spend(call.cost * n + CALL_OVERHEAD)) yield;
  }
}
