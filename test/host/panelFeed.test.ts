import assert from 'node:assert/strict';
import { PanelFeed } from '../../src/host/panelFeed';
import { Session } from '../../src/host/session';
import { Channel } from '../../src/protocol/channel';
import { jsonPort } from '../../src/protocol/json';
import type { PanelEvents, PanelRequests, PanelSignals, PanelView, Snapshot } from '../../src/protocol/panel';
import { FakeEngine, point, portPair, settled } from './fakeEngine';

/** VS Code's channel to a webview: JSON, with ArrayBuffers beside it. */
const overJson = (message: unknown): unknown =>
  JSON.parse(JSON.stringify(message, (_, v: unknown) => (v instanceof ArrayBuffer ? { buffer: v.byteLength } : v)));

const feeds: PanelFeed[] = [];

function begin(view: PanelView = { tab: 'cost' }) {
  const engines: FakeEngine[] = [];
  const session = new Session('/specs/xor.nnspec', {
    startEngine: async () => {
      const engine = new FakeEngine();
      engines.push(engine);
      return engine.process;
    },
    places: () => ({ datasetFolders: [], datasetCache: '' }),
    consent: async () => false,
    log: () => undefined,
  });
  const [host, page] = portPair();
  const views: unknown[] = [];
  const feed = new PanelFeed(host, session, {
    command: async () => null,
    loadView: () => view,
    keepView: (view) => void views.push(view),
    runs: async () => [],
    runLines: async () => [],
    save: async () => false,
    editing: async () => null,
    edit: async () => Promise.reject(new Error('Nothing is edited here.')),
    lookInside: async () => undefined,
    resumeRun: async () => null,
    shows: () => undefined,
    specChanges: async () => null,
    lastRun: async () => ({ metrics: [point(7)], notes: ['The last run kept.'] }),
  });
  feeds.push(feed);
  const panel = new Channel<PanelRequests, Record<never, never>, PanelEvents, PanelSignals>(
    jsonPort({ post: page.post, onMessage: (listener) => page.onMessage((m) => listener(overJson(m))) }),
    {},
  );
  const got: { name: string; data: unknown }[] = [];
  for (const name of ['snapshot', 'state', 'metrics', 'frame', 'end', 'problem', 'reveal', 'progress'] as const)
    panel.on(name, (data) => void got.push({ name, data }));
  const names = (name: string) => got.filter((g) => g.name === name);
  return { session, engines, feed, panel, got, names, views };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const frame = (): ArrayBuffer => new ArrayBuffer(8);

describe('PanelFeed', () => {
  afterEach(() => feeds.splice(0).forEach((feed) => feed.dispose()));

  it("an idle session shows the last run kept, and the panel's own choices", async () => {
    const { panel } = begin();
    const snapshot = await panel.request('ready', {});
    assert.equal(snapshot.state, 'idle');
    assert.deepEqual(snapshot.notes, ['The last run kept.']);
    assert.deepEqual(
      snapshot.metrics.map((p) => p.index),
      [7],
    );
    assert.deepEqual(snapshot.view, { tab: 'cost' });
    assert.equal(snapshot.specFile, '/specs/xor.nnspec');
  });

  it('a pace kept with the panel holds before the page is there, and no longer than the panel', async () => {
    const { session, engines, feed, panel } = begin({ pace: 10 });
    await session.start('{}');
    assert.deepEqual(engines[0]!.paces, [10]);
    await panel.request('pace', { updatesPerSecond: 1 });
    feed.dispose();
    await settled();
    assert.deepEqual(engines[0]!.paces, [10, 1, 0]);
  });

  it('NaN and infinity arrive as such over a channel that speaks JSON', async () => {
    const { panel, session, engines } = begin();
    await session.start('{}');
    engines[0]!.channel.emit('metrics', [point(0, NaN), point(1, -Infinity)]);
    await settled();
    const snapshot = await panel.request('ready', {});
    assert.deepEqual(
      snapshot.metrics.map((p) => p.values['loss']),
      [NaN, -Infinity],
    );
  });

  it('a long run comes thinned at first, then whole in pieces', async () => {
    const { panel, session, engines } = begin();
    await session.start('{}');
    const points = Array.from({ length: 20_000 }, (_, i) => point(i, i === 7777 ? 99 : 1 / (i + 1)));
    engines[0]!.channel.emit('metrics', points);
    await settled();
    const { metrics, past } = await panel.request('ready', {});
    assert.deepEqual(metrics, []);
    const [loss] = past!.lines;
    const numbers = (values: Float64Array): number[] => Object.values(values); // over JSON they are none any more
    assert.deepEqual(past!.thinned, [20_000, 20_000]);
    assert.equal(past!.next, 20_000);
    assert.ok(numbers(loss!.values).length < 5000);
    assert.equal(Math.max(...numbers(loss!.values)), 99, 'the extremes are kept');
    const whole: number[] = [];
    for (let part: number[] | undefined; part?.length !== 0; whole.push(...part))
      part = numbers((await panel.request('past', { line: 0, from: whole.length }))!.values);
    assert.deepEqual(
      whole,
      points.map((p) => p.values['loss']),
    );
    assert.equal(await panel.request('past', { line: 2, from: 0 }), null);
  });

  it('no frame without a credit; one frame a credit', async () => {
    const { panel, session, engines, names } = begin();
    await session.start('{}');
    await panel.request('ready', {});
    engines[0]!.channel.emit('frame', frame());
    await settled();
    assert.equal(names('frame').length, 0, 'nobody asked for it');
    panel.emit('credit', { frames: 2 });
    await settled();
    assert.equal(engines[0]!.credits, 2);
    for (let i = 0; i < 3; i++) engines[0]!.channel.emit('frame', frame());
    await settled();
    assert.equal(names('frame').length, 2);
  });

  it('a hidden panel gets nothing and asks for nothing; shown again, credits do not pile up at the worker', async () => {
    const { panel, session, engines, feed, got } = begin();
    await session.start('{}');
    for (let i = 0; i < 5; i++) {
      await panel.request('ready', {});
      panel.emit('credit', { frames: 2 });
      await settled();
      feed.hidden();
    }
    assert.equal(engines[0]!.credits, 2, 'the two of the first time are still there');
    const before = got.length;
    engines[0]!.channel.emit('frame', frame());
    engines[0]!.channel.emit('metrics', [point(0)]);
    await wait(150);
    assert.equal(got.length, before);
    assert.equal((await panel.request('ready', {})).metrics.length, 1, 'it is told everything when it comes back');
  });

  it('credits given to a run that was replaced hold for the new one', async () => {
    const { panel, session, engines, names } = begin();
    await panel.request('ready', {});
    panel.emit('credit', { frames: 2 });
    await settled();
    await session.start('one');
    await settled();
    assert.equal(engines[0]!.credits, 2, 'given before there was an engine');
    await session.start('two');
    await settled();
    assert.equal(engines[1]!.credits, 2);
    const last = names('snapshot').at(-1)!.data as Snapshot;
    assert.ok(['ready', 'running'].includes(last.state), last.state);
  });

  it('metrics go in batches, the next one when the last is acknowledged, none lost', async () => {
    const { panel, session, engines, names } = begin();
    await session.start('{}');
    await panel.request('ready', {});
    for (let i = 0; i < 50; i++) engines[0]!.channel.emit('metrics', [point(i)]);
    await wait(150);
    engines[0]!.channel.emit('metrics', [point(50)]);
    await wait(250);
    assert.equal(names('metrics').length, 1, 'the second batch waits for the acknowledgement');
    assert.equal((names('metrics')[0]!.data as unknown[]).length, 50);
    panel.emit('ack', { metrics: 49 });
    await wait(200);
    assert.deepEqual(
      (names('metrics')[1]!.data as { index: number }[]).map((p) => p.index),
      [50],
    );
  });

  it('an acknowledgement that comes late, for the run before, hides no point of the new one', async () => {
    const { panel, session, engines, names } = begin();
    await session.start('one');
    await panel.request('ready', {});
    engines[0]!.channel.emit(
      'metrics',
      [0, 1, 2, 3].map((i) => point(i)),
    );
    await wait(150);
    await session.start('two');
    await settled();
    panel.emit('ack', { metrics: 3 });
    const before = names('metrics').length;
    engines[1]!.channel.emit('metrics', [point(0), point(1)]);
    await wait(250);
    const sent = names('metrics')
      .slice(before)
      .flatMap((m) => (m.data as { index: number }[]).map((p) => p.index));
    assert.deepEqual(sent, [0, 1]);
  });

  it('a batch that is not acknowledged is sent again', async () => {
    const { panel, session, engines, names } = begin();
    await session.start('{}');
    await panel.request('ready', {});
    engines[0]!.channel.emit('metrics', [point(0)]);
    await wait(2300);
    assert.equal(names('metrics').length, 2);
    assert.deepEqual(names('metrics')[0]!.data, names('metrics')[1]!.data);
  });

  it('a slow page gets 4000 points at a time, and is not sent the same again and again', async () => {
    const { panel, session, engines, names } = begin();
    await session.start('{}');
    await panel.request('ready', {});
    engines[0]!.channel.emit(
      'metrics',
      Array.from({ length: 10_000 }, (_, i) => point(i)),
    );
    await wait(5000); // repeated after 2 s, then after 4 s more
    assert.deepEqual(
      names('metrics').map((sent) => (sent.data as unknown[]).length),
      [4000, 4000],
    );
    panel.emit('ack', { metrics: 3999 });
    await wait(200);
    assert.equal((names('metrics')[2]!.data as { index: number }[])[0]!.index, 4000);
  });

  it('the last points come before the end', async () => {
    const { panel, session, engines, got } = begin();
    await session.start('{}');
    await panel.request('ready', {});
    engines[0]!.channel.emit('metrics', [point(0)]);
    await session.stop();
    await settled();
    const order = got.map((g) => g.name).filter((name) => name === 'metrics' || name === 'end');
    assert.deepEqual(order, ['metrics', 'end']);
  });

  it('a layer to show waits until the panel is ready', async () => {
    const { panel, session, feed, names } = begin();
    await session.start('{}');
    feed.reveal('dense_1');
    assert.equal((await panel.request('ready', {})).reveal, 'dense_1');
    feed.reveal('dense_2');
    await settled();
    assert.deepEqual(names('reveal')[0]!.data, { layer: 'dense_2' });
  });

  it('what went wrong is said in the panel, and its choices are kept', async () => {
    const { panel, session, engines, names, views } = begin();
    await session.start('{}');
    await panel.request('ready', {});
    panel.emit('view', { tab: 'weights' });
    engines[0]!.die('The training worker ran out of memory.');
    await settled();
    assert.match((names('problem')[0]!.data as { message: string }).message, /out of memory/);
    assert.deepEqual(views, [{ tab: 'weights' }]);
  });
});
