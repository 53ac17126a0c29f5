// 100,000 points on 800 pixels: each pixel column keeps its first, lowest, highest and last point, so the
// drawn line covers exactly the pixels the whole line would. x must not decrease.
import type { Series } from './series';
import type { Span } from './span';

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
  /** The part that is shown: one point on each side of it stays, so that the line runs through its edges. */
  readonly span?: Span | null;
}

export function decimate(series: Series, { buckets, logX, logY, span }: DecimateOptions): Point[] {
  const { x, y } = series;
  const lowest = logX ? firstAbove(series, 0) : 0;
  const from = span ? Math.max(lowest, firstAtLeast(series, span.from) - 1) : lowest;
  const end = span ? Math.min(series.length, firstAbove(series, span.to) + 1) : series.length;
  const n = end - from;
  if (n <= 0) return [];
  const visible = (i: number): number => (logY && y[i]! <= 0 ? NaN : y[i]!);
  if (n <= buckets * 2) return Array.from({ length: n }, (_, k) => ({ x: x[from + k]!, y: visible(from + k) }));

  const start = logX ? Math.log(x[from]!) : x[from]!;
  const step = ((logX ? Math.log(x[end - 1]!) : x[end - 1]!) - start) / buckets;
  const out: Point[] = [];
  let i = from;
  for (let bucket = 1; i < end; bucket++) {
    const edge = start + step * bucket;
    const until = bucket >= buckets ? Infinity : logX ? Math.exp(edge) : edge;
    if (x[i]! >= until) continue;
    const first = i;
    let low = i;
    let high = i;
    let gap = -1;
    let [least, most] = [Infinity, -Infinity];
    for (; i < end && x[i]! < until; i++) {
      const v = y[i]!;
      if ((logY && v <= 0) || v - v !== 0) gap = i;
      else {
        if (v < least) [least, low] = [v, i];
        if (v > most) [most, high] = [v, i];
      }
    }
    let last = -1;
    for (const k of [first, low, high, gap, i - 1].sort((a, b) => a - b)) {
      if (k > last) out.push({ x: x[k]!, y: visible(k) });
      if (k > last) last = k;
    }
  }
  return out;
}

/** Index of the first point with x > value; the length where there is none. */
export function firstAbove(series: Series, value: number): number {
  return bisect(series, (x) => x > value);
}

/** Index of the first point with x >= value. */
export function firstAtLeast(series: Series, value: number): number {
  return bisect(series, (x) => x >= value);
}

function bisect({ x, length }: Series, holds: (x: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(x[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
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
