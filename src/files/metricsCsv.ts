// metrics.csv: one row a metrics point, in order of index. Columns: iteration, epoch, split, learning_rate, seconds, then
// loss and each metric. A cell is empty where a point has no such metric; NaN and ±Infinity are written as those words.
// A last line without its line break is a write cut off by a kill: it is passed over.
import type { SplitName } from '../data/dataset';
import type { MetricsPoint } from '../protocol/engine';

const FIXED = ['iteration', 'epoch', 'split', 'learning_rate', 'seconds'] as const;

export function metricsHeader(columns: readonly string[]): string {
  return `${[...FIXED, ...columns].join(',')}\n`;
}

export function metricsRow(point: MetricsPoint, columns: readonly string[]): string {
  const values = columns.map((c) => (point.values[c] === undefined ? '' : String(point.values[c])));
  return `${[point.iteration, point.epoch, point.split, point.learningRate, point.seconds, ...values].join(',')}\n`;
}

export function parseMetrics(text: string): { columns: string[]; points: MetricsPoint[] } {
  const lines = text.split('\n').slice(0, -1);
  const columns = (lines[0] ?? '').split(',').slice(FIXED.length);
  const points = lines.slice(1).map((line, index): MetricsPoint => {
    const cells = line.split(',');
    const values: Record<string, number> = {};
    columns.forEach((name, i) => {
      const cell = cells[FIXED.length + i];
      if (cell) values[name] = Number(cell);
    });
    return {
      index,
      iteration: Number(cells[0]),
      epoch: Number(cells[1]),
      split: cells[2] as SplitName,
      learningRate: Number(cells[3]),
      seconds: Number(cells[4]),
      values,
    };
  });
  return { columns, points };
}
