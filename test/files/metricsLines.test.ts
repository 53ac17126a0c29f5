import assert from 'node:assert/strict';
import { MetricsLines } from '../../src/files/metricsLines';
import type { MetricsPoint } from '../../src/protocol/engine';
import { point } from '../host/fakeEngine';

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
