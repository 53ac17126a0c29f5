// What the contract tests of the words share: random vectors of a named stream, the words' default
// options, and the comparison with central differences.
import assert from 'node:assert/strict';
import { Rng } from '../../src/nn/rng';
import { resolveWord } from '../../src/nn/resolve';
import type { Word } from '../../src/nn/words';

export const EPSILON = 1e-6;
export const ATOL = 1e-5;
export const RTOL = 1e-3;

/** n normal numbers of a stream of their own, none within `away` of any of the kinks. */
export function normals(name: string, n: number, kinks: readonly number[] = [], away = 1e-3): Float64Array {
  const rng = Rng.stream(1, name);
  return Float64Array.from({ length: n }, () => {
    for (;;) {
      const v = 1.5 * rng.normal();
      if (kinks.every((k) => Math.abs(v - k) > away)) return v;
    }
  });
}

/** { type, … } as a parsed spec has it, without `type`: what the engine passes to the arithmetic. */
export function optionsOf(list: readonly Word<unknown>[], value: unknown): Record<string, never> {
  const result = resolveWord(list, value);
  assert.ok(result.issues === undefined, JSON.stringify(result.issues));
  const { type: _type, ...options } = result.spec;
  return options as Record<string, never>;
}

/** Asserts that `analytic` is the gradient of `f` at x, by central differences: atol 1e-5, rtol 1e-3. */
export function assertGradient(analytic: ArrayLike<number>, x: Float64Array, f: () => number, what = ''): void {
  for (let i = 0; i < x.length; i++) {
    const at = x[i]!;
    x[i] = at + EPSILON;
    const above = f();
    x[i] = at - EPSILON;
    const below = f();
    x[i] = at;
    assertClose(analytic[i]!, (above - below) / (2 * EPSILON), ATOL, RTOL, `${what}[${i}]`);
  }
}

export function assertClose(actual: number, expected: number, atol: number, rtol = 0, what = ''): void {
  const ok = Object.is(actual, expected) || Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
  assert.ok(ok, `${what} is ${actual}, expected ${expected}`);
}

export function assertAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>, atol: number, rtol = 0): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) assertClose(actual[i]!, expected[i]!, atol, rtol, `[${i}]`);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
