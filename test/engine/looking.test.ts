// Samples, frames and tensors: what is shown is what is there, and looking changes nothing.
import assert from 'node:assert/strict';
import { finishNow } from '../../src/engine/meter';
import type { Setup } from '../../src/engine/setup';
import { cellsOf, productCells, reduce } from '../../src/engine/probes/reduce';
import { Rng } from '../../src/nn/rng';
import { unpackFrame, type Frame } from '../../src/protocol/frame';
import { binaries } from '../kernels/binaries';
import { made, prepare, realEnv, rejectsWith } from './help';

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
  for (const [kernels, units, precision] of [
    ['float64', 6, 'float64'],
    ['float32, packed', 100, 'float32'],
  ] as const)
    // prettier-ignore
    it(`has gradients of large matrices as cells where so many are asked for, with the greatest entry of each block: ${kernels}`, async () => {
    const [first, ...others] = spec.network;
    const training = { ...spec.training, precision };
    const inputs = precision === 'float32' ? 70 : 4;
    const run = prepare(
      { ...spec, training, network: [{ ...first, units }, ...others] },
      made({ task: 'multiclass', inputs, outputs: 3, train: 40, validation: 20 }),
      { ...realEnv, binaries: binaries() },
    );
      if (precision === 'float32') assert.match(run.model.kernels, /SIMD/);
    await run.step('iteration', 7);
    const query = { split: 'validation', pick: { kind: 'index', index: 3 } } as const;
    const whole = await run.sample(query);
    const coarse = await run.sample({ ...query, cells: [3, 2] });
    for (const list of ['gradients', 'batchGradients'] as const)
      for (const [i, { name, shape, values }] of whole[list]!.entries()) {
        const got = coarse[list]![i]!;
        assert.deepEqual([got.name, got.shape], [name, shape]);
        if (shape.length === 1) {
          assert.deepEqual(got, { name, shape, values });
          continue;
        }
        const [rows, cols] = shape as readonly [number, number];
        assert.deepEqual(got.cells, [3, 2]);
        const block = (r: number, c: number): number[] =>
          [...values].filter(
            (_, at) =>
              Math.floor((Math.floor(at / cols) * 3) / rows) === r && Math.floor(((at % cols) * 2) / cols) === c,
          );
        for (let r = 0; r < 3; r++)
          for (let c = 0; c < 2; c++) {
            const greatest = Math.max(...block(r, c).map(Math.abs));
            assert.equal(Math.abs(got.values[2 * r + c]!), Math.fround(greatest), `${list} ${name} ${r} ${c}`);
          }
      }
  });

  it('has its own exact gradient: within 1e-8 of central differences, dropout off, running statistics', () =>
    hasItsGradient(spec));

  it('has its own exact gradient where dense layers alone learn: within 1e-8 of central differences', () =>
    hasItsGradient({ ...spec, network: spec.network.filter(({ type }) => type !== 'batch_norm') }));

  async function hasItsGradient(own: typeof spec): Promise<void> {
    const run = prepare(own, data);
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
        const other = prepare(own, data, { ...env, initialWeights: { tensors: changed, metadata: {} } });
        return (await other.sample({ split: 'validation', pick: { kind: 'index', index: 3 } })).loss;
      };
      for (const i of [0, values.length - 1]) {
        const slope = ((await bumped(i, 1e-5)) - (await bumped(i, -1e-5))) / 2e-5;
        assert.ok(Math.abs(slope - values[i]!) < 1e-8, `${name}[${i}]: ${values[i]} but ${slope}`);
      }
    }
    const all = ['dense_1.z', 'dense_1.a', 'batch_norm_1.z', 'dropout_1.z', 'dense_2.z', 'dense_2.a'];
    const names = all.filter((name) => !name.startsWith('batch') || own.network.length === 4);
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
  }

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

  it('where none is misclassified, says of which rows in words', async () => {
    const one = made({ task: 'multiclass', inputs: 4, outputs: 3, train: 1 });
    const run = prepare({ ...spec, network: [{ type: 'dense', units: 3, activation: 'softmax' }] }, one);
    await run.step('iteration', 200); // enough to learn one row
    await rejectsWith(
      run.sample({ split: 'train', pick: { kind: 'misclassified' } }),
      /^None of the training rows is misclassified\.$/,
    );
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

const MOST = { maxRows: 64, maxCols: 64 };

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
      const { cells, cellRows, cellCols, min, max, mean, std } = finishNow(
        reduce(values, cols, { from: 0, to: rows, ...MOST }),
      );
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
      assert.deepEqual(finishNow(cellsOf(values, cols, { from: 0, to: rows, ...MOST })).cells, cells);
    }
    const sick = new Float32Array(200 * 200).fill(-0.5);
    sick[12345] = NaN;
    for (const made of [reduce, cellsOf]) {
      const { cells } = finishNow(made(sick, 200, { from: 0, to: 200, ...MOST }));
      assert.deepEqual([...new Set(cells)], [-0.5, NaN], 'a NaN is in sight, and stays');
    }
  });

  it('of a sample’s products has the cells of the products themselves, with NaN and infinite ones (exactly)', () => {
    const rng = Rng.stream(2, 'reduce');
    for (const [rows, cols] of [
      [1, 1],
      [7, 300],
      [200, 131],
      [1000, 784],
    ] as const)
      for (const odd of [0, NaN, Infinity, -0]) {
        const dy = Float32Array.from({ length: rows }, () => rng.normal());
        const x = Float32Array.from({ length: cols }, () => Math.max(0, rng.normal()));
        dy[rng.below(rows)] = x[rng.below(cols)] = odd;
        const products = new Float32Array(rows * cols);
        dy.forEach((d, o) => x.forEach((v, i) => (products[o * cols + i] = 0 + d * v)));
        const region = { from: 0, to: rows, ...MOST };
        assert.deepEqual(finishNow(productCells(dy, x, region)), finishNow(cellsOf(products, cols, region)));
      }
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

  it('a tensor as it was at iteration 0 stays so: while it trains, after a reset, and in a run that goes on from a checkpoint', async () => {
    for (const value of [spec, wide]) {
      const of = value === spec ? data : pixels();
      const run = prepare(value, of);
      const names = ['dense_1.weight', 'dense_1.bias', 'dense_2.weight'];
      const begun = names.map((name) => [...run.tensor(name, 'weight').values]);
      const start = (from: typeof run): number[][] => names.map((name) => [...from.tensor(name, 'start').values]);
      await run.step('iteration', 20);
      assert.notDeepEqual([...run.tensor(names[0]!, 'weight').values], begun[0]);
      assert.deepEqual(start(run), begun);
      const again = prepare(value, of);
      again.restore(run.checkpoint());
      assert.deepEqual(start(again), begun);
      run.reset();
      assert.deepEqual(start(run), begun);
    }
  });

  const wide = {
    data: 'builtin:xor',
    network: [
      { type: 'dense', units: 37, activation: 'relu' },
      { type: 'dense', units: 3, activation: 'softmax' },
    ],
    loss: 'sparse_categorical_crossentropy',
    training: { batchSize: 8, epochs: 1000000, optimizer: 'adam' },
  };
  const pixels = () => made({ task: 'multiclass', inputs: 130, outputs: 3, train: 40 });

  for (const region of [{}, { rows: [5, 36] }, { rows: [16, 17], maxCols: 130 }, { maxRows: 5, maxCols: 7 }] as const)
    it(`of a wide layer is what its numbers row by row give, ${JSON.stringify(region)}: cells and extremes exactly, mean and deviation to 1e-6`, async () => {
      const run = prepare(wide, pixels());
      assert.match(run.model.kernels, /SIMD/);
      const frames: Frame[] = [];
      run.onFrame = (frame) => frames.push(unpackFrame(frame));
      const items = ['dense_1.weight', 'dense_1.bias', 'dense_2.weight'].flatMap((tensor) =>
        (['weight', 'gradient', 'update'] as const).map((aspect) => ({
          tensor,
          aspect,
          ...(tensor === 'dense_1.weight' ? region : {}),
        })),
      );
      run.watch(items);
      await run.step('iteration', 3);
      run.credit(1);
      await waitFor(() => frames.length === 1);
      assert.equal(frames[0]!.tensors.length, items.length);
      items.forEach(({ tensor, aspect, ...more }, i) => {
        const { values, shape } = run.tensor(tensor, aspect);
        const [rows, cols] = shape.length > 1 ? [shape[0]!, shape[1]!] : [1, shape[0]!];
        const { rows: [from, to] = [0, rows], ...most } = more as { rows?: readonly [number, number] };
        const { cells, ...facts } = finishNow(reduce(values, cols, { ...MOST, ...most, from, to }));
        const shown = frames[0]!.tensors[i]!;
        assert.deepEqual([...frames[0]!.cells[i]!], [...cells], `${tensor} ${aspect}`);
        for (const key of ['cellRows', 'cellCols', 'min', 'max'] as const) assert.equal(shown[key], facts[key], key);
        for (const key of ['mean', 'std'] as const) assert.ok(Math.abs(shown[key] - facts[key]) < 1e-6, key);
      });
    });

  it('of a wide layer, and a sample, made in turns: each has the cells that it has alone', async () => {
    const run = prepare(wide, pixels());
    await run.step('iteration', 3);
    const { trainer, model } = (run as unknown as { setup: Setup }).setup;
    const tensor = model.parameters.find('dense_1.weight');
    const begin = (aspect: 'weight' | 'gradient') =>
      trainer.cells(tensor, aspect, { from: 0, to: tensor.shape[0]!, ...MOST })!;
    const alone = [finishNow(begin('weight')), finishNow(begin('gradient'))];
    const [one, other] = [begin('weight'), begin('gradient')];
    let [a, b] = [one.next(), other.next()];
    while (!a.done || !b.done) {
      if (!a.done) a = one.next();
      if (!b.done) b = other.next();
    }
    assert.deepEqual([a.value, b.value], alone);
  });

  for (const [what, own, dataset] of [
    ['wide', wide, pixels],
    ['narrow', spec, () => data],
  ] as const)
    it(`of a running ${what} network shows an update of its own iteration; so does a pause`, async () => {
      const training = { ...own.training, precision: 'float32', epochs: 1_000_000 };
      const run = prepare({ ...own, training }, dataset());
      assert.match(run.model.kernels, /SIMD/);
      const frames: Frame[] = [];
      run.onFrame = (frame) => {
        frames.push(unpackFrame(frame));
        run.credit(1);
      };
      run.watch([{ tensor: 'dense_1.weight', aspect: 'update' }]);
      run.credit(1);
      run.train();
      await waitFor(() => frames.length >= 5);
      assert.ok(frames.every(({ tensors, cells }) => tensors.length === 1 && cells[0]!.some((v) => v !== 0)));
      assert.equal(new Set(frames.map(({ iteration }) => iteration)).size, frames.length);
      run.pause();
      const update = run.tensor('dense_1.weight', 'update').values;
      const after = run.tensor('dense_1.weight', 'weight').values;
      const again = prepare({ ...own, training }, dataset());
      await again.step('iteration', run.position.iteration - 1);
      const before = again.tensor('dense_1.weight', 'weight').values;
      after.forEach((v, i) => assert.equal(update[i], Math.fround(v - before[i]!)));
    });

  it('shows the last update wherever a pause falls, in the middle of scoring too', async () => {
    // Scored after each epoch of four steps, and slowly: most pauses fall there.
    const training = { ...spec.training, batchSize: 10, precision: 'float32', epochs: 1_000_000 };
    const run = prepare(
      { ...spec, training },
      made({ task: 'multiclass', inputs: 4, outputs: 3, train: 40, validation: 40_000 }),
    );
    assert.match(run.model.kernels, /SIMD/);
    run.watch([{ tensor: 'dense_1.weight', aspect: 'update' }]);
    for (let i = 0; i < 40; i++) {
      run.train();
      await new Promise((resolve) => setTimeout(resolve, i % 7));
      run.pause();
      if (run.position.iteration === 0) continue;
      assert.ok(run.tensor('dense_1.weight', 'update').values.some((v) => v !== 0));
    }
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
