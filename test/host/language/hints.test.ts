// What the editor writes behind a layer, and says when the mouse is over a layer or the data.
import assert from 'node:assert/strict';
import type { Look } from '../../../src/files/look';
import { dataNote } from '../../../src/host/language/dataNote';
import { hints } from '../../../src/host/language/hints';
import { layerNote } from '../../../src/host/language/layerNote';
import { parseSpec } from '../../../src/spec/parse';

/** The text with each hint in angle brackets where it stands. */
function hinted(text: string, look?: Look): string {
  return [...hints(text, look)]
    .reverse()
    .reduce((t, { offset, label }) => `${t.slice(0, offset)}‹${label}›${t.slice(offset)}`, text);
}

const mnist = `{
  "data": "dataset:mnist",
  "network": [
    { "type": "flatten" }, // 784
    { "type": "dense", "units": 1000, "activation": "relu" },
    {
      "type": "dense",
      "units": 10
    }
  ],
  "loss": "mse"
}`;

describe('Inlay hints', () => {
  it('tell shape and parameters at the end of each layer’s last line, behind a comment too', () =>
    assert.equal(
      hinted(mnist),
      `{
  "data": "dataset:mnist",
  "network": [‹[28, 28] · 795,010 parameters›
    { "type": "flatten" }, // 784‹→ [784]›
    { "type": "dense", "units": 1000, "activation": "relu" },‹→ [1000] · 785,000 parameters›
    {
      "type": "dense",
      "units": 10
    }‹→ [10] · 10,010 parameters›
  ],
  "loss": "mse"
}`,
    ));

  it('stand behind their layer where several share a line', () =>
    assert.equal(
      hinted(
        '{ "data": "builtin:xor", "network": [{ "type": "dense", "units": 3 }, { "type": "dense", "units": 1 }] }',
      ),
      '{ "data": "builtin:xor", "network": [{ "type": "dense", "units": 3 },‹→ [3] · 9 parameters› { "type": "dense", "units": 1 }‹→ [1] · 4 parameters›] }',
    ));

  it('stay while other parts are wrong, and tell what they can', () => {
    const kept = (text: string): string[] => hints(text).map((h) => h.label);
    const all = kept(mnist);
    assert.deepEqual(kept(mnist.replace('"mse"', '"mes"')), all);
    assert.deepEqual(kept(mnist.replace('"mse"', '"ms')), all, 'in the middle of a word');
    assert.deepEqual(kept(mnist.replace('"relu"', '"rel"')), all, 'a misspelt activation');
    assert.deepEqual(kept(mnist.replace('"dataset:mnist"', '"my.csv"')), ['→ [1000]', '→ [10] · 10,010 parameters']);
    assert.deepEqual(kept(mnist.replace('"units": 1000', '"units": ""')), ['[28, 28]', '→ [784]', '→ [10]']);
    assert.deepEqual(kept(mnist.replace('    { "type": "flatten" }, // 784\n', '')), ['[28, 28]', '→ [10]']);
  });

  it('are none where there is no network', () => {
    for (const text of ['', '{', '[]', '{ "network": 3 }', '{ "network": [', '['.repeat(100_000)])
      assert.deepEqual(hints(text), []);
  });

  const csv = '{ "data": "my.csv", "loss": "mse", "network": [{ "type": "dense", "units": 2 }] }';
  const look: Look = {
    of: JSON.stringify(parseSpec(csv).spec!.data),
    faults: [],
    columns: [
      { name: 'a', index: 0, kind: 'number', examples: [], hasMissing: false },
      { name: 'kind`', index: 1, kind: 'text', examples: [], hasMissing: false },
    ],
    facts: {
      name: 'my.csv',
      task: 'regression',
      inputShape: [7],
      outputs: 2,
      inputNames: ['a'],
      targetNames: ['u', 'v'],
      rows: { train: 1600, validation: 0, test: 400 },
    },
  };
  it('know the data once somebody has looked at it, and not another data', () => {
    assert.deepEqual(hints(csv, look)[0]?.label, '→ [2] · 16 parameters');
    assert.deepEqual(hints(csv.replace('my', 'another'), look)[0]?.label, '→ [2]');
  });

  it('a hover on data tells rows, splits, task and columns', () => {
    assert.equal(
      dataNote(csv, csv.indexOf('my.csv'), look),
      [
        'regression · 2,000 rows · inputs [7] · outputs [2]',
        'Rows: 1,600 to train, 400 to test',
        'Target: `u`, `v`',
        'Columns: `a`, `kind ` (words)',
      ].join('\n\n'),
    );
    assert.equal(
      dataNote(mnist, mnist.indexOf('"data"') + 2),
      'several classes · 60,000 rows · inputs [28, 28] · outputs [10]\n\nClasses: `0`, `1`, `2`, `3`, `4`, `5`, `6`, `7`, `8`, `9`',
    );
    assert.equal(dataNote(mnist, mnist.indexOf('"loss"') + 2), undefined);
    assert.equal(dataNote(csv, csv.indexOf('my.csv')), undefined, 'nobody has looked yet');
  });
});

describe('Hover on a layer', () => {
  const text = `{ "data": "builtin:digits", "loss": "categorical_crossentropy", "network": [
    { "type": "flatten" }, { "type": "dense", "units": 16, "name": "hidden" }, { "type": "batch_norm" },
    { "type": "dense", "units": 10, "activation": "softmax" } ] }`;
  const at = (word: string): string[] => layerNote(text, text.indexOf(word))?.split('\n\n') ?? [];

  it('tells its name, shapes, parameters and formulas', () => {
    assert.deepEqual(at('"flatten"').slice(0, 2), ['**flatten_1** · [28, 28] → [784]', 'no parameters']);
    assert.deepEqual(at('16'), [
      '**hidden** · dense · [784] → [16]',
      '12,560 parameters: weight 16×784 = 12,544, bias 16',
      '`a = f(x wᵀ + b), w [units, inputs], b [units]`',
    ]);
    assert.match(at('"softmax"')[2]!, /^`a = f.*`  \n`softmax: /);
    assert.equal(
      at('"batch_norm"')[1],
      '32 parameters: weight 16, bias 16; kept, not learned: running_mean, running_var',
    );
  });

  it('does not say a formula twice', () => {
    const note = (said: string) => layerNote(text, text.indexOf('16'), undefined, said)!;
    assert.ok(note('').includes('x wᵀ'));
    assert.ok(!note('`a = f(x wᵀ + b), w [units, inputs], b [units]`').includes('x wᵀ'));
  });

  it('tells what it can where the data is not known', () => {
    const csv = text.replace('builtin:digits', 'my.csv');
    assert.match(layerNote(csv, csv.indexOf('10'))!, /^\*\*dense_2\*\* · \[16\] → \[10\]\n\n170 parameters/);
    assert.match(layerNote(csv, csv.indexOf('"flatten"'))!, /^\*\*flatten_1\*\*\n\n`/);
    assert.equal(layerNote(csv, csv.indexOf('"loss"')), undefined);
    assert.equal(layerNote('{ "network": [', 12), undefined);
  });
});
