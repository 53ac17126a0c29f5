// Random numbers whose variance fits the layer's size: what the glorot, he, lecun and
// variance_scaling initializers share. keras.initializers.VarianceScaling.
import type { Floats } from '../../kernels/kernels';
import type { Rng } from '../rng';

/** Standard deviation of N(0, 1) cut at ±2; dividing by it restores the asked variance. */
const TRUNCATED_STDDEV = 0.8796256610342398;

export function fillUniform(w: Floats, rng: Rng, minimum: number, maximum: number): void {
  for (let i = 0; i < w.length; i++) w[i] = minimum + (maximum - minimum) * rng.uniform();
}

export function fillNormal(w: Floats, rng: Rng, mean: number, stddev: number): void {
  for (let i = 0; i < w.length; i++) w[i] = mean + stddev * rng.normal();
}

/** Normal, drawn again where it is more than two standard deviations off; `stddev` is that of the result. */
export function fillTruncatedNormal(w: Floats, rng: Rng, stddev: number): void {
  const scale = stddev / TRUNCATED_STDDEV;
  for (let i = 0; i < w.length; i++) {
    let v = rng.normal();
    while (Math.abs(v) > 2) v = rng.normal();
    w[i] = scale * v;
  }
}

export type Mode = 'fan_in' | 'fan_out' | 'fan_avg';
export type Distribution = 'truncated_normal' | 'untruncated_normal' | 'uniform';

/** Variance scale / fan; a uniform of that variance reaches to √(3 · variance). */
export function fillVarianceScaled(
  w: Floats,
  rng: Rng,
  fanIn: number,
  fanOut: number,
  scale: number,
  mode: Mode,
  distribution: Distribution,
): void {
  const fan = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
  const variance = scale / Math.max(1, fan);
  const limit = Math.sqrt(3 * variance);
  if (distribution === 'uniform') fillUniform(w, rng, -limit, limit);
  else if (distribution === 'truncated_normal') fillTruncatedNormal(w, rng, Math.sqrt(variance));
  else fillNormal(w, rng, 0, Math.sqrt(variance));
}
