// A kept run is opened to be looked into, by the real worker: everything can be asked, and nothing is changed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { openRun } from '../../src/files/runs';
import { EngineLink } from '../../src/host/engineLink';
import { startEngineWorker } from '../../src/host/engineProcess';
import type { PrepareParams, RunEnd } from '../../src/protocol/engine';
import { freshFolder } from '../files/folder';
import { buildEngine } from '../webview/harness/real';
import { rejectsWith } from './help';

const cups = `heat,minutes,good\n${Array.from({ length: 40 }, (_, i) => `${180 + i},${9 + ((i * 7) % 13)},${(i * 7) % 13 > 5 ? 'yes' : 'no'}`).join('\n')}\n`;

const spec = (epochs: number) => ({
  name: 'cups',
  data: { source: 'cups.csv', target: 'good', scale: 'standard', split: { test: 0.25 } },
  network: [
    { type: 'dense', units: 4, activation: 'tanh' },
    { type: 'batch_norm' },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ],
  loss: 'binary_crossentropy',
  training: { optimizer: 'adam', batchSize: 8, epochs },
});

describe('A kept run that is looked into', function () {
  this.timeout(30_000);
  const links: EngineLink[] = [];
  // Before the folder goes that they write into.
  afterEach(async () => {
    for (const link of links.splice(0)) await link.kill('over');
  });
  const home = freshFolder();
  let script: string;

  before(async () => {
    const folder = fs.mkdtempSync(path.join(tmpdir(), 'nnspec-engine-'));
    script = path.join(folder, 'engine.js');
    await buildEngine(script);
    for (const file of ['kernels-strict.wasm', 'kernels-relaxed.wasm'])
      fs.copyFileSync(path.join(__dirname, '../../dist', file), path.join(folder, file));
  });
  after(() => fs.rmSync(path.dirname(script), { recursive: true, force: true }));
  beforeEach(() => fs.writeFileSync(path.join(home(), 'cups.csv'), cups));

  function start(): EngineLink {
    const link = new EngineLink(startEngineWorker(script), { consent: () => false }, () => undefined);
    links.push(link);
    return link;
  }

  const params = (text: string): PrepareParams => ({
    text,
    file: path.join(home(), 'cups.nnspec'),
    workspace: home(),
    datasetFolders: [],
    datasetCache: path.join(home(), 'cache'),
  });

  /** Trains a run to its end, or to `until` where that stops it. */
  async function train(link: EngineLink, set?: PrepareParams['set']): Promise<RunEnd> {
    const ended = new Promise<RunEnd>((resolve) => link.channel.on('end', resolve));
    const runsFolder = path.join(home(), '.nnspec', 'runs');
    await link.request('prepare', { ...params(JSON.stringify(spec(40))), runsFolder, ...(set ? { set } : {}) });
    await link.request('train', {});
    return ended;
  }

  const lookInto = (link: EngineLink, folder: string) =>
    link.request('prepare', { ...params(openRun(folder).specText()), lookInto: folder });

  /** Names, sizes and times of everything below a folder. */
  const listing = (folder: string): string[] =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const { size, mtimeMs, ctimeMs } = fs.statSync(path.join(folder, name));
        return `${name} ${size} ${mtimeMs} ${ctimeMs}`;
      });

  it('has its own network, position, end and weights, bit by bit, and writes nothing', async () => {
    const first = start();
    const end = await train(first, [['network.0.units', '5']]);
    const starts = await first.request('tensor', { name: 'dense_1.weight', aspect: 'start' });
    const sample = await first.request('sample', { split: 'test', pick: { kind: 'index', index: 2 } });
    const outcomes = await first.request('outcomes', { split: 'test' });
    const exported = await first.request('export', { format: 'safetensors' });
    await first.kill('seen');
    const folder = end.run!;
    const before = listing(home());

    const link = start();
    const { model, data, position, run, end: told } = await lookInto(link, folder);
    assert.deepEqual([run, told, position], [folder, { ...end, classes: data.classes }, end.position]);
    assert.deepEqual([model.layers[0]!.outputShape, data.splits.test], [[5], 10]);
    for (const { name, data: numbers } of openRun(folder).readWeights().tensors)
      assert.deepEqual((await link.request('tensor', { name, aspect: 'weight' })).values, numbers, name);
    assert.deepEqual(await link.request('tensor', { name: 'dense_1.weight', aspect: 'start' }), starts);
    const { batchGradients: _, ...pure } = sample;
    assert.deepEqual(await link.request('sample', { split: 'test', pick: { kind: 'index', index: 2 } }), pure);
    assert.deepEqual(await link.request('outcomes', { split: 'test' }), outcomes);
    assert.deepEqual(await link.request('export', { format: 'safetensors' }), exported);
    assert.deepEqual(await link.request('evaluate', { split: 'test' }), end.splits.test);
    assert.equal((await link.request('gradcheck', { samples: 2 })).passed, true);
    assert.equal((await link.request('predict', { inputs: new Float32Array(6) })).rows, 3);
    const frame = new Promise((resolve) => link.channel.on('frame', resolve));
    await link.request('watch', { items: [{ tensor: 'dense_1.weight', aspect: 'weight' }] });
    link.channel.emit('credit', { frames: 1 });
    await frame;
    await rejectsWith(link.request('train', {}), /kept run, open to be looked into/);
    await rejectsWith(link.request('step', { unit: 'iteration', count: 1 }), /kept run/);
    await rejectsWith(link.request('reset', {}), /kept run/);
    await rejectsWith(link.request('stop', {}), /kept run/);
    await link.request('dispose', {});
    assert.deepEqual(listing(home()), before);
  });

  it('is shown as its checkpoint has it while another worker trains it on, which notices nothing', async () => {
    const first = start();
    const runsFolder = path.join(home(), '.nnspec', 'runs');
    const { run } = await first.request('prepare', { ...params(JSON.stringify(spec(1e6))), runsFolder });
    await first.request('step', { unit: 'iteration', count: 9 });
    while (openRun(run!).record.position?.iteration !== 9) await new Promise((resolve) => setTimeout(resolve, 20));
    await first.request('train', {});
    const link = start();
    const { position, end } = await lookInto(link, run!);
    assert.deepEqual([position.iteration, end], [9, undefined]);
    const kept = openRun(run!)
      .readCheckpoint()
      .tensors.find(({ name }) => name === 'dense_2.weight')!;
    assert.deepEqual((await link.request('tensor', { name: 'dense_2.weight', aspect: 'weight' })).values, kept.data);
    await link.request('dispose', {});
    assert.ok(fs.existsSync(path.join(run!, 'lock')));
    assert.ok((await first.request('pause', {})).iteration > 9);
  });

  it('whose record is damaged has what is whole of it; with a pipe for its weights it is refused at once', async () => {
    const first = start();
    const { run, position } = await train(first);
    await first.kill('seen');
    const [record, weights] = ['run.json', 'weights.safetensors'].map((name) => path.join(run!, name)) as [
      string,
      string,
    ];
    const whole = JSON.parse(fs.readFileSync(record, 'utf8')) as object;
    const link = start();
    for (const damage of [{ splits: null }, { splits: 5 }, { set: 5 }, { set: [null] }]) {
      fs.writeFileSync(record, JSON.stringify({ ...whole, ...damage }));
      assert.deepEqual((await lookInto(link, run!)).position, position);
    }
    if (process.platform === 'win32') return;
    fs.rmSync(weights);
    execFileSync('mkfifo', [weights]);
    await rejectsWith(lookInto(link, run!), /weights\.safetensors cannot be read: this is a pipe or a device\./);
    const text = openRun(run!).specText();
    fs.rmSync(record);
    execFileSync('mkfifo', [record]);
    await rejectsWith(link.request('prepare', { ...params(text), lookInto: run! }), /run\.json cannot be read/);
  });

  it('takes its checkpoint where its weights file is gone; without both it says so', async () => {
    const first = start();
    const { run, position } = await train(first);
    const weights = path.join(run!, 'weights.safetensors');
    const name = 'dense_1.weight';
    const { values } = await first.request('tensor', { name, aspect: 'weight' });
    fs.rmSync(weights);
    const link = start();
    assert.deepEqual((await lookInto(link, run!)).position, position);
    assert.deepEqual((await link.request('tensor', { name, aspect: 'weight' })).values, values);
    fs.rmSync(path.join(run!, 'checkpoint.safetensors'));
    await rejectsWith(lookInto(link, run!), /has neither weights nor a checkpoint/);
    await rejectsWith(link.request('sample', { split: 'train', pick: { kind: 'random' } }), /Nothing is prepared/);
  });

  it('says in a sentence what is wrong with its weights or its data', async () => {
    const link = start();
    const { run } = await train(start());
    const weights = path.join(run!, 'weights.safetensors');
    const whole = fs.readFileSync(weights);
    fs.writeFileSync(weights, whole.subarray(0, whole.length - 5));
    await rejectsWith(lookInto(link, run!), /weights\.safetensors: .+\./);
    fs.writeFileSync(weights, whole);
    const text = openRun(run!).specText();
    const wider = text.replace('"units":4', '"units":7');
    assert.notEqual(wider, text);
    await rejectsWith(
      link.request('prepare', { ...params(wider), lookInto: run! }),
      /weights file does not fit this network: "dense_1\.weight" is \[4, 2\] there but \[7, 2\]/,
    );
    fs.appendFileSync(path.join(home(), 'cups.csv'), '200,10,no\n');
    await rejectsWith(lookInto(link, run!), /data has changed since this run was trained on it \(cups\.csv\)/);
    fs.rmSync(path.join(home(), 'cups.csv'));
    await rejectsWith(lookInto(link, run!), /cups\.csv does not exist/);
    fs.writeFileSync(path.join(home(), 'cups.csv'), cups);
    assert.equal((await lookInto(link, run!)).end?.reason, 'finished');
  });

  it('that was stopped stands where it ended; its first weights are not told where a file gave them', async () => {
    const first = start();
    const donor = await train(first);
    fs.copyFileSync(donor.weights!, path.join(home(), 'donor.safetensors'));
    const text = JSON.stringify({ ...spec(1e6), initialWeights: 'donor.safetensors' });
    const runsFolder = path.join(home(), '.nnspec', 'runs');
    const { run } = await first.request('prepare', { ...params(text), runsFolder });
    await first.request('step', { unit: 'epoch', count: 1 });
    const stopped = await first.request('stop', {});
    fs.rmSync(path.join(home(), 'donor.safetensors'));
    const link = start();
    const { end, data } = await lookInto(link, run!);
    assert.deepEqual(data.classes, ['no', 'yes']);
    assert.deepEqual(end, { ...stopped, classes: data.classes });
    await rejectsWith(
      link.request('tensor', { name: 'dense_1.weight', aspect: 'start' }),
      /first weights of this run came from donor\.safetensors/,
    );
  });
});
