// The real worker in a real thread, spoken to as the extension does: bundled with esbuild, kept on disk, killed.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { openRun } from '../../src/files/runs';
import { Channel, type Port } from '../../src/protocol/channel';
import type {
  EngineAsks,
  EngineCommands,
  EngineEvents,
  EngineRequests,
  MetricsPoint,
  PrepareParams,
  RunEnd,
} from '../../src/protocol/engine';
import { unpackFrame } from '../../src/protocol/frame';
import { rejectsWith } from './help';

type Line = Channel<EngineRequests, EngineAsks, EngineEvents, EngineCommands>;

const xor = {
  name: 'XOR',
  data: 'builtin:xor',
  network: [
    { type: 'dense', units: 4, activation: 'tanh', init: { type: 'normal', stddev: 1 } },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ],
  loss: 'binary_crossentropy',
  training: { optimizer: { type: 'sgd', learningRate: 0.3 }, batchSize: 'full', iterations: 1000, logEvery: 100 },
};
/** Does not end while a test looks on. */
const endless = { ...xor, training: { ...xor.training, iterations: 1e9, logEvery: 1e6 } };

describe('The worker', function () {
  this.timeout(30_000);
  let home: string;
  let script: string;
  const workers: Worker[] = [];

  before(async () => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-worker-'));
    script = path.join(home, 'engine.js');
    await build({
      entryPoints: [path.join(__dirname, '../../src/engine/worker.ts')],
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      outfile: script,
      logLevel: 'silent',
    });
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.terminate();
  });
  after(() => fs.rmSync(home, { recursive: true, force: true }));

  interface Started {
    readonly line: Line;
    readonly worker: Worker;
    readonly points: MetricsPoint[];
    readonly events: string[];
    readonly frames: ArrayBuffer[];
    readonly logs: string[];
    readonly ended: Promise<RunEnd>;
  }

  function start(consent: () => boolean = () => false): Started {
    const worker = new Worker(script);
    workers.push(worker);
    const port: Port = {
      post: (message, transfer) => worker.postMessage(message, transfer ? [...transfer] : []),
      onMessage: (listener) => void worker.on('message', listener),
    };
    const line: Line = new Channel<EngineRequests, EngineAsks, EngineEvents, EngineCommands>(port, { consent });
    const points: MetricsPoint[] = [];
    const events: string[] = [];
    const frames: ArrayBuffer[] = [];
    const logs: string[] = [];
    line.on('metrics', (some) => void points.push(...some));
    line.on('state', ({ state }) => void events.push(state));
    line.on('frame', (frame) => void frames.push(frame));
    line.on('log', ({ message }) => void logs.push(message));
    const ended = new Promise<RunEnd>((resolve) => line.on('end', resolve));
    return { line, worker, points, events, frames, logs, ended };
  }

  function params(spec: object | string, more: Partial<PrepareParams> = {}): PrepareParams {
    const folder = fs.mkdtempSync(path.join(home, 'work-'));
    const file = path.join(folder, 'test.nnspec');
    const text = typeof spec === 'string' ? spec : JSON.stringify(spec);
    return {
      text,
      file,
      workspace: folder,
      datasetFolders: [],
      datasetCache: path.join(folder, 'cache'),
      runsFolder: path.join(folder, '.nnspec', 'runs'),
      ...more,
    };
  }

  it('trains a spec to its end and keeps the run: spec, metrics, weights, checkpoint, record', async () => {
    const { line, points, events, ended } = start();
    const wanted = params(xor);
    const { model, data, position, run } = await line.request('prepare', wanted);
    assert.equal(model.parameters, 17);
    assert.equal(data.splits.train, 4);
    assert.equal(position.totalIterations, 1000);
    await line.request('train', {});
    const end = await ended;
    assert.equal(end.reason, 'finished');
    assert.equal(end.run, run);
    assert.deepEqual(events, ['running', 'finished']);
    assert.equal(points.length, 11);
    assert.deepEqual(
      points.map((p) => p.index),
      [...points.keys()],
    );
    const folder = openRun(run!);
    assert.equal(folder.record.state, 'finished');
    assert.equal(folder.specText(), wanted.text);
    assert.equal(folder.metrics().length, 11);
    assert.deepEqual(
      folder.readWeights().tensors.map((t) => t.name),
      ['dense_1.weight', 'dense_1.bias', 'dense_2.weight', 'dense_2.bias'],
    );
    assert.ok(folder.readCheckpoint().tensors.length > 4);
    assert.ok(end.splits.train!.confusionMatrix);
  });

  it('looks at the data of a spec that is not finished, beside a run that trains on; keeps no run of it', async () => {
    const { line, events } = start();
    await line.request('prepare', params(endless));
    await line.request('train', {});
    const wanted = params({ data: { source: 'cups.csv', missing: 'drop', split: { test: 1, shuffle: false } } });
    fs.writeFileSync(
      path.join(path.dirname(wanted.file), 'cups.csv'),
      'heat,minutes,good\n200,12,1\n220,?,0\n210,14,0\n',
    );
    const { runsFolder: _, ...look } = wanted;
    await rejectsWith(
      line.request('dataRows', { filters: [], from: 0, count: 9, columns: { from: 0, count: 9 } }),
      /still being read/,
    );
    const profile = await line.request('lookAtData', look);
    assert.deepEqual([profile.rows, profile.parts], [3, { train: 1, test: 1, dropped: 1 }]);
    const query = {
      filters: [{ kind: 'missing', column: 1 }],
      from: 0,
      count: 9,
      columns: { from: 0, count: 9 },
    } as const;
    assert.deepEqual((await line.request('dataRows', query)).rows[0]!.cells, ['220', '?', '0']);
    assert.deepEqual(await line.request('dataPlace', { row: 1, column: 1 }), { file: 'cups.csv', line: 3, column: 5 });
    await line.request('pause', {});
    assert.deepEqual(events, ['running', 'paused']);
    assert.ok(!fs.existsSync(wanted.runsFolder!));
  });

  it('proposes a spec for a data file, by what was chosen, and writes it beside the data; nonsense gets a sentence', async () => {
    const { line } = start();
    const file = path.join(home, 'plants.csv');
    fs.writeFileSync(
      file,
      `a,b,c\n${Array.from({ length: 60 }, (_, i) => `${(i * 37) % 31},${(i * i) % 17},${i % 3}`).join('\n')}\n`,
    );
    fs.writeFileSync(path.join(home, 'empty.csv'), '');
    await rejectsWith(line.request('propose', {}), /still being read/);
    const { target } = await line.request('examine', { file });
    assert.deepEqual([target!.column.name, target!.others.length], ['c', 3]);
    assert.match((await line.request('propose', { target: 1, task: 'regression' })).text, /"target": "b"/);
    const written = await line.request('writeProposal', { target: 1, task: 'regression' });
    assert.equal(written, path.join(home, 'plants.nnspec'));
    assert.match(fs.readFileSync(written, 'utf8'), /"target": "b"/);
    await rejectsWith(line.request('examine', { file: path.join(home, 'empty.csv') }), /empty\.csv is empty/);
    await rejectsWith(line.request('writeProposal', {}), /still being read/);
  });

  it('rows of the data that cannot be are refused with a sentence', async () => {
    const { line } = start();
    const { runsFolder: _, ...look } = params(xor);
    await line.request('lookAtData', look);
    const columns = { from: 0, count: 3 };
    const good = { filters: [], from: 0, count: 1e9, columns };
    assert.equal((await line.request('dataRows', good)).rows.length, 4);
    assert.deepEqual((await line.request('dataRows', { ...good, from: 1e9 })).rows, []);
    for (const bad of [{ from: -1 }, { from: NaN }, { count: -5 }, { count: 0.5 }, { columns: { from: -2, count: 3 } }])
      await rejectsWith(line.request('dataRows', { ...good, ...bad }), /0 or more rows and columns/);
    for (const row of [-1, 4, NaN, 0.5]) await rejectsWith(line.request('dataPlace', { row }), /There is no row/);
  });

  it('a look that is replaced, or cancelled, ends with a sentence', async () => {
    const { line } = start();
    const slow = { data: { source: 'builtin:digits', samples: 3000 } };
    const first = rejectsWith(line.request('lookAtData', params(slow)), /cancelled/);
    const second = line.request('lookAtData', params({ data: 'builtin:xor' }));
    await first;
    assert.equal((await second).rows, 4);
    const third = rejectsWith(line.request('lookAtData', params(slow)), /cancelled/);
    line.emit('cancel', {});
    await third;
  });

  it('pauses, steps, resumes, resets and stops', async () => {
    const { line, ended } = start();
    await line.request('prepare', params(endless));
    await line.request('train', {});
    const paused = await line.request('pause', {});
    const still = await line.request('pause', {});
    assert.equal(still.iteration, paused.iteration);
    const told: EngineEvents['progress'][] = [];
    line.on('progress', (progress) => told.push(progress));
    const stepped = await line.request('step', { unit: 'iteration', count: 7 });
    assert.equal(stepped.iteration, paused.iteration + 7);
    assert.equal(told.at(-1)?.iteration, stepped.iteration, 'who steps is told the cost of that update');
    assert.ok(Number.isFinite(told.at(-1)?.loss));
    await line.request('train', {});
    assert.equal((await line.request('reset', {})).iteration, 0);
    await line.request('step', { unit: 'epoch', count: 2 });
    const end = await line.request('stop', {});
    assert.equal(end.reason, 'stopped');
    assert.equal(end.position.iteration, 2);
    assert.deepEqual(await ended, end);
    assert.ok(fs.existsSync(end.weights!));
  });

  it('answers a sample, a tensor, a gradient check, an evaluation and an export while training', async () => {
    const { line } = start();
    await line.request('prepare', params(endless));
    await line.request('train', {});
    const sample = await line.request('sample', { split: 'train', pick: { kind: 'index', index: 2 } });
    assert.equal(sample.index, 2);
    assert.deepEqual(
      sample.activations.map((a) => a.name),
      ['dense_1.z', 'dense_1.a', 'dense_2.z', 'dense_2.a'],
    );
    const tensor = await line.request('tensor', { name: 'dense_1.weight', aspect: 'gradient' });
    assert.deepEqual([tensor.shape, tensor.values.length], [[4, 2], 8]);
    assert.ok((await line.request('gradcheck', { samples: 4 })).passed);
    assert.equal(typeof (await line.request('evaluate', { split: 'train' })).values['loss'], 'number');
    for (const format of ['safetensors', 'npz', 'json', 'csv', 'predict.py', 'predict.js']) {
      const { files } = await line.request('export', { format });
      assert.ok(files.length > 0 && files[0]!.bytes.length > 0, format);
    }
  });

  it('sends frames only against credits, and each in a buffer of its own', async () => {
    const { line, frames } = start();
    await line.request('prepare', params(endless));
    await line.request('watch', {
      items: [
        { tensor: 'dense_1.weight', aspect: 'weight' },
        { tensor: 'dense_1.bias', aspect: 'update' },
      ],
    });
    await line.request('train', {});
    await sleep(200);
    assert.equal(frames.length, 0);
    line.emit('credit', { frames: 2 });
    await waitUntil(() => frames.length === 2);
    await sleep(200);
    assert.equal(frames.length, 2);
    const frame = unpackFrame(frames[1]!);
    assert.deepEqual(
      frame.tensors.map((t) => [t.tensor, t.aspect]),
      [
        ['dense_1.weight', 'weight'],
        ['dense_1.bias', 'update'],
      ],
    );
    assert.equal(frame.cells[0]!.length, 8);
    await line.request('pause', {});
    line.emit('credit', { frames: 5 });
    await waitUntil(() => frames.length === 3);
    await sleep(200);
    assert.equal(frames.length, 3, 'while paused the last state is shown once');
  });

  it('gives a sentence for every request that makes no sense, in any state', async () => {
    const { line, ended } = start();
    await rejectsWith(line.request('train', {}), /Nothing is prepared/);
    await rejectsWith(line.request('stop', {}), /Nothing is prepared/);
    await rejectsWith(line.request('sample', { split: 'train', pick: { kind: 'random' } }), /Nothing is prepared/);
    await line.request('prepare', params(xor));
    await rejectsWith(line.request('tensor', { name: 'nope', aspect: 'weight' }), /no tensor "nope".*dense_1\.weight/);
    await rejectsWith(line.request('tensor', { name: 'dense_1.weight', aspect: 'update' }), /no update yet/);
    await rejectsWith(line.request('sample', { split: 'test', pick: { kind: 'random' } }), /no test rows/);
    await rejectsWith(line.request('sample', { split: 'train', pick: { kind: 'index', index: 4 } }), /numbered 0 to 3/);
    await rejectsWith(line.request('export', { format: 'pickle' }), /no export format "pickle".*safetensors/);
    await rejectsWith(line.request('step', { unit: 'epoch', count: 0 }), /1 or more epochs/);
    await rejectsWith(line.request('gradcheck', { samples: 0 }), /1 or more samples/);
    await rejectsWith(line.request('evaluate', { split: 'validation' }), /no validation rows/);
    await line.request('train', {});
    await ended;
    await rejectsWith(line.request('train', {}), /The run is finished\. Reset it/);
    await rejectsWith(line.request('pause', {}), /The run is finished/);
    await rejectsWith(line.request('step', { unit: 'epoch', count: 1 }), /The run is finished/);
    assert.equal((await line.request('stop', {})).reason, 'finished');
    await line.request('sample', { split: 'train', pick: { kind: 'worst' } });
  });

  it('says where a spec or its data are wrong', async () => {
    const { line } = start();
    const failure = async (spec: object | string): Promise<{ message: string; where?: { path?: unknown } }> => {
      try {
        await line.request('prepare', params(spec));
      } catch (error) {
        return (error as { wire: { message: string; where?: { path?: unknown } } }).wire;
      }
      return assert.fail('prepared');
    };
    const unknown = await failure({ ...xor, loss: 'binary_crossentropi' });
    assert.deepEqual(unknown.where?.path, ['loss']);
    const shapes = await failure({ ...xor, network: [{ type: 'dense', units: 3, activation: 'sigmoid' }] });
    assert.deepEqual((shapes.where?.path as unknown[])?.[0], 'network');
    const missing = await failure({ ...xor, data: { source: 'nowhere.csv' } });
    assert.deepEqual((missing.where?.path as unknown[])?.[0], 'data');
    assert.match(missing.message, /nowhere\.csv/);
    const weights = await failure({ ...xor, initialWeights: 'none.npz' });
    assert.deepEqual(weights.where?.path, ['initialWeights']);
    const memory = await failure({
      ...xor,
      network: [
        { type: 'dense', units: 4e9 },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
    });
    assert.match(memory.message, /memory/);
  });

  it('a killed worker leaves a checkpoint from which the run goes on to the same weights', async () => {
    const long = { ...xor, training: { ...xor.training, iterations: 120_000, logEvery: 1000, optimizer: 'adam' } };
    const first = start();
    const wanted = params(long);
    const { run } = await first.line.request('prepare', wanted);
    await first.line.request('step', { unit: 'iteration', count: 5000 });
    await waitUntil(() => openRun(run!).record.position?.iteration === 5000);
    await first.line.request('train', {});
    await waitUntil(() => openRun(run!).metrics().length > 10);
    await first.worker.terminate();
    assert.ok(openRun(run!).metrics().length > 6);

    const second = start();
    const again = await second.line.request('prepare', { ...wanted, resume: run! });
    assert.equal(again.position.iteration, 5000);
    assert.equal(openRun(run!).metrics().length, 5, 'points after the checkpoint are forgotten');
    await second.line.request('train', {});
    await second.ended;

    const third = start();
    const fresh = await third.line.request('prepare', params(long));
    await third.line.request('train', {});
    await third.ended;
    const bytes = (folder: string): Buffer[] =>
      openRun(folder)
        .readWeights()
        .tensors.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    assert.deepEqual(bytes(run!), bytes(fresh.run!));
    const numbers = (folder: string): unknown[] =>
      openRun(folder)
        .metrics()
        .map((p) => [p.index, p.iteration, p.values]);
    assert.deepEqual(numbers(run!), numbers(fresh.run!));
  });

  it('writes the exports of the spec, and leaves alone a file that it did not write', async () => {
    const spec = {
      ...xor,
      export: [
        { format: 'npz', path: 'out/weights.npz' },
        { format: 'json', path: 'mine.json' },
      ],
    };
    const wanted = params(spec);
    const folder = path.dirname(wanted.file);
    fs.writeFileSync(path.join(folder, 'mine.json'), 'precious');
    for (let turn = 0; turn < 2; turn++) {
      const { line, ended, worker } = start();
      await line.request('prepare', wanted);
      await line.request('train', {});
      await ended;
      await worker.terminate();
    }
    assert.equal(fs.readFileSync(path.join(folder, 'mine.json'), 'utf8'), 'precious');
    assert.deepEqual(
      fs
        .readdirSync(folder)
        .filter((f) => f.endsWith('.json'))
        .sort(),
      ['mine-2.json', 'mine.json'],
    );
    assert.deepEqual(fs.readdirSync(path.join(folder, 'out')), ['weights.npz']);
  });

  it('a run that is reset while its exports are written stands at its beginning, and no end of it is told after that', async () => {
    const { line, worker } = start();
    const many = Array.from({ length: 40 }, (_, i) => ({ format: 'csv', path: `out/${i}.csv` }));
    await line.request('prepare', params({ ...xor, export: many }));
    const told: string[] = [];
    line.on('end', () => void told.push('end'));
    const finished = new Promise<void>((resolve) => {
      line.on('state', ({ state }) => state === 'finished' && resolve());
    });
    let written = 0;
    line.on('log', ({ message }) => void (written += message.startsWith('Wrote') ? 1 : 0));
    await line.request('train', {});
    await finished;
    assert.equal((await line.request('reset', {})).iteration, 0);
    told.push('reset');
    await waitUntil(() => written === many.length);
    await line.request('pause', {}); // whatever was said before has come
    await worker.terminate();
    assert.equal(told.at(-1), 'reset', told.join());
  });

  it('a run whose folder is deleted while it trains goes on, and is kept all the same', async () => {
    const { line, events, ended, logs } = start();
    const spec = { ...xor, training: { ...xor.training, iterations: 1e9, logEvery: 20_000 } };
    const { run } = await line.request('prepare', params(spec));
    await line.request('train', {});
    await waitUntil(() => openRun(run!).metrics().length > 2);
    // It is written to meanwhile: moved first, so that nothing new comes into what is deleted.
    const [all, gone] = [path.dirname(path.dirname(run!)), `${path.dirname(path.dirname(run!))}.gone`];
    fs.renameSync(all, gone);
    fs.rmSync(gone, { recursive: true, maxRetries: 20, retryDelay: 5 });
    await waitUntil(() => fs.existsSync(path.join(run!, 'metrics.csv')));
    await line.request('stop', {});
    await ended;
    assert.ok(!events.includes('failed'), events.join(' '));
    const kept = openRun(run!);
    assert.deepEqual(
      kept
        .metrics()
        .slice(0, 2)
        .map((p) => p.iteration),
      [0, 20_000],
      'from its beginning',
    );
    assert.equal(kept.record.reason, 'stopped');
    assert.ok(kept.specText().includes('XOR') && kept.readWeights().tensors.length === 4);
    assert.match(logs.join('\n'), /was deleted while its run goes on/);
  });

  it('a disk that refuses pauses the run, with the reason; put right, it goes on and no point is missing', async () => {
    const { line, ended } = start();
    const pauses: string[] = [];
    line.on('state', ({ state, message }) => void (state === 'paused' && message && pauses.push(message)));
    const spec = { ...xor, training: { ...xor.training, iterations: 1e9, logEvery: 20_000 } };
    const { run } = await line.request('prepare', params(spec));
    await line.request('train', {});
    const metrics = path.join(run!, 'metrics.csv');
    await waitUntil(() => openRun(run!).metrics().length > 2);
    fs.renameSync(metrics, `${metrics}.away`);
    fs.mkdirSync(metrics); // root writes what is read-only, but nobody writes into a folder
    await waitUntil(() => pauses.length > 0);
    assert.match(pauses[0]!, /cannot be kept in .*: a folder is in the way of a file\. .* is in memory/);
    fs.rmdirSync(metrics);
    fs.renameSync(`${metrics}.away`, metrics);
    const before = openRun(run!).metrics().length;
    await line.request('train', {});
    await waitUntil(() => openRun(run!).metrics().length > before + 2);
    await line.request('stop', {});
    await ended;
    const iterations = openRun(run!)
      .metrics()
      .map((p) => p.iteration);
    iterations.slice(0, -1).forEach((iteration, i) => assert.equal(iteration, i * 20_000));
  });

  it('a run that was never begun leaves no folder behind', async () => {
    const { line } = start();
    const { run } = await line.request('prepare', params(xor));
    assert.ok(fs.existsSync(run!));
    await line.request('dispose', {});
    assert.ok(!fs.existsSync(run!));
  });

  it('training with frames and questions for 3 seconds keeps its memory (less than 40 MB more)', async () => {
    const { line, frames } = start();
    await line.request('prepare', params(endless));
    await line.request('watch', { items: [{ tensor: 'dense_1.weight', aspect: 'update' }] });
    await line.request('train', {});
    const busy = async (ms: number): Promise<void> => {
      for (const start = Date.now(); Date.now() - start < ms;) {
        line.emit('credit', { frames: 1 });
        await line.request('sample', { split: 'train', pick: { kind: 'worst' } });
        await sleep(5);
      }
    };
    await busy(800);
    const before = process.memoryUsage().rss;
    frames.length = 0;
    await busy(3000);
    frames.length = 0;
    const grown = (process.memoryUsage().rss - before) / 1e6;
    assert.ok(grown < 40, `${grown.toFixed(0)} MB more`);
  });
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function waitUntil(true_: () => boolean): Promise<void> {
  for (let i = 0; !true_(); i++) {
    assert.ok(i < 400, 'waited in vain');
    await sleep(25);
  }
}
