import assert from 'node:assert/strict';
import { extent, round, roundLog } from '../../../webview/draw/bounds';
import { overlayColours, rgb, type Rgb, type ThemeKind } from '../../../webview/draw/colour';
import { lineCsv } from '../../../webview/draw/lineCsv';
import { appendPoint, EMPTY_SERIES, type Series } from '../../../webview/draw/series';
import { smooth } from '../../../webview/draw/smooth';
import { apart, EYES, linear } from './eyes';
import { clip, pan, zoom, type Span } from '../../../webview/draw/span';

const of = (...y: number[]): Series => y.reduce((s, v, i) => appendPoint(s, i, v), EMPTY_SERIES);
const values = (s: Series): number[] => [...s.y.subarray(0, s.length)];
const close = (a: number, b: number, within = 1e-12): void => assert.ok(Math.abs(a - b) <= within, `${a}, not ${b}`);

describe('the shown part of an axis', () => {
  const whole: Span = { from: 0, to: 1000 };

  it('zooms about the pointer: what lies there stays there, linear and logarithmic, to 1e-9', () => {
    for (const log of [false, true]) {
      const axis = log ? { from: 1, to: 10_000 } : whole;
      const place = (v: number, s: Span): number =>
        log ? Math.log(v / s.from) / Math.log(s.to / s.from) : (v - s.from) / (s.to - s.from);
      const before = zoom(axis, null, 0.5, 0.4, log)!;
      const under = log
        ? before.from * (before.to / before.from) ** 0.3
        : before.from + (before.to - before.from) * 0.3;
      const after = zoom(axis, before, 0.8, 0.3, log)!;
      close(place(under, after), 0.3, 1e-9);
    }
  });

  it('never leaves the whole, never shows less than two iterations, and is null when it shows everything', () => {
    assert.equal(zoom(whole, { from: 10, to: 900 }, 50, 0.5, false), null);
    assert.equal(zoom(whole, null, 2, 0.5, false), null);
    let span: Span | null = null;
    for (let i = 0; i < 100; i++) span = zoom(whole, span, 0.5, 1, false);
    assert.deepEqual(span, { from: 998, to: 1000 });
    for (let i = 0; i < 100; i++) span = pan(whole, span, -300, false);
    assert.deepEqual(span, { from: 0, to: 2 });
    assert.equal(pan(whole, null, 0.5, false), null);
    assert.deepEqual(pan(whole, { from: 100, to: 300 }, 0.25, false), { from: 150, to: 350 });
  });

  it('is cut to an axis that became shorter, and given up where nothing of it is left', () => {
    assert.deepEqual(clip({ from: 0, to: 200 }, { from: 100, to: 300 }), { from: 100, to: 200 });
    assert.equal(clip({ from: 0, to: 50 }, { from: 100, to: 300 }), null);
    assert.equal(clip(whole, null), null);
  });
});

describe('smoothing', () => {
  it('leaves a constant line as it is from its first point on, to 1e-12, and weight 0 any line', () => {
    for (const v of values(smooth(of(3, 3, 3, 3), 0.9).series)) close(v, 3);
    assert.deepEqual(values(smooth(of(4, -1, 7), 0).series), [4, -1, 7]);
  });

  it('is the weighted mean it says: three points by hand', () => {
    const w = 0.5;
    const [a, b, c] = values(smooth(of(1, 2, 4), w).series);
    close(a!, 1);
    close(b!, (w * 1 + 2) / (w + 1));
    close(c!, (w * w * 1 + w * 2 + 4) / (w * w + w + 1));
  });

  it('a line that grows is carried on, with the numbers of one made whole, bit for bit', () => {
    let series = EMPTY_SERIES;
    let carried = smooth(series, 0.93);
    for (let i = 0; i < 1000; i++) {
      series = appendPoint(series, i, Math.sin(i));
      carried = smooth(series, 0.93, carried);
    }
    assert.deepEqual(values(carried.series), values(smooth(series, 0.93).series));
    const other = smooth(of(9, 9), 0.93, carried);
    assert.deepEqual(values(other.series), values(smooth(of(9, 9), 0.93).series), 'another line starts anew');
  });

  it('a value that is not finite stays where it is and spoils no other', () => {
    const [a, b, c] = values(smooth(of(2, NaN, 2), 0.9).series);
    close(a!, 2);
    assert.ok(Number.isNaN(b));
    close(c!, 2);
  });
});

describe('the ends of a vertical axis', () => {
  it('frame what is shown, on round numbers', () => {
    const points = [
      { x: 0, y: 100 },
      { x: 5, y: 0.113 },
      { x: 6, y: NaN },
      { x: 7, y: 0.148 },
      { x: 9, y: -5 },
    ];
    assert.deepEqual(extent([{ points }], { from: 5, to: 8 }, false), { min: 0.113, max: 0.148 });
    assert.deepEqual(extent([{ points }], null, true), { min: 0.113, max: 100 });
    assert.equal(extent([{ points: [] }], null, false), undefined);
    const { min, max } = round({ min: 0.113, max: 0.148 });
    close(min, 0.11);
    close(max, 0.15);
    assert.deepEqual(roundLog({ min: 0.113, max: 0.148 }), { min: 0.1, max: 0.2 });
    const flat = round({ min: 3, max: 3 });
    assert.ok(flat.min < flat.max && flat.min <= 3 && flat.max >= 3);
    const flatLog = roundLog({ min: 1, max: 1 });
    assert.ok(flatLog.min < 1 && flatLog.max > 1);
  });
});

describe('a chart as a table', () => {
  it('has every point of the shown part, in full, with its smoothed value', () => {
    const series = of(1, 2, 3, 4);
    const smoothed = smooth(series, 0.5).series;
    const text = lineCsv([{ run: 'a,b', split: 'train', metric: 'loss', series, smoothed }], { from: 1, to: 2 });
    assert.equal(
      text,
      `run,split,metric,iteration,value,smoothed\n"a,b",train,loss,1,2,${smoothed.y[1]}\n"a,b",train,loss,2,3,${smoothed.y[2]}\n`,
    );
  });
});

describe('the colours of earlier runs', () => {
  const luminance = (colour: Rgb): number => {
    const [r, g, b] = colour.map(linear);
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };

  for (const [kind, paper] of [
    ['light', '#ffffff'],
    ['hc-light', '#ffffff'],
    ['dark', '#1f1f1f'],
    ['hc', '#000000'],
  ] as const) {
    it(`${kind}: any two lie 0.1 apart in OKLab for every common eye, and 3 : 1 from the paper`, () => {
      const colours = overlayColours(kind satisfies ThemeKind).map(rgb);
      assert.equal(colours.length, 5);
      for (const eye of EYES) {
        colours.forEach((a, i) =>
          colours.slice(i + 1).forEach((b, j) => {
            const distance = apart(a, b, eye);
            assert.ok(distance >= 0.1, `${eye}: ${i + 1} and ${i + j + 2}: ${distance.toFixed(3)}`);
          }),
        );
      }
      for (const [i, colour] of colours.entries()) {
        const [a, b] = [luminance(colour), luminance(rgb(paper))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        assert.ok(contrast >= 3, `${i + 1}: ${contrast.toFixed(2)}`);
      }
    });
  }
});
