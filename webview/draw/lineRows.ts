// Lines as a few rows to be read: evenly spread over what is shown, the first and the last point among them.
import { firstAbove, firstAtLeast } from './decimate';
import type { Series } from './series';
import type { Span } from './span';

export interface LineRow {
  readonly x: number;
  /** Of each line the last value up to there; NaN before it begins. */
  readonly values: readonly number[];
}

export function lineRows(lines: readonly Series[], span: Span | null, most: number): readonly LineRow[] {
  const longest = lines.reduce<Series | undefined>((a, b) => (a && a.length >= b.length ? a : b), undefined);
  if (!longest) return [];
  const from = span ? firstAtLeast(longest, span.from) : 0;
  const points = (span ? firstAbove(longest, span.to) : longest.length) - from;
  const rows = Math.min(points, most);
  return Array.from({ length: Math.max(0, rows) }, (_, k) => {
    const x = longest.x[from + (rows > 1 ? Math.round((k * (points - 1)) / (rows - 1)) : 0)]!;
    return { x, values: lines.map((line) => line.y[firstAbove(line, x) - 1] ?? NaN) };
  });
}
