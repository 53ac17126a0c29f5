import assert from 'node:assert/strict';
import type { Outcomes } from '../../src/protocol/engine';
import { classScores, confidence, matching, stepIn, type RowFilter } from '../../webview/rowFilter';

/** Three classes, five rows; the fourth is wrong and the fifth is NaN. */
const three: Outcomes = {
  split: 'test',
  iteration: 9,
  rows: 5,
  cols: 3,
  outputs: Float32Array.from([0.7, 0.2, 0.1, 0.1, 0.5, 0.4, 0, 0.1, 0.9, 0.6, 0.3, 0.1, NaN, NaN, NaN]),
  targets: Float32Array.from([0, 1, 2, 1, 2]),
  losses: Float32Array.from([0.36, 0.69, 0.11, 1.2, NaN]),
  predicted: Int32Array.from([0, 1, 2, 0, 0]),
};
const binary: Outcomes = {
  ...three,
  rows: 2,
  cols: 1,
  outputs: Float32Array.from([0.25, 0.75]),
  targets: Float32Array.from([0, 0]),
  predicted: Int32Array.from([0, 1]),
};
const all: RowFilter = { wrong: false, order: 'split' };

describe('the filter of a split’s rows', () => {
  it('picks by true class, by predicted class, by both, and the wrong ones', () => {
    assert.deepEqual(matching(three, all), [0, 1, 2, 3, 4]);
    assert.deepEqual(matching(three, { ...all, truth: 1 }), [1, 3]);
    assert.deepEqual(matching(three, { ...all, predicted: 0 }), [0, 3, 4]);
    assert.deepEqual(matching(three, { ...all, truth: 1, predicted: 0 }), [3]);
    assert.deepEqual(matching(three, { ...all, wrong: true }), [3, 4]);
  });

  it('orders by doubt or by loss, what is no number first', () => {
    assert.deepEqual(matching(three, { ...all, order: 'doubtful' }), [4, 1, 3, 0, 2]);
    assert.deepEqual(matching(three, { ...all, order: 'loss' }), [4, 3, 1, 0, 2]);
  });

  it('a network with one output is as sure of class 0 as it is unsure of class 1', () => {
    assert.deepEqual([confidence(binary, 0), confidence(binary, 1)], [0.75, 0.75]);
    assert.deepEqual([...classScores(binary, 0)], [0.75, 0.25]);
    assert.deepEqual([...classScores(binary, 1)], [0.25, 0.75]);
    assert.deepEqual([...classScores(three, 2)].slice(0, 2), [Math.fround(0.1), Math.fround(0.4)]);
  });

  it('a step goes round, and from a row outside to the first', () => {
    assert.deepEqual([stepIn([3, 8, 9], 8, 1), stepIn([3, 8, 9], 9, 1), stepIn([3, 8, 9], 3, -1)], [9, 3, 9]);
    assert.equal(stepIn([3, 8], 5, 1), 3);
    assert.equal(stepIn([], 5, 1), undefined);
  });
});
