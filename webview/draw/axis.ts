// A linear axis: its ends with a little room, and round numbers to write along it.

/** Ends of an axis that shows these values; where there is but one value, there is room on both sides of it. */
export function axisAround(...lists: readonly ArrayLike<number>[]): readonly [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const values of lists) {
    for (let i = 0; i < values.length; i++) {
      const v = values[i]!;
      if (!Number.isFinite(v)) continue;
      if (v < min) min = v;
      if (v > max) max = v;
    }
  }
  if (min > max) return [0, 1];
  const room = max > min ? (max - min) * 0.05 : Math.abs(max) || 1;
  return [min - room, max + room];
}

/** Multiples of 1, 2 or 5 times a power of ten from `min` to `max`, about `wanted` of them. */
export function ticks(min: number, max: number, wanted: number): readonly number[] {
  if (!(max > min)) return [];
  const rough = (max - min) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough * 0.999)!;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
