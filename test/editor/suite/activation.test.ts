// First of all files by its name: the extension must not be active yet.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import workers from 'node:worker_threads';
import { extension, inWorkspace, open, until } from './support';

const LIMIT_MS = 50;
const nodeRequire = createRequire(__filename); // the cache is one for all

/** Bundles of ours that this extension host has loaded. */
const loaded = (): string[] =>
  ['engine.js', 'language.js', 'cli.js'].filter((name) =>
    Object.keys(nodeRequire.cache).some((file) => file.endsWith(`dist/${name}`)),
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

  it(`takes less than ${LIMIT_MS} ms: loading dist/extension.js and running activate()`, async () => {
    assert.equal(extension().isActive, false, 'nothing activates the extension before it is needed');
    const took = watchActivation();
    await extension().activate();
    console.log(`      ${took.loading.toFixed(1)} ms loading, ${took.activate.toFixed(1)} ms activate()`);
    assert.ok(took.loading + took.activate < LIMIT_MS);
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

/** Loads the extension as VS Code is about to, and leaves it in the module cache with a clock around activate(). */
function watchActivation(): { loading: number; activate: number } {
  const took = { loading: 0, activate: NaN };
  const file = nodeRequire.resolve(path.join(extension().extensionPath, 'dist/extension.js'));
  const begin = clock();
  const real = nodeRequire(file) as { activate(context: unknown): unknown };
  took.loading = clock() - begin;
  nodeRequire.cache[file]!.exports = {
    ...real,
    activate(context: unknown): unknown {
      const start = clock();
      const api = real.activate(context);
      took.activate = clock() - start;
      return api;
    },
  };
  return took;
}

/** Milliseconds that this thread has worked, where Node tells; else of the wall: on a busy machine that counts others' work. */
function clock(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  if (!threadCpuUsage) return performance.now();
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1000;
}
