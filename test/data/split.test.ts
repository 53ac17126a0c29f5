// Which rows train, validate and test.
import assert from 'node:assert/strict';
import { limitRows, partSize, splitRows, type SplitSpec } from '../../src/data/split';
import { load, targetsOf } from './help';

const rows = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const split = (n: number, spec: Partial<SplitSpec>, classOf?: (row: number) => number) =>
  splitRows(rows(n), { validation: 0, test: 0, shuffle: true, stratify: false, seed: 1, ...spec }, classOf);

describe('split', () => {
  it('rounds a share up, as scikit-learn does: 102 of 506, 137 of 683, 101 of 505', () => {
    assert.deepEqual([partSize(506, 0.2), partSize(683, 0.2), partSize(505, 0.2), partSize(10, 3)], [102, 137, 101, 3]);
  });

  it('gives every row to exactly one part, for 200 sizes, shares and seeds', () => {
    for (let seed = 0; seed < 200; seed++) {
      const n = 5 + seed;
      const parts = split(
        n,
        { test: 0.2, validation: 0.1 + (seed % 3) / 10, seed, stratify: seed % 2 === 0 },
        (r) => r % 3,
      );
      const all = [...parts.train, ...parts.validation, ...parts.test].sort((a, b) => a - b);
      assert.deepEqual(all, [...rows(n)]);
    }
  });

  it('takes the last rows for testing, and those before for validation, without shuffle', () => {
    const parts = split(10, { test: 2, validation: 0.3, shuffle: false });
    assert.deepEqual([[...parts.train], [...parts.validation], [...parts.test]], [[0, 1, 2, 3, 4], [5, 6, 7], [8, 9]]); // prettier-ignore
  });

  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(split(50, { test: 0.2 }), split(50, { test: 0.2 }));
    assert.notDeepEqual(split(50, { test: 0.2 }).test, split(50, { test: 0.2, seed: 2 }).test);
  });

  it('leaves the file’s order where nothing is held back', () => {
    assert.deepEqual(split(20, {}).train, rows(20));
  });

  it('keeps each class’s share to within one row when stratified, shuffled or not', () => {
    const classOf = (row: number) => (row < 70 ? 0 : row < 95 ? 1 : 2); // sorted by class: 70, 25, 5
    for (const shuffle of [true, false]) {
      const { test, validation } = split(100, { test: 20, validation: 20, stratify: true, shuffle }, classOf);
      for (const part of [test, validation]) {
        const counts = [0, 1, 2].map((label) => part.filter((row) => classOf(row) === label).length);
        assert.equal(part.length, 20);
        counts.forEach((count, label) => assert.ok(Math.abs(count - [14, 5, 1][label]!) <= 1, String(counts)));
      }
    }
  });

  it('refuses to leave nothing for training, and parts of a row', () => {
    assert.throws(() => split(4, { test: 2, validation: 2 }), /leaves no row for training: there are 4 rows/);
    assert.throws(() => split(4, { test: 1.5 }), /whole number of rows/);
    assert.throws(() => split(4, { validation: -1 }), /whole number of rows/);
  });

  it('limits rows at random, so that a sorted file stays mixed, or takes the first', () => {
    const some = limitRows(rows(1000), 100, true, 1);
    assert.equal(new Set(some).size, 100);
    assert.ok(some.filter((row) => row >= 500).length > 25);
    assert.deepEqual(limitRows(rows(10), 3, false, 1), rows(3));
    assert.deepEqual(limitRows(rows(3), 10, true, 1), rows(3));
  });
});

describe('splits of a dataset', () => {
  const text = Array.from({ length: 20 }, (_, i) => `${i},${2 * i},${i % 2}`).join('\n');

  it('hold back a fifth of a file for testing where the spec says nothing', async () => {
    const { splits } = await load(text);
    assert.deepEqual([splits.train.indices.length, splits.validation, splits.test!.indices.length], [16, undefined, 4]);
  });

  it('come from files of their own, matched by column name, and then nothing is taken from the main one', async () => {
    const data = await load(
      { 'data.csv': 'a,b,y\n1,2,3\n4,5,6\n', 'v.csv': 'y,a,b\n30,10,20\n', 't.csv': 'b,y,a\n200,300,100\n' },
      { validation: 'v.csv', test: 't.csv' },
    );
    const { train, validation, test } = data.splits;
    assert.deepEqual([targetsOf(train), targetsOf(validation!), targetsOf(test!)], [[3, 6], [30], [300]]);
    const out = new Float64Array(2);
    test!.inputs.gather(out, test!.indices, 0, 1);
    assert.deepEqual([...out], [100, 200]);
    assert.deepEqual(test!.rawRow!(0), ['200', '300', '100']);
  });

  it('of a generator are drawn with the next seeds', async () => {
    const data = await load(
      {},
      { source: 'builtin:circle', test: 'builtin:circle', generator: { samples: 40, seed: 3 } },
      { loss: 'binary_crossentropy' },
    );
    const again = await load({}, { source: 'builtin:circle', generator: { samples: 40, seed: 5 } });
    assert.equal(data.splits.train.indices.length, 40);
    const [one, two] = [data.splits.test!, again.splits.train].map(({ inputs }) => {
      const out = new Float64Array(2);
      inputs.gather(out, Int32Array.of(0), 0, 1);
      return [...out];
    });
    assert.deepEqual(one, two);
  });

  it('show a row as it stands in the file', async () => {
    const { splits } = await load('x,y\n01,"2"\n3,4\n', {
      split: { validation: 0, test: 0, shuffle: true, stratify: false, seed: 1 },
    });
    assert.deepEqual(splits.train.rawRow!(0), ['01', '2']);
  });
});
