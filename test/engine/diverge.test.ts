// NaN and ∞ end a run with a sentence: which number went first, and what to try. The weights stay finite.
import assert from 'node:assert/strict';
import type { Run } from '../../src/engine/run';
import { made, trained } from './help';

const regression = (network: object[], training: object): object => ({
  data: { source: 'builtin:xor' },
  network,
  loss: 'mse',
  training: { optimizer: { type: 'sgd', learningRate: 1 }, batchSize: 'full', iterations: 500, ...training },
});
const deep = [
  { type: 'dense', units: 8, activation: 'relu' },
  { type: 'dense', units: 1 },
];

function finite(run: Run): void {
  for (const { name, data } of run.weights())
    assert.ok(
      data.every((v: number) => Number.isFinite(v)),
      `${name} is finite`,
    );
}

describe('A run that diverges', () => {
  it('says which layer went first and what to try, and keeps finite weights', async () => {
    const dataset = made({ inputs: 5, outputs: 1, train: 40 });
    const run = await trained(regression(deep, { optimizer: { type: 'sgd', learningRate: 50 } }), dataset);
    assert.equal(run.state, 'diverged');
    const { message, reason, position } = run.end!;
    assert.equal(reason, 'diverged');
    assert.match(message!, /^Training diverged at iteration \d+: .*(dense_[12]|loss)/);
    assert.match(
      message!,
      /a lower learning rate than 50, scaled inputs \("data".*clipped gradients .* or "precision": "float64"\.$/,
    );
    assert.ok(position.iteration > 0 && position.iteration < 500);
    finite(run);
  });

  it('finds a first layer that overflows', async () => {
    const dataset = made({ inputs: 5, outputs: 1, train: 10 });
    const init = { type: 'constant', value: 1e38 };
    const run = await trained(
      regression(
        [{ type: 'dense', units: 4, activation: 'relu', init, biasInit: { type: 'constant', value: 3e38 } }, ...deep],
        {},
      ),
      dataset,
    );
    assert.match(
      run.end!.message!,
      /iteration 0: dense_1\.z \(the values before the activation of network\[0\]\) became (−?∞|NaN) on the way forward/,
    );
  });

  it('finds a gradient that overflows while the loss does not', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 10 });
    const init = { type: 'constant', value: 1e30 };
    const network = [
      { type: 'dense', units: 4, activation: 'sigmoid' },
      { type: 'dense', units: 4, activation: 'softsign', init },
      { type: 'dense', units: 4, activation: 'linear', init },
      { type: 'dense', units: 4, activation: 'softsign', init },
      { type: 'dense', units: 1, init: { type: 'constant', value: 1e38 } },
      { type: 'activation', activation: 'tanh' },
    ];
    const run = await trained(regression(network, { optimizer: { type: 'sgd', learningRate: 1e-3 } }), dataset);
    if (run.end!.reason === 'diverged') assert.match(run.end!.message!, /gradient|became/);
    finite(run);
  });

  it('tells inputs that are not numbers apart', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 10 });
    const { train } = dataset.splits;
    const broken = {
      ...train,
      inputs: { ...train.inputs, gather: (out: { fill(v: number): unknown }) => void out.fill(NaN) },
    };
    const run = await trained(regression(deep, {}), { ...dataset, splits: { train: broken } });
    assert.match(run.end!.message!, /iteration 0: the inputs hold NaN\. Try to mend the data\.$/);
  });

  it('one learning rate that breaks the weights at once leaves the last finite ones', async () => {
    const dataset = made({ inputs: 2, outputs: 1, train: 10 });
    const run = await trained(regression(deep, { optimizer: { type: 'sgd', learningRate: 1e300 } }), dataset);
    assert.equal(run.end!.reason, 'diverged');
    assert.match(run.end!.message!, /weights dense_[12]\.\w+/);
    finite(run);
  });
});
