// The public datasets as they are looked at, against what is known of them.
import assert from 'node:assert/strict';
import type { DataLook } from '../../../src/data/profile/profile';
import type { DataSpec } from '../../../src/spec/spec';
import { datasetsOrSkip } from '../../sharedData';
import { noTest } from '../help';
import { hintOf, look, rowsOf } from './help';

describe('a look at public data', () => {
  let datasets: string;
  before(function () {
    datasets = datasetsOrSkip(this);
  });
  const kept = (name: string, loss: string, data: Partial<DataSpec> = {}): Promise<DataLook> =>
    look({}, { source: `dataset:${name}`, ...data }, { loss, datasets });
  const near = (value: number | undefined, expected: number, tolerance: number): void =>
    assert.ok(Math.abs(value! - expected) <= tolerance, `${value} is not ${expected} ± ${tolerance}`);

  it('boston: the house prices’ mean 22.5328, deviation 9.1880 and quartiles, as NumPy computes them (to 1e-4)', async () => {
    const { profile } = await kept('boston', 'mean_squared_error');
    const { numbers, distinct } = profile.columns.at(-1)!;
    near(numbers!.all.mean, 22.5328, 1e-4);
    near(numbers!.all.std, 9.188, 1e-4);
    assert.deepEqual([numbers!.all.min, numbers!.all.max, distinct], [5, 50, 229]);
    near(numbers!.quartiles[0], 17.025, 1e-9);
    near(numbers!.quartiles[1], 21.2, 1e-9);
    near(numbers!.quartiles[2], 25, 1e-9);
  });

  it('boston: 16 districts at 50 and over are far out, and tax spreads over a thousand times as far as nox', async () => {
    const found = await kept('boston', 'mean_squared_error');
    assert.equal(hintOf(found, 'outliers medv')?.count, 16);
    const rows = rowsOf(found, { filters: [{ kind: 'hint', id: 'outliers medv' }] });
    const { rows: shown } = found.page({
      filters: [{ kind: 'hint', id: 'outliers medv' }],
      from: 0,
      count: 99,
      columns: { from: 13, count: 1 },
    });
    assert.ok(rows.length === 16 && shown.every(({ cells }) => cells[0] === '50.00'));
    const scales = hintOf(found, 'scales');
    assert.ok(scales?.kind === 'scales' && scales.widest === 'tax' && scales.narrowest === 'nox');
  });

  it('wisconsin: 16 cells of bare_nuclei are missing, 234 of the 683 other rows repeat one before', async () => {
    const found = await kept('wisconsin', 'binary_crossentropy', { missing: 'drop', split: noTest });
    assert.deepEqual(found.profile.parts, { train: 683, dropped: 16 });
    assert.equal(found.profile.columns[6]!.missing, 16);
    assert.equal(hintOf(found, 'missing bare_nuclei')?.count, 16);
    assert.equal(hintOf(found, 'repeats')?.count, 683 - 449);
    assert.equal(found.profile.columns[0]!.role, 'ignored');
  });

  it('wisconsin: over a third of the usual test rows are training rows, too', async () => {
    const leak = hintOf(await kept('wisconsin', 'binary_crossentropy', { missing: 'drop' }), 'leak test train');
    assert.ok(leak?.kind === 'leak' && leak.total === 137 && leak.count > 137 / 3, JSON.stringify(leak));
  });

  it('iris: four means in centimetres, fifty of each kind, and a twin among the virginicas', async () => {
    const found = await kept('iris', 'categorical_crossentropy', { split: noTest });
    const means = found.profile.columns.slice(0, 4).map(({ numbers }) => numbers!.all.mean);
    [5.8433, 3.054, 3.7587, 1.1987].forEach((mean, i) => near(means[i], mean, 1e-4));
    const kinds = found.profile.columns[4]!.values!.shown.map(({ text, counts }) => [text, counts.train]);
    assert.deepEqual(kinds, [
      ['Iris-setosa', 50],
      ['Iris-versicolor', 50],
      ['Iris-virginica', 50],
    ]);
    assert.equal(hintOf(found, 'repeats')?.count, 3);
    assert.equal(hintOf(found, 'correlated petal_length species'), undefined);
  });

  it('mnist: brightness 0.1309 ± 0.3084 over all 70,000 images (to 1e-4), no image twice', async function () {
    this.timeout(60_000);
    const found = await kept('mnist', 'categorical_crossentropy');
    const { image, parts, hints } = found.profile;
    assert.deepEqual(parts, { train: 60_000, test: 10_000 });
    assert.deepEqual([image!.height, image!.width, image!.channels], [28, 28, 1]);
    // All 70,000: what the training images and the test images (0.1325, 0.3105) give together.
    near(image!.pixels.mean / 255, (0.1306604762738429 * 6 + 0.13251460696903547) / 7, 1e-6);
    near(image!.pixels.std / 255, 0.30845, 1e-4);
    assert.equal(image!.constant, 65);
    assert.ok(!hints.some(({ kind }) => kind === 'leak' || kind === 'repeats'));
    const page = found.page({
      filters: [
        { kind: 'class', index: 3 },
        { kind: 'part', part: 'test' },
      ],
      from: 0,
      count: 2,
      columns: { from: 0, count: 1 },
    });
    assert.equal(page.total, 1010);
    assert.deepEqual(page.rows.map(({ label, part }) => [label, part]), [[3, 'test'], [3, 'test']]); // prettier-ignore
    assert.equal(page.pixels!.length, 2 * 784);
  });
});
