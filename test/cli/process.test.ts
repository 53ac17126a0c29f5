// What only a process of its own shows: signals, a reader that goes away, and that nothing is loaded before it is needed.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openRun } from '../../src/files/runs';
import { bundle, jsonLines, nnspec, spawned, tempFolders, XOR } from './help';

/** Would take minutes. */
const ENDLESS = XOR.replace('"builtin:xor"', '{ "source": "builtin:moons", "samples": 3000 }')
  .replace('"units": 4', '"units": 100')
  .replace('1000', '100000');

/** 20,000 rows through 9 million weights. */
const LARGE = XOR.replace('"builtin:xor"', '{ "source": "builtin:moons", "samples": 20000 }')
  .replace(
    '{ "type": "dense", "units": 4,',
    '{ "type": "dense", "units": 3000 },\n    { "type": "dense", "units": 3000,',
  )
  .replace('"full"', '32');

describe('nnspec as a process', function () {
  this.timeout(30000);
  const folder = tempFolders();

  async function training(...more: string[]) {
    folder.write('endless.nnspec', ENDLESS);
    const process = await spawned(['train', 'endless.nnspec', '--out', 'run', ...more], { cwd: folder.at });
    await waitFor(() => fs.existsSync(path.join(folder.at, 'run', 'checkpoint.safetensors')));
    return process;
  }
  /** The checkpoint is whole: the run goes on from it (until it is interrupted again). */
  async function resumes(): Promise<void> {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1500);
    const argv = ['train', 'endless.nnspec', '--resume', 'run', '--json'];
    const { status, stdout, stderr } = await nnspec(argv, { cwd: folder.at, interrupted: controller.signal });
    assert.equal(status, 130, stderr);
    assert.equal(jsonLines(stdout).at(-1)?.['reason'], 'stopped');
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`${signal} once: a checkpoint, an end event "stopped", status 130`, async () => {
      const { child, ended, saw } = await training('--json');
      await saw('"event":"metrics"');
      child.kill(signal);
      const { status, stdout, stderr } = await ended;
      assert.equal(status, 130, stderr);
      assert.equal(stderr, '');
      const end = jsonLines(stdout).at(-1)!;
      assert.deepEqual([end['event'], end['reason']], ['end', 'stopped']);
      const record = JSON.parse(fs.readFileSync(path.join(folder.at, 'run', 'run.json'), 'utf8')) as { state: string };
      assert.equal(record.state, 'stopped');
      await resumes();
    });

  it('SIGINT twice: leaves at once with status 130; the checkpoint is there', async () => {
    const { child, ended, saw } = await training('--json');
    await saw('"event":"metrics"');
    child.kill('SIGINT');
    child.kill('SIGINT');
    assert.equal((await ended).status, 130);
    await resumes();
  });

  it('a reader that goes away stops it after a checkpoint, without a word', async () => {
    const { child, ended, saw } = await training('--json');
    await saw('"event":"metrics"');
    child.stdout!.destroy();
    const { status, stderr } = await ended;
    assert.equal(status, 130);
    assert.equal(stderr, '');
    await resumes();
  });

  it('SIGINT ends within 15 s also where the final evaluation would take much longer', async function () {
    this.timeout(60000);
    folder.write('endless.nnspec', LARGE);
    const { child, ended } = await spawned(['train', 'endless.nnspec', '--out', 'run', '--json'], { cwd: folder.at });
    await waitFor(() => fs.existsSync(path.join(folder.at, 'run', 'checkpoint.safetensors')));
    const asked = Date.now();
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    assert.equal(status, 130, stderr);
    assert.ok(Date.now() - asked < 15000, `${Date.now() - asked} ms`);
    const end = jsonLines(stdout).at(-1)!;
    assert.deepEqual([end['event'], end['reason'], end['train']], ['end', 'stopped', undefined]);
    assert.ok(fs.existsSync(path.join(folder.at, 'run', 'weights.safetensors')));
  });

  for (const [how, interrupt] of [
    ['', false],
    [', also at Ctrl-C', true],
  ] as const)
    it(`a run's folder that goes away while it trains is made again, with all that the run has learned${how}`, async () => {
      const { child, ended } = await training('--quiet', '--set', 'training.logEvery=100');
      const [run, away] = ['run', 'away'].map((name) => path.join(folder.at, name)) as [string, string];
      await waitFor(() => openRun(run).metrics().length > 2);
      fs.renameSync(run, away); // at once: it writes meanwhile
      if (!interrupt) await waitFor(() => fs.existsSync(path.join(run, 'checkpoint.safetensors')));
      child.kill('SIGINT');
      const { status, stderr } = await ended;
      assert.equal(status, 130, stderr);
      assert.match(stderr, /^endless\.nnspec: warning: .*run was deleted while its run goes on; it was made again\.\n/);
      const kept = openRun(run);
      assert.equal(kept.record.reason, 'stopped');
      assert.deepEqual(kept.metrics().slice(0, 3), openRun(away).metrics().slice(0, 3));
      assert.equal(kept.specText(), ENDLESS);
      assert.equal(kept.readWeights().tensors.length, 4);
      await resumes();
    });

  it("a run's folder that is deleted again and again, amid its writes too, is whole in the end", async () => {
    const { child, ended } = await training('--quiet', '--set', 'training.logEvery=1');
    const run = path.join(folder.at, 'run');
    for (let i = 0; i < 30; i++) {
      await waitFor(() => fs.existsSync(path.join(run, 'run.json')));
      try {
        fs.rmSync(run, { recursive: true, force: true, maxRetries: 20, retryDelay: 1 });
      } catch (e) {
        assert.equal((e as NodeJS.ErrnoException).code, 'ENOTEMPTY'); // the run was faster: half of it is deleted
      }
    }
    await waitFor(() => fs.existsSync(path.join(run, 'run.json')));
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    assert.equal(status, 130, stderr);
    assert.equal(openRun(run).record.reason, 'stopped');
    for (const { index, iteration } of openRun(run).metrics()) assert.equal(iteration, index);
    await resumes();
  });

  it("a run's folder that cannot be made again is one sentence, status 1, no stack trace", async () => {
    const { ended } = await training('--quiet', '--set', 'training.logEvery=1000000');
    fs.renameSync(path.join(folder.at, 'run'), path.join(folder.at, 'away'));
    folder.write('run', 'a file');
    const { status, stderr } = await ended;
    assert.equal(status, 1);
    assert.match(stderr, /^nnspec: error: The run cannot be kept in .*: a file of that name is in the way\. .*\n$/);
  });

  if (process.platform !== 'win32')
    it('a pipe or a device among the files of a run is one sentence, and is not waited for', async function () {
      this.timeout(60000);
      folder.write('xor.nnspec', XOR);
      const run = path.join(folder.at, 'run');
      assert.equal((await nnspec(['train', 'xor.nnspec', '--out', 'run', '--quiet'], { cwd: folder.at })).status, 0);
      const argv = [await bundle(), ...'train xor.nnspec --resume run --quiet --set training.epochs=1100'.split(' ')];
      for (const [name, sentence] of [
        ['run.json', 'cannot be read: this is a pipe or a device. This is not a whole run'],
        ['checkpoint.safetensors', 'cannot be read: this is a pipe or a device. This is not a whole run'],
        ['metrics.csv', 'cannot be read: this is a pipe or a device. This is not a whole run'],
        ['lock', 'The run cannot be kept in'],
      ] as const)
        for (const make of [
          (file: string) => void execFileSync('mkfifo', [file]),
          (file: string) => fs.symlinkSync('/dev/zero', file),
        ]) {
          const file = path.join(run, name);
          if (name !== 'lock') fs.renameSync(file, `${file}.away`);
          make(file);
          const { status, stderr } = spawnSync(process.execPath, argv, {
            cwd: folder.at,
            timeout: 15000,
            killSignal: 'SIGKILL',
          });
          assert.equal(status, 1, name);
          assert.match(stderr.toString(), /^nnspec: error: .*\n$/);
          assert.ok(stderr.toString().includes(sentence), stderr.toString());
          fs.rmSync(file);
          if (name !== 'lock') fs.renameSync(`${file}.away`, file);
        }
    });

  if (process.platform !== 'win32')
    it('an export whose name a pipe or a folder has is written beside it, and none is waited for', async () => {
      const exports = ['pipe.npz', 'folder.npz'].map((name) => `{ "format": "npz", "path": "${name}" }`).join();
      folder.write('xor.nnspec', XOR.replace('"loss"', `"export": [${exports}], "loss"`));
      execFileSync('mkfifo', [path.join(folder.at, 'pipe.npz')]);
      folder.write('folder.npz/mine', '');
      const argv = [await bundle(), 'train', 'xor.nnspec', '--quiet'];
      const run = () => spawnSync(process.execPath, argv, { cwd: folder.at, timeout: 15000, killSignal: 'SIGKILL' });
      const { status, stderr } = run();
      assert.equal(status, 0, stderr.toString());
      assert.match(stderr.toString(), /pipe\.npz was there already and is not as a run wrote it/);
      for (const name of ['pipe-2.npz', 'folder-2.npz']) assert.ok(fs.existsSync(path.join(folder.at, name)), name);
      const record = path.join(folder.at, '.nnspec', 'exports.json');
      fs.rmSync(record);
      execFileSync('mkfifo', [record]);
      const again = run();
      assert.equal(again.status, 1);
      assert.match(
        again.stderr.toString(),
        /error: The run cannot be kept in .*: a pipe or a device is in the way of a file\./,
      );
    });

  it('a full disk under standard output is one sentence and status 1', async function () {
    if (!fs.existsSync('/dev/full')) return this.skip(); // Linux has it
    folder.write('xor.nnspec', XOR);
    const full = fs.openSync('/dev/full', 'w');
    const argv = [await bundle(), 'summary', 'xor.nnspec'];
    const { status, stderr } = spawnSync(process.execPath, argv, { cwd: folder.at, stdio: ['ignore', full, 'pipe'] });
    fs.closeSync(full);
    assert.equal(status, 1);
    assert.equal(stderr.toString(), 'nnspec: error: standard output cannot be written: the disk is full.\n');
  });

  it('trains, and fails, with the same exit status and lines as in this process', async () => {
    folder.write('xor.nnspec', XOR);
    const good = await (await spawned(['train', 'xor.nnspec', '--json'], { cwd: folder.at })).ended;
    assert.equal(good.status, 0);
    assert.equal(jsonLines(good.stdout).at(-1)!['reason'], 'finished');
    const bad = await (await spawned(['check', 'none.nnspec'], { cwd: folder.at })).ended;
    assert.equal(bad.status, 1);
    assert.match(bad.stderr, /^none\.nnspec:1:1: error: There is no such file\.\n$/);
    assert.equal((await (await spawned(['trane'])).ended).status, 2);
  });

  it('shows no progress bar where standard error is no terminal', async () => {
    folder.write('xor.nnspec', XOR);
    const { stdout, stderr } = await (await spawned(['train', 'xor.nnspec'], { cwd: folder.at })).ended;
    assert.equal(stderr, '');
    assert.doesNotMatch(stdout, /[█░\r]/);
  });

  it('--help evaluates none of the language, the engine or the data', async () => {
    const text = fs.readFileSync(await bundle(), 'utf8');
    const inits = [
      ...text.matchAll(/^var (init_\w+) = __esm\(\{\s*"(src\/(?:engine|nn|spec|data|kernels|formats|files)\/[^"]+)"/gm),
    ];
    assert.ok(inits.length > 50, 'the bundle wraps its modules, so that they wait');
    const main = text.slice(text.lastIndexOf('// src/cli/main.ts'));
    for (const [, init, file] of inits)
      assert.doesNotMatch(main, new RegExp(`^${init}\\(\\);`, 'm'), `${file} is evaluated at the start`);
  });
});

async function waitFor(condition: () => boolean): Promise<void> {
  for (let i = 0; !condition(); i++) {
    if (i > 1000) throw new Error('it does not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
