import assert from 'node:assert/strict';
import type { DataFacts } from '../../src/data/facts';
import { checkSpec, totalIterations, type CheckFacts } from '../../src/spec/check';
import { parseSpec } from '../../src/spec/parse';
import { leastMemory } from '../../src/spec/rules/memory';
import { inferShapes, lastActivation } from '../../src/spec/shapes';

type Json = Record<string, unknown>;

const dense = (units: number, activation: string, more: Json = {}): Json => ({
  type: 'dense',
  units,
  activation,
  ...more,
});
const xor = { data: 'builtin:xor', network: [dense(4, 'tanh'), dense(1, 'sigmoid')], loss: 'binary_crossentropy' };

/** "severity code @ text at fault" of each problem. */
function found(changes: Json, facts?: CheckFacts): string[] {
  const text = JSON.stringify({ ...xor, ...changes });
  const { spec, problems } = parseSpec(text);
  assert.deepEqual(problems, []);
  return checkSpec(spec!, text, facts).map((p) => {
    assert.match(p.message, /[.]$/);
    return `${p.severity} ${p.code} @ ${text.slice(p.offset, p.offset + p.length)}`;
  });
}

const facts = (more: Partial<DataFacts>): CheckFacts => ({
  data: {
    name: 'my.csv',
    task: 'multiclass',
    inputShape: [4],
    outputs: 3,
    classes: ['a', 'b', 'c'],
    inputNames: [],
    targetNames: ['kind'],
    rows: { train: 100, validation: 0, test: 20 },
    ...more,
  },
});
const csv = { data: 'my.csv' };
const digits = { data: 'builtin:digits' };
const flat = { type: 'flatten' };
const tenClasses = { network: [flat, dense(10, 'softmax')], loss: 'categorical_crossentropy' };
const train = (more: Json): Json => ({ training: more });

