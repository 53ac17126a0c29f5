import assert from 'node:assert/strict';
import { format, formats, readTensorFile, type NamedTensor, type TrainedNetwork } from '../../src/formats';
import { FormatError } from '../../src/formats/format';
import { readJson, writeJson } from '../../src/formats/json';
import { shortestFloat32 } from '../../src/formats/numbers';
import { readWeightsAbout, weightsMetadata } from '../../src/formats/weightsMetadata';
import { Rng } from '../../src/nn/rng';
import type { Json } from '../cli/help';

const tensors: NamedTensor[] = [
  { name: 'dense_1.weight', shape: [2, 3], data: Float32Array.of(0.1, -2, 3e-40, 1e20, NaN, 0.5) },
  { name: 'dense_1.bias', shape: [2], data: Float32Array.of(1, 2) },
  { name: 'f64', shape: [1, 1, 2], data: Float64Array.of(Math.PI, 0.1) },
];
const network: TrainedNetwork = {
  name: 'a "b"',
  task: 'regression',
  inputShape: [3],
  layers: [{ type: 'dense', name: 'dense_1', units: 2 }],
  loss: 'mean_squared_error',
  tensors,
  preprocessing: {
    inputs: {
      kind: 'columns',
      missingValues: [''],
      columns: [
        { kind: 'number', column: 'x, m', index: 0, offset: 1, divisor: 2 },
        { kind: 'onehot', column: 'c', index: 1, categories: ['r', 'g'], offsets: [0, 0], divisors: [1, 1] },
      ],
    },
    targets: { kind: 'values', columns: ['u', 'v'], offsets: [0, 0], divisors: [1, 1] },
  },
  facts: { iterations: 10, 'test.rmse': 0.5 },
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('formats', () => {
  it('have the six names of the language, and python and javascript for short', () => {
    assert.deepEqual(
      formats.map((f) => f.name),
      ['safetensors', 'npz', 'json', 'csv', 'predict.py', 'predict.js'],
    );
    assert.equal(format('python')?.name, 'predict.py');
    assert.equal(format('javascript')?.name, 'predict.js');
    assert.equal(format('toString'), undefined);
  });

  it('name their first file after the base name and extension, and write the same bytes each time', () => {
    for (const f of formats) {
      const files = f.write(network, 'base');
      assert.equal(files[0].name, `base${f.extension}`);
      assert.deepEqual(f.write(network, 'base'), files);
    }
  });

  it('read back what they wrote: safetensors, npz and json', () => {
    for (const name of ['safetensors', 'npz', 'json']) {
      const { bytes } = format(name)!.write(network, 'x')[0];
      assert.deepEqual(readTensorFile(`x.${name.toUpperCase()}`, bytes).tensors, tensors);
    }
  });

  it('name the file and what is wrong when it cannot be read', () => {
    const says = (name: string, bytes: Uint8Array, sentence: RegExp) =>
      assert.throws(
        () => readTensorFile(name, bytes),
        (e) => e instanceof FormatError && sentence.test(e.message),
      );
    says('w.safetensors', new Uint8Array(3), /^w\.safetensors: /);
    says('w.npz', new Uint8Array(3), /^w\.npz: /);
    says('w.h5', new Uint8Array(3), /^w\.h5: weights are read from \.safetensors, \.npz/);
    says('w', new Uint8Array(3), /^w: weights are read from/);
  });

  it('a weights file says itself how rows become inputs; a broken or foreign one says nothing', () => {
    const metadata = weightsMetadata(network);
    assert.ok(Object.values(metadata).every((v) => typeof v === 'string'));
    assert.equal(metadata['test.rmse'], '0.5');
    assert.deepEqual(readWeightsAbout(metadata)?.preprocessing, network.preprocessing);
    const changed = (change: (about: Json) => void) => {
      const about = JSON.parse(metadata['nnspec']) as unknown;
      change(about);
      return readWeightsAbout({ nnspec: JSON.stringify(about) });
    };
    assert.equal(readWeightsAbout({}), undefined);
    assert.equal(readWeightsAbout({ nnspec: '{' }), undefined);
    const damage: ((about: Json) => void)[] = [
      (a) => delete a.preprocessing,
      (a) => (a.task = 'zork'),
      (a) => (a.inputShape = [7]),
      (a) => (a.inputShape = [1.5, 2]),
      (a) => (a.inputShape = [-1, -3]),
      (a) => (a.layers[0].units = 3),
      (a) => (a.preprocessing.inputs.columns[0].divisor = 'x'),
      (a) => (a.preprocessing.inputs.columns[0].offset = null),
      (a) => (a.preprocessing.inputs.columns[0].fill = null),
      (a) => (a.preprocessing.inputs.columns[1].fill = 'b'),
      (a) => (a.preprocessing.inputs.width = '4'),
      (a) => (a.preprocessing.inputs.columns[1].categories = 5),
      (a) => (a.preprocessing.inputs.columns[1].divisors = [1, 0]),
      (a) => (a.preprocessing.inputs.columns[1].offsets = [1]),
      (a) => (a.preprocessing.inputs = { kind: 'pixels', shape: [3], divisor: 0 }),
      (a) => (a.preprocessing.targets.offsets = ['x', 0]),
      (a) => (a.preprocessing.targets.divisors = [1, 0]),
      (a) => (a.preprocessing.targets.columns = []),
      (a) => (a.preprocessing.targets = { kind: 'classes', column: 'c', labels: ['a', 'b'] }),
    ];
    for (const change of damage) assert.equal(changed(change), undefined, String(change));
  });

  it('classes of a weights file are as many as the outputs, and two of one output', () => {
    const about = (task: string, units: number, labels: string[]) => {
      const said = JSON.parse(weightsMetadata(network)['nnspec']) as Json;
      said.layers[0].units = units;
      said.preprocessing.targets = { kind: 'classes', column: 'c', labels };
      return readWeightsAbout({ nnspec: JSON.stringify({ ...said, task }) });
    };
    assert.ok(about('multiclass', 3, ['a', 'b', 'c']));
    assert.ok(about('binary', 1, ['a', 'b']));
    for (const labels of [[], ['a'], ['a', 'b']]) assert.equal(about('multiclass', 3, labels), undefined);
    for (const labels of [[], ['a'], ['a', 'b', 'c']]) assert.equal(about('binary', 1, labels), undefined);
    assert.equal(about('binary', 2, ['a', 'b']), undefined);
  });
});

describe('JSON', () => {
  it('is readable: shortest float32 digits, nested lists, the network and its preprocessing', () => {
    const written = text(writeJson(network));
    assert.match(written, /"values":\n {6}\[\n {8}\[0\.1, -2, 3e-40\],\n {8}\[10{20}, null, 0\.5\]\]/);
    const file = JSON.parse(written) as Record<string, Json>;
    assert.match(written, /"inputShape": \[3\],\n/);
    assert.deepEqual(file['layers'], network.layers);
    assert.deepEqual(file['preprocessing'], network.preprocessing);
    assert.deepEqual(file['tensors'].f64.values, [[[Math.PI, 0.1]]]);
  });

  it('refuses what is not such a file with a sentence', () => {
    const says = (content: unknown, sentence: RegExp) =>
      assert.throws(
        () => readJson(new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content))),
        (e) => e instanceof FormatError && sentence.test(e.message),
      );
    const file = (tensor: unknown) => ({ format: 'nnspec network', tensors: { w: tensor } });
    says('{', /not a JSON file/);
    says('null', /not a network/);
    says({ tensors: {} }, /not a network/);
    says(file(null), /"w" has no valid shape/);
    says(file({ shape: [2], dtype: 'float32', values: [1] }), /do not fit its shape \[2\]/);
    says(file({ shape: [1], dtype: 'float32', values: ['1'] }), /do not fit/);
    says(file({ shape: [1], dtype: 'complex', values: [1] }), /unknown dtype/);
  });
});

