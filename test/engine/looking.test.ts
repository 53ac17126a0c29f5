// Samples, frames and tensors: what is shown is what is there, and looking changes nothing.
import assert from 'node:assert/strict';
import { finishNow } from '../../src/engine/meter';
import { reduce } from '../../src/engine/probes/reduce';
import { Rng } from '../../src/nn/rng';
import { unpackFrame, type Frame } from '../../src/protocol/frame';
import { made, prepare, rejectsWith } from './help';

const spec = {
  data: 'builtin:xor',
  network: [
    { type: 'dense', units: 6, activation: 'tanh' },
    { type: 'batch_norm' },
    { type: 'dropout', rate: 0.5 },
    { type: 'dense', units: 3, activation: 'softmax' },
  ],
  loss: 'sparse_categorical_crossentropy',
  training: { batchSize: 8, epochs: 10, precision: 'float64', optimizer: { type: 'sgd', learningRate: 0.1 } },
};
const data = made({ task: 'multiclass', inputs: 4, outputs: 3, train: 40, validation: 20 });

describe('A sample', () => {
  it('has its own exact gradient: within 1e-8 of central differences, dropout off, running statistics', async () => {
    const run = prepare(spec, data);
    await run.step('iteration', 7);
    const report = await run.sample({ split: 'validation', pick: { kind: 'index', index: 3 } });
    assert.equal(report.iteration, 7);
    assert.equal(
      report.loss,
      -Math.log(report.output[report.target[0] === 'c0' ? 0 : report.target[0] === 'c1' ? 1 : 2]!),
    );
    const tensors = run.weights();
    for (const { name, values } of report.gradients) {
      const bumped = async (i: number, by: number): Promise<number> => {
        const changed = tensors.map((t) => ({ ...t, data: t.data.slice() as Float64Array }));
        changed.find((t) => t.name === name)!.data[i]! += by;
        const other = prepare(spec, data, { ...env, initialWeights: { tensors: changed, metadata: {} } });
        return (await other.sample({ split: 'validation', pick: { kind: 'index', index: 3 } })).loss;
      };
      for (const i of [0, values.length - 1]) {
        const slope = ((await bumped(i, 1e-5)) - (await bumped(i, -1e-5))) / 2e-5;
        assert.ok(Math.abs(slope - values[i]!) < 1e-8, `${name}[${i}]: ${values[i]} but ${slope}`);
      }
    }
    const names = ['dense_1.z', 'dense_1.a', 'batch_norm_1.z', 'dropout_1.z', 'dense_2.z', 'dense_2.a'];
    assert.deepEqual(
      report.activations.map((a) => a.name),
      names,
    );
    assert.deepEqual(
      report.activationGradients.map((a) => a.name),
      names.slice(0, -1),
    ); // softmax is in the loss
    assert.deepEqual(
      report.batchGradients!.map((g) => g.name),
      report.gradients.map((g) => g.name),
    );
    assert.equal(typeof report.correct, 'boolean');
  });

  it('worst has the greatest loss; misclassified goes round all that are', async () => {
    const run = prepare(spec, data);
    await run.step('epoch', 3);
    const all = [];
    for (let index = 0; index < 20; index++)
      all.push(await run.sample({ split: 'validation', pick: { kind: 'index', index } }));
    const worst = await run.sample({ split: 'validation', pick: { kind: 'worst' } });
    assert.equal(worst.loss, Math.max(...all.map((s) => s.loss)));
    const wrong = all.filter((s) => !s.correct).map((s) => s.index);
    const found: number[] = [];
    let after: number | undefined;
    for (let i = 0; i <= wrong.length; i++) {
      const query = {
        split: 'validation',
        pick: { kind: 'misclassified' },
        ...(after === undefined ? {} : { after }),
      } as const;
      found.push((after = (await run.sample(query)).index));
    }
    assert.deepEqual(found, [...wrong, wrong[0]]);
  });

  it('a newer query gives up an older one that still searches', async () => {
    const many = made({ task: 'multiclass', inputs: 4, outputs: 3, train: 400_000, sparse: true });
    const run = prepare(spec, many);
    const old = run.sample({ split: 'train', pick: { kind: 'worst' } });
    const refused = rejectsWith(old, /Another sample was asked for/);
    await new Promise((resolve) => setImmediate(resolve));
    const report = await run.sample({ split: 'train', pick: { kind: 'index', index: 399_999 } });
    assert.equal(report.index, 399_999);
    await refused;
  });
});

