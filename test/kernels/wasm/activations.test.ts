// Every activation against its word's float64 arithmetic.
import assert from 'node:assert/strict';
import * as kinds from '../../../src/kernels/wasm/as/kinds';
import { activationKind } from '../../../src/kernels/wasm/words';
import { activation, activations } from '../../../src/nn/activations';
import { assertNumbers, columns, eachBinary, numbers, padded, rowsOf, SIZES, SPECIAL, unpadded, up } from './help';

interface Case {
  readonly name: string;
  readonly options: { readonly type: string; readonly [key: string]: unknown };
  /** Where the derivative is a difference, or the reference's own digits are few. */
  readonly atol?: number;
}

const cases: Case[] = [
  { name: 'linear', options: { type: 'linear' } },
  { name: 'relu', options: { type: 'relu' } },
  { name: 'leaky_relu', options: { type: 'leaky_relu', negativeSlope: 0.2 } },
  { name: 'elu', options: { type: 'elu', alpha: 1.5 } },
  { name: 'selu', options: { type: 'selu' } },
  { name: 'sigmoid', options: { type: 'sigmoid' }, atol: 1.3e-7 },
  { name: 'hard_sigmoid', options: { type: 'hard_sigmoid' } },
  { name: 'tanh', options: { type: 'tanh' }, atol: 8e-7 },
  { name: 'softplus', options: { type: 'softplus' } },
  { name: 'softsign', options: { type: 'softsign' } },
  { name: 'silu', options: { type: 'silu' }, atol: 1.2e-6 },
  { name: 'gelu', options: { type: 'gelu', approximate: false }, atol: 3e-7 },
  { name: 'gelu, approximate', options: { type: 'gelu', approximate: true }, atol: 2.5e-6 },
  { name: 'step', options: { type: 'step' } },
];

eachBinary('activations', (kernels) => {
  it('cover every word', () => {
    const covered = new Set(cases.map((c) => c.options.type));
    for (const { name } of activations) assert.ok(covered.has(name) || name === 'softmax', name);
  });

  for (const { name, options, atol = 0 } of cases) {
    const word = activation(options.type)!;
    const { kind, a, b, fromOutput } = activationKind(options)!;

    /** Forward and backward of one array, against the reference. */
    function compare(z64: Float64Array, dy64: Float64Array, inPlace: boolean): void {
      const { run } = kernels();
      const n = z64.length;
      const y64 = new Float64Array(n);
      const dz64 = new Float64Array(n);
      word.forward(y64, z64, 1, n, options);
      const z = kernels().floats(z64);
      const y = inPlace ? z : kernels().floats(n);
      const dy = kernels().floats(dy64);
      const dz = inPlace ? dy : kernels().floats(n);
      run.activate!(kind, y.at, z.at, n, a, b);
      // Far below 0, 1 + tanh(z) has lost the reference's digits, and an exponent of −80 a float's.
      const [rtol, tail] = options['approximate'] === true ? [4e-6, 1e-14] : [3e-7, 1e-36];
      assertNumbers(y.view, y64, rtol, tail, `${name}, n = ${n}: y`);
      // The slope of what the kernel itself has answered, where it comes from y.
      if (kind === kinds.SIGMOID || kind === kinds.TANH) y64.set(y.view);
      word.backward(dz64, dy64, z64, y64, 1, n, options);
      run.activateBackward!(kind, dz.at, dy.at, z.at, y.at, n, a, b);
      assertNumbers(dz.view, dz64, 4e-7, atol * 4, `${name}, n = ${n}: dz`);
    }

    it(`${name}: both passes are within 3e-7 relative of float64 at every size`, () => {
      for (const n of SIZES) {
        kernels().clear();
        compare(numbers(`z ${n}`, n, 3), numbers(`dy ${n}`, n), false);
        kernels().assertCanaries();
      }
    });

    it(`${name}: NaN, ±∞, −0, denormal and huge numbers come out as in float64`, () => {
      compare(numbers('special', 3 * SPECIAL.length, 3, SPECIAL), numbers('dy', 3 * SPECIAL.length).fill(1), false);
    });

    if (fromOutput)
      it(`${name}: both passes may work in place`, () => compare(numbers('z', 33, 3), numbers('dy', 33), true));
  }

  it('tanh and sigmoid never leave [−1, 1] and [0, 1]', () => {
    const { run } = kernels();
    const z = kernels().floats(Float64Array.from({ length: 40000 }, (_, i) => (i - 20000) / 1000));
    const y = kernels().floats(40000);
    run.activate!(kinds.TANH, y.at, z.at, 40000, 0, 0);
    assert.ok(y.view.every((v) => v >= -1 && v <= 1));
    run.activate!(kinds.SIGMOID, y.at, z.at, 40000, 0, 0);
    assert.ok(y.view.every((v) => v >= 0 && v <= 1));
  });
});

