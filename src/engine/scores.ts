// Loss, metrics and confusion matrix over some rows: the batches since the last cost point, an epoch, a whole split.
// Metrics are in the target's own units: scaled outputs and targets are scaled back first.
import { t } from '../l10n';
import type { Preprocessing } from '../data/dataset';
import type { Floats, Kernels } from '../kernels/kernels';
import { loss as lossWord } from '../nn/losses';
import { metric as metricWord, usualMetrics } from '../nn/metrics';
import { predictedClass, targetClass } from '../nn/metrics/classes';
import type { MetricAccumulator, Task } from '../nn/words';
import { UserError } from '../spec/problem';
import type { Spec, WordSpec } from '../spec/spec';

export interface Scale {
  readonly offsets: readonly number[];
  readonly divisors: readonly number[];
}

/** How the targets of a regression were scaled; undefined where they were not. */
export function targetScale({ targets }: Preprocessing): Scale | undefined {
  if (targets.kind !== 'values') return undefined;
  const plain = targets.offsets.every((o) => o === 0) && targets.divisors.every((d) => d === 1);
  return plain ? undefined : targets;
}

/** out = y · divisor + offset, for rows of as many columns as the scale has. */
export function unscale(out: Floats, y: Floats, rows: number, { offsets, divisors }: Scale): void {
  const cols = offsets.length;
  for (let i = 0; i < rows * cols; i++) out[i] = y[i]! * divisors[i % cols]! + offsets[i % cols]!;
}

/** What scores are kept of: settled once a run. */
export class Scoring {
  readonly metrics: readonly WordSpec[];
  readonly threshold: number;
  readonly scale: Scale | undefined;

  constructor(
    spec: Spec,
    readonly task: Task,
    readonly outputs: number,
    preprocessing: Preprocessing,
  ) {
    this.metrics = spec.metrics ?? usualMetrics(task).map((type) => ({ type }));
    this.threshold = lossWord(spec.loss.type)?.threshold ?? 0.5;
    this.scale = targetScale(preprocessing);
  }

  better(value: string): 'min' | 'max' {
    return value === 'loss' ? 'min' : (metricWord(value)?.better ?? 'min');
  }

  accumulators(): MetricAccumulator[] {
    return this.metrics.map(({ type, ...options }) => {
      const word = metricWord(type);
      if (!word) throw new UserError(t`There is no metric "${type}".`, 'unknown-metric');
      return word.create(this.outputs, { type, ...options }, this.threshold);
    });
  }
}

/** Rows that have just been through a network: outputs [rows, outputSize], targets [rows, targetCols]. */
export interface Scored {
  readonly output: Floats;
  readonly target: Floats;
  readonly outputSize: number;
  readonly targetCols: number;
}

export class Scores {
  rows = 0;
  private lossSum = 0;
  private metrics: MetricAccumulator[];
  private readonly y: Floats | undefined;
  private readonly target: Floats | undefined;
  readonly confusion: number[][] | undefined;

  constructor(
    private readonly scoring: Scoring,
    kernels: Kernels,
    rows: number,
    confusion = false,
  ) {
    this.metrics = scoring.accumulators();
    if (scoring.scale) {
      this.y = kernels.alloc(rows * scoring.outputs);
      this.target = kernels.alloc(rows * scoring.outputs);
    }
    if (confusion && scoring.task !== 'regression') {
      const classes = Math.max(2, scoring.outputs);
      this.confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    }
  }

  /** `lossSum` is the sum of the rows' losses. */
  add(model: Scored, rows: number, lossSum: number): void {
    this.rows += rows;
    this.lossSum += lossSum;
    const { scoring } = this;
    const cols = model.outputSize;
    let [y, target] = [model.output, model.target];
    if (scoring.scale) {
      unscale(this.y!, y, rows, scoring.scale);
      unscale(this.target!, target, rows, scoring.scale);
      [y, target] = [this.y!, this.target!];
    }
    for (const metric of this.metrics) metric.add(y, target, rows, cols, model.targetCols);
    if (this.confusion) {
      for (let r = 0; r < rows; r++) {
        const answer = predictedClass(y, r, cols, scoring.threshold);
        this.confusion[targetClass(target, r, model.targetCols)]![answer]!++;
      }
    }
  }

  /** The penalty of a batch of so many rows (l1, l2), beside the rows' own losses. */
  addPenalty(penalty: number, rows: number): void {
    this.lossSum += penalty * rows;
  }

  values(): Record<string, number> {
    const values: Record<string, number> = { loss: this.rows > 0 ? this.lossSum / this.rows : NaN };
    this.scoring.metrics.forEach(({ type }, i) => (values[type] = this.metrics[i]!.value()));
    return values;
  }

  /** Everything so far as numbers, for a checkpoint in the middle. */
  save(): Float64Array[] {
    return [Float64Array.of(this.rows, this.lossSum), ...this.metrics.map((m) => Float64Array.from(m.save()))];
  }

  restore(saved: (part: number) => ArrayLike<number>): void {
    const own = saved(0);
    [this.rows, this.lossSum] = [own[0]!, own[1]!];
    this.metrics = this.scoring.accumulators();
    this.metrics.forEach((m, i) => m.restore(saved(i + 1)));
  }

  clear(): void {
    this.rows = 0;
    this.lossSum = 0;
    this.metrics = this.scoring.accumulators();
  }
}
