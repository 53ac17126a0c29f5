// A kept run is opened in a session that has none of its own; and told to a panel that shows its points already.
import assert from 'node:assert/strict';
import { PanelFeed } from '../../src/host/panelFeed';
import { Session, type LookInto, type SessionEvent } from '../../src/host/session';
import { Channel, type Handlers } from '../../src/protocol/channel';
import type { EngineRequests, PrepareParams, RunEnd } from '../../src/protocol/engine';
import { jsonPort } from '../../src/protocol/json';
import type { PanelEvents, PanelRequests, PanelSignals, PastPoints, Snapshot } from '../../src/protocol/panel';
import { at, endOf, FakeEngine, point, portPair, settled } from './fakeEngine';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const past: PastPoints = { next: 1, last: [point(0, 0.5)], lines: [] };
const run: LookInto = { folder: '/runs/1', text: '{}', past, notes: ['Kept.'], specChanged: false, asked: false };
const feeds: PanelFeed[] = [];

function begin(own: Partial<Handlers<EngineRequests>> = {}, end: RunEnd | undefined = endOf('finished', 40)) {
  const engines: FakeEngine[] = [];
  const events: SessionEvent[] = [];
  const prepares: PrepareParams[] = [];
  let consents = 0;
  const session = new Session('/specs/xor.nnspec', {
    startEngine: async () => {
      const engine: FakeEngine = new FakeEngine({
        prepare: async (params) => {
          prepares.push(params);
          if (params.datasetCache === '/asks')
            await engine.channel.request('consent', { dataset: 'mnist', bytes: 1, from: 'x' });
          const model = { layers: [] } as never;
          return { model, data: {} as never, position: at(40), ...(end && params.lookInto ? { end } : {}) };
        },
        ...own,
      });
      engines.push(engine);
      return engine.process;
    },
    places: () => ({ datasetFolders: [], datasetCache: consents === 0 ? '/asks' : '/cache', runsFolder: '/runs' }),
    consent: async () => (consents++, false),
    log: () => undefined,
  });
  session.onEvent((event) => events.push(event));
  return { session, engines, events, prepares, consents: () => consents };
}

