// When cost, validation and early stopping come, and what they say.
import assert from 'node:assert/strict';
import { sizes } from '../../src/engine/setup';
import type { MetricsPoint } from '../../src/protocol/engine';
import { builtin, made, prepare, specOf, trained } from './help';

const dense = { type: 'dense', units: 1 };
const spec = (training: object, more: object = {}): object => ({
  data: 'builtin:xor',
  network: [{ type: 'dense', units: 3, activation: 'tanh' }, dense],
  loss: 'mse',
  training: { optimizer: { type: 'sgd', learningRate: 0.05 }, ...training },
  ...more,
});
const at = (points: readonly MetricsPoint[], split: string): number[] =>
  points.filter((p) => p.split === split).map((p) => p.iteration);
const near = (a: number, b: number, what: string): void =>
  assert.ok(Math.abs(a - b) <= 1e-6 * Math.abs(b), `${what}: ${a}, not ${b}`);

describe('The course of a run', () => {
  it('full batch: a point holds the exact cost before its update, from 0 to the end', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 30, validation: 10 });
    const run = await trained(spec({ batchSize: 'full', iterations: 10, logEvery: 4 }), dataset);
    assert.deepEqual(at(run.metrics, 'train'), [0, 4, 8, 10]);
    assert.deepEqual(at(run.metrics, 'validation'), [0, 4, 8, 10]);
    const again = prepare(spec({ batchSize: 'full', iterations: 10, logEvery: 4 }), dataset);
    for (const point of run.metrics) {
      const { iteration } = again.position;
      if (point.iteration > iteration) await again.step('iteration', point.iteration - iteration);
      if (again.end) break;
      const { values } = await again.evaluate(point.split);
      near(point.values['loss']!, values['loss']!, `${point.split} loss at ${point.iteration}`);
      near(point.values['rmse']!, values['rmse']!, 'rmse');
    }
    assert.deepEqual(run.end!.splits.train!.values, run.metrics.filter((p) => p.split === 'train').at(-1)!.values);
  });

  it('mini-batch: the first batch is a point, then a point holds the mean over the rows since the last one; a partial batch weighs less', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 25 });
    const run = await trained(spec({ batchSize: 10, epochs: 2, logEvery: 2, shuffle: false }), dataset);
    assert.deepEqual(at(run.metrics, 'train'), [1, 2, 4, 6]);
    assert.deepEqual([run.position.iteration, run.position.iterationsPerEpoch, run.position.epoch], [6, 3, 2]);
    const fine = await trained(spec({ batchSize: 10, epochs: 2, logEvery: 1, shuffle: false }), dataset);
    const losses = fine.metrics.map((p) => p.values['loss']!);
    // Batches of 10, 10, 5, 10, 10, 5 rows.
    near(run.metrics[0]!.values['loss']!, losses[0]!, 'the first batch');
    near(run.metrics[2]!.values['loss']!, (5 * losses[2]! + 10 * losses[3]!) / 15, 'a partial batch weighs less');
    near(run.metrics[3]!.values['loss']!, (10 * losses[4]! + 5 * losses[5]!) / 15, 'and at the end');
  });

  it('validates at the ends of epochs, or at cost points where epochs are shorter', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 25, validation: 8 });
    assert.deepEqual(
      at((await trained(spec({ batchSize: 5, epochs: 3, logEvery: 2 }), dataset)).metrics, 'validation'),
      [5, 10, 15],
    );
    assert.deepEqual(
      at((await trained(spec({ batchSize: 5, epochs: 3, logEvery: 7 }), dataset)).metrics, 'validation'),
      [1, 7, 14, 15],
    );
  });

  it('without epochs and iterations it is one epoch, with points once an epoch but at least 200 a run', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 64 });
    assert.equal((await trained(spec({ batchSize: 1 }), dataset)).position.totalIterations, 64);
    const many = await trained(spec({ batchSize: 1, epochs: 20 }), dataset); // 1280 updates
    assert.deepEqual(at(many.metrics, 'train').slice(0, 3), [1, 6, 12]);
    const few = await trained(spec({ batchSize: 8, epochs: 300 }), dataset);
    assert.deepEqual(at(few.metrics, 'train').slice(0, 3), [1, 8, 16]);
  });

  it('of very many epochs it is a point every so many whole epochs, at most 100,000 and the ends', () => {
    const logEvery = (training: object, rows: number) => sizes(specOf(spec(training)), rows).logEvery;
    const full = (epochs: number, more: object = {}) => logEvery({ batchSize: 'full', epochs, ...more }, 50);
    assert.deepEqual(
      [1000, 1e5, 1e5 + 1, 2e5, 1e9, 1e12].map((epochs) => full(epochs)),
      [1, 1, 2, 2, 1e4, 1e7],
    );
    assert.equal(full(1e9, { logEvery: 1 }), 1, 'what the user says stands');
    assert.deepEqual(
      [1e5, 1e6].map((epochs) => logEvery({ batchSize: 10, epochs }, 50)),
      [5, 50],
    );
    assert.deepEqual(
      [5e5, 5e6].map((iterations) => logEvery({ batchSize: 10, iterations }, 50)),
      [5, 50],
    );
  });

  it('the loss holds l1 and l2, the metrics are in the target’s own units', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 20 });
    const scaled = {
      ...dataset,
      preprocessing: {
        ...dataset.preprocessing,
        targets: { kind: 'values', columns: ['y'], offsets: [50], divisors: [10] } as const,
      },
    };
    const plain = await prepare(spec({}), dataset).evaluate('train');
    const own = await prepare(spec({}), scaled).evaluate('train');
    near(own.values['rmse']!, 10 * plain.values['rmse']!, 'rmse');
    near(own.values['loss']!, plain.values['loss']!, 'loss');
    const network = [{ type: 'dense', units: 3, activation: 'tanh', l1: 0.1, l2: 0.2 }, dense];
    const run = prepare(spec({ batchSize: 'full', iterations: 1 }, { network }), dataset);
    const w = run.tensor('dense_1.weight', 'weight').values;
    let penalty = 0;
    for (const v of w) penalty += 0.1 * Math.abs(v) + 0.2 * v * v;
    near((await run.evaluate('train')).values['loss']!, plain.values['loss']! + penalty, 'loss with penalty');
    run.train();
    await run.whenEnded();
    near(run.metrics[0]!.values['loss']!, plain.values['loss']! + penalty, 'first point');
  });

  it('early stopping waits for its patience and puts the best weights back', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 12, validation: 12, seed: 3 });
    const earlyStopping = { monitor: 'validation.loss', patience: 5, restoreBest: true };
    const training = { batchSize: 4, epochs: 2000, optimizer: { type: 'adam', learningRate: 0.05 } };
    const network = [{ type: 'dense', units: 30, activation: 'tanh' }, dense];
    const run = await trained(spec({ ...training, earlyStopping }, { network }), dataset);
    assert.equal(run.end!.reason, 'early_stopping');
    assert.equal(run.state, 'early_stopped');
    const seen = run.metrics.filter((p) => p.split === 'validation').map((p) => p.values['loss']!);
    const best = Math.min(...seen);
    assert.equal(seen.indexOf(best), seen.length - 1 - 5);
    near(run.end!.splits.validation!.values['loss']!, best, 'the evaluation at the end');
    const last = await trained(
      spec({ ...training, earlyStopping: { ...earlyStopping, restoreBest: false } }, { network }),
      dataset,
    );
    near(last.end!.splits.validation!.values['loss']!, seen.at(-1)!, 'without restoreBest');
  });

  it('a monitor that the run does not have is a sentence', () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 12 });
    const earlyStopping = (monitor: string): object => spec({ earlyStopping: { monitor } });
    assert.throws(() => prepare(earlyStopping('validation.loss'), dataset), /no validation rows\. Add "split"/);
    assert.throws(() => prepare(earlyStopping('train.accuracy'), dataset), /does not have\. It has: loss, rmse, r2/);
  });

  it('reduce_on_plateau lowers the rate, warm-up begins at 0', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 12 });
    const schedule = { type: 'reduce_on_plateau', monitor: 'train.loss', patience: 1, factor: 0.5, warmup: 2 };
    const optimizer = { type: 'sgd', learningRate: 1e-12 }; // nothing improves
    const run = await trained(spec({ batchSize: 'full', iterations: 8, optimizer, schedule }), dataset);
    const rates = run.metrics.filter((p) => p.split === 'train').map((p) => p.learningRate / 1e-12);
    assert.equal(rates[0], 0);
    for (let i = 4; i < rates.length; i++) assert.ok(rates[i]! < rates[i - 1]!, `${rates}`);
  });

  it('stops with an evaluation; asked twice, without', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 40, test: 10 });
    const run = prepare(spec({ epochs: 1e6, batchSize: 4 }), dataset);
    run.train();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const end = await run.stop();
    assert.equal(end.reason, 'stopped');
    assert.ok(end.splits.train && end.splits.test);
    const hasty = prepare(spec({ epochs: 1e6, batchSize: 4 }), dataset);
    hasty.train();
    const first = hasty.stop();
    assert.deepEqual((await hasty.stop()).splits, {});
    assert.deepEqual((await first).splits, {});
  });

  it('begins from given weights, and says what does not fit', async () => {
    const value = { ...spec({ iterations: 1 }), data: 'builtin:xor' };
    const dataset = await builtin(specOf({ ...value, loss: 'mse' }));
    const env = (initialWeights: object) => ({
      now: () => 0,
      yield: () => Promise.resolve(),
      initialWeights: initialWeights as never,
    });
    const source = prepare(value, dataset);
    const tensors = source.weights().map((t) => ({ ...t, data: t.data.map((_, i) => i / 8) as Float32Array }));
    const run = prepare(value, dataset, env({ tensors, metadata: {} }));
    assert.deepEqual(
      [...run.tensor('dense_1.weight', 'weight').values],
      [0, 1, 2, 3, 4, 5].map((i) => i / 8),
    );
    assert.throws(
      () =>
        prepare(
          value,
          dataset,
          env({
            tensors: [
              { ...tensors[0]!, shape: [2, 3] },
              { ...tensors[1]!, name: 'other' },
            ],
            metadata: {},
          }),
        ),
      /"dense_1\.weight" is \[2, 3\] there but \[3, 2\].*has no "dense_1\.bias".*has "other", which this network lacks/,
    );
  });
});
