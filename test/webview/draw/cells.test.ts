import assert from 'node:assert/strict';
import { cellOf, cellSpan, magnitude, paintCells, reduceCells, statistics } from '../../../webview/draw/cells';
import { COLOUR_MAPS, divergingTable, HALF, INVALID, tableIndex, textOn, type Rgb } from '../../../webview/draw/colour';
import { paintTiles, tileAt, tileGrid } from '../../../webview/draw/tiles';
import { histogram } from '../../../webview/draw/histogram';
import { apart, EYES } from './eyes';

describe('cells of a heatmap', () => {
  it('a matrix that fits is passed on untouched', () => {
    const values = Float32Array.from([1, 2, 3, 4, 5, 6]);
    assert.equal(reduceCells(values, 2, 3, 64, 64).values, values);
  });

  it('a larger one keeps in each cell the entry of greatest magnitude, with its sign', () => {
    const values = new Float32Array(100 * 100);
    values[57 * 100 + 93] = -9;
    values[2] = 4;
    values[3] = -3;
    const { rows, cols, values: cells } = reduceCells(values, 100, 100, 10, 10);
    assert.deepEqual([rows, cols], [10, 10]);
    assert.equal(cells[5 * 10 + 9], -9);
    assert.equal(cells[0], 4);
    assert.equal(Array.from(cells).filter((v) => v !== 0).length, 2);
  });

  it('NaN beats every number of its cell', () => {
    const values = Float32Array.from([7, NaN, 9, 1, 2, 3]);
    assert.deepEqual(Array.from(reduceCells(values, 1, 6, 1, 2).values), [NaN, 3]);
  });

  it('spans cover every entry once, and cellOf finds the span again, at awkward sizes', () => {
    for (const total of [1, 3, 7, 31, 64, 65, 100, 784]) {
      for (const cells of [1, 2, 3, 7, 31, 64].filter((n) => n <= total)) {
        let next = 0;
        for (let i = 0; i < cells; i++) {
          const [from, to] = cellSpan(i, cells, total);
          assert.equal(from, next);
          assert.ok(to > from);
          for (let k = from; k < to; k++) assert.equal(cellOf(k, cells, total), i);
          next = to;
        }
        assert.equal(next, total);
      }
    }
  });

  it('statistics and magnitude: by hand', () => {
    const s = statistics([1, -3, 5, 1]);
    assert.deepEqual([s.min, s.max, s.mean], [-3, 5, 1]);
    assert.ok(Math.abs(s.std - Math.sqrt(8)) < 1e-12);
    assert.equal(magnitude([1, -3, NaN, Infinity, 2]), 3);
    assert.equal(magnitude([]), 0);
  });
});

