import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Session, type SessionEvent, type SessionWorld } from '../../src/host/session';
import type { Handlers } from '../../src/protocol/channel';
import type { EngineRequests } from '../../src/protocol/engine';
import { at, endOf, FakeEngine, point, settled } from './fakeEngine';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

function begin(own: Partial<Handlers<EngineRequests>> = {}, haste = 1, world: Partial<SessionWorld> = {}) {
  const engines: FakeEngine[] = [];
  const events: SessionEvent[] = [];
  const session = new Session(
    '/specs/xor.nnspec',
    {
      startEngine: async () => {
        const engine = new FakeEngine(own);
        engines.push(engine);
        return engine.process;
      },
      places: () => ({ datasetFolders: [], datasetCache: '/cache' }),
      consent: async () => false,
      log: () => undefined,
      ...world,
    },
    haste,
  );
  session.onEvent((event) => events.push(event));
  return { session, engines, events, types: () => events.map((e) => e.type) };
}

describe('Session', () => {
  it('is idle, prepares, runs, pauses, steps, goes on and ends, and says so', async () => {
    const { session, engines, events } = begin();
    assert.equal(session.state, 'idle');
    const started = session.start('{}');
    assert.equal(session.state, 'preparing');
    await started;
    assert.equal(session.state, 'running');
    await session.pause();
    assert.equal(session.state, 'paused');
    assert.equal((await session.step('iteration', 3)).iteration, 3);
    assert.equal(session.state, 'paused');
    await session.resume();
    const ended = session.whenEnded();
    engines[0]!.channel.emit('end', endOf('finished', 100));
    assert.equal((await ended).reason, 'finished');
    assert.equal(session.state, 'finished');
    assert.deepEqual(events.filter((e) => e.type === 'end').length, 1);
  });

  it('keeps a pace for runs to come, and sends it before the first step', async () => {
    const { session, engines } = begin();
    await session.pace(10);
    await session.start('{}');
    assert.deepEqual(engines[0]!.asked.slice(0, 3), ['prepare', 'pace', 'train']);
    await session.pace(10);
    await session.pace(0);
    assert.deepEqual(engines[0]!.paces, [10, 0], 'the same pace is not sent twice');
    await session.start('{}');
    assert.deepEqual(engines[1]!.paces, []);
  });

  it('marks where a run was held, gone on with, and its spec saved with another text; a reset forgets them', async () => {
    const { session, engines, events } = begin();
    await session.start('{}', { resume: '/runs/1' });
    assert.deepEqual(session.marks, [{ iteration: 0, kind: 'resume' }]);
    session.saved('{}');
    session.saved('{ }');
    session.saved('{  }');
    await session.pause();
    await session.step('iteration', 4);
    await session.resume();
    await session.pause();
    assert.deepEqual(session.marks, [
      { iteration: 0, kind: 'resume' },
      { iteration: 0, kind: 'edit' },
      { iteration: 0, kind: 'pause' },
      { iteration: 4, kind: 'pause' },
    ]);
    assert.equal(events.filter((e) => e.type === 'marks').length, 4);
    await session.reset();
    assert.deepEqual(session.marks, []);
    engines[0]!.channel.emit('end', endOf('finished', 100));
    await settled();
    session.saved('another');
    assert.deepEqual(session.marks, [], 'a run that has ended is not marked');
  });

  it('steps from a running run: pauses first', async () => {
    const { session, engines } = begin();
    await session.start('{}');
    await session.step('epoch');
    assert.deepEqual(engines[0]!.asked, ['prepare', 'train', 'pause', 'step']);
    assert.equal(session.state, 'paused');
  });

  it('refuses with a sentence what cannot be done now', async () => {
    const { session } = begin();
    await assert.rejects(session.pause(), { name: 'Refused', message: /Nothing is running/ });
    await assert.rejects(session.resume(), { name: 'Refused', message: /Press Train/ });
    await assert.rejects(session.sample({ split: 'train', pick: { kind: 'random' } }), { name: 'Refused' });
    await assert.rejects(session.whenEnded(), { name: 'Refused' });
  });

  it('Train on a running run leaves it at a checkpoint and starts a new worker; the old one hears dispose and is ended', async () => {
    const { session, engines } = begin();
    await session.start('one');
    const replaced = session.whenEnded();
    const rejected = assert.rejects(replaced, /replaced/);
    await session.start('two');
    await rejected;
    assert.deepEqual(engines[0]!.asked, ['prepare', 'train', 'dispose']);
    assert.equal(engines[0]!.terminated, true);
    assert.equal(engines.length, 2);
    assert.equal(session.state, 'running');
    assert.equal(session.text, 'two');
    assert.equal(session.end, undefined, 'the end of the run before is not the end of this one');
  });

  it('two Trains at once: only the last one runs, and no worker is left over', async () => {
    const { session, engines } = begin();
    const first = session.start('one');
    const rejected = assert.rejects(first, { name: 'Refused', message: /replaced/ });
    await session.start('two');
    await rejected;
    await settled();
    assert.equal(session.state, 'running');
    assert.equal(engines.filter((e) => !e.terminated).length, 1);
  });

  it('keeps every metrics point; a reset begins them anew', async () => {
    const { session, engines } = begin();
    await session.start('{}');
    engines[0]!.channel.emit('metrics', [point(0), point(1)]);
    engines[0]!.channel.emit('metrics', [point(2, NaN)]);
    await settled();
    assert.deepEqual(
      session.history.points.map((p) => p.index),
      [0, 1, 2],
    );
    await session.reset();
    assert.equal(session.state, 'ready');
    assert.equal(session.history.points.length, 0);
  });

  it('a worker that dies rejects what it owed; the message names the run and its checkpoint', async () => {
    const run = mkdtempSync(path.join(tmpdir(), 'nnspec-run-'));
    try {
      const { session, engines, events } = begin({
        prepare: () => ({ model: { layers: [] } as never, data: {} as never, position: at(0), run }),
        sample: () => never(),
      });
      await session.start('{}');
      writeFileSync(path.join(run, 'checkpoint.safetensors'), '');
      const sample = assert.rejects(session.sample({ split: 'train', pick: { kind: 'random' } }), /out of memory/);
      const ended = assert.rejects(session.whenEnded(), /out of memory/);
      engines[0]!.die('The training worker ran out of memory.');
      await sample;
      await ended;
      assert.equal(session.state, 'failed');
      assert.ok(session.message?.includes(run) && /checkpoint/.test(session.message), session.message);
      const failed = events.find((e) => e.type === 'failed');
      assert.equal(failed?.failure.resumable, run);
      await assert.rejects(session.pause(), { name: 'Refused' });
    } finally {
      rmSync(run, { recursive: true });
    }
  });

  it('a worker that dies while it prepares fails the start with the same sentence', async () => {
    const { session, engines } = begin({ prepare: () => never() });
    const started = assert.rejects(session.start('{}'), /exit code 1.*Nothing of it was kept/);
    await settled();
    engines[0]!.die('The training worker ended unexpectedly (exit code 1).');
    await started;
    assert.equal(session.state, 'failed');
  });

  it('a fault of spec or data is a failure with its sentence and place, and the worker is ended', async () => {
    const { session, engines } = begin({
      prepare: () => {
        throw Object.assign(new Error('iris.csv:3: four cells, not five.'), {
          where: { path: ['data'], line: 3 },
          code: 'csv',
        });
      },
    });
    await assert.rejects(session.start('{}'), /iris\.csv:3/);
    assert.equal(session.state, 'failed');
    assert.deepEqual(session.failure, {
      kind: 'input',
      message: 'iris.csv:3: four cells, not five.',
      where: { path: ['data'], line: 3 },
      code: 'csv',
    });
    assert.equal(engines[0]!.terminated, true);
  });

  it('a fault of a data file names the file, which a notification does not show', async () => {
    const message = 'Line 4 has 2 cells, but the header has 3.';
    const { session } = begin({
      prepare: () => {
        throw Object.assign(new Error(message), { where: { file: '/specs/data/coffee.csv', line: 4 } });
      },
    });
    await assert.rejects(session.start('{}'), { message: `coffee.csv: ${message}` });
    assert.equal(session.message, `coffee.csv: ${message}`);
    assert.equal(session.failure?.atPlace, message, 'a Problem shows the file itself');
  });

  it('a worker that stays silent is reported, and can be ended', async () => {
    const { session, engines, events } = begin({ pause: () => never() }, 100);
    await session.start('{}');
    await assert.rejects(session.pause(), { name: 'EngineSilent', message: /"pause" for 5 seconds/ });
    assert.ok(events.some((e) => e.type === 'silent'));
    await session.endWorker();
    assert.equal(engines[0]!.terminated, true);
    assert.equal(session.state, 'failed');
  });

  it('long work with signs of life is not given up', async () => {
    let done: (position: ReturnType<typeof at>) => void = () => undefined;
    const { session, engines } = begin({ step: () => new Promise((resolve) => (done = resolve)) }, 200);
    await session.start('{}', { then: 'stand' });
    const step = session.step('epoch'); // silence limit 60 s, here 300 ms
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      engines[0]!.channel.emit('progress', { ...at(i), loss: 1, iterationsPerSecond: 1 });
    }
    done(at(9));
    assert.equal((await step).iteration, 9);
  });

  it('the silence of a worker that waits for consent is not held against it', async () => {
    let answer: (yes: boolean) => void = () => undefined;
    let asked = false;
    const question = { dataset: 'mnist', bytes: 11_594_722, from: 'https://example.org' };
    const { session } = begin(
      {
        prepare: async () => {
          throw new Error('not used');
        },
      },
      400,
      {
        startEngine: async () => {
          const engine: FakeEngine = new FakeEngine({
            prepare: async () => {
              asked = true;
              if (!(await engine.channel.request('consent', question))) throw new Error('MNIST was not fetched.');
              return { model: { layers: [] } as never, data: {} as never, position: at(0) };
            },
          });
          return engine.process;
        },
        consent: () => new Promise((resolve) => (answer = resolve)),
      },
    );
    const started = session.start('{}'); // silence limit of prepare 120 s, here 300 ms
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(asked, true);
    assert.match(session.message ?? '', /Waiting for your answer.*mnist/);
    assert.equal(session.state, 'preparing');
    answer(true);
    await started;
    assert.equal(session.state, 'running');
  });

  it('loading can be given up: the engine is told, and the session is idle again', async () => {
    const { session, engines } = begin({ prepare: () => never() });
    const started = assert.rejects(session.start('{}'), {
      name: 'Refused',
      message: 'Loading was cancelled.',
      quiet: true, // who pressed Stop needs no notification of it
    });
    await settled();
    assert.equal(await session.stop(), undefined);
    await started;
    assert.equal(session.state, 'idle');
    assert.equal(engines[0]!.cancelled, true);
    assert.equal(engines[0]!.terminated, true);
  });

  it('who does not want a dataset fetched has a session that is idle again: nothing failed, and the sentence is no error', async () => {
    const sentence = 'The dataset "mnist" is not on this machine, and fetching it was not allowed.';
    const { session, engines, events } = begin({
      prepare: () => {
        throw Object.assign(new Error(sentence), { where: { code: 'no-consent', path: ['data', 'source'] } });
      },
    });
    await assert.rejects(session.start('{}'), { name: 'Refused', message: sentence, quiet: false });
    assert.equal(session.state, 'idle');
    assert.equal(session.failure, undefined);
    assert.ok(!events.some(({ type }) => type === 'failed'));
    assert.equal(engines[0]!.terminated, true);
    await assert.rejects(session.resume(), { name: 'Refused' });
  });

  it('dispose waits a limited time for a worker that does not answer', async () => {
    const { session, engines } = begin({ dispose: () => never() }, 100);
    await session.start('{}');
    await session.dispose();
    assert.equal(engines[0]!.terminated, true);
  });
});
