import assert from 'node:assert/strict';
import { rampTable } from '../../../webview/draw/colour';
import {
  boundaries,
  contour,
  gridInputs,
  paintClasses,
  planeAround,
  spread,
  verdict,
} from '../../../webview/draw/plane';

describe('the plane of two inputs', () => {
  it('reaches 12% beyond the outermost points, and has an extent around a single one', () => {
    const near = (a: readonly number[], b: readonly number[]): void =>
      a.forEach((v, i) => assert.ok(Math.abs(v - b[i]!) < 1e-12, `${v} for ${b[i]}`));
    const { x, y } = planeAround([0, 5, 10, -5, NaN, Infinity], 4);
    near(x, [-1.2, 11.2]);
    near(y, [-6.2, 6.2]);
    near(planeAround([3, 3], 4).x, [2, 4]);
    near(planeAround([], 4).y, [-1, 1]);
  });

  it('asks at the middles of its cells, from the top left', () => {
    assert.deepEqual([...gridInputs({ x: [0, 4], y: [0, 2], side: 2 })], [1, 1.5, 3, 1.5, 1, 0.5, 3, 0.5]);
  });

  it('one output: above the threshold is class 1, as in the engine; the margin is 0 there and 1 when certain', () => {
    assert.deepEqual(verdict([0.5], 0, 1, 0.5), { predicted: 0, margin: 0 });
    assert.deepEqual(verdict([0.1, 0.75], 1, 1, 0.5), { predicted: 1, margin: 0.5 });
    assert.deepEqual(verdict([-3], 0, 1, 0), { predicted: 0, margin: 1 });
    assert.deepEqual(verdict([0.25], 0, 1, 0), { predicted: 1, margin: 0.25 });
  });

  it('several outputs: the first largest, as far ahead as it leads the second', () => {
    assert.deepEqual(verdict([0.25, 0.5, 0.25], 0, 3, 0.5), { predicted: 1, margin: 0.25 });
    assert.deepEqual(verdict([9, 9, 0.4, 0.4], 1, 2, 0.5), { predicted: 0, margin: 0 });
  });

  it('the boundary runs where the line does: x = 0.3 within 1e-9, one output or two', () => {
    const side = 8;
    const grid = gridInputs({ x: [-1, 1], y: [-1, 1], side });
    const one = Float64Array.from({ length: side * side }, (_, i) => 0.5 + (grid[2 * i]! - 0.3) / 4);
    const two = Float64Array.from({ length: 2 * side * side }, (_, k) => (k % 2 ? one[k >> 1]! : 1 - one[k >> 1]!));
    for (const segments of [boundaries(one, side, 1, 0.5), boundaries(two, side, 2, 0.5)]) {
      assert.equal(segments.length, 4 * (side - 1));
      for (let i = 0; i < segments.length; i += 2) {
        const x = (segments[i]! / side) * 2 - 1;
        assert.ok(Math.abs(x - 0.3) < 1e-6, `${x}`);
      }
    }
    assert.equal(boundaries(one.fill(1), side, 1, 0.5).length, 0);
  });

  it('a saddle gives two lines, which part the corners as the middle says', () => {
    const lines = (values: number[]): number[] => {
      const out: number[] = [];
      contour(values, 2, out);
      return out;
    };
    // Top left and bottom right above zero; a middle above zero joins them: the lines cut off the other corners.
    assert.deepEqual(lines([3, -1, -1, 3]), [1.25, 0.5, 1.5, 0.75, 0.5, 1.25, 0.75, 1.5]);
    assert.deepEqual(lines([1, -3, -3, 1]), [0.75, 0.5, 0.5, 0.75, 1.5, 1.25, 1.25, 1.5]);
    assert.deepEqual(lines([1, NaN, -1, 1]), []);
  });

  it('colours the class, the fuller the surer, and what is no number as such', () => {
    const ramps = [rampTable([0, 0, 0], [255, 0, 0]), rampTable([0, 0, 0], [0, 0, 255])];
    const pixels = new Uint32Array(4);
    paintClasses(pixels, [0, 1, 0.5, NaN], 1, 0.5, ramps, 7);
    assert.deepEqual([...pixels], [0xff0000ff, 0xffff0000, 0xff000000, 7]);
  });

  it('spreads its places evenly, each once', () => {
    assert.deepEqual(spread(3, 10), [0, 1, 2]);
    assert.deepEqual(spread(10, 4), [0, 2, 5, 7]);
    assert.equal(new Set(spread(100_003, 1500)).size, 1500);
  });
});
