// Every loss, plain and fused with its last activation, against central differences, at extreme logits,
// and against the numbers that Keras's documentation gives.
import assert from 'node:assert/strict';
import { activation } from '../../src/nn/activations';
import { loss, losses } from '../../src/nn/losses';
import type { Loss } from '../../src/nn/words';
import { assertAllClose, assertClose, assertGradient, normals, optionsOf } from './help';

const ROWS = 6;
const SCALE = 1 / ROWS;

interface Case {
  readonly title: string;
  readonly cols: number;
  readonly targetCols: number;
  readonly target: Float64Array;
  /** Outputs inside the loss's own range, away from its kinks. */
  outputs(n: number): Float64Array;
}

const probabilities = (n: number): Float64Array =>
  normals('probabilities', n).map((v) => 0.02 + 0.96 / (1 + Math.exp(-v)));
const binaryTargets = Float64Array.from([0, 1, 1, 0, 1, 0]);
const classTargets = Float64Array.from([0, 2, 1, 3, 3, 0]);
const softTargets = (cols: number): Float64Array => {
  const t = probabilities(ROWS * cols);
  for (let r = 0; r < ROWS; r++) {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += t[r * cols + j]!;
    for (let j = 0; j < cols; j++) t[r * cols + j]! /= sum;
  }
  return t;
};

function casesFor(word: Loss): Case[] {
  const cases: Case[] = [];
  const kinks = [0, 1, -1, 2]; // of the hinges (±1), huber (0 ± 1 around targets 0 and 1) and absolute errors
  const wide = (n: number): Float64Array => normals('outputs', n, kinks);
  if (word.tasks.includes('regression')) {
    // Targets away from the outputs by a margin, so that |e| and huber's corners are not hit.
    const target = (n: number): Float64Array =>
      normals('outputs', n, kinks).map((v, i) => v + [0.4, -0.7, 1.8, -2.5][i % 4]!);
    cases.push({ title: 'one regression target', cols: 1, targetCols: 1, target: target(ROWS), outputs: wide });
    cases.push({ title: 'three regression targets', cols: 3, targetCols: 3, target: target(3 * ROWS), outputs: wide });
  }
  const outputs = word.name === 'binary_crossentropy' ? probabilities : wide;
  if (word.tasks.includes('binary'))
    cases.push({ title: 'binary', cols: 1, targetCols: 1, target: binaryTargets, outputs });
  if (word.tasks.includes('multiclass')) {
    const many = word.name.includes('categorical') ? probabilities : wide;
    cases.push({ title: 'class indices', cols: 4, targetCols: 1, target: classTargets, outputs: many });
    if (word.name.includes('categorical')) {
      cases.push({ title: 'soft targets', cols: 4, targetCols: 4, target: softTargets(4), outputs: many });
      // Weighted: a row's targets need not add up to 1.
      cases.push({
        title: 'soft targets adding up to 2',
        cols: 4,
        targetCols: 4,
        target: softTargets(4).map((t) => 2 * t),
        outputs: many,
      });
    }
  }
  return cases;
}

const total = (perRow: Float64Array): number => perRow.reduce((a, b) => a + b, 0) * SCALE;

