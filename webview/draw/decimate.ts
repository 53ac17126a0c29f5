// 100,000 points on 800 pixels: each pixel column keeps its first, lowest, highest and last point, so the
// drawn line covers exactly the pixels the whole line would. x must not decrease.
import type { Series } from './series';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface DecimateOptions {
  /** Pixel columns. */
  readonly buckets: number;
  /** A logarithmic axis leaves out what it cannot show: x <= 0, y <= 0. */
  readonly logX: boolean;
  readonly logY: boolean;
}

export function decimate(series: Series, { buckets, logX, logY }: DecimateOptions): Point[] {
  const { x, y, length } = series;
  let first = 0;
  if (logX) while (first < length && x[first]! <= 0) first++;
  const n = length - first;
  if (n <= 0) return [];
  const visible = (i: number): number => (logY && y[i]! <= 0 ? NaN : y[i]!);
  if (n <= buckets * 2) return Array.from({ length: n }, (_, k) => ({ x: x[first + k]!, y: visible(first + k) }));

  const place = logX ? Math.log : (v: number): number => v;
  const start = place(x[first]!);
  const span = place(x[length - 1]!) - start || 1;
  const out: Point[] = [];
  let i = first;
  while (i < length) {
    const bucket = Math.min(buckets - 1, Math.floor(((place(x[i]!) - start) / span) * buckets));
    let low = i;
    let high = i;
    let gap = -1;
    let end = i;
    for (; end < length; end++) {
      if (Math.min(buckets - 1, Math.floor(((place(x[end]!) - start) / span) * buckets)) !== bucket) break;
      const v = visible(end);
      if (!Number.isFinite(v)) gap = end;
      else {
        if (!(visible(low) <= v)) low = end;
        if (!(visible(high) >= v)) high = end;
      }
    }
    const kept = [...new Set([i, low, high, end - 1, ...(gap >= 0 ? [gap] : [])])].sort((a, b) => a - b);
    for (const k of kept) out.push({ x: x[k]!, y: visible(k) });
    i = end;
  }
  return out;
}

/** The point nearest to x, by bisection; -1 for an empty series. */
export function nearestIndex(series: Series, x: number): number {
  let low = 0;
  let high = series.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (series.x[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - series.x[low - 1]! <= series.x[low]! - x ? low - 1 : low;
}
