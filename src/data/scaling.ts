// (x − offset) / divisor, fitted on the training rows alone.
// `standard` divides by the population's standard deviation, as scikit-learn and Keras do; a constant
// column is only shifted.
import type { DataSpec } from '../spec/spec';

export interface Scaling {
  readonly offset: number;
  readonly divisor: number;
}

export const unscaled: Scaling = { offset: 0, divisor: 1 };

/** `value(i)` for i in [0, n) are the training rows' values. */
export function fitScaling(kind: DataSpec['scale'], n: number, value: (i: number) => number): Scaling {
  if (kind === 'none' || n === 0) return unscaled;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = value(i);
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
  }
  if (kind === 'minmax') return { offset: min, divisor: max > min ? max - min : 1 };
  const mean = sum / n;
  if (min === max) return { offset: min, divisor: 1 };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (value(i) - mean) ** 2;
  const deviation = Math.sqrt(squares / n);
  // Squares of tiny differences may vanish.
  return { offset: mean, divisor: deviation > 0 ? deviation : 1 };
}
