// What the network says to all rows of a split and to rows of the asker's own: the same as everywhere else it is told.
import assert from 'node:assert/strict';
import type { Run } from '../../src/engine/run';
import { made, prepare, rejectsWith } from './help';

const layers = (last: object, units: number) => [
  { type: 'dense', units, activation: 'tanh' },
  { type: 'dropout', rate: 0.5 },
  { type: 'batch_norm' },
  { type: 'dense', ...last },
];
const cases = [
  {
    title: 'three classes, wide, on the SIMD kernels',
    spec: {
      data: 'builtin:xor',
      network: layers({ units: 3, activation: 'softmax' }, 70),
      loss: 'sparse_categorical_crossentropy',
      training: { batchSize: 8, epochs: 20 },
    },
    data: { task: 'multiclass', inputs: 70, outputs: 3, train: 40, validation: 21 },
    kernels: /SIMD/,
  },
  {
    title: 'two classes, in double precision on the plain loops',
    spec: {
      data: 'builtin:xor',
      network: layers({ units: 1, activation: 'sigmoid' }, 5),
      loss: 'binary_crossentropy',
      training: { batchSize: 8, epochs: 20, precision: 'float64' },
    },
    data: { task: 'binary', inputs: 3, outputs: 1, train: 40, validation: 21 },
    kernels: /plain|float64|TypeScript/i,
  },
  {
    title: 'a regression, narrow',
    spec: {
      data: 'builtin:xor',
      network: layers({ units: 2 }, 5),
      loss: 'mean_squared_error',
      training: { batchSize: 8, epochs: 20 },
    },
    data: { task: 'regression', inputs: 3, outputs: 2, train: 40, validation: 21 },
    kernels: /SIMD/,
  },
] as const;

describe('What the network says', () => {
  for (const { title, spec, data, kernels } of cases) {
    const open = async (): Promise<Run> => {
      const run = prepare(spec, made(data));
      assert.match(run.model.kernels, kernels);
      await run.step('epoch', 3);
      return run;
    };

    it(`to a split, row by row, is what each sample's report says (1e-6): ${title}`, async () => {
      const run = await open();
      const { rows, cols, outputs, targets, losses, predicted, iteration } = await run.outcomes('validation');
      assert.deepEqual([rows, iteration], [21, run.position.iteration]);
      const { values } = await run.evaluate('validation');
      assert.ok(Math.abs(losses.reduce((a, b) => a + b, 0) / rows - values['loss']!) < 1e-6);
      for (let index = 0; index < rows; index++) {
        const sample = await run.sample({ split: 'validation', pick: { kind: 'index', index } });
        assert.ok(Math.abs(losses[index]! - sample.loss) < 1e-6);
        sample.output.forEach((v, j) => assert.ok(Math.abs(outputs[index * cols + j]! - v) < 1e-6));
        const row = [...targets.subarray(index * (targets.length / rows), (index + 1) * (targets.length / rows))];
        if (predicted) {
          assert.equal(`c${predicted[index]}`, sample.prediction[0]);
          assert.equal(`c${row[0]}`, sample.target[0]);
        } else row.forEach((v, j) => assert.ok(Math.abs(v - Number(sample.target[j])) < 1e-6));
      }
    });

    it(`to rows of the asker's own is what it says to samples with these numbers, layer by layer (1e-6): ${title}`, async () => {
      const run = await open();
      const positions = [20, 0, 7];
      const { inputs } = run.rows('validation', positions);
      assert.deepEqual(inputs.shape, [3, data.inputs]);
      const { outputs, cols, rows, activations } = await run.predict({ inputs: inputs.values, layers: true });
      assert.equal(rows, 3);
      for (const [k, index] of positions.entries()) {
        const sample = await run.sample({ split: 'validation', pick: { kind: 'index', index } });
        sample.output.forEach((v, j) => assert.ok(Math.abs(outputs[k * cols + j]! - v) < 1e-6));
        assert.deepEqual(
          activations!.map(({ name }) => name),
          sample.activations.map(({ name }) => name),
        );
        sample.activations.forEach(({ values }, i) =>
          values.forEach((v, j) => assert.ok(Math.abs(activations![i]!.values[k * values.length + j]! - v) < 1e-6)),
        );
      }
      assert.equal((await run.predict({ inputs: inputs.values })).activations, undefined);
    });
  }

  it('is asked with whole rows of the network’s width, and of rows that are there', async () => {
    const run = prepare(cases[0].spec, made(cases[0].data));
    await rejectsWith(run.predict({ inputs: new Float32Array(71) }), /1 to 65536 rows of 70 numbers each, not 71/);
    await rejectsWith(run.predict({ inputs: new Float32Array(0) }), /not 0 numbers/);
    assert.throws(() => run.rows('validation', [21]), /validation rows are numbered 0 to 20/);
    assert.throws(() => run.rows('test', [0]), /no test rows/);
    assert.throws(() => run.outcomes('test'), /no test rows/);
  });

  it('while training goes on, changes nothing: the same bits as a run that nobody asked', async () => {
    const bits = (run: Run) => run.weights().map(({ data }) => [...data]);
    const alone = prepare(cases[0].spec, made(cases[0].data));
    alone.train();
    await alone.whenEnded();
    const asked = prepare(cases[0].spec, made(cases[0].data));
    asked.train();
    const ended = asked.whenEnded();
    let over = false;
    void ended.then(() => (over = true));
    const inputs = new Float32Array(70 * 5).fill(0.25);
    for (let i = 0; !over && i < 1000; i++) {
      await Promise.all([asked.outcomes('train'), asked.predict({ inputs, layers: true })]);
    }
    await ended;
    assert.deepEqual(bits(asked), bits(alone));
  });
});
