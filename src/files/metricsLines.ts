// A run's points as lines over iterations: typed arrays cross to the panel as bytes, not as JSON, and are there at once.
import type { SplitName } from '../data/dataset';
import type { MetricsPoint } from '../protocol/engine';
import type { PastPoints, RunLine } from '../protocol/panel';

export class MetricsLines {
  private readonly splits = new Map<SplitName, SplitLines>();
  private next = 0;

  add(points: readonly MetricsPoint[]): void {
    for (const point of points) {
      const { split: name, iteration, values } = point;
      const split = this.split(name);
      split.last = point;
      split.push(iteration, point.learningRate);
      for (const metric in values) split.line(metric).push(iteration, values[metric]!);
      this.next = point.index + 1;
    }
  }

  /** Where who makes no points puts its numbers; `passTo` tells then how many there were. */
  split(name: SplitName): SplitLines {
    let split = this.splits.get(name);
    if (!split) this.splits.set(name, (split = new SplitLines()));
    return split;
  }

  passTo(next: number): void {
    this.next = next;
  }

  /** One line a split and metric, "train.loss". Lines with the same iterations share their array. */
  get lines(): RunLine[] {
    return [...this.splits].flatMap(([name, split]) => split.lines(name));
  }

  get past(): PastPoints {
    const last = [...this.splits.values()].flatMap((split) => split.last ?? []);
    return { next: this.next, last, lines: [...this.lines, ...this.rates()] };
  }

  private rates(): RunLine[] {
    const train = this.splits.get('train');
    if (!train) return [];
    return [{ name: 'train.learning_rate', iterations: train.iterations.copy(), values: train.rates.copy() }];
  }
}

class SplitLines {
  readonly iterations = new Column();
  readonly rates = new Column();
  private readonly metrics = new Map<string, Line>();
  last: MetricsPoint | undefined;

  push(iteration: number, learningRate: number): void {
    this.iterations.push(iteration);
    this.rates.push(learningRate);
  }

  line(metric: string): Line {
    let line = this.metrics.get(metric);
    if (!line) this.metrics.set(metric, (line = new Line()));
    return line;
  }

  lines(name: string): RunLine[] {
    const shared = this.iterations.copy();
    return [...this.metrics].map(([metric, { x, y }]) => ({
      name: `${name}.${metric}`,
      iterations: x.length === shared.length ? shared : x.copy(),
      values: y.copy(),
    }));
  }
}

class Line {
  readonly x = new Column();
  readonly y = new Column();

  push(x: number, y: number): void {
    this.x.push(x);
    this.y.push(y);
  }
}

/** Numbers that grow in number. */
class Column {
  length = 0;
  private numbers = new Float64Array(64);

  push(value: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.length++] = value;
  }

  /** In a buffer of its own and of just its size. */
  copy(): Float64Array {
    return this.numbers.slice(0, this.length);
  }
}
