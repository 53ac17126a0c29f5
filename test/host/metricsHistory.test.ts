import assert from 'node:assert/strict';
import { MetricsHistory } from '../../src/host/metricsHistory';
import { point } from './fakeEngine';

const indices = (points: readonly { index: number }[]): number[] => points.map((p) => p.index);

describe('MetricsHistory', () => {
  it('gives what came after an index', () => {
    const history = new MetricsHistory();
    history.add([point(0), point(1), point(2)]);
    assert.deepEqual(indices(history.after(-1)), [0, 1, 2]);
    assert.deepEqual(indices(history.after(1)), [2]);
    assert.deepEqual(indices(history.after(2)), []);
    assert.equal(history.lastIndex, 2);
  });

  it('points that come again from an earlier index replace what followed it', () => {
    const history = new MetricsHistory();
    history.add([point(0, 5), point(1, 4), point(2, 3)]);
    history.add([point(1, 9)]);
    assert.deepEqual(indices(history.points), [0, 1]);
    assert.equal(history.latest('train'), 9);
  });

  it('gives few points as they are and many as lines, also after points that came again', () => {
    const history = new MetricsHistory();
    history.add([point(0, 5), point(1, 4)]);
    assert.deepEqual(indices(history.whole.metrics), [0, 1]);
    const many = Array.from({ length: 3000 }, (_, i) => point(i, i));
    history.add(many);
    history.add([point(2000, -1)]);
    const { metrics, past } = history.whole;
    assert.deepEqual(metrics, []);
    assert.equal(past!.next, 2001);
    const loss = past!.lines.find(({ name }) => name === 'train.loss')!;
    assert.deepEqual([...loss.values], [...many.slice(0, 2000).map((p) => p.values['loss']), -1]);
    assert.equal(past!.last[0]!.index, 2000);
  });

  it('knows the newest value of a split, and nothing of one without points', () => {
    const history = new MetricsHistory();
    assert.equal(history.latest('train'), undefined);
    history.add([point(0, 5), point(1, 4)]);
    assert.equal(history.latest('train'), 4);
    assert.equal(history.latest('validation'), undefined);
  });
});
