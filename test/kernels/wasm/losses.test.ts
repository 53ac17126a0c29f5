// Every loss, alone and with the activation it absorbs, against its word's float64 arithmetic.
import assert from 'node:assert/strict';
import { activation } from '../../../src/nn/activations';
import { loss as lossWord, losses } from '../../../src/nn/losses';
import { lossKind } from '../../../src/kernels/wasm/words';
import { Rng } from '../../../src/nn/rng';
import { assertNumbers, columns, eachBinary, numbers, rowsOf, SIZES, up } from './help';

interface Case {
  readonly loss: { readonly type: string; readonly [key: string]: unknown };
  readonly last?: string;
  /** Probabilities, or any numbers. */
  readonly outputs: 'numbers' | 'probabilities';
  readonly targets: 'numbers' | 'classes' | 'yes or no';
}

const cases: Case[] = [
  { loss: { type: 'mean_squared_error' }, outputs: 'numbers', targets: 'numbers' },
  { loss: { type: 'mean_squared_error' }, outputs: 'numbers', targets: 'classes' },
  { loss: { type: 'half_mean_squared_error' }, outputs: 'numbers', targets: 'numbers' },
  { loss: { type: 'mean_absolute_error' }, outputs: 'numbers', targets: 'numbers' },
  { loss: { type: 'huber', delta: 0.7 }, outputs: 'numbers', targets: 'numbers' },
  { loss: { type: 'log_cosh' }, outputs: 'numbers', targets: 'numbers' },
  { loss: { type: 'hinge' }, outputs: 'numbers', targets: 'yes or no' },
  { loss: { type: 'squared_hinge' }, outputs: 'numbers', targets: 'yes or no' },
  { loss: { type: 'perceptron' }, outputs: 'numbers', targets: 'yes or no' },
  { loss: { type: 'perceptron' }, last: 'step', outputs: 'numbers', targets: 'yes or no' },
  { loss: { type: 'perceptron' }, last: 'step', outputs: 'numbers', targets: 'classes' },
  { loss: { type: 'binary_crossentropy' }, outputs: 'probabilities', targets: 'yes or no' },
  { loss: { type: 'binary_crossentropy' }, last: 'sigmoid', outputs: 'numbers', targets: 'yes or no' },
  { loss: { type: 'categorical_crossentropy' }, outputs: 'probabilities', targets: 'classes' },
  { loss: { type: 'categorical_crossentropy' }, outputs: 'probabilities', targets: 'numbers' },
  { loss: { type: 'categorical_crossentropy' }, last: 'softmax', outputs: 'numbers', targets: 'numbers' },
  { loss: { type: 'sparse_categorical_crossentropy' }, outputs: 'probabilities', targets: 'classes' },
  { loss: { type: 'sparse_categorical_crossentropy' }, last: 'softmax', outputs: 'numbers', targets: 'classes' },
];

const SPECIAL_LOGITS = [-200, NaN, 1e-40, Infinity, 300, -Infinity, -0];
const SPECIAL_PROBABILITIES = [0, 1, NaN, 1e-40, 5e-8, 0.99999994, 1 - 1.2e-7, 3e-7];

