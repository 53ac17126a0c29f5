// All cost points of a run, in order. The host owns them: a hidden panel has no document and asks for
// everything when it comes back. A point whose index was seen before starts a new past from there (a reset).
import { MetricsLines } from '../files/metricsLines';
import type { MetricsPoint } from '../protocol/engine';
import type { PastPoints, Snapshot } from '../protocol/panel';

/** More points than these go to a new document as lines. */
const FEW = 1000;

export class MetricsHistory {
  private kept: MetricsPoint[] = [];
  private lines = new MetricsLines();
  /** Of a kept run: its points are there as lines only. */
  private past: PastPoints | undefined;

  get points(): readonly MetricsPoint[] {
    return this.kept;
  }

  get lastIndex(): number {
    return this.kept.at(-1)?.index ?? -1;
  }

  add(points: readonly MetricsPoint[]): void {
    const first = points[0];
    if (!first) return;
    if (first.index <= this.lastIndex) {
      this.kept = this.kept.filter((p) => p.index < first.index);
      this.lines = new MetricsLines();
      this.lines.add(this.kept);
    }
    for (const p of points) this.kept.push(p);
    this.lines.add(points);
  }

  /** Holds the points of a kept run. */
  hold(past: PastPoints): void {
    this.clear();
    this.past = past;
  }

  clear(): void {
    this.kept = [];
    this.past = undefined;
    this.lines = new MetricsLines();
  }

  /** All points, for a document that has none. */
  get whole(): Pick<Snapshot, 'past' | 'metrics'> {
    if (this.past) return { past: this.past, metrics: [] };
    return this.kept.length <= FEW ? { metrics: [...this.kept] } : { past: this.lines.past, metrics: [] };
  }

  /** Points behind `index`, the oldest first. Indices rise, so the end is searched from behind. */
  after(index: number): readonly MetricsPoint[] {
    let from = this.kept.length;
    while (from > 0 && this.kept[from - 1]!.index > index) from--;
    return this.kept.slice(from);
  }

  /** The newest value of a split's metric. */
  latest(split: MetricsPoint['split'], name = 'loss'): number | undefined {
    for (let i = this.kept.length - 1; i >= 0; i--) {
      const point = this.kept[i]!;
      if (point.split === split && name in point.values) return point.values[name];
    }
    return this.past?.last.find((point) => point.split === split)?.values[name];
  }
}
