import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors';
import { jsonLines, nnspec, spawned, tempFolders, XOR, type Json } from './help';

/** Long enough to be interrupted: a second or two of steps on 1600 rows without the kernels. */
const EPOCHS = 60;
const LONG = `{
  "data": { "source": "builtin:moons", "samples": 2000 },
  "network": [
    { "type": "dense", "units": 64, "activation": "relu" },
    { "type": "dropout", "rate": 0.1 },
    { "type": "dense", "units": 1, "activation": "sigmoid" }
  ],
  "loss": "binary_crossentropy",
  "training": { "optimizer": "adam", "batchSize": 100, "epochs": ${EPOCHS}, "logEvery": 20, "seed": 3 }
}`;

describe('nnspec train', () => {
  const folder = tempFolders();
  const train = (...args: string[]) => nnspec(['train', 'xor.nnspec', ...args], { cwd: folder.at });
  const same = (a: string, b: string, file = 'weights.safetensors') =>
    assert.deepEqual(fs.readFileSync(path.join(folder.at, a, file)), fs.readFileSync(path.join(folder.at, b, file)));

  it('a run whose first checkpoint cannot be written is recorded as failed', async () => {
    folder.write('xor.nnspec', XOR);
    folder.write('out/checkpoint.safetensors/in-the-way', '');
    const { status, stderr } = await nnspec(['train', 'xor.nnspec', '--out', 'out'], { cwd: folder.at });
    assert.equal(status, 1);
    assert.match(stderr, /^nnspec: error: The run cannot be kept in .*: a folder is in the way of a file\./);
    const record = JSON.parse(fs.readFileSync(path.join(folder.at, 'out', 'run.json'), 'utf8')) as { state: string };
    assert.equal(record.state, 'failed');
  });

  it('prints the documented JSON lines, exactly, and keeps the run beside the spec', async () => {
    folder.write('xor.nnspec', XOR);
    const { status, stdout, stderr } = await train('--json');
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    const lines = jsonLines(stdout);
    const [start, ...rest] = lines;
    const end = rest.pop()!;
    assert.equal(typeof start['kernels'], 'string');
    delete start['kernels'];
    assert.deepEqual(start, {
      event: 'start',
      spec: 'xor',
      parameters: 17,
      splits: { train: 4, validation: 0, test: 0 },
    });
    assert.ok(rest.length >= 200);
    for (const point of rest)
      assert.deepEqual(Object.keys(point), ['event', 'iteration', 'epoch', 'split', 'loss', 'accuracy']);
    assert.deepEqual(Object.keys(end), ['event', 'reason', 'iterations', 'seconds', 'train', 'run', 'weights']);
    assert.equal(end['reason'], 'finished');
    assert.equal(end['iterations'], 1000);
    assert.deepEqual(Object.keys(end['train']), ['loss', 'accuracy', 'confusionMatrix']);
    assert.deepEqual(end['train'].confusionMatrix, [
      [2, 0],
      [0, 2],
    ]);
    const run = end['run'] as string;
    assert.equal(path.dirname(run), path.join(folder.at, '.nnspec', 'runs', 'xor'));
    assert.match(path.basename(run), /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-1$/);
    assert.equal(end['weights'], path.join(run, 'weights.safetensors'));
    assert.deepEqual(fs.readdirSync(run).sort(), [
      'checkpoint.safetensors',
      'metrics.csv',
      'run.json',
      'spec.nnspec',
      'weights.safetensors',
    ]);
    const { tensors } = readSafetensors(fs.readFileSync(end['weights'] as string));
    assert.deepEqual(
      tensors.map(({ name, shape }) => [name, shape]),
      [
        ['dense_1.weight', [4, 2]],
        ['dense_1.bias', [4]],
        ['dense_2.weight', [1, 4]],
        ['dense_2.bias', [1]],
      ],
    );
    const metrics = fs.readFileSync(path.join(run, 'metrics.csv'), 'utf8').trim().split('\n');
    assert.equal(metrics.length, 1 + rest.length);
    assert.equal(fs.readFileSync(path.join(run, 'spec.nnspec'), 'utf8'), XOR);
    const record = JSON.parse(fs.readFileSync(path.join(run, 'run.json'), 'utf8')) as Record<string, Json>;
    assert.equal(record['state'], 'finished');
    assert.deepEqual(record['position'].iteration, 1000);
  });

  it('gives the same bytes for the same seed, other bytes for another', async () => {
    folder.write('xor.nnspec', XOR);
    for (const out of ['a', 'b']) assert.equal((await train('--out', out, '--quiet')).status, 0);
    same('a', 'b');
    await train('--out', 'c', '--set', 'training.seed=2');
    assert.throws(() => same('a', 'c'));
  });

  it('takes overrides, several and in order, and says at which key one is wrong', async () => {
    folder.write('xor.nnspec', XOR);
    const set = ['--set', 'training.epochs=9', '--set', 'training.epochs=7', '--set', 'training.optimizer=adam'];
    const { stdout } = await train('--json', ...set);
    assert.equal(jsonLines(stdout).at(-1)!['iterations'], 7);
    const wrong = await train('--set', 'training.epoch=7');
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /^xor\.nnspec:8:3: error: .*"epoch".*"epochs"/);
  });

  it('writes the exports of the spec beside it, or under --out', async () => {
    const spec = XOR.replace(
      '"loss"',
      '"export": [{ "format": "npz", "path": "models/x.npz" }, { "format": "predict.py", "path": "p.py" }], "loss"',
    );
    folder.write('xor.nnspec', spec);
    assert.equal((await train('--quiet')).status, 0);
    assert.equal((await train('--quiet', '--out', 'o')).status, 0);
    for (const file of ['models/x.npz', 'p.py', 'o/models/x.npz', 'o/p.py'])
      assert.ok(fs.existsSync(path.join(folder.at, file)), file);
    const before = fs.readFileSync(path.join(folder.at, 'models/x.npz'));
    folder.write('p.py', 'mine');
    const { stderr } = await train('--quiet', '--set', 'training.seed=9');
    assert.notDeepEqual(fs.readFileSync(path.join(folder.at, 'models/x.npz')), before, 'our own file is replaced');
    assert.equal(fs.readFileSync(path.join(folder.at, 'p.py'), 'utf8'), 'mine', 'the user’s is not');
    assert.ok(fs.existsSync(path.join(folder.at, 'p-2.py')));
    assert.match(stderr, /^xor\.nnspec: warning: p\.py was there already/);
  });

  for (const outside of ['../x.npz', '/tmp/x.npz', 'link/x.npz'])
    it(`refuses, at check and before training, an export to ${outside}`, async () => {
      fs.symlinkSync('/tmp', path.join(folder.at, 'link'));
      folder.write(
        'xor.nnspec',
        XOR.replace('"loss"', `"export": [{ "format": "npz", "path": "${outside}" }], "loss"`),
      );
      for (const args of [
        ['train', 'xor.nnspec', '--quiet'],
        ['check', 'xor.nnspec'],
      ]) {
        const { status, stderr } = await nnspec(args, { cwd: folder.at });
        assert.equal(status, 1);
        assert.match(stderr, /^xor\.nnspec:\d+:\d+: error: .*x\.npz/);
      }
      assert.ok(!fs.existsSync(path.join(folder.at, '.nnspec')));
    });

  it('ends a diverged run with a sentence, exit status 1, null for NaN, and no export', async () => {
    const diverging = XOR.replace('binary_crossentropy', 'mean_squared_error')
      .replace('"sigmoid"', '"linear"')
      .replace('"tanh"', '"relu"')
      .replace('0.3', '1e12')
      .replace(
        '"data": "builtin:xor"',
        '"data": { "source": "builtin:friedman1", "samples": 40 }, "export": [{ "format": "npz", "path": "x.npz" }]',
      );
    folder.write('xor.nnspec', diverging);
    const { status, stdout, stderr } = await train('--json');
    assert.equal(status, 1);
    assert.match(stderr, /^xor\.nnspec:\d+:\d+: error: .*dense_/);
    const end = jsonLines(stdout).at(-1)!;
    assert.equal(end['reason'], 'diverged');
    assert.ok(fs.existsSync(end['weights'] as string));
    assert.ok(!fs.existsSync(path.join(folder.at, 'x.npz')));
  });

  it('goes on from initialWeights, and says which tensor does not fit', async () => {
    folder.write('xor.nnspec', XOR);
    await train('--out', 'first', '--quiet');
    const weights = ['--set', 'initialWeights=first/weights.safetensors'];
    const { stdout } = await train('--json', ...weights);
    assert.ok(jsonLines(stdout)[1]['loss'] < 0.02);
    const wrong = await train(...weights, '--set', 'network.0.units=5');
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /^xor\.nnspec:.*error: .*"dense_1\.weight" is \[4, 2\] there but \[5, 2\]/);
  });

  it('stops at an interruption after a checkpoint with status 130, and resumes to the same bits', async function () {
    this.timeout(60000);
    folder.write('xor.nnspec', LONG);
    assert.equal((await train('--out', 'whole', '--json')).status, 0);
    const interrupted = await spawned(['train', 'xor.nnspec', '--out', 'cut', '--json'], { cwd: folder.at });
    await interrupted.saw('"iteration":20,');
    interrupted.child.kill('SIGINT');
    const cut = await interrupted.ended;
    assert.equal(cut.status, 130);
    const end = jsonLines(cut.stdout).at(-1)!;
    assert.equal(end['reason'], 'stopped');
    assert.ok((end['iterations'] as number) < EPOCHS * 16);
    const { status, stdout, stderr } = await train('--resume', 'cut', '--json');
    assert.equal(status, 0, stderr);
    assert.equal(jsonLines(stdout).at(-1)!['reason'], 'finished');
    same('whole', 'cut');
    const metrics = (run: string) =>
      fs.readFileSync(path.join(folder.at, run, 'metrics.csv'), 'utf8').replace(/^((?:[^,]*,){4})[^,]*,/gm, '$1');
    assert.equal(metrics('cut'), metrics('whole'));
  });

  it('after kill -9 in the middle resumes to the same bits', async function () {
    this.timeout(60000);
    folder.write('xor.nnspec', LONG);
    assert.equal((await train('--out', 'whole', '--quiet')).status, 0);
    const killed = await spawned(['train', 'xor.nnspec', '--out', 'cut', '--json'], { cwd: folder.at });
    await killed.saw('"iteration":20,');
    killed.child.kill('SIGKILL');
    assert.equal((await killed.ended).signal, 'SIGKILL');
    const { status, stderr } = await train('--resume', 'cut', '--quiet');
    assert.equal(status, 0, stderr);
    same('whole', 'cut');
  });

  it('does not write into a run that another process is training; does once that process was killed', async function () {
    this.timeout(60000);
    folder.write('xor.nnspec', LONG);
    const running = await spawned(['train', 'xor.nnspec', '--out', 'busy', '--json'], { cwd: folder.at });
    await running.saw('"iteration":20,');
    running.child.kill('SIGSTOP'); // it would end while the others start
    for (const how of [
      ['--resume', 'busy'],
      ['--out', 'busy'],
    ]) {
      const { status, stderr } = await train('--quiet', ...how);
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`busy is being trained by another process \\(number ${running.child.pid}\\)`));
    }
    running.child.kill('SIGKILL');
    await running.ended;
    assert.equal((await train('--resume', 'busy', '--quiet')).status, 0);
    assert.ok(!fs.existsSync(path.join(folder.at, 'busy', 'lock')));
  });

  it('goes on with a finished run that is given more epochs, as if it had had them from the start', async () => {
    folder.write('xor.nnspec', XOR.replace('"epochs": 1000', '"epochs": 1000, "logEvery": 5'));
    await train('--out', 'long', '--quiet', '--set', 'training.epochs=1200');
    await train('--out', 'short', '--quiet');
    assert.equal((await train('--resume', 'short', '--quiet', '--set', 'training.epochs=1200')).status, 0);
    same('long', 'short');
  });

  it('leaves a finished run with nothing left to do as it is, and says so; its end and its exports come once more', async () => {
    folder.write('xor.nnspec', XOR);
    await train('--out', 'run', '--quiet');
    const files = () =>
      fs.readdirSync(path.join(folder.at, 'run')).map((name) => {
        const file = path.join(folder.at, 'run', name);
        return [name, fs.statSync(file).mtimeMs, fs.readFileSync(file, 'base64')];
      });
    const before = files();
    const weights = fs.readFileSync(path.join(folder.at, 'run/weights.safetensors'));
    folder.write('xor.nnspec', XOR.replace('"loss"', '"export": [{ "format": "npz", "path": "x.npz" }], "loss"'));
    for (const [epochs, asked] of [
      [1000, 1000],
      [500, 500],
    ]) {
      const { status, stdout, stderr } = await train('--resume', 'run', '--json', '--set', `training.epochs=${epochs}`);
      assert.equal(status, 0);
      assert.match(stderr, new RegExp(`^xor\\.nnspec: nothing is left to do: the run .*run has made 1000 iterations, and ${asked} are asked for\\. To go on, .*--set training\\.epochs=N\\.\\n$`)); // prettier-ignore
      const end = jsonLines(stdout).at(-1)!;
      assert.deepEqual([end['reason'], end['iterations']], ['finished', 1000]);
      assert.deepEqual(files(), before);
    }
    assert.ok(fs.existsSync(path.join(folder.at, 'x.npz')));
    fs.rmSync(path.join(folder.at, 'run/weights.safetensors'));
    assert.equal((await train('--resume', 'run', '--quiet')).stderr, '', 'a run without its weights is not whole');
    assert.deepEqual(fs.readFileSync(path.join(folder.at, 'run/weights.safetensors')), weights);
  });

  it('records of --set what still says something: one entry a key, none that a later one covers', async () => {
    folder.write('xor.nnspec', XOR);
    const set = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);
    await train('--out', 'run', '--quiet', ...set('training.epochs=3', 'training.seed=4', 'training.epochs=5'));
    const recorded = () => (JSON.parse(fs.readFileSync(path.join(folder.at, 'run/run.json'), 'utf8')) as Json)['set'];
    assert.deepEqual(recorded(), [['training.seed', '4'], ['training.epochs', '5']]); // prettier-ignore
    await train(
      '--resume',
      'run',
      '--quiet',
      ...set('training.epochs=7', 'training={"optimizer":"sgd","batchSize":"full","epochs":8}'),
    );
    assert.deepEqual(recorded(), [['training', '{"optimizer":"sgd","batchSize":"full","epochs":8}']]);
  });

  it('does not resume with other data, another network, or from nowhere', async () => {
    folder.write('xor.nnspec', XOR);
    await train('--out', 'run', '--quiet');
    const refused = async (sentence: RegExp, ...args: string[]) => {
      const { status, stderr } = await train('--quiet', ...args);
      assert.equal(status, 1);
      assert.match(stderr, sentence);
    };
    await refused(/trained on other data/, '--resume', 'run', '--set', 'data=builtin:and');
    await refused(/does not fit/, '--resume', 'run', '--set', 'network.0.units=5');
    await refused(/is not a run's folder/, '--resume', 'nowhere');
  });

  it('--out and --resume want a name; a resumed run stays in its folder, and says so where --out names another', async () => {
    const exports = '"export": [{ "format": "npz", "path": "x.npz" }], "loss"';
    folder.write('xor.nnspec', XOR.replace('"loss"', exports));
    for (const option of ['--out', '--resume'])
      for (const name of ['', ' ']) {
        const { status, stderr } = await train(option, name);
        assert.equal(status, 2);
        assert.match(
          stderr,
          new RegExp(`^nnspec: ${option} "": the (name of a folder|folder of a run) is wanted\\.\\n$`),
        );
      }
    assert.deepEqual(fs.readdirSync(folder.at), ['xor.nnspec']);
    await train('--out', 'run', '--quiet');
    const more = ['--quiet', '--set', 'training.epochs=1100', '--resume', 'run'];
    assert.equal((await train(...more, '--out', 'run')).stderr, '');
    const other = await train(...more, '--set', 'training.epochs=1200', '--out', 'other');
    assert.equal(other.status, 0);
    assert.match(
      other.stderr,
      /^xor\.nnspec: warning: --out other takes only the exports: a resumed run stays in its folder, .*run\.\n$/,
    );
    const kept = ['x.npz', 'run.json'].map((name) => fs.existsSync(path.join(folder.at, 'other', name)));
    assert.deepEqual(kept, [true, false]);
  });

  it('goes on with a run whose record is damaged', async () => {
    folder.write('xor.nnspec', XOR);
    await train('--out', 'run', '--quiet');
    const file = path.join(folder.at, 'run', 'run.json');
    for (const [i, set] of [5, [5], [null], [[1, 2]]].entries()) {
      fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), set, position: 5 }));
      const { status, stderr } = await train('--resume', 'run', '--quiet', '--set', `training.epochs=${1001 + i}`);
      assert.equal(status, 0, stderr);
    }
  });

  it('goes on from no damaged checkpoint, and leaves the run as it is', async () => {
    folder.write('xor.nnspec', XOR);
    await train('--out', 'run', '--quiet');
    const file = path.join(folder.at, 'run', 'checkpoint.safetensors');
    const { tensors, metadata } = readSafetensors(fs.readFileSync(file));
    for (const { name, data } of tensors) if (name === 'nnspec:numbers') data[0] = NaN; // the iteration
    fs.writeFileSync(file, writeSafetensors({ tensors, metadata }));
    const before = fs.readFileSync(file);
    const { status, stderr } = await train('--resume', 'run', '--quiet', '--set', 'training.epochs=1100');
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^nnspec: error: The checkpoint is damaged: its "iteration" makes no sense\. Train anew, .*\n$/,
    );
    assert.deepEqual(fs.readFileSync(file), before);
  });

  it('says so in a sentence when the run cannot be kept', async () => {
    folder.write('xor.nnspec', XOR);
    folder.write('file', '');
    const { status, stderr } = await train('--quiet', '--out', 'file/below');
    assert.equal(status, 1);
    assert.match(stderr, /^nnspec: error: The run cannot be kept in .*: a part of the path is a file/);
  });

  it('in words: how it ended, a table, and where the weights are; --quiet leaves out nothing of it', async () => {
    folder.write('xor.nnspec', XOR);
    const { stdout, stderr } = await train();
    assert.equal(stderr, '');
    assert.match(stdout, /^finished after 1000 iterations in [\d.]+ s\n +loss +accuracy\ntrain +0\.\d+ +1\n/);
    assert.match(stdout, /weights +\/.*weights\.safetensors\n$/);
  });
});
