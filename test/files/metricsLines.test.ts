// A long metrics.csv, read in pieces: the same points as at once, and no piece that is long.
import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { columnsInSync, linesIn, metricsHeader, metricsRow, pointsIn, pointsInSync } from '../../src/files/metricsCsv';
import { MetricsLines } from '../../src/files/metricsLines';
import type { MetricsPoint } from '../../src/protocol/engine';
import { point } from '../host/fakeEngine';
import { freshFolder } from './folder';

function linesOf(points: readonly MetricsPoint[]): MetricsLines {
  const lines = new MetricsLines();
  lines.add(points);
  return lines;
}

describe('the lines of a kept run', () => {
  it('are one a split and metric, in order, with NaN and infinity as they are; each owns its whole buffer', () => {
    const { lines } = linesOf([
      point(0, 2),
      { ...point(1, NaN), split: 'validation', values: { loss: Infinity, accuracy: 0.5 } },
      point(2, 1),
    ]);
    assert.deepEqual(
      lines.map(({ name, iterations, values }) => [name, [...iterations], [...values]]),
      [
        ['train.loss', [0, 2], [2, 1]],
        ['validation.loss', [1], [Infinity]],
        ['validation.accuracy', [1], [0.5]],
      ],
    );
    for (const { values } of lines) assert.equal(values.byteLength, values.buffer.byteLength);
    assert.deepEqual(linesOf([]).lines, []);
  });
});

describe('a file of points, read piece by piece', () => {
  const folder = freshFolder();
  it('gives the points that the whole text gives, an unfinished last line left out; none where there is no file', async () => {
    const file = path.join(folder(), 'metrics.csv');
    const points = Array.from({ length: 5000 }, (_, i) => ({ ...point(i, i / 3), split: 'train' as const }));
    const text = `${metricsHeader(['loss'])}${points.map((p) => metricsRow(p, ['loss'])).join('')}77,1,tr`;
    assert.ok(text.length > 128 * 1024, 'more than one piece');
    writeFileSync(file, text);
    const read: MetricsPoint[] = [];
    let pieces = 0;
    for await (const some of pointsIn(file)) {
      read.push(...some);
      pieces++;
    }
    assert.ok(pieces > 1);
    assert.deepEqual(read, points);
    assert.deepEqual([...pointsInSync(file)].flat(), points);
    for await (const some of pointsIn(path.join(folder(), 'none.csv'))) assert.fail(`${some.length} points`);
  });

  it('whose line is longer than any can be is refused in a sentence after the first 2 MB of it, whatever its length', async () => {
    const file = path.join(folder(), 'metrics.csv');
    const header = metricsHeader(['loss']);
    writeFileSync(file, header);
    truncateSync(file, 4e9); // zeros without a line break, most of which no disk holds
    const why = /metrics\.csv cannot be read: one of its lines is too long\. This is not a whole run/;
    const began = process.memoryUsage.rss();
    await assert.rejects(linesIn(file), why);
    await assert.rejects(async () => {
      for await (const some of pointsIn(file)) assert.deepEqual(some, []);
    }, why);
    assert.throws(() => [...pointsInSync(file)], why);
    assert.deepEqual(columnsInSync(file), ['loss']);
    assert.ok(process.memoryUsage.rss() - began < 5e8);
  });

  it('gives the lines that its points give: empty cells, NaN, rows too short or too long, many pieces', async () => {
    const file = path.join(folder(), 'metrics.csv');
    const columns = ['loss', 'accuracy'];
    const points = Array.from({ length: 4000 }, (_, i): MetricsPoint => ({
      ...point(i, i % 7 === 3 ? NaN : Math.sin(i) / 3),
      split: i % 5 === 4 ? 'validation' : 'train',
      learningRate: 1 / (1 + i),
      values: i % 3 === 0 ? { loss: i % 11 === 0 ? Infinity : i / 7, accuracy: 1 / i } : { loss: -i },
    }));
    const rows = points.map((p) => metricsRow(p, columns));
    rows.splice(1000, 0, '5,1,train\n', '\n', `${rows[3]!.trimEnd()},9,9\n`);
    writeFileSync(file, `${metricsHeader(columns)}${rows.join('')}77,1,tr`);
    const expected = new MetricsLines();
    for await (const some of pointsIn(file)) expected.add(some);
    const lines = await linesIn(file);
    assert.deepEqual(lines.past, expected.past);
    assert.equal(lines.past.next, 4003);
    assert.deepEqual((await linesIn(path.join(folder(), 'none.csv'))).past, new MetricsLines().past);
  });
});
