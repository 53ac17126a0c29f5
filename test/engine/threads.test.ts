// Threads that share a run's work change no bit of it, are not there when they are not needed, and may die.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Dataset, Split } from '../../src/data/dataset';
import type { RunEnv } from '../../src/engine/run';
import { threads as real } from '../../src/files/threads';
import * as words from '../../src/kernels/wasm/as/crewWords';
import type { Post, Threads } from '../../src/kernels/wasm/crew';
import { Channel } from '../../src/protocol/channel';
import type { EngineAsks, EngineCommands, EngineEvents, EngineRequests } from '../../src/protocol/engine';
import { allowRelaxed } from '../kernels/binaries';
import { assertSameBits, bits, hastyEnv, made, prepare, realEnv, trained, type Made } from './help';

type Json = Record<string, unknown>;

/** Real threads that are there from the first fork on, and tell of themselves. */
class Watched implements Threads {
  readonly available: number = 3;
  readonly worthStarting: number = 0;
  readonly patience: number = 300;
  started = 0;
  alive = 0;
  /** Slices that helpers were seen to have done. */
  helped = 0;
  private readonly ends: (() => void)[] = [];
  private words: Int32Array | undefined;

  start(post: Post, left: () => void): () => void {
    this.started++;
    this.alive++;
    const end = this.begin(post, () => {
      this.alive--;
      left();
    });
    const block = (this.words = wordsOf(post));
    for (let waits = 0; Atomics.load(block, words.HELPERS) < post.index; waits++) {
      assert.ok(waits < 4000, 'the helper does not come');
      Atomics.wait(block, words.HELPERS, post.index - 1, 5);
    }
    this.ends.push(end);
    return end;
  }

  protected begin(post: Post, left: () => void): () => void {
    return real.start(post, left);
  }

  look(): void {
    if (this.words) this.helped = Math.max(this.helped, Atomics.load(this.words, words.DONE));
  }

  /** Whatever they are at. */
  kill(): void {
    for (const end of this.ends) end();
  }

  async allGone(): Promise<void> {
    for (let waits = 0; this.alive > 0; waits++) {
      assert.ok(waits < 1000, `${this.alive} threads are still alive`);
      await sleep(10);
    }
  }
}

const wordsOf = ({ memory, block }: Post): Int32Array => new Int32Array(memory.buffer, block, words.CURSORS);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function envWith(watched: Watched, env: RunEnv = realEnv): RunEnv {
  const yields = async (): Promise<void> => {
    watched.look();
    await env.yield();
  };
  return { ...env, threads: watched, yield: yields };
}

const withThreads = (spec: Json, threads: number | 'auto'): Json => ({
  ...spec,
  training: { ...(spec['training'] as Json), threads },
});

const wide: Made = { task: 'multiclass', inputs: 160, outputs: 4, train: 110, validation: 70, sparse: true };
const softmax = { type: 'dense', units: 4, activation: 'softmax' };
const classes = { data: 'builtin:xor', loss: 'categorical_crossentropy', metrics: ['accuracy'] };

/** Four of five inputs are 0, as in pictures of digits. */
function mostlyZeros(dataset: Dataset): Dataset {
  const thinned = (split: Split): Split => {
    const { inputs } = split;
    const gather: typeof inputs.gather = (out, indices, at, n) => {
      inputs.gather(out, indices, at, n);
      for (let k = 0; k < n * inputs.size; k++) if ((k * 7919) % 101 > 20) out[k] = 0;
    };
    return { ...split, inputs: { ...inputs, gather } };
  };
  const splits = Object.fromEntries(Object.entries(dataset.splits).map(([name, split]) => [name, thinned(split!)]));
  return { ...dataset, splits: splits as typeof dataset.splits };
}

interface Case {
  readonly name: string;
  readonly data: Dataset;
  readonly spec: Json;
}