eachBinary('losses', (kernels) => {
  it('cover every word', () => {
    for (const { name } of losses)
      assert.ok(
        cases.some((c) => c.loss.type === name),
        name,
      );
  });

  for (const { loss: options, last, outputs, targets } of cases) {
    const word = lossWord(options.type)!;
    const { kind, a, fused } = lossKind(options, last === undefined ? undefined : { type: last })!;
    const name = `${options.type}${last ? ` after ${last}` : ''}, targets ${targets}`;

    function compare(rows: number, cols: number, special: readonly number[]): void {
      const { run } = kernels();
      const n = rows * cols;
      const rng = Rng.stream(3, `targets ${rows} ${cols}`);
      const targetCols = targets === 'classes' ? 1 : cols;
      const t64 = Float64Array.from({ length: rows * targetCols }, () => {
        if (targets === 'classes') return rng.below(Math.max(cols, 2));
        if (targets === 'yes or no') return rng.below(2);
        return Math.fround(outputs === 'probabilities' || last ? rng.uniform() : rng.normal());
      });
      const z64 = numbers(`z ${rows} ${cols}`, n, 4, special);
      if (outputs === 'probabilities')
        z64.forEach((v, i) => (z64[i] = special.includes(v) ? v : Math.fround(1 / (1 + Math.exp(-v)))));
      const y64 = z64.slice();
      if (last) activation(last)!.forward(y64, z64, rows, cols, {});
      y64.forEach((v, i) => (y64[i] = Math.fround(v)));

      const perRow64 = new Float64Array(rows);
      const dz64 = new Float64Array(n);
      const scale = Math.fround(0.37);
      if (last) {
        const passes = word.fused![last]!;
        passes.forward(perRow64, z64, y64, t64, rows, cols, targetCols, options);
        passes.backward(dz64, z64, y64, t64, rows, cols, targetCols, scale, options);
      } else {
        word.forward(perRow64, y64, t64, rows, cols, targetCols, options);
        word.backward(dz64, y64, t64, rows, cols, targetCols, scale, options);
      }

      const C = up(rows, 4) + (rows % 3 === 0 ? 8 : 0);
      const z = kernels().floats(columns(z64, rows, cols, C));
      const y = last ? kernels().floats(columns(y64, rows, cols, C)) : z;
      const t = kernels().floats(columns(t64, rows, targetCols, C, 1));
      const dz = kernels().floats(cols * C);
      dz.view.fill(5);
      const perRow = kernels().floats(up(rows, 4));
      perRow.view.fill(5);
      const where = `${rows} × ${cols}`;
      const sum = run.lossForward!(kind, perRow.at, y.at, z.at, t.at, rows, cols, C, targetCols, a);
      assertNumbers(perRow.view, perRow64, 2e-6, 3e-7, `${where}: loss of row`);
      perRow.view.forEach((v, r) => assert.ok(r < rows || v === 0, `${where}: padding ${r}`));
      const total = perRow.view.reduce((s, v) => s + v, 0);
      assertNumbers([sum], [total], 1e-6, 0, `${where}: the sum`);
      assert.equal(run.lossForward!(kind, 0, y.at, z.at, t.at, rows, cols, C, targetCols, a), sum);
      run.lossBackward!(kind, dz.at, y.at, z.at, t.at, rows, cols, C, targetCols, scale, a);
      // Without its softmax, cross-entropy's gradient is a difference of terms as large as 1/y.
      const atol = outputs === 'probabilities' ? 1e-5 : 2e-7;
      assertNumbers(rowsOf(dz.view, rows, cols, C), dz64, 2e-6, atol, `${where}: dz`);
      dz.view.forEach((v, i) => assert.ok(i % C < rows || v === 0, `${where}: padding ${i} is ${v}`));
      kernels().assertCanaries();
      kernels().clear();
    }

    it(`${name}: both passes are within 2e-6 relative of float64, and padding is 0`, () => {
      assert.equal(fused, last !== undefined);
      for (const rows of SIZES)
        for (const cols of targets === 'classes' ? [2, 3, 10] : [1, 2, 3, 10]) compare(rows, cols, []);
    });

    it(`${name}: NaN, ±∞, denormal and extreme numbers come out as in float64`, () => {
      const special = outputs === 'probabilities' ? SPECIAL_PROBABILITIES : SPECIAL_LOGITS;
      compare(33, 3, special.map(Math.fround));
      if (targets !== 'classes') compare(33, 1, special.map(Math.fround));
    });
  }

  it('losses near 0 keep their digits: 1e-5 relative', () => {
    const { run } = kernels();
    const rows = 8;
    const z64 = Float64Array.from({ length: rows * 2 }, (_, i) => (i % 2 === 0 ? 8 + i / 2 : -1));
    for (const [loss, last, logits, cols] of [
      ['sparse_categorical_crossentropy', 'softmax', z64, 2],
      ['binary_crossentropy', 'sigmoid', z64.map((v) => -Math.abs(v)), 1],
      ['log_cosh', undefined, z64.map((v) => Math.fround(v * 1e-4)), 1],
    ] as const) {
      kernels().clear();
      const perRow64 = new Float64Array(rows);
      const t64 = new Float64Array(rows * cols);
      const word = lossWord(loss)!;
      if (last) word.fused![last]!.forward(perRow64, logits, logits, t64, rows, cols, 1, {});
      else word.forward(perRow64, logits, t64, rows, cols, 1, {});
      const z = kernels().floats(columns(logits, rows, cols, rows));
      const t = kernels().floats(columns(t64, rows, 1, rows));
      const perRow = kernels().floats(rows);
      const { kind } = lossKind({ type: loss }, last && { type: last })!;
      run.lossForward!(kind, perRow.at, z.at, z.at, t.at, rows, cols, rows, 1, 0);
      assertNumbers(perRow.view, perRow64, 1e-5, 0, loss);
    }
  });
});
