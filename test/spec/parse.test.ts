import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkSpec } from '../../src/spec/check';
import { formatProblem } from '../../src/spec/locate';
import { parseSpec } from '../../src/spec/parse';
import type { Spec } from '../../src/spec/spec';

const root = path.join(__dirname, '..', '..');

const smallest = `{
  "data": "builtin:xor",
  "network": [
    { "type": "dense", "units": 4, "activation": "tanh" },
    { "type": "dense", "units": 1, "activation": "sigmoid" }
  ],
  "loss": "binary_crossentropy",
  "training": {
    "optimizer": { "type": "sgd", "learningRate": 0.3 },
    "batchSize": "full", "epochs": 1000, "seed": 1
  }
}`;

function good(text: string, set: [string, string][] = [], file = 'dir/my net.nnspec'): Spec {
  const { spec, problems } = parseSpec(text, { file, set });
  assert.deepEqual(
    problems.map((p) => formatProblem(p, file, text)),
    [],
  );
  return spec!;
}

const withPart = (key: string, value: unknown): string =>
  JSON.stringify({ ...(JSON.parse(smallest) as object), [key]: value });

describe('Parsing a spec', () => {
  it('the smallest file of the contract gets every default', () => {
    const spec = good(smallest);
    assert.deepEqual(spec, {
      version: 1,
      name: 'my net',
      data: {
        source: 'builtin:xor',
        format: {},
        ignore: [],
        missing: 'error',
        missingValues: ['', '?', 'NA', 'NaN', 'nan', 'null'],
        scale: 'none',
        scaleTarget: 'none',
        generator: {},
      },
      network: [
        {
          type: 'dense',
          name: 'dense_1',
          units: 4,
          activation: { type: 'tanh' },
          bias: true,
          init: { type: 'glorot_uniform' },
          biasInit: { type: 'zeros' },
          l1: 0,
          l2: 0,
        },
        {
          type: 'dense',
          name: 'dense_2',
          units: 1,
          activation: { type: 'sigmoid' },
          bias: true,
          init: { type: 'glorot_uniform' },
          biasInit: { type: 'zeros' },
          l1: 0,
          l2: 0,
        },
      ],
      loss: { type: 'binary_crossentropy' },
      training: {
        epochs: 1000,
        batchSize: 'full',
        shuffle: true,
        seed: 1,
        optimizer: { type: 'sgd', learningRate: 0.3, momentum: 0, nesterov: false, weightDecay: 0 },
        schedule: { type: 'constant', warmup: 0 },
        precision: 'float32',
        threads: 'auto',
        reproducible: true,
      },
      export: [],
    });
  });

  it('without training: one optimizer and batch size as Keras, nothing that was not said', () => {
    const spec = good('{ "data": "builtin:and", "network": [{ "type": "dense", "units": 1 }], "loss": "mse" }');
    assert.equal(spec.training.optimizer.type, 'rmsprop');
    assert.equal(spec.training.batchSize, 32);
    assert.ok(!('epochs' in spec.training) && !('iterations' in spec.training));
  });

  it('aliases become the word’s own name', () => {
    assert.equal(good(withPart('loss', 'mse')).loss.type, 'mean_squared_error');
    assert.equal(good(withPart('loss', { type: 'mae' })).loss.type, 'mean_absolute_error');
    assert.equal(good(withPart('export', [{ format: 'python', path: 'a.py' }])).export[0]!.format, 'predict.py');
  });

  it('every word may be a name or an object', () => {
    const layer = {
      type: 'dense',
      units: 2,
      activation: { type: 'leaky_relu', negativeSlope: 0.2 },
      init: { type: 'normal', stddev: 1 },
    };
    const spec = good(withPart('network', [layer, 'flatten', { type: 'dense', units: 1 }]));
    assert.deepEqual(spec.network[0]!['activation'], { type: 'leaky_relu', negativeSlope: 0.2 });
    assert.equal((spec.network[0]!['init'] as { stddev: number }).stddev, 1);
    assert.deepEqual(
      spec.network.map((l) => l.name),
      ['dense_1', 'flatten_1', 'dense_2'],
    );
  });

  it('a single column is a list of one; a generator keeps its options apart', () => {
    const spec = good(withPart('data', { source: 'a.csv', target: 'y', features: ['1:10', -2], ignore: 0 }));
    assert.deepEqual([spec.data.target, spec.data.features, spec.data.ignore], [['y'], ['1:10', -2], [0]]);
    const made = good(withPart('data', { source: 'builtin:spiral', samples: 100, split: { test: 0.5 } }));
    assert.deepEqual(made.data.generator, { samples: 100, noise: 0.02, seed: 1, turns: 1.75 });
    assert.deepEqual(made.data.split, { validation: 0, test: 0.5, shuffle: true, stratify: false, seed: 1 });
  });

  it('a warm-up alone is a constant schedule', () => {
    const { schedule } = good(withPart('training', { schedule: { warmup: 100 } })).training;
    assert.deepEqual(schedule, { type: 'constant', warmup: 100 });
  });

  it('the examples parse, and their check finds nothing', () => {
    const folder = path.join(root, 'examples');
    const specs = readdirSync(folder).filter((f) => /.\.nnspec$/.test(f));
    assert.ok(specs.length >= 10);
    for (const file of specs) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const spec = good(text, [], file);
      assert.deepEqual(
        checkSpec(spec, text).map((p) => formatProblem(p, file, text)),
        [],
      );
    }
  });

  it('a misspelt key is one problem, not also the missing one', () => {
    const text = '{ "data": "builtin:xor", "network": [{ "type": "dense", "unit": 1 }], "loss": "mse" }';
    assert.deepEqual(
      parseSpec(text).problems.map((p) => p.code),
      ['unknown-key'],
    );
  });

  it('an unknown key of a word without options is told that there are none, and is taken for none', () => {
    const text = withPart('loss', { type: 'binary_crossentropy', x: 1 });
    const { problems } = parseSpec(text);
    assert.deepEqual(
      problems.map((p) => p.message),
      ['Unknown key "x" in loss. There are no options here.'],
    );
    assert.deepEqual(problems[0]!.mends, [[{ do: 'remove', path: ['loss', 'x'] }]]);
  });

  it('a file name with a NUL character is refused where it stands', () => {
    const names = { initialWeights: 'a\0b.npz', export: [{ format: 'json', path: 'a\0.json' }] };
    const text = JSON.stringify({ ...(JSON.parse(smallest) as object), ...names });
    const { problems } = parseSpec(text);
    assert.deepEqual(
      problems.map((p) => [text.slice(p.offset, p.offset + p.length), p.message]),
      [
        ['"a\\u0000b.npz"', 'initialWeights: A file name cannot hold a NUL character.'],
        ['"a\\u0000.json"', 'export[0].path: A file name cannot hold a NUL character.'],
      ],
    );
  });

  it('each problem covers its key or value exactly', () => {
    const text = `{ "data": { "source": "builtin:circel", "smaples": 3 }, "loss": "mse", "netwrk": [],
      "network": [{ "type": "dense", "units": 0, "activation": "rleu", "extra": [1, 2] }, { "type": "dens" }],
      "training": { "epochs": 1.5, "optimizer": { "type": "sgd", "momentum": 7 }, "clip": {} } }`;
    const found = parseSpec(text).problems.map((p) => text.slice(p.offset, p.offset + p.length));
    assert.deepEqual(found, [
      '"builtin:circel"',
      '"smaples"',
      '"netwrk"',
      '0',
      '"rleu"',
      '"extra"',
      '"dens"',
      '1.5',
      '7',
      '"clip"',
    ]);
  });

  it('the same with CRLF, CR and a byte order mark', () => {
    for (const newline of ['\r\n', '\r']) {
      const text = '\ufeff' + smallest.replace('"units": 4', '"units": -4').replace(/\n/g, newline);
      const { problems } = parseSpec(text);
      assert.equal(
        formatProblem(problems[0]!, 'x', text),
        'x:4:33: error: network[0].units must be greater than 0, not -4.',
      );
    }
  });

  it('null, NaN, ∞ and wrong kinds are sentences', () => {
    const say = (key: string, value: string): string =>
      parseSpec(smallest.replace('"seed": 1', `"${key}": ${value}`)).problems[0]!.message;
    assert.match(say('seed', 'null'), /is null\. Leave the key out/);
    assert.match(say('logEvery', '-1e999'), /too large for a number/);
    assert.match(say('shuffle', '1'), /must be true or false, not 1/);
    assert.match(say('threads', '"many"'), /a number or "auto", not "many"/);
    assert.match(say('schedule', '[]'), /name such as "constant"/);
    assert.match(say('seed', '{}'), /must be a number, not an object/);
    assert.match(say('precision', '"float16"'), /"float32" or "float64", not "float16"/);
  });
});