describe('A session that opens a kept run', () => {
  it('ends as the run ended, with its network, points and notes; nothing of it is kept, and no end is news', async () => {
    const { session, prepares, events } = begin();
    await session.lookInto(run);
    assert.deepEqual(
      [session.state, session.run, session.end?.reason, session.position?.iteration, session.active, session.live],
      ['finished', '/runs/1', 'finished', 40, false, true],
    );
    assert.deepEqual([session.history.whole.past, session.history.latest('train')], [past, 0.5]);
    assert.deepEqual([session.notes, session.text], [['Kept.'], '{}']);
    assert.deepEqual([prepares[0]!.lookInto, 'runsFolder' in prepares[0]!], ['/runs/1', false]);
    assert.deepEqual(
      events.map((e) => (e.type === 'kept' ? e.kept.inside : e.type)),
      ['opening', 'replaced'],
    );
    await session.sample({ split: 'train', pick: { kind: 'random' } });
  });

  it('stands stopped for a run that was interrupted', async () => {
    const interrupted = begin({ prepare: () => ({ model: {} as never, data: {} as never, position: at(7) }) });
    await interrupted.session.lookInto(run);
    assert.deepEqual([interrupted.session.state, interrupted.session.end], ['stopped', undefined]);
  });

  it('refuses to train, step and reset it, with a sentence', async () => {
    const { session } = begin();
    await session.lookInto(run);
    for (const refused of [session.resume(), session.step('iteration'), session.reset()])
      await assert.rejects(refused, { name: 'Refused', message: /kept run, open to be looked into/ });
  });

  it('is replaced by Train at once, open or amid the opening; its worker has nothing to save and is ended', async () => {
    const { session, engines } = begin({ dispose: () => never() });
    await session.lookInto(run);
    await session.start('{}', { then: 'stand' });
    assert.deepEqual([session.state, session.kept, session.end], ['ready', undefined, undefined]);
    assert.ok(engines[0]!.terminated && !engines[0]!.asked.includes('dispose'));

    const other = begin({ prepare: (p) => (p.lookInto ? never() : { model: {} as never, data: {} as never, position: at(0) }) }); // prettier-ignore
    const opening = other.session.lookInto(run);
    await settled();
    await other.session.start('{}');
    await opening;
    assert.deepEqual([other.session.state, other.session.kept], ['running', undefined]);
    assert.ok(other.engines[0]!.terminated);
  });

  it('says why it could not be opened, and is idle as before', async () => {
    const { session, events, engines } = begin({
      prepare: () => {
        throw new Error('cups.csv does not exist.');
      },
    });
    await session.lookInto(run);
    assert.deepEqual(session.kept, { folder: '/runs/1', inside: 'offered', problem: 'cups.csv does not exist.' });
    assert.deepEqual([session.state, session.failure, engines[0]!.terminated], ['idle', undefined, true]);
    assert.ok(!events.some(({ type }) => type === 'failed' || type === 'replaced'));
  });

  it('is given up when somebody thinks better of it, and only offered from then on', async () => {
    const { session, engines } = begin({ prepare: () => never() });
    const opening = session.lookInto(run);
    await settled();
    assert.equal(session.loading, true);
    session.closeKept(run.folder);
    await opening;
    assert.deepEqual([session.kept, session.loading], [{ folder: '/runs/1', inside: 'offered' }, false]);
    assert.ok(engines[0]!.terminated);
  });

  it('goes with the last one who shows it', async () => {
    const { session, engines } = begin();
    await session.lookInto(run);
    session.leaveKept();
    assert.deepEqual([session.state, session.kept, session.model, session.run], ['idle', undefined, undefined, undefined]); // prettier-ignore
    assert.ok(engines[0]!.terminated);
    await session.start('{}');
    session.leaveKept();
    assert.equal(session.state, 'running', 'a run of our own is nobody’s to leave');
  });

  it('takes the place of a run of one’s own that has ended, not of one under way', async () => {
    const { session, engines, events } = begin();
    await session.start('{}');
    session.leaveEnded();
    assert.equal(session.state, 'running');
    engines[0]!.channel.emit('end', endOf('finished', 40));
    await settled();
    session.leaveEnded();
    assert.deepEqual([session.state, session.model, session.end, session.run], ['idle', undefined, undefined, undefined]); // prettier-ignore
    assert.equal(events.at(-1)?.type, 'replaced');
    await session.lookInto(run);
    assert.deepEqual([session.state, session.kept], ['finished', { folder: '/runs/1', inside: 'open' }]);
  });

  it('takes the place of a run that failed before it had a network', async () => {
    const { session } = begin({ prepare: (params) => (params.lookInto ? ({ model: {}, data: {}, position: at(7) } as never) : Promise.reject(new Error('cups.csv does not exist.'))) }); // prettier-ignore
    await assert.rejects(session.start('{}'));
    assert.deepEqual([session.state, session.leaveEnded()], ['failed', true]);
    await session.lookInto(run);
    assert.deepEqual([session.state, session.failure, session.leaveEnded()], ['stopped', undefined, false]);
  });

  it('is told whether its spec has changed, as a run under way is; a new one knows nothing of it', async () => {
    const { session, events } = begin();
    const told = () => events.flatMap((event) => (event.type === 'specChanged' ? event.changed : []));
    await session.lookInto({ ...run, specChanged: true });
    assert.equal(session.specChanged, true);
    session.tellSpecChanged(true);
    session.tellSpecChanged(false);
    assert.deepEqual([session.specChanged, told()], [false, [false]]);
    session.tellSpecChanged(true);
    await session.start('{}');
    assert.equal(session.specChanged, false);
    session.tellSpecChanged(true);
    assert.deepEqual([session.specChanged, told()], [true, [false, true, true]]);
  });

  it('whose worker dies is idle again and says so', async () => {
    const { session, engines, events } = begin();
    await session.lookInto(run);
    engines[0]!.die('The training worker ran out of memory.');
    assert.deepEqual([session.state, session.kept?.problem], ['idle', 'The training worker ran out of memory.']);
    assert.ok(!events.some(({ type }) => type === 'failed'));
  });

  it('asks nobody for a download unless a person asked for the run', async () => {
    const { session, consents } = begin();
    await session.lookInto(run);
    assert.equal(consents(), 0);
    session.leaveKept();
    await session.lookInto({ ...run, asked: true });
    assert.equal(consents(), 1);
  });

  it('does nothing where a run is under way', async () => {
    const { session, engines } = begin();
    await session.start('{}');
    await session.lookInto(run);
    session.closeKept(run.folder);
    assert.deepEqual([session.state, session.kept, engines.length], ['running', undefined, 1]);
  });
});