describe('colours of signed values', () => {
  const lightness = (packed: number): number =>
    0.2126 * (packed & 255) + 0.7152 * ((packed >> 8) & 255) + 0.0722 * ((packed >> 16) & 255);

  for (const kind of ['light', 'dark', 'hc', 'hc-light'] as const) {
    it(`${kind}: magnitude alone gives the lightness, from zero outwards without a turn, on both sides`, () => {
      const table = divergingTable(kind);
      const dark = kind === 'dark' || kind === 'hc';
      for (const side of [1, -1]) {
        for (let i = 8; i <= HALF; i += 8) {
          const step = lightness(table[HALF + side * i]!) - lightness(table[HALF + side * (i - 8)]!);
          assert.ok(dark ? step >= -0.5 : step <= 0.5, `${kind} ${side} ${i}: ${step}`);
        }
      }
    });

    it(`${kind}: above zero is bluer than red, below redder than blue`, () => {
      const table = divergingTable(kind);
      const blueness = (packed: number): number => ((packed >> 16) & 255) - (packed & 255);
      for (const i of [40, 128, 200]) {
        assert.ok(blueness(table[HALF + i]!) > 15);
        assert.ok(blueness(table[HALF - i]!) < -15);
      }
    });
  }

  for (const map of COLOUR_MAPS) {
    it(`${map}: what lies above zero and what lies below differ for every common eye, by 0.1 in OKLab at half the scale`, () => {
      for (const kind of ['light', 'dark', 'hc', 'hc-light'] as const) {
        const table = divergingTable(kind, map);
        const colour = (v: number): Rgb => {
          const packed = table[tableIndex(v, 1)]!;
          return [packed & 255, (packed >> 8) & 255, (packed >> 16) & 255];
        };
        for (const eye of EYES) {
          const distance = apart(colour(0.5), colour(-0.5), eye);
          assert.ok(distance >= 0.1, `${kind}, ${eye}: ${distance.toFixed(3)}`);
          assert.ok(apart(colour(0.5), colour(1), eye) >= 0.1 && apart(colour(-0.5), colour(-1), eye) >= 0.02, kind);
        }
      }
    });
  }

  it('zero is the middle, ±scale and beyond are the ends, NaN has a colour of its own', () => {
    assert.equal(tableIndex(0, 3), HALF);
    assert.equal(tableIndex(0, 0), HALF);
    assert.equal(tableIndex(3, 3), 2 * HALF);
    assert.equal(tableIndex(-1e9, 3), 0);
    assert.equal(tableIndex(Infinity, 3), 2 * HALF);
    assert.equal(tableIndex(NaN, 3), INVALID);
  });

  it('painting takes the same entries as tableIndex', () => {
    const table = divergingTable('dark');
    const values = [0, 1, -1, 0.5, NaN, Infinity, -Infinity, 2];
    const pixels = new Uint32Array(values.length);
    paintCells(pixels, values, 0, values.length, 1, table);
    assert.deepEqual(
      [...pixels],
      values.map((v) => table[tableIndex(v, 1)]!),
    );
    paintCells(pixels, [0, NaN], 0, 2, 0, table);
    assert.deepEqual([...pixels.slice(0, 2)], [table[HALF], table[INVALID]]);
  });

  it('numbers on a colour are black or white with a contrast of at least 4.5', () => {
    const linear = (b: number): number => (b / 255 <= 0.04045 ? b / 255 / 12.92 : ((b / 255 + 0.055) / 1.055) ** 2.4);
    for (const kind of ['light', 'dark', 'hc', 'hc-light'] as const) {
      for (const packed of COLOUR_MAPS.flatMap((map) => [...divergingTable(kind, map)])) {
        const l =
          0.2126 * linear(packed & 255) + 0.7152 * linear((packed >> 8) & 255) + 0.0722 * linear((packed >> 16) & 255);
        const contrast = textOn(packed) === '#000' ? (l + 0.05) / 0.05 : 1.05 / (l + 0.05);
        assert.ok(contrast >= 4.5, `${kind}: ${contrast}`);
      }
    }
  });
});

describe('first-layer images', () => {
  it('tiles lie side by side with transparent gaps, and a point finds its unit and pixel', () => {
    const grid = tileGrid(3, 2, 2, 2, 1);
    assert.deepEqual([grid.width, grid.height, grid.columns, grid.rows], [5, 5, 2, 2]);
    const table = divergingTable('light');
    const pixels = new Uint32Array(25);
    paintTiles(pixels, grid, [1, 1, 1, 1, -1, -1, -1, -1, 0, 0, 0, 0], 3, () => 1, table);
    assert.equal(pixels[0], table[2 * HALF]);
    assert.equal(pixels[3], table[0]);
    assert.equal(pixels[2], 0);
    assert.equal(pixels[15], table[HALF]);
    assert.deepEqual(tileAt(grid, 3, 4.2, 1.1), { tile: 1, row: 1, col: 1 });
    assert.deepEqual(tileAt(grid, 3, 0, 3), { tile: 2, row: 0, col: 0 });
    assert.equal(tileAt(grid, 3, 2.5, 0), undefined);
    assert.equal(tileAt(grid, 3, 4, 4), undefined);
  });
});

describe('a histogram', () => {
  it('counts every value once, with zero at an edge, and those that are not finite apart', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => Math.sin(i) * 3 + 0.4);
    const { from, to, counts, outside } = histogram([...values, NaN, Infinity, -Infinity], 40);
    assert.equal(outside, 3);
    assert.equal(
      counts.reduce((a, b) => a + b),
      10_000,
    );
    const width = (to - from) / counts.length;
    const zero = -from / width;
    assert.ok(Math.abs(zero - Math.round(zero)) < 1e-9, 'no bin holds both signs');
    const below = counts.slice(0, Math.round(zero)).reduce((a, b) => a + b);
    assert.equal(below, values.filter((v) => v < 0).length);
  });

  it('of equal values is one bin, of none is empty', () => {
    assert.deepEqual(histogram([2, 2, 2], 10), { from: 2, to: 2, counts: [3], outside: 0 });
    assert.deepEqual(histogram([NaN], 10), { from: 0, to: 0, counts: [], outside: 1 });
    assert.deepEqual(histogram([0, 1], 2).counts, [1, 1]);
  });
});
