// Exported networks outside of the engine: predict.py, predict.js, npz and safetensors under numpy give what
// `nnspec predict` gives, for every layer and activation and every kind of preprocessing.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vm from 'node:vm';
import { threshold } from '../../src/formats/program';
import type { TrainedNetwork } from '../../src/formats';
import { activations } from '../../src/nn/activations';
import { layers } from '../../src/nn/layers';
import { losses } from '../../src/nn/losses';
import { Rng } from '../../src/nn/rng';
import { nnspec, tempFolders, type Json } from '../cli/help';
import { pythonWithNumpy, runPython } from './python';

const EXPORTS = `"export": [
  { "format": "predict.py", "path": "predict.py" }, { "format": "predict.js", "path": "predict.js" },
  { "format": "npz", "path": "w.npz" }, { "format": "safetensors", "path": "w.safetensors" }
]`;

interface Case {
  readonly name: string;
  readonly spec: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** What is predicted. */
  readonly input: string;
}

const rng = Rng.stream(1, 'rows');
const around = (scale: number) => (scale * rng.normal()).toFixed(3);

/** Numbers, a column of texts, one of numbers as labels, missing cells, a comma inside quotes. */
function flowers(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const kind = i % 3;
    const cell = (value: string, k: number) => ((i + k) % 11 === 0 ? ['', '?', 'NA'][i % 3] : value);
    const colour = ['red', '"sea, blue"', 'white'][(i * 7) % 3];
    return [cell(around(3 + kind), 0), cell(colour, 4), cell(String(100 * kind + i), 7), `sort ${kind}`].join(',');
  });
  return `width,colour,weight,sort\n${rows.join('\n')}\n`;
}

/** width, two targets far from 0 and 1. */
function prices(): string {
  const rows = Array.from({ length: 50 }, () => {
    const [a, b] = [rng.normal(), rng.normal()];
    return `${a} ${b} ${(50000 + 8000 * a).toFixed(1)} ${(-3 + 0.01 * b).toFixed(5)}`;
  });
  return `${rows.join('\n')}\n`;
}