describe('A panel that shows a kept run', () => {
  afterEach(() => feeds.splice(0).forEach((feed) => feed.dispose()));

  function show(own: Partial<Handlers<EngineRequests>> = {}) {
    const { session, engines } = begin(own);
    const [host, page] = portPair();
    const hows: string[] = [];
    const shows: (string | undefined)[] = [];
    const resumed: string[] = [];
    let newest: Partial<Snapshot> = { past, notes: ['Kept.'], kept: { folder: run.folder, inside: 'closed' } };
    const feed = new PanelFeed(host, session, {
      command: async () => null,
      loadView: () => ({}),
      keepView: () => undefined,
      runs: async () => [],
      runLines: async () => [],
      save: async () => false,
      editing: async () => null,
      edit: async () => Promise.reject(new Error('Nothing is edited here.')),
      lastRun: async () => newest,
      resumeRun: async (folder) => resumed.push(folder),
      shows: (folder) => void shows.push(folder),
      lookInside: async (how, shown) => {
        hows.push(how);
        await session.lookInto({ ...run, past: shown.past, folder: shown.kept!.folder, resumable: shown.resumable });
      },
      specChanges: async () => null,
    });
    feeds.push(feed);
    const panel = new Channel<PanelRequests, Record<never, never>, PanelEvents, PanelSignals>(jsonPort(page), {});
    const got: { name: string; data: unknown }[] = [];
    for (const name of ['snapshot', 'kept', 'opened', 'deleted'] as const)
      panel.on(name, (data) => void got.push({ name, data }));
    const keepsNow = (shown: Partial<Snapshot>): void => void (newest = shown);
    return { session, engines, feed, panel, got, hows, shows, resumed, keepsNow };
  }

  it('is told of the network alone when it is there, and a new page of everything', async () => {
    const { panel, got, engines, feed } = show();
    const first = await panel.request('ready', {});
    assert.deepEqual([first.state, first.kept, first.model], ['idle', { folder: '/runs/1', inside: 'closed' }, undefined]); // prettier-ignore
    panel.emit('credit', { frames: 2 });
    await panel.request('lookInside', { how: 'unasked' });
    await settled();
    assert.deepEqual(
      got.map(({ name }) => name),
      ['kept', 'opened'],
    );
    const opened = got[1]!.data as Partial<Snapshot>;
    assert.deepEqual([opened.state, opened.end?.reason, opened.kept?.inside], ['finished', 'finished', 'open']);
    assert.ok(opened.model && opened.data && !('past' in opened) && !('metrics' in opened));
    assert.equal(engines[0]!.credits, 2, 'frames that were granted before');
    feed.hidden();
    const again = await panel.request('ready', {});
    assert.deepEqual(
      [again.state, again.past?.next, again.notes, again.kept?.inside],
      ['finished', 1, ['Kept.'], 'open'],
    );
    assert.ok(again.model);
  });

  it('keeps its picture where it cannot be opened, and a new page hears of it', async () => {
    const { panel, got, feed } = show({
      prepare: () => {
        throw new Error('The data has changed.');
      },
    });
    await panel.request('ready', {});
    await panel.request('lookInside', { how: 'unasked' });
    await settled();
    const offered = { folder: '/runs/1', inside: 'offered', problem: 'The data has changed.' };
    assert.deepEqual(got.at(-1), { name: 'kept', data: offered });
    assert.ok(!got.some(({ name }) => name === 'snapshot'));
    feed.hidden();
    const again = await panel.request('ready', {});
    assert.deepEqual([again.state, again.past?.next, again.kept], ['idle', 1, offered]);
  });

  it('whose folder was deleted shows the newest one that is left, or nothing', async () => {
    const { panel, got, feed, shows, keepsNow } = show();
    await panel.request('ready', {});
    assert.deepEqual(shows, ['/runs/1']);
    for (const left of [{ notes: ['The one before.'], kept: { folder: '/runs/0', inside: 'closed' } }, {}] as const) {
      keepsNow(left);
      feed.runDeleted();
      await settled();
      const { state, notes, kept, past: lines } = got.at(-1)!.data as Snapshot;
      assert.deepEqual([got.at(-1)!.name, state, lines], ['snapshot', 'idle', undefined]);
      assert.deepEqual({ notes, ...(kept ? { kept } : {}) }, { notes: [], ...left });
    }
    assert.deepEqual(shows, ['/runs/1', '/runs/0', undefined]);
  });

  it('that is open, and whose folder was deleted, keeps what is in memory and says so, also to a new page', async () => {
    const { panel, got, feed, engines, session } = show();
    await panel.request('ready', {});
    await panel.request('lookInside', { how: 'unasked' });
    feed.runDeleted();
    feed.runDeleted();
    await settled();
    assert.deepEqual(
      got.map(({ name }) => name),
      ['kept', 'opened', 'deleted'],
    );
    assert.equal(engines[0]!.terminated, false);
    await session.sample({ split: 'train', pick: { kind: 'random' } });
    feed.hidden();
    const again = await panel.request('ready', {});
    assert.deepEqual([again.state, again.deleted, again.past?.next], ['finished', true, 1]);
    await session.start('{}', { then: 'stand' });
    assert.equal(session.deleted, false);
  });

  it('and a run under way are not told of as deleted', async () => {
    const { panel, got, feed, session } = show();
    await panel.request('ready', {});
    await session.start('{}');
    feed.runDeleted();
    await settled();
    assert.ok(!got.some(({ name }) => name === 'deleted'));
  });

  it('that was stopped can be gone on with from its panel, closed and open; not once its files are gone', async () => {
    const { panel, feed, resumed, keepsNow } = show();
    keepsNow({ kept: { folder: '/runs/7', inside: 'closed' }, resumable: true });
    await feed.refresh();
    assert.equal((await panel.request('ready', {})).resumable, true);
    await panel.request('resumeRun', {});
    await panel.request('lookInside', { how: 'unasked' });
    feed.hidden();
    assert.equal((await panel.request('ready', {})).resumable, true);
    await panel.request('resumeRun', {});
    assert.deepEqual(resumed, ['/runs/7', '/runs/7']);
    feed.runDeleted();
    feed.hidden();
    assert.equal((await panel.request('ready', {})).resumable, undefined);
  });

  it('gives its place to a run of one’s own, which can be gone on with when it was stopped and is kept', async () => {
    const stop = (kept: boolean) => ({ stop: () => ({ ...endOf('stopped', 3), ...(kept ? { run: '/runs/9' } : {}) }) });
    for (const [kept, goesTo] of [
      [true, ['/runs/9']],
      [false, []],
    ] as const) {
      const { panel, session, resumed } = show(stop(kept));
      await panel.request('ready', {});
      await session.start('{}');
      await session.stop();
      assert.equal(session.resumable, kept);
      if (kept) await panel.request('resumeRun', {});
      assert.deepEqual(resumed, goesTo);
      await session.start('{}', { then: 'stand' });
      assert.equal(session.resumable, false);
    }
  });
});
