import assert from 'node:assert/strict';
import { decimate, nearestIndex } from '../../../webview/draw/decimate';
import { cell, count, duration, number, percent, roughly, short, tidy } from '../../../webview/draw/number';
import { appendPoint, EMPTY_SERIES, lastOf, type Series } from '../../../webview/draw/series';

function seriesOf(n: number, y: (i: number) => number): Series {
  let s = EMPTY_SERIES;
  for (let i = 0; i < n; i++) s = appendPoint(s, i, y(i));
  return s;
}

describe('a growing series', () => {
  it('leaves every earlier version as it was', () => {
    const a = seriesOf(100, (i) => i);
    const b = appendPoint(a, 100, 100);
    const c = appendPoint(a, 100, -1);
    assert.deepEqual([a.length, b.length, c.length], [100, 101, 101]);
    assert.deepEqual([lastOf(a), lastOf(b), lastOf(c)], [99, 100, -1]);
    assert.ok(Number.isNaN(lastOf(undefined)));
  });

  it('100,000 appends copy less than four times what they hold', () => {
    let s = EMPTY_SERIES;
    let copied = 0;
    for (let i = 0; i < 100_000; i++) {
      const next = appendPoint(s, i, i);
      if (next.x !== s.x) copied += s.length;
      s = next;
    }
    assert.ok(copied < 400_000);
  });
});

describe('decimation', () => {
  const plain = { logX: false, logY: false };

  it('a short series is drawn as it is', () => {
    assert.deepEqual(
      decimate(
        seriesOf(5, (i) => i * i),
        { buckets: 100, ...plain },
      ).map((p) => p.y),
      [0, 1, 4, 9, 16],
    );
  });

  it('of 100,000 points at most five a pixel column stay, and every spike is among them', () => {
    const spikes = [17, 31_415, 77_777, 99_998];
    const s = seriesOf(100_000, (i) => (spikes.includes(i) ? 50 + i : Math.sin(i / 1000)));
    const points = decimate(s, { buckets: 400, ...plain });
    assert.ok(points.length <= 2000);
    for (const x of spikes) assert.ok(points.some((p) => p.x === x));
    assert.deepEqual([points[0]!.x, points.at(-1)!.x], [0, 99_999]);
    assert.ok(points.every((p, i) => i === 0 || p.x > points[i - 1]!.x));
  });

  it('a logarithmic axis leaves out what it cannot show', () => {
    const points = decimate(
      seriesOf(1000, (i) => (i === 500 ? 0 : 1 / (i + 1))),
      { buckets: 2000, logX: true, logY: true },
    );
    assert.equal(points[0]!.x, 1);
    assert.ok(Number.isNaN(points.find((p) => p.x === 500)!.y));
  });

  it('a NaN leaves a gap where it was', () => {
    const points = decimate(
      seriesOf(10_000, (i) => (i === 5000 ? NaN : 1)),
      { buckets: 50, ...plain },
    );
    assert.ok(points.some((p) => p.x === 5000 && Number.isNaN(p.y)));
  });

  it('of a part, all points inside and one on each side stay; its columns are as fine as those of the whole', () => {
    const s = seriesOf(100_000, (i) => (i === 50_500 ? 9 : Math.sin(i)));
    const few = decimate(s, { buckets: 400, ...plain, span: { from: 50.5, to: 60.5 } });
    assert.deepEqual([few[0]!.x, few.at(-1)!.x, few.length], [50, 61, 12]);
    const many = decimate(s, { buckets: 100, ...plain, span: { from: 50_000, to: 51_000 } });
    assert.ok(many.length <= 500 && many.length > 100);
    assert.deepEqual([many[0]!.x, many.at(-1)!.x], [49_999, 51_001]);
    assert.ok(many.some((p) => p.x === 50_500 && p.y === 9));
    assert.deepEqual(decimate(EMPTY_SERIES, { buckets: 100, ...plain, span: { from: 1, to: 2 } }), []);
  });

  it('keeps the least and the greatest value of every pixel column, linear and logarithmic', () => {
    const s = seriesOf(30_001, (i) => 2 + Math.sin(i * i));
    const buckets = 200;
    for (const logX of [false, true]) {
      const points = decimate(s, { buckets, logX, logY: false });
      const edge = (column: number): number => (logX ? Math.exp((Math.log(30_000) * column) / buckets) : 150 * column);
      for (let column = 0; column < buckets; column++) {
        const inside = (x: number): boolean => x >= edge(column) && x < edge(column + 1);
        const all = Array.from({ length: 30_001 }, (_, i) => i).filter(inside);
        const kept = points.filter((p) => inside(p.x)).map((p) => p.y);
        for (const extreme of [Math.min, Math.max])
          assert.equal(extreme(...kept), extreme(...all.map((i) => s.y[i]!)), `column ${column}`);
      }
    }
  });

  it('the nearest point is found by bisection', () => {
    const s = seriesOf(11, (i) => i);
    assert.deepEqual(
      [-5, 0.4, 0.6, 9.5, 99].map((x) => nearestIndex(s, x)),
      [0, 0, 1, 9, 10],
    );
    assert.equal(nearestIndex(EMPTY_SERIES, 1), -1);
  });
});

describe('numbers as people read them', () => {
  it('have the asked digits, a true minus sign, and powers of ten only far from 1', () => {
    assert.deepEqual(
      [0, 1, 0.123456, -1234.5678, 0.00001234, 12345678].map((v) => number(v)),
      ['0', '1.000', '0.1235', '\u22121235', '1.23e\u22125', '1.23e7'],
    );
    assert.deepEqual(
      [NaN, Infinity, -Infinity].map((v) => number(v)),
      ['NaN', '∞', '\u2212∞'],
    );
    assert.deepEqual(
      [0.8, 1, 0, 0.25].map((v) => tidy(v)),
      ['0.8', '1', '0', '0.25'],
    );
    assert.deepEqual([100480, -3].map(count), ['100,480', '\u22123']);
    assert.deepEqual([0.9731, 1, 0].map(percent), ['97.3%', '100%', '0%']);
    assert.deepEqual([0, 0.034, 0.42, 65, 3725].map(duration), [
      '0.0 s',
      '0.034 s',
      '0.4 s',
      '1 min 05 s',
      '1 h 02 min',
    ]);
  });

  it('a guess of the time to come is no finer than a guess can be', () => {
    assert.deepEqual([0.3, 7.6, 43, 58, 61, 12 * 60 + 7, 3600, 3 * 3600 + 1260, 50 * 3600, NaN].map(roughly), [
      '< 1 s',
      '8 s',
      '45 s',
      '1 min',
      '1 min',
      '12 min',
      '1 h',
      '3 h 20 min',
      '2 days',
      'NaN',
    ]);
  });

  it('fit into a neuron (five characters) and a cell (seven)', () => {
    for (const v of [0.1234, -0.1234, 9.99, -12.34, 123.4, -0.00042, 1e-9, 54321, NaN, -Infinity]) {
      assert.ok(short(v).length <= 5, `${v}: ${short(v)}`);
      assert.ok(cell(v).length <= 7, `${v}: ${cell(v)}`);
    }
  });

  it('are in a cell never further from the truth than 6 percent, in a neuron 8', () => {
    const read = (text: string): number => Number(text.replaceAll('\u2212', '-'));
    for (let v = 1e-6; v < 900; v *= 1.01) {
      assert.ok(Math.abs(read(cell(v)) / v - 1) < 0.06, `${v}: ${cell(v)}`);
      if (v >= 0.06) assert.ok(Math.abs(read(short(v)) / v - 1) < 0.08, `${v}: ${short(v)}`);
    }
  });
});
