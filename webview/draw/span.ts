// Which part of the horizontal axis is shown. Zooming and panning happen where the axis is even: on a logarithmic one,
// between logarithms. Nothing leaves the whole axis; null is the whole axis.

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Narrower than this no two iterations can be told apart. */
const LEAST = 2;

/** `factor` < 1 shows less; what lies at the share `at` (0: left, 1: right) of the shown part stays where it is. */
export function zoom(whole: Span, shown: Span | null, factor: number, at: number, log: boolean): Span | null {
  const [a, b] = places(shown ?? whole, log);
  const middle = a + (b - a) * at;
  return within(whole, middle - (middle - a) * factor, middle + (b - middle) * factor, log);
}

/** By a share of what is shown: 0.25 is a quarter to the right. */
export function pan(whole: Span, shown: Span | null, by: number, log: boolean): Span | null {
  const [a, b] = places(shown ?? whole, log);
  const [first, last] = places(whole, log);
  const step = Math.max(first - a, Math.min(last - b, (b - a) * by));
  return within(whole, a + step, b + step, log);
}

/** What is shown of an axis that has changed since: null where nothing is left. */
export function clip(whole: Span, shown: Span | null): Span | null {
  if (!shown || shown.from >= whole.to || shown.to <= whole.from) return null;
  const span = { from: Math.max(whole.from, shown.from), to: Math.min(whole.to, shown.to) };
  return span.from === whole.from && span.to === whole.to ? null : span;
}

function within(whole: Span, from: number, to: number, log: boolean): Span | null {
  const [first, last] = places(whole, log);
  const [a, b] = [Math.max(first, from), Math.min(last, to)];
  if (b - a >= (last - first) * (1 - 1e-9)) return null;
  const back = (v: number): number => (log ? Math.exp(v) : v);
  const span = { from: back(a), to: back(b) };
  if (span.to - span.from >= LEAST) return span;
  const middle = Math.max(whole.from + LEAST / 2, Math.min(whole.to - LEAST / 2, (span.from + span.to) / 2));
  return whole.to - whole.from <= LEAST ? null : { from: middle - LEAST / 2, to: middle + LEAST / 2 };
}

function places({ from, to }: Span, log: boolean): readonly [number, number] {
  return log ? [Math.log(from), Math.log(to)] : [from, to];
}
