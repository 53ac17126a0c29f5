import assert from 'node:assert/strict';
import { keptNote } from '../../src/host/keptNote';
import { kept } from './networks/keptRun';

describe('What a panel says of a kept run while nothing runs', () => {
  const position = { iteration: 900, epoch: 1, totalIterations: 1000, iterationsPerEpoch: 900 };
  const run = (reason?: 'stopped' | 'finished') => kept({ title: 'narrow', position, ...(reason ? { reason } : {}) });

  it('which run it is, and how it ended', () => {
    assert.match(keptNote(run('finished'), true), /This is the run of narrow: finished after 900 iterations\./);
    assert.match(keptNote(run('finished'), false), /This is the last run kept, of .*: finished after 900 iterations\./);
  });

  it('to train anew, unless it can be gone on with: stopped runs as interrupted ones', () => {
    for (const chosen of [true, false]) {
      assert.match(keptNote(run('finished'), chosen), /Press Train for a new one\.$/);
      assert.match(keptNote(run('stopped'), chosen), /stopped after 900 iterations\.$/);
      assert.match(keptNote(run(), chosen), /interrupted at iteration 900\.$/);
    }
  });
});