describe('--set', () => {
  it('overrides numbers, words and parts that were not there', () => {
    const spec = good(smallest, [
      ['training.epochs', '3'],
      ['network.0.units', '8'],
      ['training.optimizer', 'adam'],
      ['training.optimizer.learningRate', '0.5'],
      ['data.limit', '2'],
      ['name', 'other'],
      ['loss', 'mse'],
    ]);
    assert.equal(spec.training.epochs, 3);
    assert.equal(spec.network[0]!['units'], 8);
    assert.equal(spec.training.optimizer['learningRate'], 0.5);
    assert.deepEqual([spec.data.limit, spec.name, spec.loss.type], [2, 'other', 'mean_squared_error']);
  });

  it('iterations stand instead of the file’s epochs, and the other way round', () => {
    const { training } = good(smallest, [['training.iterations', '7']]);
    assert.deepEqual([training.iterations, training.epochs], [7, undefined]);
  });

  const wrong: readonly [string, string, RegExp][] = [
    ['training.epoch', '3', /^--set training\.epoch=3: Unknown key "epoch" in training\. Did you mean "epochs"\?/],
    ['network.7.units', '3', /the list has 2 entries/],
    ['network.first.units', '3', /leads into a list/],
    ['training.seed.x', '3', /training\.seed is a single value/],
    ['a..b', '3', /is not a path of keys/],
    ['__proto__.x', '3', /is not a path of keys/],
    ['training.epochs', 'many', /^--set training\.epochs=many: training\.epochs must be a number, not "many"/],
    ['optimizer', 'adam', /Unknown key "optimizer"/],
  ];
  it('quotes at most 60 characters of a long key or value', () => {
    const long = 'x y'.repeat(40_000);
    for (const [key, value] of [
      ['training.epochs', long],
      [long, '3'],
      [`training.seed.${long}`, '3'],
      ['training', long],
    ]) {
      // prettier-ignore
      const [problem] = parseSpec(smallest, { set: [[key!, value!]] }).problems;
      assert.match(problem!.message, /^--set \S.*=.*…?: /);
      assert.ok(problem!.message.split(': ')[0]!.length < 140, problem!.message.slice(0, 200));
    }
  });

  for (const [key, value, said] of wrong) {
    it(`${key}=${value} is a problem`, () => {
      const { spec, problems } = parseSpec(smallest, { set: [[key, value]] });
      assert.equal(spec, undefined);
      assert.match(problems[0]!.message, said);
    });
  }
});
