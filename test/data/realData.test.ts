// The public datasets, as they are: sizes, classes and missing cells as their documentation says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dataset } from '../../src/data/dataset';
import type { DataSpec } from '../../src/spec/spec';
import { datasetsOrSkip } from '../sharedData';
import { dataError, inputsOf, load, noTest, targetsOf } from './help';

describe('public data', () => {
  let datasets: string;
  before(function () {
    datasets = datasetsOrSkip(this);
  });
  const kept = (name: string, loss: string, data: Partial<DataSpec> = {}) =>
    load({}, { source: `dataset:${name}`, ...data }, { loss, datasets });
  const counts = ({ classes, splits }: Dataset, split: 'train' | 'test') => {
    const tally = classes!.map(() => 0);
    for (const label of targetsOf(splits[split]!)) tally[label]!++;
    return tally;
  };

  describe('mnist', () => {
    let mnist: Dataset;
    before(async function () {
      mnist = await kept('mnist', 'sparse_categorical_crossentropy', { split: { ...noTest, validation: 5000 } });
    });

    it('has the official 60,000 and 10,000 images; validation comes out of the former', () => {
      const { train, validation, test } = mnist.splits;
      assert.deepEqual([train.indices.length, validation!.indices.length, test!.indices.length], [55000, 5000, 10000]);
      assert.deepEqual(mnist.inputShape, [28, 28]);
      assert.deepEqual(mnist.image, { height: 28, width: 28 });
      assert.deepEqual(mnist.classes, [...'0123456789']);
    });
    it('has the known number of each digit', async () => {
      assert.deepEqual(counts(mnist, 'test'), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
      const whole = await kept('mnist', 'categorical_crossentropy');
      assert.deepEqual(counts(whole, 'train'), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    });
    it('keeps its pixels as bytes until they are gathered, then they are byte / 255', () => {
      const { train } = mnist.splits;
      const out = new Float32Array(784);
      train.inputs.gather(out, Int32Array.of(0), 0, 1);
      // The first image of the training set is a five; its row 5 begins at column 12 with 3, 18, 18, 18, 126.
      assert.deepEqual(
        [...out.subarray(5 * 28 + 12, 5 * 28 + 17)],
        [3, 18, 18, 18, 126].map((b) => Math.fround(b / 255)),
      );
    });
  });

  describe('wisconsin', () => {
    it('just works with "missing": "drop": 683 rows, nine features, 2 and 4 become 0 and 1', async () => {
      const data = await kept('wisconsin', 'binary_crossentropy', { missing: 'drop', split: noTest });
      assert.deepEqual([data.inputShape, data.outputs, data.classes], [[9], 1, ['2', '4']]);
      assert.deepEqual(counts(data, 'train'), [444, 239]);
      assert.deepEqual(inputsOf(data.splits.train)[0], [5, 1, 1, 1, 2, 1, 3, 1, 1]);
      assert.match(data.notes.join(), /dropped 16 of 699 rows/);
    });
    it('else says which of the 16 rows have missing cells, and what to do', async () => {
      const { message, where } = await dataError(kept('wisconsin', 'binary_crossentropy'));
      assert.match(message, /lines 24, 41, 140, 146, 159, 165, … \(16 in all\)\. Set "missing": "drop"/);
      assert.deepEqual([where.file, where.line, where.column], ['wisconsin/breast-cancer-wisconsin.data', 24, 19]);
    });
    it('splits 546 / 137 by default, as the reference does', async () => {
      const { splits } = await kept('wisconsin', 'binary_crossentropy', { missing: 'drop' });
      assert.deepEqual([splits.train.indices.length, splits.test!.indices.length], [546, 137]);
    });
    it('lets the spec’s own keys go first', async () => {
      const data = await kept('wisconsin', 'binary_crossentropy', { missing: 'drop', features: ['id', 'mitoses'] });
      assert.deepEqual(data.inputNames, ['id', 'mitoses']);
    });
  });

  describe('boston', () => {
    it('has 506 rows between runs of white space, 404 for training, and names', async () => {
      const data = await kept('boston', 'mean_squared_error');
      assert.deepEqual([data.splits.train.indices.length, data.splits.test!.indices.length], [404, 102]);
      assert.equal(data.inputNames.join(), 'crim,zn,indus,chas,nox,rm,age,dis,rad,tax,ptratio,b,lstat');
      assert.equal(data.task, 'regression');
    });
    it('is the same numbers as BostonHousing.csv, with its header and quoted "0" and "1"', async () => {
      const csv = readFileSync(path.join(datasets, 'boston', 'BostonHousing.csv'));
      const [one, two] = [
        await load({ 'data.csv': csv }, { split: noTest }),
        await kept('boston', 'mean_squared_error', { split: noTest }),
      ];
      assert.deepEqual(one.inputNames, two.inputNames);
      assert.deepEqual(targetsOf(one.splits.train), targetsOf(two.splits.train));
      const chas = (data: Dataset) => inputsOf(data.splits.train).map((row) => row[3]);
      assert.deepEqual(chas(one), chas(two));
      assert.equal(chas(one).filter((x) => x === 1).length, 35);
    });
  });

  it('iris has three classes of 50, by name', async () => {
    const data = await kept('iris', 'categorical_crossentropy', { split: { ...noTest, test: 30, stratify: true } });
    assert.deepEqual(data.classes, ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica']);
    assert.deepEqual([counts(data, 'train'), counts(data, 'test')], [[40, 40, 40], [10, 10, 10]]); // prettier-ignore
    assert.deepEqual(data.targetNames, ['species']);
  });
});