const cases: Case[] = [
  {
    name: 'full batch, gelu, dropout, three layers, Adam, clipping by norm',
    data: made(wide),
    spec: {
      ...classes,
      network: [
        { type: 'dense', units: 250, activation: 'gelu', l1: 1e-5 },
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', units: 90, activation: 'relu', bias: false },
        softmax,
      ],
      training: { iterations: 12, batchSize: 'full', logEvery: 3, optimizer: 'adam', clip: { norm: 0.5 } },
    },
  },
  {
    name: 'mini-batches, batch_norm, tanh, softmax within, RMSProp with momentum',
    data: made(wide),
    spec: {
      ...classes,
      network: [
        { type: 'dense', units: 150 },
        { type: 'batch_norm' },
        { type: 'activation', activation: 'tanh' },
        { type: 'dense', units: 80, activation: 'softmax' },
        softmax,
      ],
      training: { epochs: 4, batchSize: 60, optimizer: { type: 'rmsprop', momentum: 0.9 } },
    },
  },
  {
    name: 'inputs mostly zero, SGD with the update in its gradient, weight decay, an odd panel at the end',
    data: mostlyZeros(made({ ...wide, inputs: 700, outputs: 4 })),
    spec: {
      ...classes,
      network: [{ type: 'dense', units: 330, activation: 'relu' }, softmax],
      training: { epochs: 4, batchSize: 40, optimizer: { type: 'sgd', weightDecay: 0.01 } },
    },
  },
  {
    name: 'inputs mostly zero, Nadam, no biases',
    data: mostlyZeros(made({ ...wide, inputs: 700, outputs: 4 })),
    spec: {
      ...classes,
      network: [{ type: 'dense', units: 330, activation: 'leaky_relu', bias: false }, softmax],
      training: { epochs: 4, batchSize: 55, optimizer: 'nadam' },
    },
  },
  {
    name: 'hidden layers behind relu, whose zeros are skipped both ways, Adam',
    data: made(wide),
    spec: {
      ...classes,
      network: [
        { type: 'dense', units: 260, activation: 'relu' },
        { type: 'dense', units: 170, activation: 'relu' },
        { type: 'dense', units: 150, activation: 'relu' },
        softmax,
      ],
      training: { epochs: 5, batchSize: 50, optimizer: 'adam' },
    },
  },
  {
    name: 'a batch in three chunks, steps that are cut, AdamW',
    data: made({ inputs: 70, outputs: 3, train: 600, validation: 300, sparse: true }),
    spec: {
      data: 'builtin:xor',
      network: [
        { type: 'dense', units: 2100, activation: 'silu' },
        { type: 'dense', units: 3 },
      ],
      loss: 'mean_squared_error',
      training: { iterations: 4, batchSize: 'full', logEvery: 2, optimizer: 'adamw' },
    },
  },
];

