// What the status bar and the Networks view say of a session.
import assert from 'node:assert/strict';
import { costOf } from '../../src/host/stateWords';
import { MetricsHistory } from '../../src/host/metricsHistory';
import { point } from './fakeEngine';

describe('the cost that is told of a session', () => {
  const history = new MetricsHistory();
  history.add([point(0, 0.5)]);
  const progress = { loss: 0.25 } as Parameters<typeof costOf>[0]['progress'];

  it('is the last batch’s while it trains, and at a pause that of the last cost point, as in the panel', () => {
    assert.equal(costOf({ end: undefined, state: 'running', progress, history }), 0.25);
    assert.equal(costOf({ end: undefined, state: 'paused', progress, history }), 0.5);
  });
});
