import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readTensorFile } from '../../src/formats';
import { readNpy } from '../../src/formats/npy';
import { writeNpz } from '../../src/formats/npz';
import { datasetsOrSkip } from '../sharedData';
import { jsonLines, nnspec, type Json, tempFolders, XOR } from './help';

const TABLE = `{
  "data": { "source": "t.csv", "scale": "standard", "missing": "mean", "split": { "test": 4, "validation": 3 } },
  "network": [{ "type": "dense", "units": 5, "activation": "tanh" }, { "type": "dense", "units": 3, "activation": "softmax" }],
  "loss": "sparse_categorical_crossentropy",
  "training": { "optimizer": "adam", "epochs": 5 }
}`;
const CSV = `size,colour,sort\n${Array.from({ length: 24 }, (_, i) => `${i / 2},${['red', 'green'][i % 2]},${'abc'[i % 3]}`).join('\n')}\n`;

describe('the other commands', () => {
  const folder = tempFolders();
  const run = (...argv: string[]) => nnspec(argv, { cwd: folder.at });
  const read = (name: string) => fs.readFileSync(path.join(folder.at, name));

  /** t.nnspec and t.csv, trained into w/. */
  async function trained(): Promise<void> {
    folder.write('t.nnspec', TABLE);
    folder.write('t.csv', CSV);
    const { status, stderr } = await run('train', 't.nnspec', '--quiet', '--out', 'w');
    assert.equal(status, 0, stderr);
  }
  const W = ['--weights', 'w/weights.safetensors'];
  const predict = (input: string, ...more: string[]) => run('predict', 't.nnspec', ...W, '--input', input, ...more);

  describe('summary', () => {
    it('tells layers, shapes, parameters, memory, data', async () => {
      folder.write('t.nnspec', TABLE);
      folder.write('t.csv', CSV);
      const { status, stdout } = await run('summary', 't.nnspec');
      assert.equal(status, 0);
      for (const part of [
        /dense_1 +dense +tanh +3 → 5 +20/,
        /dense_2\.weight \[3, 5\]/,
        /parameters +38/,
        /memory +about [\d.]+ [BKM]+ in float32/,
        /17 rows for training, 3 for validation, 4 for testing/,
        /multiclass: a, b, c/,
      ])
        assert.match(stdout, part);
      const [json] = jsonLines((await run('summary', 't.nnspec', '--json')).stdout);
      assert.equal(json['parameters'], 38);
    });
  });

  describe('predict', () => {
    it('takes rows as JSON lists and objects, as CSV with or without header and target, from a file or -', async () => {
      await trained();
      const expected = (await predict('[[2.5, "green"], [null, "red"]]')).stdout;
      assert.match(
        expected,
        /^prediction,probability:a,probability:b,probability:c\n[abc],0\.\d+,0\.\d+,0\.\d+\n[abc],/,
      );
      const same = ['[{ "colour": "green", "size": 2.5 }, { "colour": "red" }]', '[["2.50", "green"], ["?", "red"]]'];
      for (const json of same) assert.equal((await predict(json)).stdout, expected, json);
      folder.write('rows.json', same[0]);
      folder.write('1.csv', '2.5,green\n,red\n');
      folder.write('2.csv', 'other,colour,size\n1,green,2.5\n1,red,NA\n');
      folder.write('3.csv', 'size,colour,sort\n2.5,green,a\n?,red,b\n');
      folder.write('4.csv', '2.5;green;a\n?;red;b\n');
      folder.write('5.tsv', '\ufeff2.5\tgreen\r\n\tred\r\n');
      for (const file of ['rows.json', '1.csv', '2.csv', '3.csv', '4.csv', '5.tsv'])
        assert.equal((await predict(file)).stdout, expected, file);
      const argv = ['predict', 't.nnspec', ...W, '--input', '-'];
      assert.equal((await nnspec(argv, { cwd: folder.at, stdin: '2.5,green\n,red\n' })).stdout, expected);
    });

    it('writes .csv, .json and .npy', async () => {
      await trained();
      const { stdout } = await predict('t.csv');
      for (const name of ['o.csv', 'o.json', 'o.npy']) assert.equal((await predict('t.csv', '--out', name)).status, 0);
      assert.equal(read('o.csv').toString(), stdout);
      const json = JSON.parse(read('o.json').toString()) as Record<string, Json>[];
      assert.equal(json.length, 24);
      const npy = readNpy(read('o.npy'));
      assert.deepEqual(npy.shape, [24, 3]);
      assert.deepEqual(
        Array.from(npy.data.subarray(0, 3)),
        ['a', 'b', 'c'].map((c) => json[0][`probability:${c}`]),
      );
      assert.equal((await predict('t.csv', '--out', 'o.xls')).status, 2);
    });

    it('never replaces its input, nor the spec, the weights or the data, by a link neither', async () => {
      await trained();
      folder.write('in.csv', CSV);
      const files = ['in.csv', 't.csv', 't.nnspec', 'w/weights.safetensors'];
      const before = files.map((name) => read(name).toString('hex'));
      fs.symlinkSync('../t.nnspec', path.join(folder.at, 'w', 'spec.csv'));
      fs.symlinkSync('w', path.join(folder.at, 'link'));
      fs.symlinkSync('weights.safetensors', path.join(folder.at, 'w', 'weights.npy'));
      for (const [out, what] of [
        ['./in.csv', 'the input itself'],
        ['w/../t.csv', 'a file that the spec names'],
        ['link/spec.csv', 'the spec itself'],
        ['link/weights.npy', 'the weights file itself'],
      ] as const) {
        const { status, stderr } = await predict('in.csv', '--out', out);
        assert.deepEqual([status, stderr], [2, `nnspec: --out ${out}: this is ${what}. Choose another file name.\n`]);
      }
      assert.deepEqual(files.map((name) => read(name).toString('hex')), before); // prettier-ignore
      assert.equal((await predict('[1, "red"]', '--out', 'o.csv')).status, 0);
      assert.equal((await predict('in.csv', '--out', 'o.csv')).status, 0, 'an earlier output is replaced');
    });

    it('needs no data for weights of our own, and loads it for others', async () => {
      await trained();
      await run('export', 't.nnspec', ...W, '--format', 'npz', '--out', 'w.npz');
      const expected = (await predict('[1, "red"]')).stdout;
      assert.equal((await run('predict', 't.nnspec', '--weights', 'w.npz', '--input', '[1, "red"]')).stdout, expected);
      fs.rmSync(path.join(folder.at, 't.csv'));
      assert.equal((await predict('[1, "red"]')).stdout, expected);
      const { status, stderr } = await run('predict', 't.nnspec', '--weights', 'w.npz', '--input', '[1, "red"]');
      assert.equal(status, 1);
      assert.match(stderr, /^t\.nnspec:2:\d+: error: .*t\.csv does not exist/);
    });

    const wrong: [string, string, RegExp][] = [
      ['a file that is not there', 'none.csv', /none\.csv: there is no such file/],
      ['JSON that is none', '[1, "red"', /^--input:1:10: error: This is not JSON: a \] is missing here\.$/m],
      ['JSON of a file that is none', 'j.json', /^j\.json:2:6: error: This is not JSON: a comma is missing here\.$/m],
      [
        'JSON with a comma too many',
        '[1, "red",]',
        /^--input:1:11: error: This is not JSON: a value is missing here\.$/m,
      ],
      ['JSON of brackets without end', '['.repeat(50_000), /^--input:1:1: error: This is not JSON: its brackets are /m],
      ['too few cells', '[[1]]', /1 cell, but the network takes 2: size, colour/],
      [
        'too many cells',
        '[1, "red", "a", 3]',
        /4 cells, but .* takes 2: size, colour\. A whole row of its data has 3\./,
      ],
      ['too many cells of a table', 'w.csv', /w\.csv:1: 4 cells, but the network takes 2: size, colour\./],
      ['a cell that is no number', '[["x", "red"]]', /"size" is "x", not a number/],
      ['rows of two kinds', '[[1, "red"], {}]', /some rows are lists and some are objects/],
      ['a column that is missing', 'h.csv', /no column "colour".*Did you mean "color"/],
      ['a broken line', 'r.csv', /^r\.csv:3:7: error: Line 3 has 3 cells/m],
      ['an open quote', 'q.csv', /^q\.csv:2:3: error: The quote on line 2 is never closed/m],
      ['binary rubbish', 'b.bin', /b\.bin/],
    ];
    it('says in a sentence what is wrong with the input', async () => {
      await trained();
      folder.write('h.csv', 'size,color\n1,red\n');
      folder.write('r.csv', 'size,colour\n1,red\n1,red,2\n');
      folder.write('w.csv', '1,red,a,3\n'.repeat(2));
      folder.write('q.csv', 'size,colour\n1,"red\n');
      folder.write('j.json', '[\n  [1 "red"]\n]');
      folder.write('b.bin', Uint8Array.of(0, 1, 2, 3, 0, 200));
      for (const [what, input, sentence] of wrong) {
        const { status, stdout, stderr } = await predict(input);
        assert.equal(status, 1, what);
        assert.equal(stdout, '', what);
        assert.match(stderr, sentence, what);
        assert.doesNotMatch(stderr, /\n {4}at |fault of nnspec/, what);
      }
    });

    it('says in a sentence what is wrong with the weights', async () => {
      await trained();
      folder.write('rubbish.safetensors', 'rubbish rubbish');
      const says = async (sentence: RegExp, weights: string, ...more: string[]) => {
        const { status, stderr } = await run(
          'predict',
          't.nnspec',
          '--weights',
          weights,
          '--input',
          '[1, "red"]',
          ...more,
        );
        assert.equal(status, 1);
        assert.match(stderr, sentence);
      };
      await says(/none\.npz: there is no such file/, 'none.npz');
      await says(/rubbish\.safetensors: not a safetensors file/, 'rubbish.safetensors');
      await says(/t\.csv: weights are read from \.safetensors, \.npz/, 't.csv');
      await says(
        /"dense_1\.weight" is \[5, 3\] there but \[6, 3\]/,
        'w/weights.safetensors',
        '--set',
        'network.0.units=6',
      );
    });

    it('warns of weights whose own words of their network are damaged, and predicts by the data', async () => {
      await trained();
      const file = path.join(folder.at, 'w/weights.safetensors');
      const expected = (await predict('[1, "red"]')).stdout;
      const bytes = fs.readFileSync(file, 'latin1');
      const damaged = bytes.replace('\\"task\\":\\"multiclass\\"', '\\"task\\":\\"zorkiclass\\"');
      assert.notEqual(damaged, bytes);
      fs.writeFileSync(file, damaged, 'latin1');
      const { status, stdout, stderr } = await predict('[1, "red"]');
      assert.equal(status, 0);
      assert.equal(stdout, expected);
      assert.match(stderr, /^w\/weights\.safetensors: warning: What this file says of its network is damaged/);
    });

    it('takes IDX images, .npy and bytes as a CSV alike', async () => {
      const pixels = Uint8Array.from({ length: 12 * 6 }, (_, i) => (i * 37) % 256);
      folder.write('i.idx', Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 12, 0, 0, 0, 2, 0, 0, 0, 3, ...pixels));
      folder.write('l.idx', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 12, ...Array.from({ length: 12 }, (_, i) => i % 2)));
      const spec = `{ "data": { "source": { "images": "i.idx", "labels": "l.idx" } },
        "network": [{ "type": "flatten" }, { "type": "dense", "units": 2, "activation": "softmax" }],
        "loss": "sparse_categorical_crossentropy", "training": { "optimizer": "sgd", "epochs": 1 } }`;
      folder.write('t.nnspec', spec);
      assert.equal((await run('train', 't.nnspec', '--quiet', '--out', 'w')).status, 0);
      const rows = Array.from({ length: 12 }, (_, i) => Array.from(pixels.subarray(6 * i, 6 * i + 6)));
      folder.write('p.csv', rows.map((r) => `${r.join(',')}\n`).join(''));
      const header = Buffer.from(
        "\x93NUMPY\x01\x00v\x00{'descr': '|u1', 'fortran_order': False, 'shape': (12, 2, 3), }".padEnd(127) + '\n',
        'latin1',
      );
      folder.write('p.npy', Buffer.concat([header, pixels]));
      const expected = (await predict('i.idx')).stdout;
      assert.equal(expected.split('\n').length, 14);
      for (const input of ['p.csv', 'p.npy', JSON.stringify(rows)])
        assert.equal((await predict(input)).stdout, expected, input);
    });
  });

  describe('evaluate', () => {
    it('gives a line a split, the same numbers as the end of the training', async () => {
      folder.write('t.nnspec', TABLE);
      folder.write('t.csv', CSV);
      const end = jsonLines((await run('train', 't.nnspec', '--json', '--out', 'w')).stdout).at(-1)!;
      const lines = jsonLines((await run('evaluate', 't.nnspec', ...W, '--json')).stdout);
      assert.deepEqual(
        lines.map((l) => l['split']),
        ['train', 'validation', 'test'],
      );
      for (const { split, ...report } of lines) assert.deepEqual(report, end[split as string]);
      assert.match(
        (await run('evaluate', 't.nnspec', ...W)).stdout,
        /train +[\d.]+ +[\d.]+\nvalidation.*\ntest.*\n\ntrain\ntrue \\ predicted/,
      );
    });
  });

  describe('gradients', () => {
    it('gives loss, prediction, target and the gradient of every tensor, which central differences confirm to 1e-6', async () => {
      folder.write('xor.nnspec', XOR.replace('"seed": 1', '"seed": 1, "precision": "float64"'));
      await run('train', 'xor.nnspec', '--quiet', '--out', 'w', '--set', 'training.epochs=20');
      const loss = async (weights: string) => {
        const { stdout, stderr } = await run(
          'gradients',
          'xor.nnspec',
          '--weights',
          weights,
          '--sample',
          '2',
          '--json',
        );
        assert.equal(stderr, '');
        return jsonLines(stdout)[0];
      };
      const report = await loss('w/weights.safetensors');
      assert.deepEqual(
        [report['target'], typeof report['prediction'], report['split'], report['sample']],
        ['1', 'string', 'train', 2],
      );
      const { tensors } = readTensorFile('w.safetensors', read('w/weights.safetensors'));
      assert.deepEqual(
        Object.keys(report['gradients']),
        tensors.map((t) => t.name),
      );
      for (const tensor of tensors) {
        const { shape, values } = report['gradients'][tensor.name] as { shape: number[]; values: number[] };
        assert.deepEqual(shape, tensor.shape);
        const i = tensor.data.length - 1;
        const at = async (step: number) => {
          const data = Float64Array.from(tensor.data);
          data[i] += step;
          folder.write('n.npz', writeNpz(tensors.map((t) => (t === tensor ? { ...t, data } : t))));
          return (await loss('n.npz'))['loss'] as number;
        };
        const numeric = ((await at(1e-5)) - (await at(-1e-5))) / 2e-5;
        assert.ok(Math.abs(numeric - values[i]) < 1e-6, `${tensor.name}: ${values[i]} against ${numeric}`);
      }
    });

    it('writes all arrays as npz, and speaks in words', async () => {
      folder.write('xor.nnspec', XOR);
      const { stdout } = await run('gradients', 'xor.nnspec', '--sample', '0', '--out', 'g.npz');
      assert.match(stdout, /^sample +0 of the 4 training rows$/m);
      assert.match(stdout, /gradient of +shape +norm +largest\ndense_1\.weight +4×2/);
      const names = readTensorFile('g.npz', read('g.npz')).tensors.map((t) => t.name);
      for (const name of [
        'dense_1.weight',
        'activation:dense_1.z',
        'activation_gradient:dense_1.a',
        'input',
        'output',
        'loss',
      ])
        assert.ok(names.includes(name), name);
    });

    it('shows the numbers of each layer of at most 16 units as --json has them, to 6 digits, and the ranges of a larger one', async () => {
      folder.write('xor.nnspec', XOR);
      const wider = XOR.replace('"network": [', '"network": [{ "type": "dense", "units": 17, "activation": "relu" },');
      folder.write('wide.nnspec', wider);
      for (const [spec, small] of [
        ['xor.nnspec', ['dense_1', 'dense_2']],
        ['wide.nnspec', ['dense_2', 'dense_3']],
      ] as const) {
        const { stdout } = await run('gradients', spec, '--sample', '1');
        const [json] = jsonLines((await run('gradients', spec, '--sample', '1', '--json')).stdout);
        const blocks = stdout.trimEnd().split('\n\n');
        for (const layer of small) {
          const lines = blocks
            .find((text) => text.startsWith(`${layer} `))!
            .split('\n')
            .map((line) => line.trim().split(/ +/));
          const shown = [
            ['z', 'activations', 'z'],
            ['a', 'activations', 'a'],
            ['∂L/∂a', 'activationGradients', 'a'],
            ['∂L/∂z', 'activationGradients', 'z'],
          ].filter(([, of, stage]) => json[of!][`${layer}.${stage}`]);
          assert.deepEqual(lines[0], [layer, ...shown.map(([head]) => head)]);
          shown.forEach(([, of, stage], j) =>
            assert.deepEqual(
              lines.slice(1).map((line) => Number(line[j + 1])),
              json[of!][`${layer}.${stage}`].values.map((v: number) => Number(v.toPrecision(6))),
            ),
          );
        }
        assert.equal(/^dense_1, 17 units: z from \S+ to \S+, a from 0 to /m.test(stdout), spec === 'wide.nnspec');
      }
    });

    it('says whose weights they are: a file’s, or those of an untrained network', async () => {
      folder.write('xor.nnspec', XOR);
      const weights = async (...more: string[]) =>
        /^weights +(.*)$/m.exec((await run('gradients', 'xor.nnspec', '--sample', '0', ...more)).stdout)![1];
      assert.equal(await weights(), 'initial ones, of an untrained network: --weights names trained ones');
      await run('train', 'xor.nnspec', '--quiet', '--out', 'w', '--set', 'training.epochs=2');
      assert.equal(await weights(...W), 'w/weights.safetensors');
      assert.equal(await weights('--set', 'initialWeights="w/weights.safetensors"'), 'w/weights.safetensors');
    });

    it('a sample or split that is not there is wrong usage', async () => {
      folder.write('xor.nnspec', XOR);
      for (const [argv, sentence] of [
        [['--sample', '4'], /has 4 rows, numbered 0 to 3/],
        [['--sample', '0', '--split', 'test'], /no test rows/],
        [['--sample', '-1'], /--sample/],
      ] as const) {
        const { status, stderr } = await run('gradients', 'xor.nnspec', ...argv);
        assert.equal(status, 2);
        assert.match(stderr, sentence);
      }
    });
  });

  describe('gradcheck', () => {
    it('passes on a network, tells each tensor and the worst entries', async () => {
      folder.write('xor.nnspec', XOR);
      const { status, stdout } = await run('gradcheck', 'xor.nnspec', '--samples', '3');
      assert.equal(status, 0);
      assert.match(
        stdout,
        /^passed: 17 entries on 3 samples[^]*dense_2\.bias +1 +\S+ +passed[^]*worst entries +analytic +numeric/,
      );
      const [json] = jsonLines((await run('gradcheck', 'xor.nnspec', '--json')).stdout);
      assert.equal(json['passed'], true);
    });
  });

  describe('export', () => {
    it('never replaces the spec itself', async () => {
      await trained();
      const { status, stderr } = await run('export', 't.nnspec', ...W, '--format', 'npz', '--out', './t.nnspec');
      assert.deepEqual(
        [status, stderr],
        [2, 'nnspec: --out ./t.nnspec: this is the spec itself. Choose another file name.\n'],
      );
      assert.equal(read('t.nnspec').toString(), TABLE);
    });

    it('writes every format under the name given, further files beside it, and says which', async () => {
      await trained();
      const exported = async (format: string, out: string) => {
        const { status, stdout, stderr } = await run('export', 't.nnspec', ...W, '--format', format, '--out', out);
        assert.equal(status, 0, stderr);
        for (const file of stdout.trim().split('\n')) assert.ok(fs.existsSync(path.join(folder.at, file)), file);
        return stdout;
      };
      assert.equal(await exported('safetensors', 'a/b/m.safetensors'), 'a/b/m.safetensors\n');
      assert.equal(await exported('npz', 'm.npz'), 'm.npz\n');
      assert.equal(await exported('json', 'plain'), 'plain\n');
      assert.equal(
        await exported('csv', 'm.csv'),
        'm.csv\nm.dense_1.weight.csv\nm.dense_1.bias.csv\nm.dense_2.weight.csv\nm.dense_2.bias.csv\n',
      );
      assert.equal(await exported('python', 'p/'), 'p/t.py\n');
      assert.equal(await exported('predict.js', 'p'), 'p/t.js\n');
      const own = readTensorFile('w.safetensors', read('w/weights.safetensors')).tensors;
      assert.deepEqual(readTensorFile('m.npz', read('m.npz')).tensors, own);
      assert.deepEqual(readTensorFile('m.safetensors', read('a/b/m.safetensors')).tensors, own);
    });

    it('a place that cannot be written is a sentence and status 1', async () => {
      await trained();
      const { status, stderr } = await run('export', 't.nnspec', ...W, '--format', 'npz', '--out', 't.csv/x.npz');
      assert.equal(status, 1);
      assert.match(stderr, /^nnspec: error: .*x\.npz cannot be written/);
    });
  });

  describe('data', () => {
    it('lists the catalogue and says what is here', async function () {
      const folder = datasetsOrSkip(this);
      const none = jsonLines((await nnspec(['data', 'list', '--json'])).stdout);
      assert.deepEqual(
        none.map((d) => [d['name'], d['present']]),
        [
          ['mnist', false],
          ['wisconsin', false],
          ['boston', false],
          ['iris', false],
        ],
      );
      const all = jsonLines((await nnspec(['data', 'list', '--json'], { env: { NNSPEC_DATASETS: folder } })).stdout);
      assert.ok(all.every((d) => d['present']));
      assert.match((await nnspec(['data', 'list'])).stdout, /mnist +11\.6 MB +Handwritten/);
    });

    it('get gives the paths of what is here already', async function () {
      const env = { NNSPEC_DATASETS: datasetsOrSkip(this) };
      const { status, stdout } = await nnspec(['data', 'get', 'iris'], { env });
      assert.equal(status, 0);
      assert.equal(stdout, `${path.join(env.NNSPEC_DATASETS, 'iris', 'iris.csv')}\n`);
    });

    it('path is the cache', async () => {
      assert.equal((await nnspec(['data', 'path'], { env: { XDG_CACHE_HOME: '/x' } })).stdout, '/x/nnspec/datasets\n');
    });

    it('fetches nothing without consent: the question, the refusal, and how to allow it where nobody can be asked', async () => {
      folder.write('i.nnspec', TABLE.replace('{ "source": "t.csv"', '{ "source": "dataset:iris"'));
      const env = { XDG_CACHE_HOME: folder.at };
      for (const argv of [
        ['data', 'get', 'iris'],
        ['train', 'i.nnspec'],
        ['check', '--data', 'i.nnspec'],
      ]) {
        const alone = await nnspec(argv, { cwd: folder.at, env });
        assert.equal(alone.status, 1);
        assert.match(
          alone.stderr,
          /The dataset "iris" \(4\.55 KB\) is not on this machine.*nnspec data get iris --yes.*NNSPEC_DATASETS/,
        );
        const refused = await nnspec(argv, { cwd: folder.at, env, answer: false });
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, /fetching it was not allowed/);
      }
      assert.ok(!fs.existsSync(path.join(folder.at, 'nnspec')));
    });
  });
});
