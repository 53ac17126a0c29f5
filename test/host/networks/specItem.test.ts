import assert from 'node:assert/strict';
import { specItem } from '../../../src/host/networks/specItem';
import { Session } from '../../../src/host/session';
import { at, FakeEngine } from '../fakeEngine';
import { kept } from './keptRun';

describe('a spec in the Networks view', () => {
  const session = () =>
    new Session('/specs/xor.nnspec', {
      startEngine: async () => new FakeEngine().process,
      places: () => ({ datasetFolders: [], datasetCache: '/cache' }),
      consent: async () => false,
      log: () => undefined,
    });

  it('shows its folder where it is not at the top, and nothing of a state while there is no run', () => {
    assert.deepEqual(
      [
        specItem('xor', '', undefined, undefined, false).description,
        specItem('xor', 'a/b', session(), undefined, false).description,
      ],
      ['', 'a/b'],
    );
    assert.equal(specItem('xor', '', undefined, undefined, false).context, 'spec idle');
  });

  it('shows how its newest run ended while none is here, or that another process trains it', () => {
    const look = (record: Parameters<typeof kept>[0], live?: { readonly where: 'elsewhere' }) =>
      specItem('xor', 'nets', session(), { run: kept(record), live }, false);
    const finished = look({ state: 'finished', reason: 'finished' });
    assert.deepEqual(
      [finished.description, finished.icon, finished.context, finished.spoken],
      ['nets · finished', 'check', 'spec idle', 'xor, nets, finished'],
    );
    assert.equal(look({ state: 'paused' }).description, 'nets · interrupted');
    assert.equal(look({ state: 'running' }, { where: 'elsewhere' }).description, 'nets · training in another process');
  });

  it('shows its state, and how far it is while its runs do not stand below', async () => {
    const running = session();
    const newest = { run: kept({ state: 'finished', reason: 'finished' }), live: undefined };
    await running.start('{}');
    running.position = at(25);
    assert.equal(specItem('xor', 'nets', running, newest, false).description, 'nets · training · 25 %');
    assert.equal(specItem('xor', 'nets', running, newest, true).description, 'nets · training');
    const { context, icon, spoken } = specItem('xor', '', running, newest, false);
    assert.deepEqual([context, icon, spoken], ['spec running', 'sync~spin', 'xor, training, 25 %']);
    await running.dispose();
  });
});
