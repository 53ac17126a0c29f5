// Rows (or columns, where they are fewer) at right angles, each of length `gain`.
// Gram–Schmidt on normal rows, done again where half of a row or more was removed ("twice is enough":
// Parlett 1980, after Kahan). It gives the Q of a QR decomposition whose R has a positive diagonal, as
// Keras does.
import { z } from 'zod';
import type { Initializer } from '../words';

const options = z.strictObject({
  gain: z.number().default(1).describe('Length of each row (or column).'),
});

export const orthogonal: Initializer<z.infer<typeof options>> = {
  name: 'orthogonal',
  summary: 'A random matrix with orthogonal rows or columns: keeps lengths through deep networks.',
  formula: 'w wᵀ = gain² · I (or wᵀ w, where units > inputs)',
  source: 'Saxe, McClelland & Ganguli 2014, arXiv:1312.6120; Keras 3, keras.initializers.Orthogonal',
  options,
  fill(w, shape, _fanIn, _fanOut, rng, options) {
    const units = shape[0] ?? 1;
    const inputs = units === 0 ? 0 : w.length / units;
    const count = Math.min(units, inputs);
    const length = Math.max(units, inputs);
    const q = orthonormalRows(count, length, () => rng.normal());
    for (let k = 0; k < count; k++)
      for (let i = 0; i < length; i++)
        w[units <= inputs ? k * inputs + i : i * inputs + k] = options.gain * q[k * length + i];
  },
};

/** [count, length], count ≤ length. */
function orthonormalRows(count: number, length: number, normal: () => number): Float64Array {
  const q = new Float64Array(count * length);
  for (let i = 0; i < q.length; i++) q[i] = normal();
  for (let k = 0; k < count; k++) {
    let before = sumSquares(q, k, length);
    for (;;) {
      removeProjections(q, k, length);
      const after = sumSquares(q, k, length);
      if (after > 0.5 * before || after === 0) break; // little was removed, so little was rounded away
      before = after;
    }
    const factor = 1 / Math.sqrt(sumSquares(q, k, length));
    for (let i = k * length; i < (k + 1) * length; i++) q[i] *= factor;
  }
  return q;
}

function sumSquares(q: Float64Array, k: number, length: number): number {
  let sum = 0;
  for (let i = k * length; i < (k + 1) * length; i++) sum += q[i] * q[i];
  return sum;
}

/** Row k −= (row k · u) u for each row u before it, four at a time. */
function removeProjections(q: Float64Array, k: number, length: number): void {
  const row = k * length;
  let j = 0;
  for (; j + 4 <= k; j += 4) {
    const u0 = j * length;
    const u1 = u0 + length;
    const u2 = u1 + length;
    const u3 = u2 + length;
    let [d0, d1, d2, d3] = [0, 0, 0, 0];
    for (let i = 0; i < length; i++) {
      const v = q[row + i];
      d0 += v * q[u0 + i];
      d1 += v * q[u1 + i];
      d2 += v * q[u2 + i];
      d3 += v * q[u3 + i];
    }
    for (let i = 0; i < length; i++) q[row + i] -= d0 * q[u0 + i] + d1 * q[u1 + i] + d2 * q[u2 + i] + d3 * q[u3 + i];
  }
  for (; j < k; j++) {
    const u = j * length;
    let d = 0;
    for (let i = 0; i < length; i++) d += q[row + i] * q[u + i];
    for (let i = 0; i < length; i++) q[row + i] -= d * q[u + i];
  }
}
