// Columns, missing cells, scaling, one-hot inputs, tasks and classes: what becomes of a table.
import assert from 'node:assert/strict';
import { datasetFacts } from '../../src/data/facts';
import { dataError, inputsOf, load, noTest, targetsOf } from './help';

const all = { split: noTest };
const near = (a: readonly number[], b: readonly number[], tolerance = 1e-12) => {
  assert.equal(a.length, b.length);
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]!) <= tolerance, `${a} against ${b}`));
};

describe('columns', () => {
  const text = 'a,b,c,d\n1,2,3,4\n5,6,7,8\n';
  const names = async (data: object) => {
    const { inputNames, targetNames } = await load(text, { ...all, ...data });
    return `${inputNames} -> ${targetNames}`;
  };

  it('are all but the last, and the last is the target, where the spec says nothing', async () =>
    assert.equal(await names({}), 'a,b,c -> d'));
  it('go by name, index, negative index and range', async () => {
    assert.equal(await names({ features: ['c', 0], target: [-3] }), 'c,a -> b');
    assert.equal(await names({ features: ['1:3'], target: [0] }), 'b,c -> a');
    assert.equal(await names({ features: [':-2'] }), 'a,b -> d');
    assert.equal(await names({ features: ['-3:'], target: ['a'] }), 'b,c,d -> a');
    assert.equal(await names({ features: ['a', '0:2', 0] }), 'a,b -> d');
  });
  it('may be ignored, and several may be targets', async () => {
    assert.equal(await names({ ignore: ['b', 0] }), 'c -> d');
    assert.equal(await names({ target: ['d', 'a'] }), 'b,c -> d,a');
    const data = await load(text, { ...all, target: ['d', 'a'] });
    assert.deepEqual(targetsOf(data.splits.train), [4, 1, 8, 5]);
    assert.equal(data.outputs, 2);
  });
  it('that are the target and ignored, or nowhere, are complained about at their place in the spec', async () => {
    const error = await dataError(load(text, { ignore: [1, 'd'] }));
    assert.match(error.message, /"d" is the target and is also ignored/);
    const far = await dataError(load(text, { features: ['a', 9] }));
    assert.deepEqual(far.where.path, ['data', 'features', 1]);
    assert.match((await dataError(load(text, { ignore: ['a', 'b', 'c'] }))).message, /No column is left/);
  });
});

describe('missing cells', () => {
  const text = 'a,color,y\n1,red,1\n,blue,2\n3,?,3\n4,red,4\n12,NA,5\n';

  it('are refused with their lines, up to six of them', async () => {
    const error = await dataError(load(text));
    assert.match(error.message, /missing cells in "a", "color": lines 3, 4, 6\./);
    assert.deepEqual([error.where.line, error.where.column], [3, 1]);
  });
  it('drop their rows, and say so', async () => {
    const data = await load(text, { ...all, missing: 'drop' });
    assert.deepEqual(targetsOf(data.splits.train), [1, 4]);
    assert.match(data.notes.join(), /dropped 3 of 5 rows/);
  });
  it('become the mean or median of the training rows; texts the most frequent one', async () => {
    const mean = await load(text, { ...all, missing: 'mean' });
    assert.deepEqual(mean.inputNames, ['a', 'color=blue', 'color=red']);
    assert.deepEqual(inputsOf(mean.splits.train)[1], [5, 1, 0]);
    assert.deepEqual(inputsOf(mean.splits.train)[2], [3, 0, 1]);
    const median = await load(text, { ...all, missing: 'median' });
    assert.equal(inputsOf(median.splits.train)[1]![0], 3.5);
    const held = await load(text, { missing: 'mean', split: { ...noTest, test: 1 } });
    assert.equal(inputsOf(held.splits.train)[1]![0], 8 / 3, 'the last row is for testing, and does not count');
  });
  it('may be called anything', async () => {
    const data = await load('a,y\n-1,1\n2,2\nnone,3\n3,4\n', {
      ...all,
      missing: 'drop',
      missingValues: ['none', '-1'],
    });
    assert.deepEqual(targetsOf(data.splits.train), [2, 4]);
  });
});

