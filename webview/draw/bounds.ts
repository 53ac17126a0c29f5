// Ends of a vertical axis that frame what is shown, on round numbers.
import type { Span } from './span';

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

interface Points {
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Least and greatest finite value inside the span; undefined where there is none. */
export function extent(lines: readonly Points[], span: Span | null, log: boolean): Bounds | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const { points } of lines) {
    for (const { x, y } of points) {
      if ((span && (x < span.from || x > span.to)) || !Number.isFinite(y) || (log && y <= 0)) continue;
      if (y < min) min = y;
      if (y > max) max = y;
    }
  }
  return min <= max ? { min, max } : undefined;
}

/** Widened to multiples of 1, 2 or 5 powers of ten, about five of them. */
export function round({ min, max }: Bounds): Bounds {
  if (min === max) return round({ min: min - (Math.abs(min) || 1) / 2, max: max + (Math.abs(max) || 1) / 2 });
  const step = oneTwoFive((max - min) / 5, Math.ceil);
  return { min: Math.floor(min / step + 1e-9) * step, max: Math.ceil(max / step - 1e-9) * step };
}

/** Widened to 1, 2 or 5 times a power of ten, so that a logarithmic axis has a name at both its ends. */
export function roundLog({ min, max }: Bounds): Bounds {
  const low = oneTwoFive(min, Math.floor);
  const high = oneTwoFive(max, Math.ceil);
  return low < high ? { min: low, max: high } : { min: low / 2, max: high * 2 };
}

/** The next of …, 0.5, 1, 2, 5, 10, … below or above. */
function oneTwoFive(value: number, to: (v: number) => number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-12);
  const lead = value / power;
  const leads = [1, 2, 5, 10];
  const up = to === Math.ceil;
  const found = up ? leads.find((l) => l >= lead - 1e-9) : leads.findLast((l) => l <= lead + 1e-9);
  return (found ?? 1) * power;
}
