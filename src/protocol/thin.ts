// A line of very many points as few that look alike on a screen: of each of so many ranges of x its first, lowest, highest and
// last point, and one that is no number where there is one. What is left out lies between points that stay.
import type { RunLine } from './panel';

/** Iterations must not decrease. A line of few points stays as it is. */
export function thin(line: RunLine, ranges: number): RunLine {
  const { iterations: x, values: y } = line;
  const n = x.length;
  if (n <= 5 * ranges) return line;
  const kept: number[] = [];
  const keep = (i: number): void => {
    if (kept.length === 0 || i > kept.at(-1)!) kept.push(i);
  };
  const [start, width] = [x[0]!, (x[n - 1]! - x[0]!) / ranges];
  for (let i = 0, range = 1; i < n; range++) {
    const edge = range >= ranges ? Infinity : start + width * range;
    if (x[i]! >= edge) continue;
    const first = i;
    let [low, high, gap] = [-1, -1, -1];
    for (; i < n && x[i]! < edge; i++) {
      const v = y[i]!;
      if (!Number.isFinite(v)) gap = i;
      else {
        if (low < 0 || v < y[low]!) low = i;
        if (high < 0 || v > y[high]!) high = i;
      }
    }
    for (const one of [first, low, high, gap, i - 1].sort((a, b) => a - b)) if (one >= first) keep(one);
  }
  const pick = (from: Float64Array): Float64Array => Float64Array.from(kept, (i) => from[i]!);
  return { name: line.name, iterations: pick(x), values: pick(y) };
}
