// Thinned lines keep first, last, extremes and NaN of every range.
import assert from 'node:assert/strict';
import { Rng } from '../../src/nn/rng';
import type { RunLine } from '../../src/protocol/panel';
import { thin } from '../../src/protocol/thin';

const line = (values: ArrayLike<number>, x = (i: number): number => 5 * i): RunLine => ({
  name: 'train.loss',
  iterations: Float64Array.from(values, (_, i) => x(i)),
  values: Float64Array.from(values),
});
const hundred = Array.from({ length: 100 }, (_, i) => i);

describe('a thinned line', () => {
  it('keeps, of each of 50 ranges, the first, the last and the extremes, and gives no point that was not there', () => {
    const rng = Rng.stream(1, 'line');
    const whole = line(Array.from({ length: 20_000 }, () => rng.normal()));
    const thinned = thin(whole, 50);
    assert.ok(thinned.values.length <= 5 * 50);
    const places = new Map([...whole.iterations].map((at, i) => [at, whole.values[i]!]));
    thinned.iterations.forEach((at, i) => assert.equal(thinned.values[i], places.get(at)));
    const width = whole.iterations.at(-1)! / 50;
    for (let range = 0; range < 50; range++) {
      const inside = (one: RunLine): number[] =>
        [...one.values].filter((_, i) => Math.min(49, Math.floor(one.iterations[i]! / width)) === range);
      const [all, kept] = [inside(whole), inside(thinned)];
      assert.deepEqual([kept[0], kept.at(-1)], [all[0], all.at(-1)]);
      assert.deepEqual([Math.min(...kept), Math.max(...kept)], [Math.min(...all), Math.max(...all)]);
    }
  });

  it('keeps one NaN of a range that has some, and rises in its iterations', () => {
    const { iterations, values } = thin(line(Array.from({ length: 1000 }, (_, i) => (i === 333 ? NaN : i % 7))), 10);
    const unknown = [...iterations].filter((_, i) => Number.isNaN(values[i]));
    assert.deepEqual(unknown, [5 * 333]);
    for (let i = 1; i < iterations.length; i++) assert.ok(iterations[i]! > iterations[i - 1]!);
  });

  it('is the line itself where it has few points', () => {
    const few = line([3, 2, 1]);
    assert.equal(thin(few, 50), few);
  });

  it('survives iterations that are all one, and ranges without a point', () => {
    assert.deepEqual(
      [
        ...thin(
          line(hundred, () => 7),
          4,
        ).values,
      ],
      [0, 99],
    );
    const { values } = thin(
      line(hundred, (i) => (i < 50 ? i : 10_000 + i)),
      10,
    );
    assert.deepEqual([values[0], values.at(-1)], [0, 99]);
  });
});
