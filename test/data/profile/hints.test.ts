// Each rule on a table that is made for it, and on one that must not set it off.
import assert from 'node:assert/strict';
import { pearson, ratio } from '../../../src/data/profile/hints';
import { noTest } from '../help';
import { hintOf, look, rowsOf } from './help';

const table = (head: string, rows: readonly (readonly (string | number)[])[]): string =>
  [head, ...rows.map((row) => row.join(','))].join('\n');
const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
/** Nothing in it stands out. */
const scattered = (i: number): number => ((i * 37) % 101) / 10;

describe('hints', () => {
  it('plain data sets off none', async () => {
    const rows = numbers(60).map((i) => [scattered(i), scattered(i * i + 3), scattered(7 * i + 1)]);
    assert.deepEqual((await look(table('a,b,y', rows))).profile.hints, []);
  });

  it('a feature that equals the target in every row', async () => {
    const rows = numbers(30).map((i) => [scattered(i), scattered(3 * i), scattered(3 * i)]);
    const found = await look(table('a,copy,y', rows));
    assert.deepEqual(
      found.profile.hints.map(({ id, weight }) => [id, weight]),
      [['equalsTarget copy', 'leak']],
    );
  });

  it('a feature each of whose values goes with one class, while most values occur twice or more', async () => {
    const rows = numbers(40).map((i) => [scattered(i), `k${i % 4}`, i % 4 < 2 ? 'no' : 'yes']);
    const found = await look(table('a,code,y', rows), {}, { loss: 'binary_crossentropy' });
    const hint = hintOf(found, 'tellsTarget code');
    assert.ok(hint?.kind === 'tellsTarget' && hint.values === 4);
    const noisy = rows.map((row, i) => (i === 39 ? [row[0]!, row[1]!, 'no'] : row));
    assert.equal(
      hintOf(await look(table('a,code,y', noisy), {}, { loss: 'binary_crossentropy' }), 'tellsTarget code'),
      undefined,
    );
  });

  it('a value of its own in every row tells the target by accident: no hint', async () => {
    const rows = numbers(40).map((i) => [scattered(i) + i / 1000, i % 2]);
    const found = await look(table('a,y', rows), { classes: ['0', '1'] }, { loss: 'binary_crossentropy' });
    assert.equal(hintOf(found, 'tellsTarget a'), undefined);
  });

  it('a feature that nearly is the target: r of 2y + a little is above 0.99, of y with noise below', async () => {
    const near = numbers(50).map((i) => [2 * scattered(i) + (i % 3) / 100, scattered(5 * i + 2), scattered(i)]);
    const hint = hintOf(await look(table('a,b,y', near)), 'correlated a');
    assert.ok(hint?.kind === 'correlated' && hint.measure === 'r' && hint.value > 0.9999, JSON.stringify(hint));
    const far = numbers(50).map((i) => [scattered(i) + scattered(3 * i), scattered(5 * i + 2), scattered(i)]);
    assert.equal(hintOf(await look(table('a,b,y', far)), 'correlated a'), undefined);
  });

  it('Pearson’s r and the correlation ratio are the textbook’s (to 1e-12)', () => {
    const [x, y] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(2, 1, 4, 3)];
    assert.ok(Math.abs(pearson(x, y, [0, 1, 2, 3]) - 0.6) < 1e-12);
    // Algebra 45 70 29 15 21, geometry 40 20 30 42, statistics 65 95 80 70 85 73: η² = 6780 / 9640.
    const scores = Float64Array.of(45, 70, 29, 15, 21, 40, 20, 30, 42, 65, 95, 80, 70, 85, 73);
    const label = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2);
    assert.ok(Math.abs(ratio(scores, label, numbers(15)) ** 2 - 6780 / 9640) < 1e-12);
  });

  it('rows beyond three interquartile ranges, the furthest first; the limits are said', async () => {
    const a = [1, 2, 3, 4, 5, 6, 7, 8, 9, -50, 90];
    const found = await look(
      table(
        'a,y',
        a.map((x, i) => [x, scattered(i)]),
      ),
      { split: noTest },
    );
    const hint = hintOf(found, 'outliers a');
    // Quartiles 2.5 and 7.5.
    assert.ok(hint?.kind === 'outliers');
    assert.deepEqual([hint.low, hint.high, hint.count], [-12.5, 22.5, 2]);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'hint', id: hint.id }] }), [10, 9]);
  });

  it('a column whose quartiles are one value has no scale to judge outliers by', async () => {
    const rows = numbers(40).map((i) => [i === 7 ? 1 : 0, scattered(i)]);
    assert.equal(hintOf(await look(table('a,y', rows)), 'outliers a'), undefined);
  });

  it('missing cells: what becomes of them depends on "missing"', async () => {
    const text = 'a,y\n1,1\n,2\n3,3\n8,4\n5,5';
    const kind = async (missing: 'error' | 'drop' | 'median') => {
      const hint = hintOf(await look(text, { missing, split: noTest }), 'missing a');
      assert.ok(hint?.kind === 'missing');
      return [hint.policy, hint.count, hint.share, hint.fill];
    };
    assert.deepEqual(await kind('drop'), ['drop', 1, 0.2, undefined]);
    assert.deepEqual(await kind('median'), ['median', 1, 0.2, 4]);
    assert.deepEqual(await kind('error'), ['error', 1, 0.2, undefined]);
  });

  it('constant columns, names, and scales far apart', async () => {
    const rows = numbers(60).map((i) => [
      7,
      1000 + ((i * 17) % 61) * 13,
      scattered(i) / 1e4,
      scattered(i),
      scattered(3 * i),
    ]);
    const found = await look(table('same,id,small,a,y', rows));
    const ids = found.profile.hints.map(({ id }) => id);
    assert.deepEqual(ids, ['constant same', 'identifier id', 'scales']);
    const scaled = await look(table('same,id,small,a,y', rows), { scale: 'standard' });
    assert.equal(hintOf(scaled, 'scales'), undefined);
  });

  it('classes out of balance three to one and more, and a class that a split lacks', async () => {
    const rows = (rare: number) => numbers(40).map((i) => [scattered(i), i < rare ? 'rare' : 'common']);
    const split = { ...noTest, test: 10, shuffle: false };
    const found = await look(table('a,y', rows(6)), { split }, { loss: 'binary_crossentropy' });
    const imbalance = hintOf(found, 'imbalance');
    assert.ok(imbalance?.kind === 'imbalance');
    assert.deepEqual([imbalance.rare, imbalance.common, imbalance.times, imbalance.count], ['rare', 'common', 4, 6]);
    assert.deepEqual(
      found.profile.hints.filter(({ kind }) => kind === 'absentClass').map(({ id }) => id),
      ['absentClass test rare'],
    );
    const even = await look(table('a,y', rows(20)), { split: noTest }, { loss: 'binary_crossentropy' });
    assert.equal(hintOf(even, 'imbalance'), undefined);
  });

  it('the same inputs in two splits: which, and how many; with another class they contradict', async () => {
    const train = numbers(20).map((i) => [scattered(i), i % 5, i % 2 ? 'a' : 'b']);
    const held = [train[3]!, train[4]!, [99, 1, 'a'], [train[5]![0]!, train[5]![1]!, 'b']];
    const files = { 'data.csv': table('x,z,y', train), 'test.csv': table('x,z,y', held) };
    const found = await look(files, { test: 'test.csv' }, { loss: 'binary_crossentropy' });
    const leak = hintOf(found, 'leak test train');
    assert.ok(leak?.kind === 'leak');
    assert.deepEqual([leak.count, leak.total, leak.weight], [3, 4, 'leak']);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'hint', id: leak.id }] }), [3, 20, 4, 21, 5, 23]);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'hint', id: 'contradiction' }] }), [5, 23]);
  });

  it('repeats within the training rows count each row after its first', async () => {
    const rows = numbers(20).map((i) => [scattered(i % 18), scattered(3 * (i % 18))]);
    const found = await look(table('x,y', rows), { split: noTest });
    assert.equal(hintOf(found, 'repeats')?.count, 2);
    assert.deepEqual(rowsOf(found, { filters: [{ kind: 'hint', id: 'repeats' }] }), [0, 18, 1, 19]);
  });
});