describe('Threads', function () {
  this.timeout(60_000);
  before(allowRelaxed);

  for (const { name, spec, data } of cases)
    for (const which of ['strict', 'relaxed'] as const) {
      it(`two and three give every bit that one gives, ${which}: ${name}`, async () => {
        const own = { ...spec, training: { ...(spec['training'] as Json), reproducible: which === 'strict' } };
        const alone = bits(await trained(withThreads(own, 1), data));
        // Where other programs keep the processors busy, helpers are rarely in time: then once more.
        for (let helped = 0, turn = 0; helped === 0; turn++)
          for (const [threads, env] of [2, 3].flatMap((n) => [[n, realEnv] as const, [n, hastyEnv()] as const])) {
            assert.ok(turn < 20, 'helpers do something');
            const watched = new Watched();
            const run = await trained(withThreads(own, threads), data, envWith(watched, env));
            assertSameBits(bits(run), alone);
            assert.match(run.model.kernels, new RegExp(`SIMD .*${which}.*, ${threads} threads`));
            assert.equal(watched.started, threads - 1);
            helped += watched.helped;
          }
      });
    }

  for (const { name, spec, data } of cases)
    it(`gradients, updates and evaluations that are asked for are those of one thread: ${name}`, async () => {
      const look = async (threads: number): Promise<unknown[]> => {
        const watched = new Watched();
        const run = prepare(withThreads(spec, threads), data, envWith(watched));
        await run.step('iteration', 3);
        const found: unknown[] = [await run.evaluate('validation'), await run.evaluate('train')];
        for (const { name } of run.weights().filter((t) => !t.name.includes('running')))
          for (const aspect of ['gradient', 'update'] as const) found.push(run.tensor(name, aspect).values);
        if (threads > 1) assert.ok(watched.started > 0);
        run.dispose();
        return found;
      };
      assert.deepEqual(await look(2), await look(1));
    });

  const { data, spec } = cases[0]!;
  const endless = { ...spec, training: { ...(spec['training'] as Json), iterations: 1e9, logEvery: 1e6 } };

  it('are not started by "threads": 1, nor for a small network, nor where a host has none', async () => {
    const watched = new Watched();
    const small = { ...spec, network: [{ type: 'dense', units: 8, activation: 'relu' }, softmax] };
    const few = { ...small, training: { iterations: 5, batchSize: 2, threads: 'auto' } };
    for (const one of [withThreads(spec, 1), few]) {
      const { model } = await trained(one, data, envWith(watched));
      assert.match(model.kernels, /SIMD \(WebAssembly, strict\)$/);
    }
    assert.equal(watched.started, 0);
    const { model } = await trained(withThreads(spec, 'auto'), data, realEnv);
    assert.match(model.kernels, /SIMD \(WebAssembly, strict\)$/);
  });

  it('are no more than the machine has, and begin only after work worth sharing', async () => {
    const watched = new (class extends Watched {
      override readonly available = 2;
      override readonly worthStarting = 1e9;
    })();
    const run = await trained(withThreads(spec, 200), data, envWith(watched));
    assert.match(run.model.kernels, /, 2 threads$/);
    assert.equal(watched.started, 0);
  });

  it('leave as many to others as a host says, where a spec does not say how many it wants', () => {
    const kernelsOf = (threads: number | 'auto', available: number): string => {
      const sharing = new (class extends Watched {
        override readonly available = available;
        readonly spare = 1;
      })();
      const run = prepare(withThreads(spec, threads), data, envWith(sharing));
      run.dispose();
      return run.model.kernels;
    };
    assert.match(kernelsOf('auto', 4), /, 3 threads$/);
    assert.match(kernelsOf('auto', 64), /, 8 threads$/);
    assert.match(kernelsOf('auto', 2), /strict\)$/);
    assert.match(kernelsOf('auto', 1), /strict\)$/);
    assert.match(kernelsOf(2, 2), /, 2 threads$/);
  });

  it('are gone after a run has ended, or was closed; a reset keeps them for the next start', async () => {
    const watched = new Watched();
    await trained(withThreads(spec, 3), data, envWith(watched));
    await watched.allGone();
    const run = prepare(withThreads(endless, 3), data, envWith(watched));
    for (let turn = 0; turn < 2; turn++) {
      run.reset();
      run.train();
      for (let waits = 0; watched.alive < 2; waits++) {
        assert.ok(waits < 1000, 'no helpers come');
        await sleep(10);
      }
    }
    run.dispose();
    await watched.allGone();
    assert.equal(watched.started, 4);
  });

  it('sleep while a run is paused, and help again when it goes on', async () => {
    const watched = new Watched();
    const run = prepare(withThreads(endless, 2), data, envWith(watched));
    run.train();
    await sleep(100);
    run.pause();
    await sleep(50);
    const cpu = process.cpuUsage();
    await sleep(500);
    const { user, system } = process.cpuUsage(cpu);
    assert.ok(user + system < 150_000, `${(user + system) / 1000} ms of work in half a second of rest`);
    watched.helped = 0;
    run.train();
    for (let waits = 0; watched.helped === 0; waits++) {
      assert.ok(waits < 1000, 'no help');
      await sleep(10);
    }
    assert.equal(watched.started, 1);
    run.dispose();
  });

  it('one that dies between its work is missed by nobody', async () => {
    const alone = bits(await trained(withThreads(spec, 1), data));
    const watched = new Watched();
    const run = prepare(withThreads(spec, 3), data, envWith(watched));
    await run.step('iteration', 4);
    watched.kill();
    await watched.allGone();
    run.train();
    await run.whenEnded();
    assertSameBits(bits(run), alone);
    assert.equal(watched.started, 2, 'no others are sent after it');
  });

  it('one that dies with work half done ends the run with a sentence', async () => {
    const thief = `
      const { memory, block, words } = require('node:worker_threads').workerData;
      const control = new Int32Array(memory.buffer, block, words.CURSORS);
      const cursor = new BigUint64Array(memory.buffer, block + 4 * (words.CURSORS + words.LINE_WORDS), 1);
      Atomics.add(control, words.HELPERS, 1);
      for (;;) {
        const seen = Atomics.load(cursor, 0);
        const left = ((seen >> 16n) & 0xffffn) - (seen & 0xffffn);
        if (left > 0n && Atomics.compareExchange(cursor, 0, seen, seen + 1n) === seen) break;
      }`;
    const watched = new (class extends Watched {
      override readonly patience = 2;
      protected override begin(post: Post, left: () => void): () => void {
        const worker = new Worker(thief, { eval: true, workerData: { ...post, words: { ...words } } });
        worker.on('exit', left);
        return () => void worker.terminate();
      }
    })();
    const run = prepare(withThreads(endless, 2), data, envWith(watched));
    run.train();
    await assert.rejects(run.whenEnded(), /A thread that shared the work of this step has ended/);
    assert.equal(run.state, 'failed');
    await watched.allGone();
    assert.equal(run.reset().iteration, 0);
    run.dispose();
  });

  it('killed at any time, the run ends as it would, or with that sentence; it never hangs', async () => {
    const alone = bits(await trained(withThreads(spec, 1), data));
    for (let turn = 0; turn < 8; turn++) {
      const watched = new (class extends Watched {
        override readonly patience = 5;
      })();
      const run = prepare(withThreads(spec, 3), data, envWith(watched));
      run.train();
      const ended = run.whenEnded().then(
        () => assertSameBits(bits(run), alone),
        (error: Error) => assert.match(error.message, /A thread that shared the work/),
      );
      setTimeout(() => watched.kill(), turn * 3);
      await ended;
      run.dispose();
      await watched.allGone();
    }
  });

  it('where the system gives none, one thread does it', async () => {
    const watched = new (class extends Watched {
      protected override begin(): () => void {
        throw new Error('no threads here');
      }
    })();
    const alone = bits(await trained(withThreads(spec, 1), data));
    assertSameBits(bits(await trained(withThreads(spec, 3), data, envWith(watched))), alone);
  });

  it('of the training worker are threads of its own thread, and end with it', async function () {
    if (real.available < 2 || !fs.existsSync('/proc/self/task')) return this.skip();
    const alive = (): number => fs.readdirSync('/proc/self/task').length;
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-threads-'));
    const root = path.join(__dirname, '../..');
    const outfile = path.join(home, 'engine.js');
    const entryPoints = [path.join(root, 'src/engine/worker.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', mainFields: ['module', 'main'] });
    for (const which of ['strict', 'relaxed'])
      fs.copyFileSync(path.join(root, `dist/kernels-${which}.wasm`), path.join(home, `kernels-${which}.wasm`));
    await fs.promises.stat(home); // Node's own threads are there from here on
    const before = alive();
    const worker = new Worker(outfile);
    const port = {
      post: (message: unknown) => worker.postMessage(message),
      onMessage: (listener: (message: unknown) => void) => void worker.on('message', listener),
    };
    const line = new Channel<EngineRequests, EngineAsks, EngineEvents, EngineCommands>(port, { consent: () => false });
    const file = path.join(home, 'digits.nnspec');
    const text = JSON.stringify({
      data: { source: 'builtin:digits', samples: 500 },
      network: [{ type: 'flatten' }, { type: 'dense', units: 200, activation: 'relu' }, { ...softmax, units: 10 }],
      loss: 'sparse_categorical_crossentropy',
      training: { optimizer: 'sgd', iterations: 1e9, threads: 2 },
    });
    const { model } = await line.request('prepare', { text, file, datasetFolders: [], datasetCache: home });
    assert.match(model.kernels, /, 2 threads$/);
    const prepared = alive();
    await line.request('train', {});
    for (let waits = 0; alive() <= prepared; waits++) {
      assert.ok(waits < 1000, 'no helper comes');
      await sleep(10);
    }
    await worker.terminate();
    for (let waits = 0; alive() > before; waits++) {
      assert.ok(waits < 1000, `${alive() - before} threads are left`);
      await sleep(10);
    }
    fs.rmSync(home, { recursive: true, force: true });
  });

  it('a process that leaves a run standing, or amid training, exits by itself', async () => {
    for (const ends of ['pause', 'leave']) {
      const script = path.join(__dirname, 'leaving.ts');
      const { stdout } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', script, ends], {
        timeout: 30_000,
      });
      assert.match(stdout, /1 helper/);
    }
  });
});
