// Rows (or columns, where they are fewer) at right angles, each of length `gain`.
// Gram–Schmidt on normal rows, each projection done twice ("twice is enough": Parlett 1980, after
// Kahan), which gives the Q of a QR decomposition whose R has a positive diagonal: Keras's choice.
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
    const row = q.subarray(k * length, (k + 1) * length);
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < k; j++) removeProjection(row, q.subarray(j * length, (j + 1) * length));
    let squares = 0;
    for (const v of row) squares += v * v;
    const factor = 1 / Math.sqrt(squares);
    for (let i = 0; i < length; i++) row[i] *= factor;
  }
  return q;
}

/** row −= (row · unit) · unit */
function removeProjection(row: Float64Array, unit: Float64Array): void {
  let dot = 0;
  for (let i = 0; i < row.length; i++) dot += row[i] * unit[i];
  for (let i = 0; i < row.length; i++) row[i] -= dot * unit[i];
}
