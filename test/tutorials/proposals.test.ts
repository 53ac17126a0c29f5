// Specs proposed for the public datasets, trained as they stand.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dataIn, examine } from '../../src/files/examine';
import { proposeFor, writeProposal } from '../../src/files/newSpec';
import { datasetsOrSkip } from '../sharedData';
import { trainSpec } from './help';

describe('A proposed spec', () => {
  let datasets: string;
  let folder: string;
  before(function () {
    datasets = datasetsOrSkip(this);
    folder = mkdtempSync(path.join(tmpdir(), 'nnspec-proposals-'));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  /** A metric of the test split, after training what was proposed for the file and not touched. */
  async function reached(file: string, metric: string): Promise<number> {
    const examined = await examine(file);
    const spec = path.join(folder, `${path.basename(file)}.nnspec`);
    await writeProposal(examined, proposeFor(examined, {}, folder), spec);
    const run = await trainSpec(spec);
    return run.end!.splits.test!.values[metric]!;
  }

  it('for iris reaches a test accuracy of 0.93', async () => {
    const accuracy = await reached(path.join(datasets, 'iris/iris.csv'), 'accuracy');
    assert.ok(accuracy >= 0.93, `${accuracy}`);
  });

  it('for Wisconsin reaches a test accuracy of 0.95', async () => {
    const accuracy = await reached(path.join(datasets, 'wisconsin/breast-cancer-wisconsin.data'), 'accuracy');
    assert.ok(accuracy >= 0.95, `${accuracy}`);
  });

  for (const file of ['BostonHousing.csv', 'housing.data'])
    it(`for Boston (${file}) reaches a test RMSE of 4.5`, async () => {
      const rmse = await reached(path.join(datasets, 'boston', file), 'rmse');
      assert.ok(rmse <= 4.5, `${rmse}`);
    });

  it('for the folder of MNIST reaches a test accuracy of 0.97', async function () {
    this.timeout(10 * 60_000);
    const [images, ...others] = await dataIn(path.join(datasets, 'mnist'));
    assert.deepEqual(others, []);
    const accuracy = await reached(images!, 'accuracy');
    assert.ok(accuracy >= 0.97, `${accuracy}`);
  });

  it('is sure of target and task, but for the target of a Boston without names', async () => {
    const sure = async (file: string) => {
      const { target, task } = proposeFor(await examine(path.join(datasets, file)));
      return [target?.column.name, target?.sure, task.task, task.sure];
    };
    assert.deepEqual(await sure('iris/iris.csv'), ['column_4', true, 'multiclass', true]);
    assert.deepEqual(await sure('wisconsin/breast-cancer-wisconsin.data'), ['column_10', true, 'binary', true]);
    assert.deepEqual(await sure('boston/BostonHousing.csv'), ['medv', true, 'regression', true]);
    assert.deepEqual(await sure('boston/housing.data'), ['column_13', false, 'regression', true]);
    assert.deepEqual(await sure('mnist/t10k-labels-idx1-ubyte.gz'), [undefined, undefined, 'multiclass', true]);
  });
});
