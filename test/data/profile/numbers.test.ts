// The statistics of a column: the textbooks’ numbers, and those worked out by hand.
import assert from 'node:assert/strict';
import { binAt, binsOf, distinctOf, quantile, sorted, spreads } from '../../../src/data/profile/numbers';

describe('the statistics of a column', () => {
  const values = Float64Array.of(2, 4, NaN, 4, 4, 5, 5, 7, 9);
  const part = Uint8Array.of(0, 0, 0, 0, 0, 2, 2, 2, 2);

  it('are the textbook’s: 2, 4, 4, 4, 5, 5, 7, 9 have mean 5 and standard deviation 2, exactly', () => {
    const { all, train, test, validation } = spreads(values, part);
    assert.deepEqual(all, { count: 8, missing: 1, min: 2, max: 9, mean: 5, std: 2 });
    assert.deepEqual(train, { count: 4, missing: 1, min: 2, max: 4, mean: 3.5, std: Math.sqrt(0.75) });
    assert.deepEqual(test, { count: 4, missing: 0, min: 5, max: 9, mean: 6.5, std: Math.sqrt(2.75) });
    assert.equal(validation, undefined);
  });

  it('keep 12 digits of a small spread on a large offset', () => {
    const { all } = spreads(Float64Array.of(1e9, 1e9 + 1, 1e9 + 2), new Uint8Array(3));
    assert.ok(Math.abs(all.std - Math.sqrt(2 / 3)) < 1e-12, String(all.std));
  });

  it('quartiles lie between the nearest two, as NumPy has them: 1, 2, 3, 4 have 1.75, 2.5, 3.25', () => {
    const order = sorted(Float64Array.of(4, NaN, 1, 3, 2));
    assert.deepEqual([...order], [1, 2, 3, 4]);
    assert.deepEqual(
      [0, 0.25, 0.5, 0.75, 1].map((q) => quantile(order, q)),
      [1, 1.75, 2.5, 3.25, 4],
    );
    assert.ok(Number.isNaN(quantile(new Float64Array(0), 0.5)));
  });

  it('count each value once, 0 and −0 as one', () => {
    assert.equal(distinctOf(sorted(values)), 5);
    assert.equal(distinctOf(sorted(Float64Array.of(0, -0, 1))), 2);
    assert.equal(distinctOf(new Float64Array(0)), 0);
  });

  it('whole numbers over a short range get a bin each, others thirty; every number lies in one', () => {
    const whole = binsOf(values, part, 2, 9);
    assert.deepEqual([whole.from, whole.to, whole.whole], [1.5, 9.5, true]);
    assert.deepEqual(whole.counts, { train: [1, 0, 3, 0, 0, 0, 0, 0], test: [0, 0, 0, 2, 0, 1, 0, 1] });
    const real = Float64Array.of(0, 0.5, 1);
    const bins = binsOf(real, new Uint8Array(3), 0, 1);
    assert.deepEqual([bins.whole, bins.counts.train!.length], [false, 30]);
    assert.deepEqual([bins.counts.train![0], bins.counts.train![15], bins.counts.train![29]], [1, 1, 1]);
    assert.equal(binAt(1, 0, 1, 30), 29, 'the upper end lies in the last bin');
  });

  it('a column that is one value, or empty, has one bin, or none', () => {
    assert.deepEqual(binsOf(Float64Array.of(0.5, 0.5), new Uint8Array(2), 0.5, 0.5).counts, { train: [2] });
    assert.deepEqual(binsOf(Float64Array.of(NaN), new Uint8Array(1), Infinity, -Infinity).counts, { train: [] });
  });
});