const cases: readonly [title: string, changes: Json, expected: string[], facts?: CheckFacts][] = [
  ['nothing is wrong with XOR', {}, []],
  // shapes and outputs
  [
    'dense on an image',
    { ...digits, network: [dense(10, 'softmax')], loss: 'categorical_crossentropy' },
    ['error shape-mismatch @ "dense"'],
  ],
  [
    'softmax on an image',
    { ...digits, network: [{ type: 'activation', activation: 'softmax' }], loss: 'categorical_crossentropy' },
    ['error shape-mismatch @ "softmax"'],
  ],
  [
    'one unit for three classes',
    { ...csv, network: [dense(2, 'softmax')], loss: 'categorical_crossentropy' },
    ['error output-units @ 2'],
    facts({}),
  ],
  [
    'three units for two target columns',
    { ...csv, network: [dense(3, 'linear')], loss: 'mse' },
    ['error output-units @ 3'],
    facts({ task: 'regression', outputs: 2, targetNames: ['x', 'y'] }),
  ],
  ['ten units for a yes or no', { ...csv, network: [dense(10, 'sigmoid')] }, ['error output-units @ 10']],
  [
    'two softmax units may tell two classes apart',
    { network: [dense(2, 'softmax')], loss: 'categorical_crossentropy' },
    [],
  ],
  [
    'softmax over one unit',
    { network: [dense(1, 'softmax')], loss: 'categorical_crossentropy' },
    ['error softmax-of-one @ "softmax"'],
  ],
  [
    'units are found behind an activation layer',
    { network: [dense(3, 'linear'), { type: 'activation', activation: 'sigmoid' }] },
    ['error output-units @ 3'],
  ],
  // loss and activation
  [
    'softmax with MSE',
    { ...digits, network: [flat, dense(10, 'softmax')], loss: 'mse' },
    ['error loss-activation @ "mse"'],
  ],
  [
    'sigmoid with ten classes',
    { ...digits, network: [flat, dense(10, 'sigmoid')], loss: 'sparse_categorical_crossentropy' },
    ['error loss-activation @ "sigmoid"'],
  ],
  [
    'sigmoid with ten classes and MSE is slow, not wrong',
    { ...digits, network: [flat, dense(10, 'sigmoid')], loss: 'mse' },
    ['warning loss-activation @ "mse"'],
  ],
  [
    'categorical cross-entropy without softmax',
    { network: [dense(2, 'linear')], loss: 'categorical_crossentropy' },
    ['error loss-activation @ "linear"'],
  ],
  ['binary cross-entropy without sigmoid', { network: [dense(1, 'linear')] }, ['error loss-activation @ "linear"']],
  ['relu before cross-entropy', { network: [dense(1, 'relu')] }, ['error loss-activation @ "relu"']],
  ['MSE with sigmoid for two classes is fine', { loss: 'mse' }, []],
  ['hinge after sigmoid', { loss: 'hinge' }, ['error loss-activation @ "sigmoid"']],
  ['hinge after tanh is fine', { network: [dense(1, 'tanh')], loss: 'hinge' }, []],
  [
    'sigmoid for prices',
    { data: 'builtin:friedman1', network: [dense(1, 'sigmoid')], loss: 'mse' },
    ['warning bounded-output @ "sigmoid"'],
  ],
  // task
  ['binary loss on three classes', csv, ['error loss-task @ "binary_crossentropy"'], facts({})],
  ['a loss for classes on numbers', { data: 'builtin:friedman1' }, ['error loss-task @ "binary_crossentropy"']],
  [
    'data.task against the loss',
    { data: { source: 'my.csv', task: 'multiclass' } },
    ['error loss-task @ "binary_crossentropy"'],
  ],
  [
    'accuracy of a regression',
    { data: 'builtin:friedman1', network: [dense(1, 'linear')], loss: 'mse', metrics: ['rmse', 'accuracy'] },
    ['error metric-task @ "accuracy"'],
  ],
  ['r2 of classes', { metrics: ['r2'] }, ['error metric-task @ "r2"']],
  ['a metric named twice', { metrics: ['f1', 'f1'] }, ['warning metric-twice @ "f1"']],
  // perceptron
  [
    'a whole perceptron',
    { network: [dense(1, 'step')], loss: 'perceptron', ...train({ optimizer: 'perceptron' }) },
    [],
  ],
  ['step without the perceptron', { network: [dense(1, 'step')] }, ['error loss-activation @ "step"']],
  ['the rule without its loss', train({ optimizer: 'perceptron' }), ['error perceptron @ "perceptron"']],
  [
    'the loss without its rule',
    { network: [dense(1, 'step')], loss: 'perceptron' },
    ['error perceptron @ "perceptron"'],
  ],
  [
    'the loss without step',
    { loss: 'perceptron', ...train({ optimizer: 'perceptron' }) },
    ['error loss-activation @ "sigmoid"'],
  ],
  ['step inside', { network: [dense(4, 'step'), dense(1, 'sigmoid')] }, ['error no-gradient @ "step"']],
  ['softmax inside', { network: [dense(4, 'softmax'), dense(1, 'sigmoid')] }, ['warning hidden-softmax @ "softmax"']],
  // layers
  [
    'dropout at the end',
    { network: [dense(1, 'sigmoid'), { type: 'dropout', rate: 0.5 }] },
    ['warning dropout-last @ {"type":"dropout","rate":0.5}'],
  ],
  [
    'all hidden weights alike',
    { network: [dense(4, 'tanh', { init: 'zeros' }), dense(1, 'sigmoid')] },
    ['warning same-start @ "zeros"'],
  ],
  ['one layer may start at zero', { network: [dense(1, 'sigmoid', { init: 'zeros' })] }, []],
  // data
  [
    'fractions that leave nothing',
    { data: { source: 'builtin:circle', split: { validation: 0.6, test: 0.4 } } },
    ['error bad-split @ 0.4'],
  ],
  ['one and a half rows', { data: { source: 'builtin:circle', split: { test: 1.5 } } }, ['error bad-split @ 1.5']],
  [
    'more rows than there are',
    { data: { source: 'builtin:circle', samples: 100, split: { test: 100 } } },
    ['error bad-split @ 100'],
  ],
  ['counts that fit', { data: { source: 'builtin:circle', samples: 100, split: { test: 50 } } }, []],
  [
    'a large share for validation beside a test set of its own',
    { data: { source: 'builtin:circle', test: 'builtin:circle', split: { validation: 0.85 } } },
    [],
  ],
  [
    'so many rows of MNIST, whose test set is its own, as leave some to train on',
    { data: { source: 'dataset:mnist', limit: 5500, split: { validation: 5000 } }, ...tenClasses },
    [],
  ],
  [
    'early stopping on a validation source of its own',
    {
      data: { source: 'builtin:circle', validation: 'builtin:circle' },
      ...train({ epochs: 50, earlyStopping: { monitor: 'validation.loss', patience: 3 } }),
    },
    [],
  ],
  [
    'a share for testing where the test set is its own',
    { data: { source: 'dataset:mnist', split: { validation: 5000, test: 0.3 } }, ...tenClasses },
    ['warning split-not-used @ 0.3'],
  ],
  [
    'stratify numbers',
    { data: { source: 'builtin:friedman1', split: { stratify: true } }, network: [dense(1, 'linear')], loss: 'mse' },
    ['error stratify @ true'],
  ],
  [
    'several targets for classes',
    { data: { source: 'my.csv', target: ['a', 'b'] } },
    ['error several-targets @ "target"'],
  ],
  [
    'classes of numbers',
    { data: { source: 'my.csv', task: 'regression', classes: ['a', 'b'] }, network: [dense(1, 'linear')], loss: 'mse' },
    ['error classes @ "classes"'],
  ],
  [
    'three classes for a yes or no',
    { data: { source: 'my.csv', classes: ['a', 'b', 'c'] } },
    ['error classes @ "classes"'],
  ],
  ['a class listed twice', { data: { source: 'my.csv', classes: [1, '1'] } }, ['error classes @ "1"']],
  ['scaled class labels', { data: { source: 'my.csv', scaleTarget: 'minmax' } }, ['error scale-target @ "minmax"']],
  ['columns of a generator', { data: { source: 'builtin:xor', ignore: [0] } }, ['warning table-key @ "ignore"']],
  ['a spreadsheet', { data: 'my.xlsx' }, ['error unknown-file-type @ "my.xlsx"']],
  // training
  ['a batch larger than the data', train({ batchSize: 100 }), ['warning batch-size @ 100']],
  ['the default batch on four rows is no mistake', train({}), []],
  ['nesterov alone', train({ optimizer: { type: 'sgd', nesterov: true } }), ['warning nesterov @ true']],
  ['a rate of 0', train({ optimizer: { type: 'sgd', learningRate: 0 } }), ['warning learning-rate @ 0']],
  [
    'a schedule longer than the run',
    train({ iterations: 10, schedule: { type: 'cosine', iterations: 100 } }),
    ['warning schedule-length @ 100'],
  ],
  ['a schedule as long as the run', train({ iterations: 100, schedule: { type: 'cosine', iterations: 100 } }), []],
  [
    'a step that never comes',
    train({ iterations: 10, schedule: { type: 'step', every: 10 } }),
    ['warning schedule-length @ 10'],
  ],
  [
    'changes after the end',
    train({ iterations: 10, schedule: { type: 'piecewise', at: [5, 50], rates: [1, 1] } }),
    ['warning schedule-length @ "at"'],
  ],
  ['an endless warm-up', train({ iterations: 10, schedule: { warmup: 10 } }), ['warning schedule-length @ 10']],
  ['stopping without validation rows', train({ earlyStopping: {} }), ['error monitor @ "earlyStopping"']],
  [
    'a plateau without validation rows',
    train({ schedule: 'reduce_on_plateau' }),
    ['error monitor @ "reduce_on_plateau"'],
  ],
  [
    'a monitor that is no split',
    train({ schedule: { type: 'reduce_on_plateau', monitor: 'val_loss' } }),
    ['error monitor @ "val_loss"'],
  ],
  ['a metric that is not measured', train({ earlyStopping: { monitor: 'train.f1' } }), ['error monitor @ "train.f1"']],
  ['a metric that is measured', { metrics: ['f1'], ...train({ earlyStopping: { monitor: 'train.f1' } }) }, []],
  [
    'validation from a file of its own',
    { data: { source: 'a.csv', validation: 'b.csv' }, ...train({ earlyStopping: {} }) },
    [],
  ],
  // memory and files
  [
    'more memory than there is',
    { network: [dense(30000, 'relu'), dense(30000, 'relu'), dense(1, 'sigmoid')] },
    ['error memory @ 30000'],
    { memoryBytes: 4e9 },
  ],
  [
    'most of the memory',
    { network: [dense(30000, 'relu'), dense(30000, 'relu'), dense(1, 'sigmoid')] },
    ['warning memory @ 30000'],
    { memoryBytes: 16e9 },
  ],
  [
    'more digits than one array holds, whatever the memory',
    { ...tenClasses, data: { source: 'builtin:digits', samples: 9_000_000 } },
    ['error memory @ 9000000'],
  ],
  [
    'more digits than there is memory for',
    { ...tenClasses, data: { source: 'builtin:digits', samples: 1_000_000 } },
    ['error memory @ 1000000'],
    { memoryBytes: 7e8 },
  ],
  [
    'as many digits as there is memory for',
    { ...tenClasses, data: { source: 'builtin:digits', samples: 1_000_000 } },
    [],
    { memoryBytes: 8e8 },
  ],
  ['weights of another program', { initialWeights: 'a.h5' }, ['error weights-file @ "a.h5"']],
  [
    'one file written twice',
    {
      export: [
        { format: 'npz', path: 'a' },
        { format: 'json', path: 'A' },
      ],
    },
    ['warning export-twice @ "A"'],
  ],
];

