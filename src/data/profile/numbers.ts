// The statistics of a list of numbers: where it lies, how far it spreads, how it is distributed over the parts.
import { PARTS, type ByPart, type Part } from './parts';

/** Of the numbers that are there. `std` is the population's, as "scale": "standard" divides by it. */
export interface Spread {
  readonly count: number;
  readonly missing: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

/** Counts in bins of equal width. */
export interface Bins {
  readonly from: number;
  readonly to: number;
  /** A bin for each whole number, which lies in its middle. */
  readonly whole: boolean;
  readonly counts: ByPart<readonly number[]>;
}

/** Enough to see a shape, few enough to be told apart in a column's head. */
const BINS = 30;
/** Whole numbers over a range no wider than this get a bin each. */
const MOST_WHOLE = 40;

/** values[i] belongs to PARTS[part[i]]; NaN is missing. `all`: over the parts together. */
export function spreads(values: Float64Array, part: Uint8Array): { readonly all: Spread } & ByPart<Spread> {
  const sums = PARTS.map(() => ({ count: 0, missing: 0, min: Infinity, max: -Infinity, sum: 0, squares: 0 }));
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const s = sums[part[i]!]!;
    if (Number.isNaN(x)) {
      s.missing++;
      continue;
    }
    s.count++;
    s.sum += x;
    if (x < s.min) s.min = x;
    if (x > s.max) s.max = x;
  }
  const means = sums.map((s) => s.sum / s.count);
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (!Number.isNaN(x)) sums[part[i]!]!.squares += (x - means[part[i]!]!) ** 2;
  }
  const own: { [P in Part]?: Spread } = {};
  sums.forEach(({ count, missing, min, max, squares }, p) => {
    if (count + missing > 0)
      own[PARTS[p]!] = { count, missing, min, max, mean: means[p]!, std: Math.sqrt(squares / count) };
  });
  const count = sums.reduce((n, s) => n + s.count, 0);
  const mean = sums.reduce((n, s) => n + s.sum, 0) / count;
  const squares = sums.reduce((n, s, p) => n + (s.count > 0 ? s.squares + s.count * (means[p]! - mean) ** 2 : 0), 0);
  return {
    ...own,
    all: {
      count,
      missing: values.length - count,
      min: Math.min(...sums.map((s) => s.min)),
      max: Math.max(...sums.map((s) => s.max)),
      mean,
      std: Math.sqrt(squares / count),
    },
  };
}

/** The numbers that are there, in order. */
export function sorted(values: Float64Array): Float64Array {
  return values.filter((x) => !Number.isNaN(x)).sort();
}

export function distinctOf(order: Float64Array): number {
  let n = 0;
  for (let i = 0; i < order.length; i++) if (i === 0 || order[i] !== order[i - 1]) n++;
  return n;
}

/** The q-quantile between the two nearest, as NumPy does by default (Hyndman & Fan 1996, type 7). */
export function quantile(order: Float64Array, q: number): number {
  if (order.length === 0) return NaN;
  const at = q * (order.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, order.length - 1);
  return order[low]! + (at - low) * (order[high]! - order[low]!);
}

export function binsOf(values: Float64Array, part: Uint8Array, min: number, max: number): Bins {
  const whole = max - min < MOST_WHOLE && values.every((x) => Number.isNaN(x) || Number.isInteger(x));
  const n = !(max >= min) ? 0 : whole ? max - min + 1 : max > min ? BINS : 1;
  const [from, to] = whole ? [min - 0.5, max + 0.5] : [min, max];
  const counts = PARTS.map(() => new Array<number>(n).fill(0));
  const present = PARTS.map(() => false);
  for (let i = 0; i < values.length; i++) {
    present[part[i]!] = true;
    const x = values[i]!;
    if (!Number.isNaN(x)) counts[part[i]!]![binAt(x, from, to, n)]!++;
  }
  return {
    from,
    to,
    whole,
    counts: Object.fromEntries(PARTS.flatMap((p, i) => (present[i] ? [[p, counts[i]!]] : []))),
  };
}

/** The bin that a number within [from, to] lies in; the last one holds its upper end. */
export function binAt(x: number, from: number, to: number, n: number): number {
  return to > from ? Math.min(n - 1, Math.floor(((x - from) / (to - from)) * n)) : 0;
}