describe('CSV', () => {
  it('is one file a tensor beside a list of them, with names of inputs above the first weights', () => {
    const files = format('csv')!.write(network, 'net');
    assert.deepEqual(
      files.map((f) => f.name),
      ['net.csv', 'net.dense_1.weight.csv', 'net.dense_1.bias.csv', 'net.f64.csv'],
    );
    assert.equal(
      text(files[0].bytes),
      'tensor,shape,file\ndense_1.weight,2x3,net.dense_1.weight.csv\ndense_1.bias,2,net.dense_1.bias.csv\nf64,1x1x2,net.f64.csv\n',
    );
    assert.equal(text(files[1].bytes), 'unit,"x, m",c=r,c=g\n0,0.1,-2,3e-40\n1,100000000000000000000,NaN,0.5\n');
    assert.equal(text(files[2].bytes), 'unit,value\n0,1\n1,2\n');
  });
});

describe('the shortest decimal of a float32', () => {
  it('reads back as the same float32 and has at most nine digits, for a thousand numbers of every size', () => {
    const rng = Rng.stream(1, 'floats');
    for (let i = 0; i < 1000; i++) {
      const [value] = new Float32Array(Uint32Array.of(rng.next()).buffer);
      const short = shortestFloat32(value);
      assert.ok(Object.is(Math.fround(short), value) || Number.isNaN(value), String(value));
      if (Number.isFinite(value)) assert.ok(short.toExponential().replace(/e.*|[-.]/g, '').length <= 9);
    }
    assert.equal(shortestFloat32(Math.fround(0.1)), 0.1);
  });
});