describe('Checking a spec', () => {
  for (const [title, changes, expected, known] of cases) {
    it(title, () => assert.deepEqual(found(changes, known), expected));
  }

  it('files must lie in the workspace, where there is one', () => {
    const folders = { spec: '/repo/nets', workspace: '/repo' };
    const paths = {
      data: '../../etc/data.csv',
      initialWeights: '../w.npz',
      export: [{ format: 'npz', path: '/tmp/x.npz' }],
    };
    assert.deepEqual(found(paths), []);
    assert.deepEqual(found(paths, { folders }), [
      'error outside-workspace @ "../../etc/data.csv"',
      'error outside-workspace @ "/tmp/x.npz"',
    ]);
    const windows = { spec: 'c:\\repo\\nets', workspace: 'C:\\repo' };
    assert.deepEqual(found({ data: '..\\a.csv' }, { folders: windows }), []);
    assert.equal(found({ data: '..\\..\\a.csv' }, { folders: windows }).length, 1);
    assert.equal(found({ data: '../../repository/a.csv' }, { folders }).length, 1);
  });
});

describe('Shapes', () => {
  const network = (layers: unknown[]) => parseSpec(JSON.stringify({ ...xor, network: layers })).spec!.network;

  it('follow the layers from the data’s shape', () => {
    const { layers } = inferShapes(
      network([flat, dense(10, 'relu'), { type: 'batch_norm' }, dense(3, 'softmax')]),
      [28, 28],
    );
    assert.deepEqual(
      layers.map((l) => l.output),
      [[784], [10], [10], [3]],
    );
  });

  it('behind a dense layer are known without the data', () => {
    const { layers } = inferShapes(
      network([flat, dense(10, 'relu'), { type: 'dropout', rate: 0.1 }, dense(3, 'softmax')]),
      undefined,
    );
    assert.deepEqual(
      layers.map((l) => l.output),
      [undefined, [10], [10], [3]],
    );
    assert.deepEqual(
      layers.map((l) => l.input),
      [undefined, undefined, [10], [10]],
    );
  });

  it('the last activation is seen through layers that pass values on', () => {
    const last = (layers: unknown[]) => lastActivation(network(layers)).type;
    assert.equal(last([dense(1, 'sigmoid'), { type: 'dropout', rate: 0.1 }]), 'sigmoid');
    assert.equal(last([dense(1, 'linear'), { type: 'activation', activation: 'tanh' }, flat]), 'tanh');
    assert.equal(last([dense(1, 'tanh'), { type: 'batch_norm' }]), 'linear');
  });

  it('the least memory is weights, gradients and the optimizer’s two moments in 4 bytes', () => {
    const { spec } = parseSpec(JSON.stringify({ ...xor, ...train({ optimizer: 'adam' }) }));
    const { layers } = inferShapes(spec!.network, [2]);
    assert.equal(leastMemory(spec!, layers), 4 * 4 * (2 * 4 + 4 + 4 + 1));
  });

  it('a run’s iterations: epochs of whole and partial batches', () => {
    const total = (training: Json) =>
      totalIterations(parseSpec(JSON.stringify({ ...xor, training })).spec!, {
        rows: { train: 100, validation: 0, test: 0 },
      });
    assert.equal(total({ epochs: 3, batchSize: 32 }), 12);
    assert.equal(total({ epochs: 3, batchSize: 'full' }), 3);
    assert.equal(total({ iterations: 7 }), 7);
    assert.equal(total({}), 4);
  });
});
