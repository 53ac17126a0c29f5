// The reference kernels against a triple loop, at sizes that leave remainders, with NaN, ±∞ and −0, in
// both precisions, and with canaries behind every output.
import assert from 'node:assert/strict';
import type { Floats, Kernels, Precision } from '../../src/kernels/kernels';
import { referenceKernels } from '../../src/kernels/reference';
import { selectKernels } from '../../src/kernels/select';
import { Rng } from '../../src/nn/rng';

const SIZES = [0, 1, 3, 4, 5, 7, 8, 31, 33];
const CANARY = -12345;
const PAD = 5;

const precisions: [Precision, number][] = [
  ['float32', 1e-6],
  ['float64', 1e-14],
];

const inputs = (k: Kernels, rng: Rng, n: number): Floats => k.alloc(n).map(() => rng.normal());

/** An output with canaries behind it. */
function output(k: Kernels, n: number, value = 0): Floats {
  return k
    .alloc(n + PAD)
    .fill(value, 0, n)
    .fill(CANARY, n);
}

/** `scale` is the size of the sum's terms: rounding is relative to them, not to what cancels. */
function check(actual: Floats, expected: number[], scale: number[], tolerance: number, what: string): void {
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    const ok = Number.isFinite(e) ? Math.abs(a - e) <= tolerance * scale[i]! : Object.is(a, e);
    assert.ok(ok, `${what}[${i}] is ${a}, the triple loop says ${e}`);
  }
  assert.ok(
    actual.subarray(expected.length).every((v) => v === CANARY),
    `${what} wrote behind its end`,
  );
}

interface Sum {
  value: number;
  scale: number;
}
const sum = (n: number, term: (k: number) => number, start = 0): Sum => {
  let [value, scale] = [start, Math.abs(start) + 1e-30];
  for (let k = 0; k < n; k++) {
    value += term(k);
    scale += Math.abs(term(k));
  }
  return { value, scale };
};
const grid = (rows: number, cols: number, at: (r: number, c: number) => Sum): Sum[] =>
  Array.from({ length: rows * cols }, (_, i) => at(Math.floor(i / cols), i % cols));

/** All three products of one size against the triple loop. */
function compare(
  k: Kernels,
  tolerance: number,
  B: number,
  I: number,
  O: number,
  x: Floats,
  w: Floats,
  b: Floats,
  dy: Floats,
): void {
  const what = `${B}×${I}×${O}`;
  const verify = (actual: Floats, sums: Sum[], name: string): void =>
    check(
      actual,
      sums.map((s) => s.value),
      sums.map((s) => s.scale),
      tolerance,
      `${name} ${what}`,
    );
  for (const bias of [b, null]) {
    const y = output(k, B * O, 9);
    k.denseForward(y, x, w, bias, B, I, O);
    verify(
      y,
      grid(B, O, (r, o) => sum(I, (i) => x[r * I + i]! * w[o * I + i]!, bias ? bias[o]! : 0)),
      'forward',
    );
    const [dw, db] = [output(k, O * I, 0.5), output(k, O, 0.25)];
    k.denseBackwardParameters(dw, bias ? db : null, dy, x, B, I, O);
    verify(
      dw,
      grid(O, I, (o, i) => sum(B, (r) => dy[r * O + o]! * x[r * I + i]!, 0.5)),
      'dw',
    );
    verify(
      db,
      grid(1, O, (_, o) => sum(bias ? B : 0, (r) => dy[r * O + o]!, 0.25)),
      'db',
    );
  }
  const dx = output(k, B * I, 9);
  k.denseBackwardInput(dx, dy, w, B, I, O);
  verify(
    dx,
    grid(B, I, (r, i) => sum(O, (o) => dy[r * O + o]! * w[o * I + i]!)),
    'dx',
  );
}

