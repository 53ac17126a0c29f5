// Wisconsin, 9-15-1 ReLU then sigmoid, lr 0.003, 15,000 updates: the cost every 500, mean of ten seeds.
import assert from 'node:assert/strict';
import { datasetsOrSkip } from '../sharedData';
import { mean, reference, textOf, trainExample } from './help';

interface Case {
  readonly case: string;
  readonly cost_every_500_mean: readonly number[];
  readonly test_acc: readonly [number, number, number];
}

describe('Tutorial Wisconsin', () => {
  it('cost every 500 updates within 8% of the reference, test accuracy inside its min..max, means of 10 seeds', async function () {
    this.timeout(20 * 60_000);
    const folder = datasetsOrSkip(this);
    const expected = reference<Case[]>(folder, 'wisconsin_results.json').find(
      (c) => c.case === '80/20 546/137 minmax',
    )!;
    const curves: number[][] = [];
    const accuracy: number[] = [];
    for (let seed = 1; seed <= 10; seed++) {
      const run = await trainExample(
        'wisconsin',
        [
          ['training.seed', String(seed)],
          ['data.split.seed', String(seed)],
        ],
        folder,
      );
      curves.push(run.metrics.filter((p) => p.split === 'train').map((p) => p.values['loss']!));
      accuracy.push(run.end!.splits.test!.values['accuracy']!);
    }
    assert.equal(curves[0]!.length, expected.cost_every_500_mean.length);
    let worst = 0;
    expected.cost_every_500_mean.forEach((wanted, i) => {
      const reached = mean(curves.map((c) => c[i]!));
      worst = Math.max(worst, Math.abs(reached / wanted - 1));
      assert.ok(Math.abs(reached / wanted - 1) < 0.08, `after ${500 * i}: ${reached.toFixed(4)}, reference ${wanted}`);
    });
    const [, least, most] = expected.test_acc;
    assert.ok(mean(accuracy) >= least && mean(accuracy) <= most, `test accuracy ${mean(accuracy)}`);
    this.test!.title += ` (worst ${(100 * worst).toFixed(1)}%)`;
  });

  it('the example as it is shipped ends with the costs and shares that its comment tells, to their digits', async function () {
    this.timeout(60_000);
    const folder = datasetsOrSkip(this);
    const { train, test } = (await trainExample('wisconsin', [], folder)).end!.splits;
    const told = /ends at ([\d.]+), with ([\d.]+)% right; on the test rows at ([\d.]+), with ([\d.]+)% right\./.exec(
      textOf('wisconsin'),
    )!;
    const reached = [train, test].flatMap((split) => [
      split!.values['loss']!.toFixed(3),
      (100 * split!.values['accuracy']!).toFixed(1),
    ]);
    assert.deepEqual(reached, told.slice(1));
  });
});
