import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { identifyingReader } from '../../src/files/identity';
import { createRun, createRunAt, folderName, listRuns, openRun, runsFolderOf, type NewRun } from '../../src/files/runs';
import type { MetricsPoint } from '../../src/protocol/engine';
import { UserError } from '../../src/spec/problem';
import type { DataSpec } from '../../src/spec/spec';

const point = (index: number, values: Record<string, number>, split: 'train' | 'test' = 'train'): MetricsPoint => ({
  index,
  iteration: index * 10,
  epoch: index / 3,
  split,
  values,
  learningRate: 0.1,
  seconds: 0.5 * index,
});

describe('the folder of a run', () => {
  let folder: string;
  let specFile: string;
  let runs: string;
  const now = new Date('2025-03-04T05:06:07.890Z');
  const about = (more: Partial<NewRun> = {}): NewRun => ({
    name: 'xor',
    specFile,
    specText: '{ }',
    seed: 7,
    now,
    ...more,
  });
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-runs-'));
    specFile = path.join(folder, 'xor.nnspec');
    runs = runsFolderOf(specFile);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('a checkpoint that no one could read again is refused with its size and a way out', () => {
    const data = new Float32Array(1);
    Object.defineProperty(data, 'byteLength', { value: 1.2e9 });
    const tensors = [1, 2].map((n) => ({ name: `dense_${n}.weight`, shape: [1], data }));
    const run = createRun(about(), runs);
    assert.throws(() => run.writeCheckpoint({ tensors, metadata: {} }), (e) => e instanceof UserError && /takes 2\.4 GB; .*Use fewer units/.test(e.message)); // prettier-ignore
  });

  it('is .nnspec/runs/<spec name>/<time>-<seed> beside the spec, and kept out of git', () => {
    const run = createRun(about(), runs);
    assert.equal(run.folder, path.join(folder, '.nnspec', 'runs', 'xor', '2025-03-04T05-06-07Z-7'));
    assert.deepEqual(fs.readdirSync(run.folder).sort(), ['lock', 'run.json', 'spec.nnspec']);
    run.release();
    assert.deepEqual(fs.readdirSync(run.folder).sort(), ['run.json', 'spec.nnspec']);
    assert.equal(fs.readFileSync(path.join(folder, '.nnspec', '.gitignore'), 'utf8'), '*\n');
    assert.equal(openRun(run.folder).specText(), '{ }');
    assert.equal(openRun(run.folder).record.seed, 7);
  });

  it('leaves a .gitignore of the user as it is', () => {
    fs.mkdirSync(path.join(folder, '.nnspec'));
    fs.writeFileSync(path.join(folder, '.nnspec', '.gitignore'), '# mine\n');
    createRun(about(), runs);
    assert.equal(fs.readFileSync(path.join(folder, '.nnspec', '.gitignore'), 'utf8'), '# mine\n');
  });

  it('never shares a folder with another run of the same second and seed', () => {
    const folders = [1, 2, 3].map(() => path.basename(createRun(about(), runs).folder));
    assert.deepEqual(folders, ['2025-03-04T05-06-07Z-7', '2025-03-04T05-06-07Z-7-2', '2025-03-04T05-06-07Z-7-3']);
  });

  it('has a name that every file system takes', () => {
    const names = ['xor', 'a/b\\c', '..', '', 'CON', 'nul.txt', 'Ünï 1', 'a\nb', '.hidden', 'x'.repeat(300)];
    const safe = ['xor', 'a_b_c', 'unnamed', 'unnamed', 'CON_', 'nul.txt_', 'Ünï 1', 'a_b', 'hidden', 'x'.repeat(80)];
    assert.deepEqual(names.map(folderName), safe);
  });

  it('lists runs newest first and passes over what is none', () => {
    const old = createRun(about(), runs);
    const young = createRun(about({ now: new Date('2025-04-01T00:00:00Z') }), runs);
    createRun(about({ name: 'other' }), runs);
    fs.mkdirSync(path.join(runs, 'xor', 'rubbish'));
    fs.mkdirSync(path.join(runs, 'xor', 'broken'));
    fs.writeFileSync(path.join(runs, 'xor', 'broken', 'run.json'), '{');
    assert.deepEqual(
      listRuns(runs, 'xor').map((r) => r.folder),
      [young.folder, old.folder],
    );
    assert.deepEqual(listRuns(runs, 'none'), []);
  });

  it('keeps metrics as a CSV that reads back, with NaN and ∞, and with metrics that come later', () => {
    const run = createRun(about(), runs);
    const points = [
      point(0, { loss: 0.1 + 0.2 }),
      point(1, { loss: NaN, accuracy: 0.5 }),
      point(2, { loss: Infinity, accuracy: 1 }, 'test'),
    ];
    for (const p of points) run.appendMetrics([p]);
    run.appendMetrics([]);
    assert.deepEqual(openRun(run.folder).metrics(), points);
    const lines = fs.readFileSync(run.file('metrics'), 'utf8').split('\n');
    assert.equal(lines[0], 'iteration,epoch,split,learning_rate,seconds,loss,accuracy');
    assert.equal(lines.length, 5);
  });

  it('forgets, before it goes on, what was written after the checkpoint, and a line cut off by a kill', () => {
    const run = createRun(about(), runs);
    run.appendMetrics([0, 1, 2, 3].map((i) => point(i, { loss: i })));
    fs.appendFileSync(run.file('metrics'), '40,1.3,tra');
    const again = openRun(run.folder);
    again.keepMetrics(2);
    again.appendMetrics([point(2, { loss: 20 })]);
    assert.deepEqual(
      again.metrics().map((p) => p.values['loss']),
      [0, 1, 20],
    );
  });

  it('replaces a checkpoint as a whole, and gives it back bit by bit', () => {
    const run = createRun(about(), runs);
    for (const v of [1, 2]) {
      const tensors = [{ name: 'w', shape: [2], data: Float32Array.of(v, NaN) }];
      run.writeCheckpoint({ tensors, metadata: { iteration: String(v) } });
      assert.deepEqual(openRun(run.folder).readCheckpoint(), { tensors, metadata: { iteration: String(v) } });
    }
    run.release();
    assert.deepEqual(fs.readdirSync(run.folder).sort(), ['checkpoint.safetensors', 'run.json', 'spec.nnspec']);
  });

  it('says so in a sentence when there is no run, no checkpoint, or a broken one', () => {
    const says = (act: () => unknown, sentence: RegExp) =>
      assert.throws(act, (e) => e instanceof UserError && sentence.test(e.message));
    says(() => openRun(folder), /is not a run's folder: it has no run\.json/);
    const run = createRun(about(), runs);
    says(() => run.readCheckpoint(), /has no checkpoint to go on from/);
    fs.writeFileSync(run.file('checkpoint'), 'rubbish rubbish');
    says(() => run.readCheckpoint(), /checkpoint\.safetensors: not a safetensors file/);
    fs.writeFileSync(run.file('record'), '{"version":2}');
    says(() => openRun(run.folder), /cannot be read as the record of a run/);
  });

  it('says so in a sentence when nothing can be written there', () => {
    fs.writeFileSync(path.join(folder, '.nnspec'), 'a file');
    assert.throws(
      () => createRun(about(), runs),
      (e) => e instanceof UserError && /cannot be kept in .*: a part of the path is a file/.test(e.message),
    );
  });

  it('sits in exactly the folder that the user names; a run that was there moves aside whole', () => {
    const out = path.join(folder, 'out');
    const first = createRunAt(about(), out);
    first.appendMetrics([point(0, { loss: 1 })]);
    fs.writeFileSync(path.join(out, 'mine.txt'), 'mine');
    const second = createRunAt(about({ seed: 8 }), out);
    assert.equal(second.folder, out);
    second.release();
    assert.deepEqual(second.metrics(), []);
    assert.deepEqual(fs.readdirSync(out).sort(), ['2025-03-04T05-06-07Z-7', 'mine.txt', 'run.json', 'spec.nnspec']);
    assert.equal(openRun(path.join(out, '2025-03-04T05-06-07Z-7')).metrics().length, 1);
  });

  it('knows its data by the spec and every byte that was read', async () => {
    const data = { source: 'a.csv' } as DataSpec;
    const identity = async (bytes: number[], spec = data) => {
      const reader = identifyingReader({
        read: () => Promise.resolve(Uint8Array.from(bytes)),
        dataset: () => Promise.reject(new Error('not asked for')),
      });
      await reader.read('a.csv');
      return reader.identity(spec);
    };
    assert.match(await identity([1, 2]), /^sha256:[0-9a-f]{64}$/);
    assert.equal(await identity([1, 2]), await identity([1, 2]));
    assert.notEqual(await identity([1, 2]), await identity([1, 3]));
    assert.notEqual(await identity([1, 2]), await identity([1, 2], { source: 'b.csv' } as DataSpec));
  });
});
