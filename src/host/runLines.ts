// A run's points as lines over iterations: typed arrays cross to the panel as bytes, not as JSON.
import type { MetricsPoint } from '../protocol/engine';
import type { RunLine } from '../protocol/panel';

/** One line a split and metric, "train.loss". */
export function linesOf(points: readonly MetricsPoint[]): RunLine[] {
  const lines = new Map<string, { x: number[]; y: number[] }>();
  for (const { split, iteration, values } of points) {
    for (const [metric, value] of Object.entries(values)) {
      const name = `${split}.${metric}`;
      let line = lines.get(name);
      if (!line) lines.set(name, (line = { x: [], y: [] }));
      line.x.push(iteration);
      line.y.push(value);
    }
  }
  return [...lines].map(([name, { x, y }]) => ({
    name,
    iterations: Float64Array.from(x),
    values: Float64Array.from(y),
  }));
}
