// Boston, 13-16-8-1 ReLU, He start, full batch, 5000 updates: the mean over the seeds lies inside what numpy's ten runs span.
import assert from 'node:assert/strict';
import { datasetsOrSkip } from '../sharedData';
import { mean, reference, textOf, trainExample, type Set } from './help';

interface Row {
  readonly model: string;
  readonly train_min: number;
  readonly train_max: number;
  readonly test_min: number;
  readonly test_max: number;
}

/** Each draws its own weights and its own test set; how hard a test set is varies more than anything else here. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

const cases: { readonly row: string; readonly set: Set }[] = [
  { row: '13-16-8-1 std lr=0.001 it=5000', set: [] },
  {
    row: '13-16-8-1 RAW inputs lr=1e-6 it=5000',
    set: [
      ['data.scale', '"none"'],
      ['training.optimizer.learningRate', '1e-6'],
    ],
  },
];

describe('Tutorial Boston', () => {
  for (const { row, set } of cases) {
    it(`${row}: train and test RMSE inside the reference's min..max, mean of ${SEEDS.length} seeds`, async function () {
      this.timeout(20 * 60_000);
      const folder = datasetsOrSkip(this);
      const expected = reference<Row[]>(folder, 'boston_results.json').find((r) => r.model === row)!;
      const reached = { train: [] as number[], test: [] as number[] };
      for (const seed of SEEDS) {
        const seeds: Set = [
          ['training.seed', String(seed)],
          ['data.split.seed', String(seed)],
        ];
        const { splits } = (await trainExample('boston', [...set, ...seeds], folder)).end!;
        reached.train.push(splits.train!.values['rmse']!);
        reached.test.push(splits.test!.values['rmse']!);
      }
      const [train, test] = [mean(reached.train), mean(reached.test)];
      const told = `train ${train.toFixed(3)} (${expected.train_min}..${expected.train_max}), test ${test.toFixed(3)} (${expected.test_min}..${expected.test_max})`;
      assert.ok(train >= expected.train_min && train <= expected.train_max, told);
      assert.ok(test >= expected.test_min && test <= expected.test_max, told);
      this.test!.title += `: ${told}`;
    });
  }

  it('the example as it is shipped ends with the errors that its comment tells, to their one decimal', async function () {
    this.timeout(60_000);
    const folder = datasetsOrSkip(this);
    const { train, test } = (await trainExample('boston', [], folder)).end!.splits;
    const told = /reaches (\S+) on the suburbs it saw and (\S+) on those it did not\./.exec(textOf('boston'))!;
    assert.deepEqual([train, test].map((split) => split!.values['rmse']!.toFixed(1)), told.slice(1)); // prettier-ignore
  });

  it('raw inputs at lr 0.01 diverge, with a sentence that advises scaling', async function () {
    this.timeout(60_000);
    const folder = datasetsOrSkip(this);
    const run = await trainExample(
      'boston',
      [
        ['data.scale', '"none"'],
        ['training.optimizer.learningRate', '0.01'],
        ['training.iterations', '100'],
        ['training.seed', '3'],
      ],
      folder,
    );
    assert.ok(run.end!.reason === 'diverged' || run.end!.splits.train!.values['rmse']! > 8.9);
    if (run.end!.message) assert.match(run.end!.message, /scaled inputs/);
  });
});