describe('losses', () => {
  it('are the eleven of the language, with the aliases mse and mae', () => {
    assert.deepEqual(
      losses.map((l) => l.name),
      [
        ...['mean_squared_error', 'half_mean_squared_error', 'mean_absolute_error', 'huber', 'log_cosh'],
        ...['binary_crossentropy', 'categorical_crossentropy', 'sparse_categorical_crossentropy'],
        ...['hinge', 'squared_hinge', 'perceptron'],
      ],
    );
    assert.equal(loss('mse')?.name, 'mean_squared_error');
    assert.equal(loss('mae')?.name, 'mean_absolute_error');
    assert.equal(loss('nonsense'), undefined);
  });

  it('name only activations that exist', () => {
    for (const l of losses) {
      if (l.lastActivations !== 'any') for (const a of l.lastActivations) assert.ok(activation(a), a);
      for (const a of Object.keys(l.fused ?? {})) assert.ok(activation(a), a);
    }
  });

  for (const word of losses) {
    const options = optionsOf(losses, word.name);
    for (const { title, cols, targetCols, target, outputs } of casesFor(word)) {
      it(`${word.name}, ${title}: backward is within 1e-5 + 0.1% of central differences`, () => {
        const y = outputs(ROWS * cols);
        const dy = new Float64Array(y.length);
        word.backward(dy, y, target, ROWS, cols, targetCols, SCALE, options);
        const perRow = new Float64Array(ROWS);
        assertGradient(dy, y, () => {
          word.forward(perRow, y, target, ROWS, cols, targetCols, options);
          return total(perRow);
        });
      });

      for (const [name, fused] of Object.entries(word.fused ?? {})) {
        const act = activation(name)!;

        it(`${word.name} after ${name}, ${title}: backward is within 1e-5 + 0.1% of central differences`, () => {
          const z = normals(`${word.name} logits`, ROWS * cols, [0]);
          const y = new Float64Array(z.length);
          const dz = new Float64Array(z.length);
          const perRow = new Float64Array(ROWS);
          act.forward(y, z, ROWS, cols, {});
          fused.backward(dz, z, y, target, ROWS, cols, targetCols, SCALE, options);
          assertGradient(dz, z, () => {
            act.forward(y, z, ROWS, cols, {});
            fused.forward(perRow, z, y, target, ROWS, cols, targetCols, options);
            return total(perRow);
          });
        });

        if (act.differentiable)
          it(`${word.name} after ${name}, ${title}: equals the plain loss of the activation within 1e-12`, () => {
            const z = normals(`${word.name} equal`, ROWS * cols);
            const y = new Float64Array(z.length);
            act.forward(y, z, ROWS, cols, {});
            const [plain, together] = [new Float64Array(ROWS), new Float64Array(ROWS)];
            word.forward(plain, y, target, ROWS, cols, targetCols, options);
            fused.forward(together, z, y, target, ROWS, cols, targetCols, options);
            assertAllClose(together, plain, 1e-12, 1e-12);
            const [dy, through, dz] = [0, 0, 0].map(() => new Float64Array(z.length));
            word.backward(dy!, y, target, ROWS, cols, targetCols, SCALE, options);
            act.backward(through!, dy!, z, y, ROWS, cols, {});
            fused.backward(dz!, z, y, target, ROWS, cols, targetCols, SCALE, options);
            assertAllClose(dz!, through!, 1e-12, 1e-12);
          });
      }

      it(`${word.name}, ${title}: writes its rows and none beyond; NaN in an output is NaN in its row alone`, () => {
        const y = outputs(ROWS * cols);
        y[cols] = NaN; // the second row's first output
        const perRow = new Float64Array(ROWS + 1).fill(-77);
        const dy = new Float64Array(y.length + 1).fill(-77);
        word.forward(perRow, y, target, ROWS, cols, targetCols, options);
        word.backward(dy, y, target, ROWS, cols, targetCols, SCALE, options);
        assert.equal(perRow[ROWS], -77);
        assert.equal(dy[y.length], -77);
        for (let r = 0; r < ROWS; r++) assert.equal(Number.isNaN(perRow[r]), r === 1, `row ${r}: ${perRow[r]}`);
      });
    }
  }

  const fusedAt = (name: string, act: string, z: number[], target: number[], cols: number): [number[], number[]] => {
    const rows = z.length / cols;
    const zs = Float64Array.from(z);
    const y = new Float64Array(z.length);
    activation(act)!.forward(y, zs, rows, cols, {});
    const perRow = new Float64Array(rows);
    const dz = new Float64Array(z.length);
    const t = Float64Array.from(target);
    loss(name)!.fused![act]!.forward(perRow, zs, y, t, rows, cols, t.length / rows, {});
    loss(name)!.fused![act]!.backward(dz, zs, y, t, rows, cols, t.length / rows, 1, {});
    return [[...perRow], [...dz]];
  };

  it('binary_crossentropy of logits ±1000 is exactly 0 or 1000, its gradient 0 or ±1', () => {
    const [perRow, dz] = fusedAt('binary_crossentropy', 'sigmoid', [1000, 1000, -1000, -1000], [1, 0, 0, 1], 1);
    assert.deepEqual(perRow, [0, 1000, 0, 1000]);
    assert.deepEqual(dz, [0, 1, 0, -1]);
  });

  it('categorical crossentropies of logits ±1000 are exactly 0 or 2000, their gradients finite', () => {
    for (const name of ['categorical_crossentropy', 'sparse_categorical_crossentropy']) {
      const [perRow, dz] = fusedAt(name, 'softmax', [1000, -1000, -1000, 1000, -1000, -1000], [0, 1], 3);
      assert.deepEqual(perRow, [0, 2000]);
      assert.deepEqual(dz, [0, 0, 0, 1, -1, 0]);
    }
  });

  it('log_cosh stays finite at errors of ±1e6: |e| − ln 2', () => {
    const perRow = new Float64Array(2);
    loss('log_cosh')!.forward(perRow, Float64Array.from([1e6, -1e6]), new Float64Array(2), 2, 1, 1, {});
    assertAllClose(perRow, [1e6 - Math.LN2, 1e6 - Math.LN2], 1e-9);
  });

  it('the perceptron loss after step is (y − t) z with gradient y − t: nothing for a right answer', () => {
    const [perRow, dz] = fusedAt('perceptron', 'step', [2, -3, 0.5, -0.25], [1, 0, 0, 1], 1);
    assert.deepEqual(perRow.map(Math.abs), [0, 0, 0.5, 0.25]);
    assert.deepEqual(dz, [0, 0, 1, -1]);
  });

  it('half_mean_squared_error of three samples is 1/(2m) Σ, added over the outputs', () => {
    const perRow = new Float64Array(3);
    const [y, t] = [Float64Array.from([1, 2, 3, 4, 5, 6]), Float64Array.from([0, 0, 3, 2, 5, 5])];
    loss('half_mean_squared_error')!.forward(perRow, y, t, 3, 2, 2, {});
    assertClose((perRow[0]! + perRow[1]! + perRow[2]!) / 3, (1 + 4 + 0 + 4 + 0 + 1) / 6, 1e-15);
  });

  // The examples of keras.io/api/losses: mean over the rows, to the digits printed there.
  const keras: [string, object, number[], number[], number, number][] = [
    ['mean_squared_error', {}, [1, 1, 1, 0], [0, 1, 0, 0], 2, 0.5],
    ['mean_absolute_error', {}, [1, 1, 1, 0], [0, 1, 0, 0], 2, 0.5],
    ['huber', {}, [0.6, 0.4, 0.4, 0.6], [0, 1, 0, 0], 2, 0.155],
    ['log_cosh', {}, [1, 1, 0, 0], [0, 1, 0, 0], 2, 0.108],
    ['binary_crossentropy', {}, [0.6, 0.4, 0.4, 0.6], [0, 1, 0, 0], 2, 0.815],
    ['categorical_crossentropy', {}, [0.05, 0.95, 0, 0.1, 0.8, 0.1], [0, 1, 0, 0, 0, 1], 3, 1.177],
    ['sparse_categorical_crossentropy', {}, [0.05, 0.95, 0, 0.1, 0.8, 0.1], [1, 2], 3, 1.177],
    ['hinge', {}, [0.6, 0.4, 0.4, 0.6], [0, 1, 0, 0], 2, 1.3],
    ['squared_hinge', {}, [0.6, 0.4, 0.4, 0.6], [0, 1, 0, 0], 2, 1.86],
  ];
  for (const [name, given, y, target, cols, expected] of keras)
    it(`${name} gives ${expected} on the example of Keras's documentation, within 0.0005`, () => {
      const perRow = new Float64Array(2);
      const options = optionsOf(losses, { type: name, ...given });
      loss(name)!.forward(perRow, Float64Array.from(y), Float64Array.from(target), 2, cols, target.length / 2, options);
      assertClose((perRow[0]! + perRow[1]!) / 2, expected, 0.0005);
    });

  it('binary_crossentropy from logits gives 0.865 on the example of Keras’s documentation, within 0.0005', () => {
    const [perRow] = fusedAt('binary_crossentropy', 'sigmoid', [-18.6, 0.51, 2.94, -12.8], [0, 1, 0, 0], 2);
    assertClose((perRow[0]! + perRow[1]!) / 2, 0.865, 0.0005);
  });
});
