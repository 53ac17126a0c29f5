// What only a process of its own shows: signals, a reader that goes away, and that nothing is loaded before it is needed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
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
    it(`a run's folder that goes away while it trains is one sentence, status 1, no stack trace${how}`, async () => {
      const { child, ended } = await training('--quiet', '--set', 'training.logEvery=1000000');
      fs.renameSync(path.join(folder.at, 'run'), path.join(folder.at, 'away')); // at once: it writes meanwhile
      if (interrupt) child.kill('SIGINT');
      const { status, stderr } = await ended;
      assert.equal(status, 1);
      assert.match(stderr, /^nnspec: error: The run cannot be kept in .*\n$/);
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