describe('A frame', () => {
  it('keeps the extremes of every block, and the statistics of all values (against a plain count)', () => {
    const rng = Rng.stream(1, 'reduce');
    for (const [rows, cols] of [
      [1, 1],
      [1, 500],
      [3, 7],
      [64, 64],
      [65, 64],
      [200, 131],
    ] as const) {
      const values = Float32Array.from({ length: rows * cols }, () => rng.normal());
      const { cells, cellRows, cellCols, min, max, mean, std } = finishNow(reduce(values, cols, 0, rows, 64, 64));
      assert.deepEqual([cellRows, cellCols], [Math.min(rows, 64), Math.min(cols, 64)]);
      assert.equal(min, Math.min(...values));
      assert.equal(max, Math.max(...values));
      const m = values.reduce((a, b) => a + b, 0) / values.length;
      assert.ok(Math.abs(mean - m) < 1e-5);
      assert.ok(Math.abs(std - Math.sqrt(values.reduce((a, v) => a + (v - m) ** 2, 0) / values.length)) < 1e-5);
      const extreme = Math.max(Math.abs(min), Math.abs(max));
      assert.ok(
        [...cells].some((c) => Math.abs(c) === extreme),
        'the greatest value is in sight',
      );
      if (rows <= 64 && cols <= 64) assert.deepEqual(cells, values);
    }
    const sick = new Float32Array(200 * 200);
    sick[12345] = NaN;
    assert.ok(finishNow(reduce(sick, 200, 0, 200, 64, 64)).cells.some(Number.isNaN), 'a NaN is in sight');
  });

  it('shows weights, the batch’s gradient and the last update (after − before), of the region asked for', async () => {
    const run = prepare(spec, data);
    const frames: Frame[] = [];
    run.onFrame = (frame) => frames.push(unpackFrame(frame));
    run.watch([
      { tensor: 'dense_1.weight', aspect: 'weight', rows: [2, 4] },
      { tensor: 'dense_1.weight', aspect: 'gradient' },
      { tensor: 'dense_1.weight', aspect: 'update' },
    ]);
    const before = run.tensor('dense_1.weight', 'weight').values;
    await run.step('iteration', 1);
    const after = run.tensor('dense_1.weight', 'weight').values;
    const update = run.tensor('dense_1.weight', 'update').values;
    after.forEach((v, i) => assert.equal(update[i], v - before[i]!));
    run.credit(1);
    await waitFor(() => frames.length === 1);
    const [weight, gradient, change] = frames[0]!.cells;
    assert.deepEqual(frames[0]!.tensors[0]!.region, [2, 4]);
    assert.deepEqual([...weight!], [...Float32Array.from(after.slice(8, 16))]);
    gradient!.forEach((g, i) => assert.ok(Math.abs(change![i]! + 0.1 * g) < 1e-7));
    assert.equal(frames[0]!.iteration, 1);
  });

  it('of a tensor that does not exist is a sentence', () => {
    assert.throws(
      () => prepare(spec, data).watch([{ tensor: 'dense_9.weight', aspect: 'weight' }]),
      /no tensor "dense_9\.weight"/,
    );
  });
});

const env = { now: () => performance.now(), yield: () => new Promise<void>((resolve) => setImmediate(resolve)) };

async function waitFor(true_: () => boolean): Promise<void> {
  for (let i = 0; !true_(); i++) {
    assert.ok(i < 2000, 'waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
