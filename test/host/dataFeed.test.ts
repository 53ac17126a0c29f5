// A data view and the engine behind it, without VS Code: what is asked, kept and sent again.
import assert from 'node:assert/strict';
import { DataFeed } from '../../src/host/dataFeed';
import { Channel } from '../../src/protocol/channel';
import type { DataEvents, DataRequests, DataSnapshot } from '../../src/protocol/dataPanel';
import type { EngineRequests } from '../../src/protocol/engine';
import type { Handlers } from '../../src/protocol/channel';
import { jsonPort } from '../../src/protocol/json';
import type { DataProfile } from '../../src/data/profile/profile';
import { DataError } from '../../src/spec/problem';
import { FakeEngine, portPair, settled } from './fakeEngine';

const PROFILE: DataProfile = { name: 'a.csv', rows: 3, parts: { train: 3 }, columns: [], hints: [], notes: [] };
const feeds: DataFeed[] = [];

function begin(own: Partial<Handlers<EngineRequests>> = {}) {
  const engines: FakeEngine[] = [];
  const texts: string[] = [];
  const opened: unknown[] = [];
  let text = '{ "data": "a.csv" }';
  const [host, page] = portPair();
  const feed = new DataFeed(host, {
    file: '/specs/a.nnspec',
    name: 'a',
    text: () => Promise.resolve(text),
    startEngine: async () => {
      const engine = new FakeEngine({
        lookAtData: (params) => {
          texts.push(params.text);
          return PROFILE;
        },
        ...own,
      });
      engines.push(engine);
      return engine.process;
    },
    places: () => ({ datasetFolders: [], datasetCache: '' }),
    consent: async () => false,
    log: () => undefined,
    openSpec: async (path) => void opened.push(path),
    openPlace: async (place) => void opened.push(place),
    openPanel: async () => void opened.push('panel'),
  });
  feeds.push(feed);
  const view = new Channel<DataRequests, Record<never, never>, DataEvents, Record<never, never>>(jsonPort(page), {});
  const snapshots: DataSnapshot[] = [];
  view.on('snapshot', (snapshot) => void snapshots.push(snapshot));
  return { feed, view, engines, snapshots, texts, opened, write: (next: string) => (text = next) };
}

describe('DataFeed', () => {
  afterEach(() => feeds.splice(0).forEach((feed) => feed.dispose()));

  it('looks when a page is there for the first time, in an engine of its own, and keeps what it saw', async () => {
    const { view, engines, snapshots, feed } = begin();
    await settled();
    assert.equal(engines.length, 0, 'nobody looks yet');
    const first = await view.request('ready', {});
    assert.ok(first.loading !== undefined && first.profile === undefined);
    await settled(20);
    assert.deepEqual(snapshots.at(-1)!.profile, PROFILE);
    assert.equal(snapshots.at(-1)!.opensRows, true);
    feed.hidden();
    assert.deepEqual((await view.request('ready', {})).profile, PROFILE);
    assert.deepEqual(
      engines.map(({ asked }) => asked),
      [['lookAtData']],
    );
  });

  it('a saved spec with another text is looked at anew, with the same text it is not', async () => {
    const { view, feed, texts, write } = begin();
    await view.request('ready', {});
    await settled(20);
    feed.saved('{ "data": "a.csv" }');
    await settled(20);
    write('{ "data": "b.csv" }');
    feed.saved('{ "data": "b.csv" }');
    await settled(20);
    assert.deepEqual(texts, ['{ "data": "a.csv" }', '{ "data": "b.csv" }']);
  });

  it('a fault is told with its place in the spec; the next look may do better', async () => {
    let bad = true;
    const { view, snapshots } = begin({
      lookAtData: () => {
        if (bad) throw new DataError('a.csv does not exist.', { path: ['data', 'source'] });
        return PROFILE;
      },
    });
    await view.request('ready', {});
    await settled(20);
    assert.deepEqual(snapshots.at(-1)!.problem, { message: 'a.csv does not exist.', path: ['data', 'source'] });
    bad = false;
    await view.request('refresh', {});
    await settled(6);
    assert.deepEqual([snapshots.at(-1)!.problem, snapshots.at(-1)!.profile], [undefined, PROFILE]);
  });

  it('an engine that died says so where rows are asked for; reading again starts another', async () => {
    const { view, engines } = begin();
    await view.request('ready', {});
    await settled(20);
    engines[0]!.die('The training worker ran out of memory.');
    await assert.rejects(
      view.request('rows', { filters: [], from: 0, count: 1, columns: { from: 0, count: 1 } }),
      /not in memory any more/,
    );
    await view.request('refresh', {});
    assert.equal(engines.length, 2);
  });

  it('passes on where a row stands, a place in the spec, and the panel', async () => {
    const { view, opened } = begin({
      dataPlace: ({ row, column }) => ({ file: 'a.csv', line: row + 2, column: column! }),
    });
    await view.request('ready', {});
    await settled(20);
    await view.request('openRow', { row: 5, column: 1 });
    await view.request('openSpec', { path: ['data', 'missing'] });
    await view.request('openPanel', {});
    assert.deepEqual(opened, [{ file: 'a.csv', line: 7, column: 1 }, ['data', 'missing'], 'panel']);
  });

  it('closing the view ends its engine', async () => {
    const { feed, view, engines } = begin();
    await view.request('ready', {});
    await settled(20);
    feed.dispose();
    await settled();
    assert.equal(engines[0]!.terminated, true);
  });
});
