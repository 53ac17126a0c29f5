// A growing line of points. Appending gives a new value and leaves the old one as it was, yet costs no copy:
// versions share one buffer, each sees only its own length, and a second append to an old version copies.

export interface Series {
  readonly length: number;
  /** Capacity may exceed `length`. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How much of the shared buffer is taken, by this version or a later one. */
  readonly taken: { count: number };
}

export const EMPTY_SERIES: Series = { length: 0, x: new Float64Array(0), y: new Float64Array(0), taken: { count: 0 } };

/** A line that is there already: x and y become its own. */
export function seriesOf(x: Float64Array, y: Float64Array): Series {
  return { length: x.length, x, y, taken: { count: x.length } };
}

export function appendPoint(series: Series, x: number, y: number): Series {
  const n = series.length;
  let base = series;
  if (series.taken.count !== n || n === series.x.length) {
    const capacity = Math.max(64, n * 2);
    base = { length: n, x: grow(series.x, n, capacity), y: grow(series.y, n, capacity), taken: { count: n } };
  }
  base.x[n] = x;
  base.y[n] = y;
  base.taken.count = n + 1;
  return { ...base, length: n + 1 };
}

export function lastOf(series: Series | undefined): number {
  return series && series.length > 0 ? series.y[series.length - 1]! : NaN;
}

function grow(from: Float64Array, n: number, capacity: number): Float64Array {
  const to = new Float64Array(capacity);
  to.set(from.subarray(0, n));
  return to;
}