eachBinary('softmax', (kernels) => {
  const word = activation('softmax')!;
  const both = (rows: number, cols: number, z64: Float64Array) => {
    const y = new Float64Array(rows * cols);
    const dz = new Float64Array(rows * cols);
    const dy = numbers(`dy ${rows} ${cols}`, rows * cols);
    word.forward(y, z64, rows, cols, {});
    word.backward(dz, dy, z64, y, rows, cols, {});
    return { y, dy, dz };
  };
  const logits: [string, (rows: number, cols: number) => Float64Array][] = [
    ['ordinary', (rows, cols) => numbers(`z ${rows} ${cols}`, rows * cols, 5)],
    [
      'special',
      (rows, cols) => numbers(`z ${rows} ${cols}`, rows * cols, 5, [-200, 1e-40, 3e38, -Infinity, NaN, Infinity]),
    ],
  ];

  for (const [what, make] of logits) {
    it(`by rows: both passes of ${what} logits are within 3e-6 relative of float64, and gradients' padding is 0`, () => {
      const { run } = kernels();
      for (const rows of [1, 3, 17])
        for (const cols of SIZES) {
          kernels().clear();
          const z64 = make(rows, cols);
          const expected = both(rows, cols, z64);
          const ld = up(cols, 16);
          const z = kernels().floats(padded(z64, rows, cols, ld));
          const y = kernels().floats(rows * ld);
          const dy = kernels().floats(padded(expected.dy, rows, cols, ld, 0));
          const dz = kernels().floats(rows * ld);
          run.softmaxRows!(y.at, z.at, rows, cols, ld);
          assertNumbers(unpadded(y.view, rows, cols, ld), expected.y, 3e-6, 1e-37, `${rows} × ${cols}: y`);
          run.softmaxRowsBackward!(dz.at, dy.at, y.at, rows, cols, ld);
          assertNumbers(unpadded(dz.view, rows, cols, ld), expected.dz, 3e-6, 1e-6, `${rows} × ${cols}: dz`);
          dz.view.forEach((v, i) => assert.ok(i % ld < cols || v === 0, `padding ${i}`));
          kernels().assertCanaries();
        }
    });

    it(`by columns: both passes of ${what} logits are within 3e-6 relative of float64, and gradients' padding is 0`, () => {
      const { run } = kernels();
      for (const rows of SIZES)
        for (const cols of [1, 2, 3, 10]) {
          kernels().clear();
          const z64 = make(rows, cols);
          const expected = both(rows, cols, z64);
          const C = up(rows, 8);
          const z = kernels().floats(columns(z64, rows, cols, C));
          const y = kernels().floats(cols * C);
          const dy = kernels().floats(columns(expected.dy, rows, cols, C, 0));
          const dz = kernels().floats(cols * C);
          run.softmaxColumns!(y.at, z.at, rows, cols, C);
          assertNumbers(rowsOf(y.view, rows, cols, C), expected.y, 3e-6, 1e-37, `${rows} × ${cols}: y`);
          run.softmaxColumnsBackward!(dz.at, dy.at, y.at, rows, cols, C);
          assertNumbers(rowsOf(dz.view, rows, cols, C), expected.dz, 3e-6, 1e-6, `${rows} × ${cols}: dz`);
          dz.view.forEach((v, i) => assert.ok(i % C < rows || v === 0, `padding ${i}`));
          kernels().assertCanaries();
        }
    });
  }
});