describe('scaling', () => {
  const text = 'a,b,y\n1,5,10\n2,5,20\n3,5,30\n4,5,40\n10,7,0\n';
  const split = { ...noTest, test: 1 };

  it('standard: mean 0 and population deviation 1 on the training rows alone; a constant column only shifts', async () => {
    const { splits, preprocessing } = await load(text, { split, scale: 'standard' });
    const deviation = Math.sqrt(1.25);
    near(inputsOf(splits.train).map(([a]) => a!), [-1.5, -0.5, 0.5, 1.5].map((x) => x / deviation)); // prettier-ignore
    near(inputsOf(splits.test!)[0]!, [7.5 / deviation, 2]);
    assert.deepEqual(preprocessing.inputs.kind === 'columns' && preprocessing.inputs.columns[1], {
      kind: 'number',
      column: 'b',
      index: 1,
      offset: 5,
      divisor: 1,
    });
  });
  it('minmax: 0 to 1 on the training rows', async () => {
    const { splits } = await load(text, { split, scale: 'minmax' });
    near(
      inputsOf(splits.train).map(([a]) => a!),
      [0, 1 / 3, 2 / 3, 1],
    );
    near(inputsOf(splits.test!)[0]!, [3, 2]);
  });
  it('of the target of a regression is undone by its preprocessing', async () => {
    const { splits, preprocessing } = await load(text, { split, scaleTarget: 'standard' });
    const { targets } = preprocessing;
    assert.ok(targets.kind === 'values');
    near(
      targetsOf(splits.train).map((y) => y * targets.divisors[0]! + targets.offsets[0]!),
      [10, 20, 30, 40],
    );
    near([targetsOf(splits.train).reduce((a, b) => a + b)], [0]);
  });
  it('also scales one-hot inputs', async () => {
    const { splits } = await load('c,y\nu,1\nv,2\nu,3\nu,4\n', { ...all, scale: 'standard' });
    const deviation = Math.sqrt(0.75 * 0.25);
    near(inputsOf(splits.train)[1]!, [-0.75 / deviation, 0.75 / deviation]);
  });
  it('is refused for images and for classes', async () => {
    const images = await dataError(
      load({}, { source: 'builtin:digits', scale: 'minmax' }, { loss: 'categorical_crossentropy' }),
    );
    assert.match(images.message, /Images are 0..1 already/);
    const classes = await dataError(load({}, { source: 'builtin:xor', scaleTarget: 'minmax' }, { loss: 'hinge' }));
    assert.match(classes.message, /Classes are not scaled/);
  });
});

describe('tasks and classes', () => {
  const words = 'a,y\n1,no\n2,yes\n3,no\n4,maybe\n';
  const numbers = 'a,y\n1,10\n2,2\n3,10\n4,2\n';
  const facts = async (text: string, loss: string, data = {}) => {
    const { task, outputs, classes } = datasetFacts(await load(text, { ...all, ...data }, { loss }));
    return [task, outputs, classes?.join(' ')];
  };

  it('follow from the target and the loss', async () => {
    assert.deepEqual(await facts(words, 'categorical_crossentropy'), ['multiclass', 3, 'maybe no yes']);
    assert.deepEqual(await facts(numbers, 'mean_squared_error'), ['regression', 1, undefined]);
    assert.deepEqual(await facts(numbers, 'binary_crossentropy'), ['binary', 1, '2 10']);
    assert.deepEqual(await facts(numbers, 'sparse_categorical_crossentropy'), ['multiclass', 2, '2 10']);
    assert.deepEqual(await facts(numbers, 'mean_squared_error', { task: 'binary' }), ['binary', 1, '2 10']);
    assert.deepEqual(await facts(words, 'mean_squared_error'), ['multiclass', 3, 'maybe no yes']);
    assert.deepEqual(await facts(numbers, 'perceptron'), ['binary', 1, '2 10']);
  });
  it('come in numerical order, or in the spec’s', async () => {
    const sorted = await load(numbers, all, { loss: 'hinge' });
    assert.deepEqual(targetsOf(sorted.splits.train), [1, 0, 1, 0]);
    const said = await load(numbers, { ...all, classes: [10, '2.0'] }, { loss: 'hinge' });
    assert.deepEqual(targetsOf(said.splits.train), [0, 1, 0, 1]);
    assert.deepEqual(said.classes, ['10', '2']);
  });
  it('may list a class that no row has', async () => {
    assert.deepEqual(await facts(words, 'categorical_crossentropy', { classes: ['no', 'yes', 'maybe', 'never'] }), [
      'multiclass',
      4,
      'no yes maybe never',
    ]);
  });
  it('need one target column, and a list without repetition', async () => {
    const text = 'a,b,c\n1,0,1\n2,1,0\n';
    const several = await dataError(load(text, { target: ['b', 'c'] }, { loss: 'binary_crossentropy' }));
    assert.match(several.message, /2 targets, which is for regression/);
    const twice = await dataError(load(numbers, { classes: [2, 10, '2'] }, { loss: 'hinge' }));
    assert.match(twice.message, /"classes" lists "2" twice/);
  });
  it('of and, or, xor are four rows without a test set; with a squared error they stay classes', async () => {
    const data = await load({}, { source: 'builtin:xor' });
    assert.equal(data.task, 'binary');
    assert.deepEqual(inputsOf(data.splits.train), [[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
    assert.deepEqual(targetsOf(data.splits.train), [0, 1, 1, 0]);
    assert.equal(data.splits.test, undefined);
    assert.deepEqual(data.splits.train.rawRow!(2), ['1', '0', '1']);
  });
});

describe('loading', () => {
  it('says what it is doing', async () => {
    const messages: string[] = [];
    await load('1,2\n3,4\n', all, { onProgress: (message) => messages.push(message) });
    assert.deepEqual(messages, ['Reading data.csv', 'Preparing 2 rows']);
  });
  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(load('1,2\n3,4\n', all, { signal: controller.signal }), { name: 'AbortError' });
  });
});
