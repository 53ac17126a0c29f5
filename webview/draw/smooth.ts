// Exponential smoothing: m ← w·m + (1 − w)·y, divided by 1 − wⁿ, so that the first points are not pulled to zero
// (the bias correction of Kingma & Ba 2015, arXiv:1412.6980, section 3). A growing line costs its new points only.
import { EMPTY_SERIES, type Series } from './series';

export interface Smoothed {
  readonly source: Series;
  readonly weight: number;
  readonly series: Series;
  /** m, and wⁿ of the points it was made of. */
  readonly mean: number;
  readonly power: number;
}

/** `earlier` is carried on where it is of the same line and weight. A value that is not finite stays, and is left out of m. */
export function smooth(source: Series, weight: number, earlier?: Smoothed): Smoothed {
  const same =
    earlier !== undefined &&
    earlier.weight === weight &&
    earlier.source.taken === source.taken &&
    earlier.source.length <= source.length;
  let { mean, power } = same ? earlier : { mean: 0, power: 1 };
  const begin = same ? earlier.source.length : 0;
  // The line's own x; a y of the same capacity, shared by the versions of a line as its x is.
  const y = same ? earlier.series.y : new Float64Array(source.y.length);
  for (let i = begin; i < source.length; i++) {
    const v = source.y[i]!;
    if (!Number.isFinite(v)) {
      y[i] = v;
      continue;
    }
    mean = weight * mean + (1 - weight) * v;
    power *= weight;
    y[i] = mean / (1 - power);
  }
  const series = source.length === 0 ? EMPTY_SERIES : { ...source, y };
  return { source, weight, series, mean, power };
}
