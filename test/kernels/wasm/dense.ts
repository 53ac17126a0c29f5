// Cases and helpers of the tests of the dense kernels.
import assert from 'node:assert/strict';
import { assertNumbers, up } from './help';

/** Around vectors of 4, tiles of 4 by 8, panels of 16 and loops of four steps. */
export const AWKWARD = [1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 33, 100];
export const SPECIAL_WEIGHTS = [NaN, Infinity, -Infinity, -0, 1e-40, 3e38];

/** Their products with ordinary numbers fit into single precision. */
export const SPECIAL_INPUTS = [1e-40, -0, NaN, Infinity, -Infinity, 1e30, -1e-30];

/** [rows, inputs, units]: every pair of sizes in every two places, the third running along; not all 1728. */
export const CASES: readonly (readonly [number, number, number])[] = AWKWARD.flatMap((a, i) =>
  AWKWARD.map((b, j) => [a, b, AWKWARD[(i + 5 * j) % AWKWARD.length]!] as const),
);

/** w [O, I] and b [O] as panels [I + 1][16], padded with zeros. */
export function panels(w: ArrayLike<number>, b: ArrayLike<number>, I: number, O: number): Float64Array {
  const out = new Float64Array((I + 1) * up(O, 16));
  for (let o = 0; o < O; o++) {
    const at = (o >> 4) * (I + 1) * 16 + (o & 15);
    for (let k = 0; k < I; k++) out[at + 16 * k] = w[o * I + k]!;
    out[at + 16 * I] = b[o]!;
  }
  return out;
}

/** The sums of magnitudes that a rounding error of a dense layer's output is measured by. */
export function scaleOf(
  x: Float64Array,
  w: Float64Array,
  b: Float64Array,
  rows: number,
  I: number,
  O: number,
): Float64Array {
  return Float64Array.from({ length: rows * O }, (_, n) => {
    const [r, o] = [Math.floor(n / O), n % O];
    let sum = Math.abs(b[o]!);
    for (let k = 0; k < I; k++) sum += Math.abs(x[r * I + k]! * w[o * I + k]!);
    return sum;
  });
}

/** The same bits; but any NaN is as good as another. */
export function sameBits(actual: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++)
    assert.ok(Object.is(actual[i], expected[i]), `${what} [${i}] is ${actual[i]}, expected ${expected[i]}`);
}

/** Within what a sum in single precision may be off: the magnitudes' sum times a rounding for every few terms. */
export function assertNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale: ArrayLike<number>,
  what: string,
): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const bound = 1e-6 * scale[i]! + 1e-37;
    assertNumbers([actual[i]!], [expected[i]!], 0, Number.isFinite(bound) ? bound : 0, `${what} [${i}]`);
  }
}
