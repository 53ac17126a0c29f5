// The table behind a chart of many points.
import assert from 'node:assert/strict';
import { lineRows } from '../../../webview/draw/lineRows';
import { appendPoint, EMPTY_SERIES, type Series } from '../../../webview/draw/series';

const line = (...points: readonly (readonly [number, number])[]): Series =>
  points.reduce((series, [x, y]) => appendPoint(series, x, y), EMPTY_SERIES);

describe('lines as rows', () => {
  const long = line(...Array.from({ length: 101 }, (_, i) => [i * 10, 1 / (1 + i)] as const));
  const late = line([500, 3], [900, 4]);

  it('are evenly spread, first and last point among them; a line that has not begun is NaN, then its last value', () => {
    const rows = lineRows([late, long], null, 5);
    assert.deepEqual(
      rows.map((r) => r.x),
      [0, 250, 500, 750, 1000],
    );
    assert.deepEqual(
      rows.map((r) => r.values[0]),
      [NaN, NaN, 3, 3, 4],
    );
    assert.equal(rows[4]!.values[1], 1 / 101);
  });

  it('are only of what is shown, and no more than there are points', () => {
    assert.deepEqual(
      lineRows([long], { from: 95, to: 131 }, 40).map((r) => r.x),
      [100, 110, 120, 130],
    );
    assert.deepEqual(
      lineRows([line([7, 1])], null, 40).map((r) => r.x),
      [7],
    );
    assert.deepEqual(lineRows([], null, 40), []);
    assert.deepEqual(lineRows([long], { from: 2000, to: 3000 }, 40), []);
  });
});