for (const [precision, tolerance] of precisions)
  describe(`reference kernels, ${precision}`, () => {
    const k = referenceKernels(precision);

    for (const B of SIZES)
      it(`the dense products of ${B} rows are within ${tolerance} of a triple loop at all sizes, nothing written behind`, () => {
        const rng = Rng.stream(B, 'kernels');
        for (const I of SIZES)
          for (const O of SIZES)
            compare(
              k,
              tolerance,
              B,
              I,
              O,
              inputs(k, rng, B * I),
              inputs(k, rng, O * I),
              inputs(k, rng, O),
              inputs(k, rng, B * O),
            );
      });

    it('NaN, ∞, −∞ and −0 anywhere give what the triple loop gives', () => {
      const rng = Rng.stream(1, 'special');
      const specials = [NaN, Infinity, -Infinity, -0, 0];
      const strewn = (n: number): Floats => {
        const a = inputs(k, rng, n);
        for (let i = 0; i < n; i++) if (rng.uniform() < 0.04) a[i] = specials[rng.below(specials.length)]!;
        return a;
      };
      for (let round = 0; round < 60; round++) {
        const [B, I, O] = [1 + rng.below(9), 1 + rng.below(9), 1 + rng.below(9)];
        compare(k, tolerance, B, I, O, strewn(B * I), strewn(O * I), strewn(O), strewn(B * O));
      }
    });

    it('a row’s outputs and input gradients are bit-identical however the batch is cut', () => {
      const rng = Rng.stream(2, 'cut');
      const [B, I, O] = [13, 31, 9];
      const [x, w, b, dy] = [inputs(k, rng, B * I), inputs(k, rng, O * I), inputs(k, rng, O), inputs(k, rng, B * O)];
      const [y, dx] = [k.alloc(B * O), k.alloc(B * I)];
      k.denseForward(y, x, w, b, B, I, O);
      k.denseBackwardInput(dx, dy, w, B, I, O);
      for (let r = 0; r < B; r++) {
        const [yr, dxr] = [k.alloc(O), k.alloc(I)];
        k.denseForward(yr, x.subarray(r * I, (r + 1) * I), w, b, 1, I, O);
        k.denseBackwardInput(dxr, dy.subarray(r * O, (r + 1) * O), w, 1, I, O);
        assert.deepEqual(yr, y.slice(r * O, (r + 1) * O));
        assert.deepEqual(dxr, dx.slice(r * I, (r + 1) * I));
      }
    });

    it('fill, addScaled and scale write n values and none behind', () => {
      for (const n of SIZES) {
        const y = output(k, n);
        const x = k.alloc(n).map((_, i) => i + 1);
        k.fill(y, 2, n);
        k.addScaled(y, 0.5, x, n);
        k.scale(y, -4, n);
        check(
          y,
          Array.from(x, (v) => -4 * (2 + 0.5 * v)),
          Array.from(x, (v) => v + 1),
          1e-15,
          `n = ${n}`,
        );
      }
    });

    it('sumSquares adds in double precision over [from, to)', () => {
      const x = k.alloc(1_000_001).fill(0.5, 1);
      x[0] = 4096; // 2²⁴: in float32 no further 0.25 would count
      assert.equal(k.sumSquares(x, 0, x.length), 16777216 + 250_000);
      assert.equal(k.sumSquares(x, 1, 5), 1);
      assert.equal(k.sumSquares(x, 3, 3), 0);
    });

    it('firstNonFinite finds the first NaN or ±∞ in [from, to), or -1', () => {
      const x = k.alloc(10).fill(1e30);
      assert.equal(k.firstNonFinite(x, 0, 10), -1);
      x[7] = NaN;
      x[4] = -Infinity;
      assert.deepEqual([k.firstNonFinite(x, 0, 10), k.firstNonFinite(x, 5, 10), k.firstNonFinite(x, 5, 7)], [4, 7, -1]);
    });

    it('alloc gives zeros of the precision', () => {
      assert.deepEqual(k.alloc(3), precision === 'float32' ? new Float32Array(3) : new Float64Array(3));
    });
  });

describe('selectKernels', () => {
  it('gives kernels of the asked precision, their name and a reason', () => {
    for (const [precision] of precisions) {
      const choice = selectKernels(precision);
      assert.equal(choice.kernels.precision, precision);
      assert.equal(choice.name, choice.kernels.name);
      assert.ok(choice.why.length > 0);
    }
  });
});
