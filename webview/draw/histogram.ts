// How the values of a tensor are distributed: counts in bins of equal width, zero at an edge where it lies between.

export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  /** NaN and infinity, which lie in no bin. */
  readonly outside: number;
}

export function histogram(values: ArrayLike<number>, bins: number): Histogram {
  let low = Infinity;
  let high = -Infinity;
  let finite = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v - v !== 0) continue;
    finite++;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const outside = values.length - finite;
  if (finite === 0) return { from: 0, to: 0, counts: [], outside };
  if (low === high) return { from: low, to: high, counts: [finite], outside };
  const width = (high - low) / bins;
  const from = low < 0 && high > 0 ? Math.floor(low / width) * width : low;
  const n = Math.max(1, Math.ceil((high - from) / width - 1e-9));
  const counts = new Array<number>(n).fill(0);
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v - v === 0) counts[Math.max(0, Math.min(n - 1, Math.floor((v - from) / width)))]!++;
  }
  return { from, to: from + n * width, counts, outside };
}
