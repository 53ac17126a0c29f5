// First of all files by its name: the extension must not be active yet.
import assert from 'node:assert/strict';
import workers from 'node:worker_threads';
import { extension, inWorkspace, open, until } from './support';

const LIMIT_MS = 50;

/** Bundles of ours that this extension host has loaded. */
const loaded = (): string[] =>
  ['engine.js', 'language.js', 'cli.js'].filter((name) =>
    Object.keys(require.cache).some((file) => file.endsWith(`dist/${name}`)),
  );

describe('Activation', () => {
  let started = 0;
  const { Worker } = workers;
  before(() => {
    // The engine runs in a worker thread, which has a module cache of its own: count the threads.
    workers.Worker = class extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        started++;
      }
    };
  });
  after(() => void (workers.Worker = Worker));

  it(`takes less than ${LIMIT_MS} ms`, async () => {
    assert.equal(extension().isActive, false, 'nothing activates the extension before it is needed');
    const begin = performance.now();
    await extension().activate();
    const took = performance.now() - begin;
    console.log(`      activation: ${took.toFixed(1)} ms`);
    assert.ok(took < LIMIT_MS, `${took.toFixed(1)} ms`);
    assert.deepEqual(loaded(), []);
  });

  it('loads the language with the first spec, and nothing of the engine before the first Train', async () => {
    await open('xor.nnspec');
    await until('the language part', () => loaded().includes('language.js'));
    assert.deepEqual(loaded(), ['language.js']);
    assert.equal(started, 0, 'no worker was started');
  });

  it('starts one worker at the first Train', async () => {
    const session = await (await extension().activate()).train(inWorkspace('xor.nnspec'));
    await session.whenEnded();
    assert.equal(started, 1);
  });
});
