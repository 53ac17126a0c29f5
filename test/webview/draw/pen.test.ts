import assert from 'node:assert/strict';
import { axisAround, ticks } from '../../../webview/draw/axis';
import { blank, centred, dot, stroke, usualMiddle, type Middle } from '../../../webview/draw/pen';

describe('the pen', () => {
  it('leaves full ink along its line, fading over one pixel, and none beyond', () => {
    const { ink } = stroke(blank(9, 9), [2.5, 4.5], [6.5, 4.5], 1);
    const row = (r: number): number[] => [...ink.subarray(r * 9, r * 9 + 9)].map((v) => Math.round(v * 100) / 100);
    assert.deepEqual(row(4), [0, 1, 1, 1, 1, 1, 1, 1, 0]);
    assert.deepEqual(row(3).slice(2, 7), [1, 1, 1, 1, 1]);
    assert.deepEqual(row(2), [0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('drawn over, ink never fades; beyond the edge nothing happens; the picture before stays as it was', () => {
    const before = blank(5, 5);
    const once = stroke(before, [2.5, 2.5], [2.5, 2.5], 1);
    const twice = stroke(once, [3.4, 2.5], [40, 2.5], 1);
    assert.ok(once.ink.every((v, i) => twice.ink[i]! >= v));
    assert.ok(before.ink.every((v) => v === 0));
  });

  it('moves a drawing’s centre of mass to the middle, by whole pixels', () => {
    const corner = dot(dot(blank(8, 8), 0, 0, 1), 1, 1, 1);
    const moved = centred(corner, 'mass');
    assert.deepEqual(
      [...moved.ink.entries()].filter(([, v]) => v > 0).map(([i]) => [i % 8, Math.floor(i / 8)]),
      [
        [3, 3],
        [4, 4],
      ],
    );
    assert.equal(centred(blank(3, 3), 'mass').ink.length, 9);
  });

  it('or the middle of the box around it, faint specks left out', () => {
    const flag = dot(stroke(blank(12, 12), [0.5, 0.5], [6.5, 0.5], 0), 3, 3, 1);
    const { ink } = centred(dot(flag, 11, 11, 0.1), 'box');
    const at = [...ink.entries()].filter(([, v]) => v === 1).map(([i]) => [i % 12, Math.floor(i / 12)]);
    assert.deepEqual([at[0], at.at(-1)], [[3, 4], [6, 7]]); // prettier-ignore
  });

  it('a dataset’s pictures tell which of the two is theirs', () => {
    const sevens = Array.from({ length: 20 }, (_, i) => {
      const reach = 3 + (i % 5);
      const top = stroke(blank(28, 28), [10, 8], [10 + reach, 8], 0.9);
      return stroke(top, [10 + reach, 8], [11, 14 + (i % 7)], 0.9);
    });
    for (const middle of ['mass', 'box'] satisfies Middle[])
      assert.equal(usualMiddle(sevens.map((one) => centred(one, middle))), middle);
    assert.equal(usualMiddle([blank(3, 3)]), 'mass');
  });
});

describe('an axis', () => {
  it('names round numbers inside its ends', () => {
    assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
    assert.deepEqual(ticks(-3, 57, 4), [0, 20, 40]);
    assert.deepEqual(ticks(5, 5, 4), []);
  });

  it('has room on both sides, of a single value too', () => {
    assert.deepEqual(axisAround([0, 100], [NaN, 50]), [-5, 105]);
    assert.deepEqual(axisAround([4]), [0, 8]);
    assert.deepEqual(axisAround([]), [0, 1]);
  });
});
