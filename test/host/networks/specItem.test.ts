import assert from 'node:assert/strict';
import { specItem } from '../../../src/host/networks/specItem';
import { Session } from '../../../src/host/session';
import { at, FakeEngine } from '../fakeEngine';

describe('a spec in the Networks view', () => {
  const session = () =>
    new Session('/specs/xor.nnspec', {
      startEngine: async () => new FakeEngine().process,
      places: () => ({ datasetFolders: [], datasetCache: '/cache' }),
      consent: async () => false,
      log: () => undefined,
    });

  it('shows its folder where it is not at the top, and nothing of a state while nothing runs', () => {
    assert.deepEqual(
      [specItem('xor', '', undefined, false).description, specItem('xor', 'a/b', session(), false).description],
      ['', 'a/b'],
    );
    assert.equal(specItem('xor', '', undefined, false).context, 'spec idle');
  });

  it('shows its state, and how far it is while its runs do not stand below', async () => {
    const running = session();
    await running.start('{}');
    running.position = at(25);
    assert.equal(specItem('xor', 'nets', running, false).description, 'nets · training · 25 %');
    assert.equal(specItem('xor', 'nets', running, true).description, 'nets · training');
    const { context, icon, spoken } = specItem('xor', '', running, false);
    assert.deepEqual([context, icon, spoken], ['spec running', 'sync~spin', 'xor, training, 25 %']);
    await running.dispose();
  });
});
