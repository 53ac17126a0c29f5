// What the status bar and the Networks view say of a session.
import assert from 'node:assert/strict';
import { costOf } from '../../src/host/stateWords';
import { MetricsHistory } from '../../src/host/metricsHistory';
import { point } from './fakeEngine';

type Told = Parameters<typeof costOf>[0];

describe('the cost that is told of a session', () => {
  const history = new MetricsHistory();
  history.add([point(0, 0.5)]);
  const at = (iteration: number): NonNullable<Told['position']> => ({ iteration }) as NonNullable<Told['position']>;
  const progress = { loss: 0.25, iteration: 7 } as Told['progress'];

  it('is the last batch’s while the run stands where that was told, else that of the last cost point, as in the panel', () => {
    assert.equal(costOf({ end: undefined, position: at(7), progress, history }), 0.25);
    assert.equal(costOf({ end: undefined, position: at(9), progress, history }), 0.5);
    assert.equal(costOf({ end: undefined, position: at(9), progress: undefined, history }), 0.5);
  });
});
