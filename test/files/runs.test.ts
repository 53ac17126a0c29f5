import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { comparedSpecs } from '../../src/files/comparedSpecs';
import { identifyingReader } from '../../src/files/identity';
import { keptNetwork } from '../../src/files/keptNetwork';
import { pointsIn } from '../../src/files/metricsCsv';
import { RunIndex } from '../../src/files/runIndex';
import { holderOf } from '../../src/files/runLock';
import { orSentence } from '../../src/files/runRefusals';
import {
  createRun,
  createRunAt,
  folderName,
  listRuns,
  openRun,
  removableRuns,
  runsFolderOf,
  type NewRun,
} from '../../src/files/runs';
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

  it('keeps the title and the pin that the user gives it while it is trained, until they are taken away', () => {
    const run = createRun(about(), runs);
    openRun(run.folder).mark({ title: 'wide', pinned: true });
    run.update({ state: 'running', seconds: 3 });
    const { title, pinned, seconds } = openRun(run.folder).record;
    assert.deepEqual([title, pinned, seconds], ['wide', true, 3]);
    openRun(run.folder).mark({ title: undefined });
    run.update({ seconds: 4 });
    assert.deepEqual([openRun(run.folder).record.title, openRun(run.folder).record.pinned], [undefined, true]);
    openRun(run.folder).mark({ pinned: undefined });
    assert.equal('pinned' in openRun(run.folder).record, false);
  });

  it('that ends while the user renames it loses neither its end nor its name', () => {
    const run = createRun(about(), runs);
    run.update({ state: 'running' });
    const renaming = openRun(run.folder); // read before the end, written after it
    run.update({ state: 'finished', reason: 'finished', seconds: 5 });
    renaming.mark({ title: 'wide' });
    run.update({ seconds: 6 }); // by who never saw the name
    const { state, reason, title, seconds } = openRun(run.folder).record;
    assert.deepEqual([state, reason, title, seconds], ['finished', 'finished', 'wide', 6]);
  });

  it('of another process that ends while one looks at it is never taken for interrupted', async () => {
    const run = createRun(about(), runs);
    run.update({ state: 'running' });
    const index = new RunIndex();
    const [seen] = await index.list(runs, 'xor');
    const endsNow = (): undefined => {
      run.update({ state: 'finished', reason: 'finished' });
      run.release();
      return undefined;
    };
    const after = await index.look(seen!, endsNow);
    assert.deepEqual([after.run.record.reason, after.elsewhere], ['finished', false]);
    const lockFirst = await index.look(seen!, () => 1);
    assert.deepEqual([lockFirst.run.record.reason, lockFirst.elsewhere], ['finished', false]);
  });

  it('knows, when it is taken to go on, what the process before recorded last', () => {
    const before = createRun(about(), runs);
    const next = openRun(before.folder);
    before.update({ state: 'stopped', reason: 'stopped', seconds: 9 });
    before.release();
    next.hold();
    assert.deepEqual([next.record.reason, next.record.seconds], ['stopped', 9]);
    next.begin();
    assert.deepEqual([openRun(next.folder).record.seconds, openRun(next.folder).record.reason], [9, undefined]);
  });

  it('that goes on after an end forgets it: killed then, it is no ended run', () => {
    const run = createRun(about(), runs);
    run.update({ state: 'stopped', reason: 'stopped', message: 'why', splits: { train: { values: { loss: 1 } } } });
    run.begin();
    const { state, reason, message, splits } = openRun(run.folder).record;
    assert.deepEqual([state, reason, message, splits], ['running', undefined, undefined, {}]);
  });

  it('is removed when it is beyond the number to keep, unless it is pinned (which does not count) or in use', () => {
    const made = [1, 2, 3, 4, 5].map((day) => createRun(about({ now: new Date(Date.UTC(2025, 0, day)) }), runs));
    made[0]!.mark({ pinned: true });
    made[4]!.mark({ pinned: true });
    const removed = (keep: number, used: readonly number[] = []) =>
      removableRuns(listRuns(runs, 'xor'), keep, (one) => used.some((i) => made[i]!.folder === one)).map(({ folder }) =>
        made.findIndex((one) => one.folder === folder),
      );
    assert.deepEqual(removed(1), [2, 1]);
    assert.deepEqual(removed(1, [2]), [1]);
    assert.deepEqual(removed(3), []);
    assert.deepEqual(removed(0), [], '0 keeps all');
  });

  it('is listed from its run.json, which is read again only when it has changed', async () => {
    const index = new RunIndex();
    const old = createRun(about(), runs);
    const young = createRun(about({ now: new Date('2025-04-01T00:00:00Z') }), runs);
    fs.mkdirSync(path.join(runs, 'xor', 'rubbish'));
    const first = await index.list(runs, 'xor');
    assert.deepEqual(first.map((run) => run.folder), [young.folder, old.folder]); // prettier-ignore
    young.update({ seconds: 5 });
    const second = await index.list(runs, 'xor');
    assert.equal(second[1], first[1], 'unchanged: the same object');
    assert.deepEqual([second[0]!.record.seconds, first[0]!.record.seconds], [5, 0]);
    fs.rmSync(young.folder, { recursive: true });
    assert.deepEqual((await index.list(runs, 'xor')).map((run) => run.folder), [old.folder]); // prettier-ignore
    assert.equal(await index.read(young.folder), undefined);
    assert.deepEqual(await index.list(runs, 'none'), []);
  });

  it("is nobody's when its lock is from before the machine started, although a process has that number now", () => {
    const run = createRun(about(), runs);
    const lock = path.join(run.folder, 'lock');
    fs.writeFileSync(lock, `${process.ppid}\n`); // lives, and is not this process
    assert.equal(holderOf(run.folder), process.ppid);
    const before = new Date(Date.now() - os.uptime() * 1000 - 3_600_000);
    fs.utimesSync(lock, before, before);
    assert.equal(holderOf(run.folder), undefined);
  });

  it('gives its network to export: of its end, or of the checkpoint without what only training needs', () => {
    const run = createRun(about(), runs);
    const preprocessing = {
      inputs: { kind: 'pixels', divisor: 255, shape: [2] },
      targets: { kind: 'classes', column: 'class', labels: ['a', 'b'] },
    };
    const nnspec = JSON.stringify({
      name: 'xor',
      task: 'binary',
      inputShape: [2],
      layers: [{ type: 'dense', name: 'dense_1', units: 1 }],
      loss: 'mse',
      preprocessing,
    });
    const tensor = (name: string, value: number) => ({ name, shape: [1], data: Float32Array.of(value) });
    const metadata = { iterations: '5', nnspec, 'nnspec.checkpoint': '{}' };
    run.writeCheckpoint({ tensors: [tensor('dense_1.weight', 1), tensor('nnspec:numbers', 9)], metadata });
    const interrupted = keptNetwork(openRun(run.folder));
    assert.deepEqual(interrupted.tensors, [tensor('dense_1.weight', 1)]);
    assert.deepEqual([interrupted.name, interrupted.facts], ['xor', { iterations: '5' }]);
    run.writeWeights({ tensors: [tensor('dense_1.weight', 2)], metadata });
    run.update({ reason: 'finished' });
    assert.deepEqual(keptNetwork(openRun(run.folder)).tensors, [tensor('dense_1.weight', 2)]);
    run.writeWeights({ tensors: [], metadata: {} });
    assert.throws(() => keptNetwork(run), (e) => e instanceof UserError && /do not say which network/.test(e.message)); // prettier-ignore
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

  it('forgets points of a metrics.csv that is longer than a string can be, and goes on behind the others', () => {
    const run = createRun(about(), runs);
    run.appendMetrics([0, 1, 2, 3].map((i) => point(i, { loss: i })));
    fs.truncateSync(run.file('metrics'), 6e8); // zeros, most of which no disk holds
    const again = openRun(run.folder);
    again.keepMetrics(3);
    again.appendMetrics([point(3, { loss: 30, accuracy: 1 })]);
    const losses = again.metrics().map((p) => p.values['loss']);
    assert.deepEqual(losses, [0, 1, 2, 30]);
  });

  it('keeps a metric of any name as it is, when it goes on and when another one comes', () => {
    const run = createRun(about(), runs);
    const odd = ['__proto__', 'constructor'];
    const points = [0, 1].map((i) => point(i, Object.fromEntries([...odd, 'loss'].map((name, j) => [name, i + j]))));
    run.appendMetrics(points);
    run.appendMetrics([point(2, { loss: 5, auc: 1 })]);
    const again = openRun(run.folder);
    again.keepMetrics(3);
    again.appendMetrics([point(3, { loss: 6, f1: 1 })]);
    const text = fs.readFileSync(run.file('metrics'), 'utf8').split('\n');
    assert.equal(text[0], 'iteration,epoch,split,learning_rate,seconds,__proto__,constructor,loss,auc,f1');
    assert.deepEqual(text.slice(1).map((row) => row.split(',').slice(5).join()), ['0,1,2,,', '1,2,3,,', ',,5,1,', ',,6,,1', '']); // prettier-ignore
    assert.deepEqual(again.metrics().slice(0, 2), points);
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

  const refused = (act: () => unknown, sentence: RegExp) =>
    assert.throws(act, (e) => e instanceof UserError && sentence.test(e.message));

  it('says so in a sentence when nothing can be written there', () => {
    fs.writeFileSync(path.join(folder, '.nnspec'), 'a file');
    refused(() => createRun(about(), runs), /cannot be kept in .*: a part of the path is a file/);
    fs.rmSync(path.join(folder, '.nnspec'));
    fs.symlinkSync('.nnspec', path.join(folder, '.nnspec'));
    refused(() => createRun(about(), runs), /cannot be kept in .*: its links lead in a circle\./);
    refused(() => createRunAt(about(), path.join(folder, 'x'.repeat(300))), /: the name is too long for a file\./);
    for (const [code, why] of [
      ['EFBIG', 'a file grew larger than is allowed here'],
      ['EIO', 'the disk reports an error'],
      ['EMFILE', 'too many files are open'],
    ])
      refused(
        () =>
          orSentence(folder, () => {
            throw Object.assign(new Error('raw'), { code });
          }),
        new RegExp(`^The run cannot be kept in .*: ${why}\\. Put that right, `),
      );
  });

  it('says what cannot be read, and that this is no whole run, where a folder stands for a file', () => {
    const run = createRun(about(), runs);
    const files = ['checkpoint', 'weights', 'metrics', 'spec'] as const;
    for (const which of files) {
      fs.rmSync(run.file(which), { force: true });
      fs.mkdirSync(run.file(which));
    }
    const why = (file: string) =>
      new RegExp(
        `${file} cannot be read: this is a folder\\. This is not a whole run: put the file back, or train anew\\.$`,
      );
    refused(() => run.readCheckpoint(), why('checkpoint\\.safetensors'));
    refused(() => run.readWeights(), why('weights\\.safetensors'));
    refused(() => run.metrics(), why('metrics\\.csv'));
    refused(() => run.specText(), why('spec\\.nnspec'));
    fs.rmSync(run.file('record'));
    fs.mkdirSync(run.file('record'));
    refused(() => openRun(run.folder), why('run\\.json'));
  });

  if (process.platform !== 'win32')
    it('with a pipe or a device for one of its files is refused at once, and is no run in a list', async () => {
      const whole = createRun(about(), runs);
      const run = createRun(about(), runs);
      const index = new RunIndex();
      run.release();
      const why =
        /(run\.json|\.safetensors|\.csv|\.nnspec) cannot be read: this is a pipe or a device\. This is not a whole run/;
      const made = [
        (file: string) => void execFileSync('mkfifo', [file]),
        (file: string) => fs.symlinkSync('/dev/zero', file),
      ];
      for (const make of made) {
        for (const which of ['checkpoint', 'weights', 'metrics', 'spec', 'marks'] as const) {
          fs.rmSync(run.file(which), { force: true });
          make(run.file(which));
        }
        refused(() => run.readCheckpoint(), why);
        refused(() => run.readWeights(), why);
        refused(() => run.metrics(), why);
        refused(() => run.appendMetrics([point(0, { loss: 1 })]), why);
        refused(() => run.specText(), why);
        await assert.rejects(pointsIn(run.file('metrics')).next(), why);
        assert.deepEqual(await comparedSpecs([whole, run]), [{ path: '', values: [{}, undefined] }]);
        assert.equal(openRun(run.folder).record.title, undefined, 'marks that cannot be read mark nothing');
        assert.equal((await index.list(runs, 'xor')).length, 2);
        const lock = path.join(run.folder, 'lock');
        make(lock);
        assert.equal(holderOf(run.folder), undefined);
        refused(() => run.hold(), /cannot be kept in .*: a pipe or a device is in the way of a file\./);
        fs.rmSync(lock);
        const record = fs.readFileSync(run.file('record'));
        fs.rmSync(run.file('record'));
        make(run.file('record'));
        refused(() => openRun(run.folder), why);
        assert.deepEqual(listRuns(runs, 'xor').map((one) => one.folder), [whole.folder]); // prettier-ignore
        assert.deepEqual((await index.list(runs, 'xor')).map((one) => one.folder), [whole.folder]); // prettier-ignore
        fs.rmSync(run.file('record'));
        refused(() => createRunAt(about(), run.folder), /: a pipe or a device is in the way of a file\./);
        fs.writeFileSync(run.file('record'), record);
        fs.rmSync(lock, { force: true });
      }
    });

  it('tells apart that it was deleted', () => {
    const run = createRun(about(), runs);
    fs.rmSync(run.folder, { recursive: true });
    assert.throws(() => run.update({ seconds: 1 }), (e) => e instanceof UserError && e.code === 'run-gone'); // prettier-ignore
  });

  it('that is made again has its points from before it was gone on with, once each', () => {
    const before = createRun(about(), runs);
    before.appendMetrics([0, 1, 2].map((i) => point(i, { loss: i })));
    before.release();
    const run = openRun(before.folder);
    run.hold();
    run.keepMetrics(2);
    const now = [point(2, { loss: 20 }), point(3, { loss: 30 })];
    run.appendMetrics(now.slice(0, 1));
    assert.equal(run.isThere, true);
    fs.rmSync(run.file('record')); // a deletion that is under way
    assert.equal(run.isThere, false);
    run.restore('{ }', now);
    assert.deepEqual(openRun(run.folder).metrics().map((p) => p.values['loss']), [0, 1, 20, 30]); // prettier-ignore
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