/** As pandas writes an index, and two columns of one name. */
function unnamed(): string {
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${around(2)},${around(5)},${i % 3 ? 'yes' : 'no'}`);
  return `,x,x,kind\n${rows.join('\n')}\n`;
}

/** IDX: 30 images of 5×4 and their labels. */
function images(): { images: Uint8Array; labels: Uint8Array } {
  const pixels = Uint8Array.from({ length: 30 * 20 }, () => rng.below(256));
  const labels = Uint8Array.from({ length: 30 }, (_, i) => i % 4);
  return {
    images: Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 30, 0, 0, 0, 5, 0, 0, 0, 4, ...pixels),
    labels: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 30, ...labels),
  };
}

const idx = images();
const everyActivation = activations.map((a) => a.name).filter((name) => name !== 'step' && name !== 'softmax');
const training = (more = '') => `"training": { "optimizer": "adam", "batchSize": 16, "epochs": 4, "seed": 5 ${more} }`;

const cases: Case[] = [
  {
    name: 'every layer and activation; one-hot, missing, scaled; three classes',
    spec: `{
      "data": { "source": "flowers.csv", "missing": "median", "scale": "standard" },
      "network": [
        { "type": "dense", "units": 9, "activation": "tanh" },
        { "type": "batch_norm", "momentum": 0.5 },
        { "type": "flatten" },
        { "type": "dropout", "rate": 0.2 },
        ${everyActivation.map((a) => `{ "type": "dense", "units": 7, "activation": "${a}", "init": "lecun_normal", "bias": ${a !== 'relu'} }`).join(',\n')},
        { "type": "activation", "activation": { "type": "leaky_relu", "negativeSlope": 0.07 } },
        { "type": "activation", "activation": { "type": "elu", "alpha": 1.7 } },
        { "type": "activation", "activation": { "type": "gelu", "approximate": true } },
        { "type": "batch_norm", "epsilon": 0.01, "name": "norm" },
        { "type": "dense", "units": 3, "activation": "softmax", "init": { "type": "normal", "stddev": 2 } }
      ],
      "loss": "sparse_categorical_crossentropy", ${EXPORTS}, ${training()}
    }`,
    files: { 'flowers.csv': flowers() },
    input: 'flowers.csv',
  },
  {
    name: 'a regression of two scaled targets, white space, no header, features in another order',
    spec: `{
      "data": { "source": "prices.data", "features": [1, 0], "target": [2, 3], "scale": "minmax", "scaleTarget": "standard" },
      "network": [{ "type": "dense", "units": 6, "activation": "silu" }, { "type": "dense", "units": 2 }],
      "loss": "mse", ${EXPORTS}, ${training(', "precision": "float64"')}
    }`,
    files: { 'prices.data': prices() },
    input: 'prices.data',
  },
  {
    name: 'one target by name, all columns of the file in the input',
    spec: `{
      "data": { "source": "p.csv", "target": "y", "features": ["b"], "scaleTarget": "minmax" },
      "network": [{ "type": "dense", "units": 3, "activation": "softplus" }, { "type": "dense", "units": 1 }],
      "loss": "huber", ${EXPORTS}, ${training()}
    }`,
    files: { 'p.csv': `y;a;b\n${Array.from({ length: 20 }, (_, i) => `${i * 1000};${i};${i / 7}`).join('\n')}\n` },
    input: 'p.csv',
  },
  {
    name: 'images, byte by byte',
    spec: `{
      "data": { "source": { "images": "i.idx", "labels": "l.idx" } },
      "network": [{ "type": "batch_norm" }, { "type": "flatten" }, { "type": "dense", "units": 8, "activation": "gelu" }, { "type": "dense", "units": 4, "activation": "softmax" }],
      "loss": "sparse_categorical_crossentropy", ${EXPORTS}, ${training()}
    }`,
    files: {
      'i.idx': idx.images,
      'l.idx': idx.labels,
      'pixels.csv': Array.from(
        { length: 30 },
        (_, i) => `${idx.images.subarray(16 + 20 * i, 36 + 20 * i).join(',')}\n`,
      ).join(''),
    },
    input: 'pixels.csv',
  },
  {
    name: 'two classes with a sigmoid',
    spec: `{
      "data": { "source": "builtin:moons", "samples": 60 },
      "network": [{ "type": "dense", "units": 5, "activation": "selu" }, { "type": "dense", "units": 1, "activation": "sigmoid" }],
      "loss": "binary_crossentropy", ${EXPORTS}, ${training()}
    }`,
    files: { 'moons.csv': '0.5,0.1\n-1,2\n1e-1,-.5\n+2,3.\n' },
    input: 'moons.csv',
  },
  {
    name: 'two classes with a hinge: a score about 0',
    spec: `{
      "data": { "source": "builtin:moons", "samples": 60 },
      "network": [{ "type": "dense", "units": 1 }],
      "loss": "hinge", ${EXPORTS}, ${training()}
    }`,
    files: { 'moons.csv': '0.5,0.1\n-1,2\n1e-1,-.5\n' },
    input: 'moons.csv',
  },
  {
    name: 'a perceptron',
    spec: `{
      "data": "builtin:and", "network": [{ "type": "dense", "units": 1, "activation": "step" }], "loss": "perceptron",
      ${EXPORTS}, "training": { "optimizer": "perceptron", "batchSize": 1, "epochs": 20 }
    }`,
    files: { 'and.csv': '0,0\n0,1\n1,0\n1,1\n' },
    input: 'and.csv',
  },
  {
    name: 'a column without a name and two of one name',
    spec: `{
      "data": { "source": "u.csv", "scale": "standard" },
      "network": [{ "type": "dense", "units": 1, "activation": "sigmoid" }],
      "loss": "binary_crossentropy", ${EXPORTS}, ${training()}
    }`,
    files: { 'u.csv': unnamed() },
    input: 'u.csv',
  },
];

type Row = Record<string, string | number>;

/** Rows of a program's CSV output (no quotes inside but for labels, which the tests keep plain). */
function parse(csv: string): Row[] {
  const [header, ...rows] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(header.map((name, j) => [name, row[j]])));
}

/** Labels are equal; numbers within 1e-5, relative above 1. */
function agree(ours: Row[], theirs: Row[], what: string): void {
  assert.equal(theirs.length, ours.length, what);
  ours.forEach((row, i) => {
    assert.deepEqual(Object.keys(theirs[i]), Object.keys(row), what);
    for (const [name, value] of Object.entries(row)) {
      const other = theirs[i][name];
      if (typeof value === 'string') assert.equal(String(other), value, `${what}, row ${i}`);
      else
        assert.ok(
          Math.abs(Number(other) - value) <= 1e-5 * Math.max(1, Math.abs(value)),
          `${what}, row ${i}: ${name} is ${other}, not ${value}`,
        );
    }
  });
}

async function train(one: Case, folder: string): Promise<Row[]> {
  for (const [name, content] of Object.entries(one.files)) fs.writeFileSync(path.join(folder, name), content);
  fs.writeFileSync(path.join(folder, 'net.nnspec'), one.spec);
  const { status, stderr } = await nnspec(['train', 'net.nnspec', '--quiet'], { cwd: folder });
  assert.equal(status, 0, stderr);
  return predicted(one, 'w.safetensors', folder);
}

async function predicted(one: Case, weights: string, folder: string): Promise<Row[]> {
  const argv = ['predict', 'net.nnspec', '--weights', weights, '--input', one.input, '--out', 'ours.json'];
  const { status, stderr } = await nnspec(argv, { cwd: folder });
  assert.equal(status, 0, stderr);
  return JSON.parse(fs.readFileSync(path.join(folder, 'ours.json'), 'utf8')) as Row[];
}

describe('exported networks', () => {
  for (const one of cases)
    describe(one.name, () => {
      let cwd: string;
      let ours: Row[];
      before(async () => {
        cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-predict-'));
        ours = await train(one, cwd);
      });
      after(() => fs.rmSync(cwd, { recursive: true }));

      it("predict.js gives the engine's predictions to 1e-5", () => {
        agree(
          ours,
          parse(execFileSync(process.execPath, ['predict.js', one.input], { cwd, encoding: 'utf8' })),
          'predict.js',
        );
      });

      it("predict.py gives the engine's predictions to 1e-5", function () {
        const python = pythonWithNumpy();
        if (!python) return this.skip();
        agree(ours, parse(runPython(python, ['predict.py', one.input], { cwd })), 'predict.py');
      });

      it('npz weights, which know no preprocessing, give the very same predictions', async () => {
        assert.deepEqual(await predicted(one, 'w.npz', cwd), ours);
      });
    });

  const folder = tempFolders();
  const at = (name: string) => path.join(folder.at, name);
  const trained = (one: Case) => train(one, folder.at);

  it('npz and safetensors hold what numpy needs to reproduce the predictions to 1e-5', async function () {
    const python = pythonWithNumpy();
    if (!python) return this.skip();
    const one = cases[1];
    const ours = await trained(one);
    const code = `
import json, struct, sys
import numpy as np
bytes = open('w.safetensors', 'rb').read()
n, = struct.unpack('<Q', bytes[:8])
header = json.loads(bytes[8:8 + n])
about = json.loads(header.pop('__metadata__')['nnspec'])
types = {'F32': '<f4', 'F64': '<f8'}
safe = {k: np.frombuffer(bytes[8 + n:][slice(*v['data_offsets'])], types[v['dtype']]).reshape(v['shape']) for k, v in header.items()}
npz = np.load('w.npz')
assert list(npz.files) == list(safe)
rows = np.loadtxt('prices.data')
columns, targets = about['preprocessing']['inputs']['columns'], about['preprocessing']['targets']
x = np.stack([(rows[:, c['index']] - c['offset']) / c['divisor'] for c in columns], axis=1)
out = []
for w in (npz, safe):
    z = x @ w['dense_1.weight'].T + w['dense_1.bias']
    y = (z / (1 + np.exp(-z))) @ w['dense_2.weight'].T + w['dense_2.bias']
    out.append((y * targets['divisors'] + targets['offsets']).tolist())
print(json.dumps({'names': targets['columns'], 'values': out}))`;
    const { names, values } = JSON.parse(runPython(python, ['-c', code], { cwd: folder.at })) as {
      names: string[];
      values: number[][][];
    };
    for (const rows of values)
      agree(
        ours,
        rows.map((row) => Object.fromEntries(names.map((n, j) => [n, row[j]]))),
        'numpy',
      );
  });

  it('as modules both take rows as lists of features, whole rows, or by name, and give labels, values, probabilities', async function () {
    const python = pythonWithNumpy();
    if (!python) return this.skip();
    await trained(cases[0]);
    const rows = [
      [3.5, 'red', 120],
      [null, 'white', '1.2e2', 'sort 1'],
      { weight: 120, colour: 'sea, blue', width: '3.5', other: 1 },
    ];
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const js = require(at('predict.js')) as {
      predict(r: unknown[]): string[];
      probabilities(r: unknown[]): number[][];
    };
    const py = JSON.parse(
      runPython(
        python,
        [
          '-c',
          'import json, sys, predict as p\nr = json.load(sys.stdin)\nprint(json.dumps([p.predict(r), p.probabilities(r).tolist()]))',
        ],
        { cwd: folder.at, input: JSON.stringify(rows) },
      ),
    ) as [string[], number[][]];
    assert.deepEqual(js.predict(rows), py[0]);
    js.probabilities(rows).forEach((p, i) => {
      assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
      p.forEach((v, k) => assert.ok(Math.abs(v - py[1][i][k]) < 1e-12));
    });
    assert.match(js.predict(rows)[0], /^sort [012]$/);
  });

  it('predict.js works as a plain script of a browser, without require, module or Buffer', async () => {
    await trained(cases[4]);
    const page: Record<string, Json> = { atob };
    page['globalThis'] = page;
    vm.runInNewContext(fs.readFileSync(at('predict.js'), 'utf8'), page);
    assert.deepEqual(page['nnspecPredict'].predict([[0.5, 0.1]]).length, 1);
  });

  it('both refuse a category that the network has never seen, and name those it knows', async () => {
    const python = pythonWithNumpy();
    await trained(cases[0]);
    folder.write('green.csv', 'weight,colour,width\n120,grren,3.5\n');
    const programs: [string, string[]][] = [[process.execPath, ['predict.js', 'green.csv']]];
    if (python) programs.push([python, ['predict.py', 'green.csv']]);
    for (const [program, args] of programs)
      assert.throws(
        () => execFileSync(program, args, { cwd: folder.at, stdio: 'pipe' }),
        (e: { status: number; stderr: Buffer }) =>
          e.status === 1 &&
          /row 1: column colour is .grren.; the network knows red, sea, blue, white/.test(String(e.stderr)),
      );
  });

  it('both say in a sentence what is wrong with a row, with status 1', async () => {
    const python = pythonWithNumpy();
    await trained({ ...cases[2] });
    folder.write('bad.csv', 'a,b\n1,2\n3,x\n');
    folder.write('narrow.csv', 'a\n1\n');
    folder.write('wide.csv', '1,2,3,4,5\n');
    const programs: [string, string[]][] = [[process.execPath, ['predict.js']]];
    if (python) programs.push([python, ['predict.py']]);
    for (const [program, args] of programs) {
      for (const [file, sentence] of [
        ['bad.csv', /row 2: column b is .x., not a number/],
        ['narrow.csv', /row 1/],
        ['wide.csv', /row 1 has 5 cells; the network takes 1/],
        ['none.csv', /none\.csv/],
      ] as const)
        assert.throws(
          () => execFileSync(program, [...args, file], { cwd: folder.at, stdio: 'pipe' }),
          (e: { status: number; stderr: Buffer }) =>
            e.status === 1 && sentence.test(String(e.stderr)) && !/Traceback|\n {4}at /.test(String(e.stderr)),
          file,
        );
    }
  });

  it('both call themselves by the name that their file has, in usage and errors', async () => {
    const python = pythonWithNumpy();
    await trained({ ...cases[2] });
    for (const [program, kind] of [[process.execPath, 'js'], ...(python ? [[python, 'py']] : [])] as const) {
      const file = `fruit.${kind}`;
      fs.renameSync(path.join(folder.at, `predict.${kind}`), path.join(folder.at, file));
      const says = (...argv: string[]) => spawnSync(program!, [file, ...argv], { cwd: folder.at, encoding: 'utf8' }).stderr; // prettier-ignore
      assert.match(says(), /^usage: (node )?fruit\.(js|py) INPUT\.csv/);
      assert.match(says('none.csv'), /^fruit\.(js|py): .*none\.csv/);
      assert.doesNotMatch(fs.readFileSync(path.join(folder.at, file), 'utf8'), /predict\.(js|py)/);
    }
  });

  it('both say nothing when their reader goes away', async () => {
    const python = pythonWithNumpy();
    await trained({ ...cases[2] });
    folder.write('many.csv', `a,b\n${'1,2\n'.repeat(30000)}`); // more than a pipe holds
    for (const program of [[process.execPath, 'predict.js'], ...(python ? [[python, 'predict.py']] : [])]) {
      const [command, file] = program as [string, string];
      const argv = ['-c', '"$0" "$1" many.csv | head -n 1', command, file];
      const { stdout, stderr } = spawnSync('sh', argv, { cwd: folder.at, encoding: 'utf8' });
      assert.match(stdout, /^prediction/);
      assert.equal(stderr, '');
    }
  });

  it('the names, labels and paths of a hostile spec stay data', async () => {
    const hostile = `x"'\\n\`\${process.exit(9)}\u2028*/ ''' """ \\\\`;
    folder.write(
      'h.csv',
      `a,y\n1,${hostile.replace(/[",\n]/g, ' ')}\n2,n\n3,n\n4,n\n5,${hostile.replace(/[",\n]/g, ' ')}\n`,
    );
    const spec = cases[4].spec
      .replace('{\n', `{ "name": ${JSON.stringify(hostile)},\n`)
      .replace('"source": "builtin:moons", "samples": 60', '"source": "h.csv"');
    folder.write('net.nnspec', spec);
    const { status, stderr } = await nnspec(['train', 'net.nnspec', '--quiet'], { cwd: folder.at });
    assert.equal(status, 0, stderr);
    const js = execFileSync(process.execPath, ['predict.js', 'h.csv'], { cwd: folder.at, encoding: 'utf8' });
    const python = pythonWithNumpy();
    if (python)
      assert.equal(
        runPython(python, ['predict.py', 'h.csv'], { cwd: folder.at }).split('\n').length,
        js.split('\n').length,
      );
  });

  it('know every layer and activation there is, and every loss’s threshold', () => {
    const spec = cases.map((c) => c.spec).join('');
    for (const { name } of [...layers, ...activations]) assert.ok(spec.includes(`"${name}"`), `no case has ${name}`);
    for (const { name, threshold: limit = 0.5 } of losses)
      assert.equal(threshold({ loss: name } as TrainedNetwork), limit, name);
  });
});
