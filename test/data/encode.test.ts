// New rows through a network's preprocessing give what the same rows give in training.
import assert from 'node:assert/strict';
import { encodeJson, encodeRows, inputSize } from '../../src/data/encode';
import { peekTable } from '../../src/data/peek';
import { UserError } from '../../src/spec/problem';
import { inputsOf, load, noTest } from './help';

const text = 'id,a,color,y\n1,10,red,1\n2,30,blue,2\n3,?,red,3\n4,20,green,4\n';
const trained = () => load(text, { ignore: ['id'], missing: 'mean', scale: 'standard', split: noTest });

describe('encoding new rows', () => {
  it('of whole rows, of the features alone, or by name gives the training inputs', async () => {
    const { splits, preprocessing } = await trained();
    const expected = inputsOf(splits.train).flat();
    const whole = text.trim().split('\n').slice(1).map((line) => line.split(',')); // prettier-ignore
    assert.deepEqual([...encodeRows(preprocessing, whole)], expected);
    const features = whole.map(([, a, color]) => [a!, color!]);
    assert.deepEqual([...encodeRows(preprocessing, features)], expected);
    const untargeted = whole.map((cells) => cells.slice(0, 3));
    assert.deepEqual([...encodeRows(preprocessing, untargeted)], expected);
    const swapped = features.map(([a, color]) => [color!, 'x', a!]);
    assert.deepEqual([...encodeRows(preprocessing, swapped, { names: ['color', 'other', 'a'] })], expected);
    assert.equal(inputSize(preprocessing), 4);
  });
  it('asks for the place of a row only in a complaint: counting lines for each makes a long file take minutes', async () => {
    const { preprocessing } = await trained();
    let asked = 0;
    const where = (row: number) => `line ${row + ++asked}`;
    encodeRows(preprocessing, [['10', 'red'], ['20', 'green']], { where }); // prettier-ignore
    assert.equal(asked, 0);
    assert.throws(() => encodeRows(preprocessing, [['10', 'red'], ['x', 'green']], { where }), /^UserError: line 2: /); // prettier-ignore
  });
  it('of JSON lists and objects gives the same; null and an absent key are missing', async () => {
    const { splits, preprocessing } = await trained();
    const [, second, third] = inputsOf(splits.train);
    assert.deepEqual([...encodeJson(preprocessing, [30, 'blue']).inputs], second);
    assert.deepEqual([...encodeJson(preprocessing, { color: 'red', a: null }).inputs], third);
    const { rows, inputs } = encodeJson(preprocessing, [{ a: 30, color: 'blue' }, { color: 'red' }]);
    assert.deepEqual([rows, [...inputs]], [2, [...second!, ...third!]]);
  });
  it('takes images flat or nested, one or several, as bytes', async () => {
    const { preprocessing } = await load(
      {},
      { source: 'builtin:digits', generator: { samples: 20 } },
      { loss: 'categorical_crossentropy' },
    );
    const image = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (_, x) => (x * y) % 256));
    for (const json of [image, [image], image.flat(), [image.flat()]]) {
      const { rows, inputs } = encodeJson(preprocessing, json);
      assert.equal(rows, 1);
      assert.equal(inputs[29], 1 / 255);
    }
    assert.equal(encodeJson(preprocessing, [image, image]).rows, 2);
    assert.equal(encodeJson(preprocessing, [image.flat(), image.flat()]).rows, 2);
  });

  it('of JSON takes true and false for the words of a column of words, else for 1 and 0', async () => {
    const { preprocessing } = await load('a,b,y\n1,True,1\n2,False,2\n3,True,3\n4,False,4\n', { split: noTest });
    assert.deepEqual([...encodeJson(preprocessing, [true, false]).inputs], [1, 1, 0]);
    assert.deepEqual([...encodeJson(preprocessing, { a: false, b: true }).inputs], [0, 0, 1]);
  });

  it('refuses a key that is nearly a column, and an object without any, where cells may be missing', async () => {
    const { preprocessing } = await trained();
    const says = (json: unknown, message: RegExp) => assert.throws(() => encodeJson(preprocessing, json), message);
    says({ A: 1, color: 'red' }, /it has "A" and no "a"\. Is that what is meant\? Write null for a missing cell\.$/);
    says({ a: 1, colour: 'red' }, /it has "colour" and no "color"/);
    says([{ color: 'red' }, {}], /a row has none of the columns a, color\.$/);
    assert.equal(encodeJson(preprocessing, { a: 1, y: 3, id: 4 }).rows, 1);
  });

  it('refuses brackets in brackets without end', async () => {
    const { preprocessing } = await trained();
    const images = (await load({}, { source: 'builtin:digits', generator: { samples: 20 } }, { loss: 'mse' }))
      .preprocessing;
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
    for (const json of [deep, [[1, deep]], { a: deep, color: 'red' }])
      for (const each of [preprocessing, images])
        assert.throws(() => encodeJson(each, json), /its brackets are nested more than 100 deep\.$/);
  });

  const refused: [string, unknown, RegExp][] = [
    ['too few cells', [[1]], /1 cell, but the network takes 2: a, color\.$/],
    [
      'more cells than its file has',
      [[1, 10, 'red', 1, 5]],
      /5 cells, but .* 2: a, color\. A whole row of its data has 4\.$/,
    ],
    ['words for numbers', [['ten', 'red']], /"a" is "ten", not a number/],
    [
      'a category never seen',
      [[1, 'reed']],
      /the row: "color" is "reed", .* mean "red"\? It knows blue, green, red\.$/,
    ],
    ['a missing cell', [[null, 'red']], /"a" is missing/],
    ['a misspelt key', [{ A1: 3, colour: 'red' }], /no column "a"/],
    ['a mixture', [[1, 'red'], { a: 1, color: 'red' }], /some rows are lists and some are objects/],
    ['no row', [], /there is no row/],
    ['a number', 5, /must be a list of rows/],
    ['a cell that is a list', { a: [1], color: 'red' }, /a cell is \[1\]/],
  ];
  for (const [what, json, says] of refused) {
    it(`refuses ${what} with a sentence`, async () => {
      const { preprocessing } = await load(text, { ignore: ['id'], missing: 'drop', split: noTest });
      assert.throws(
        () => encodeJson(preprocessing, json),
        (e) => e instanceof UserError && says.test(e.message),
      );
    });
  }
});

describe('a look at a file’s beginning', () => {
  const bytes = (content: string) => new TextEncoder().encode(content);

  it('gives names, kinds, examples and missing cells', async () => {
    const peek = await peekTable(bytes(text), true);
    assert.deepEqual(peek!.columns.map(({ name, kind }) => `${name} ${kind}`), ['id number', 'a number', 'color text', 'y number']); // prettier-ignore
    assert.deepEqual(peek!.columns[2]!.examples, ['red', 'blue', 'green']);
    assert.deepEqual(
      peek!.columns.map((c) => c.hasMissing),
      [false, true, false, false],
    );
    assert.equal(peek!.delimiter, ',');
  });
  it('leaves out a line that is cut', async () => {
    const peek = await peekTable(bytes('a,b\n1,2\n3,4\n5'), false);
    assert.equal(peek!.rows, 2);
  });
  it('looks into packed files, also cut ones', async () => {
    const { gzipSync } = await import('node:zlib');
    const long = gzipSync(`a,b\n${Array.from({ length: 90_000 }, (_, i) => `${(i * 7919) % 10007},${i}\n`).join('')}`);
    assert.ok(long.length > 65536);
    const peek = await peekTable(Uint8Array.from(long.subarray(0, 65536)), false);
    assert.deepEqual(
      peek!.columns.map((c) => c.name),
      ['a', 'b'],
    );
  });
  it('knows the catalogue’s names', async () => {
    const peek = await peekTable(bytes('5.1,3.5,1.4,0.2,Iris-setosa\n'), true, { source: 'dataset:iris' });
    assert.equal(peek!.columns[4]!.name, 'species');
    assert.ok(peek!.named);
  });
  it('gives nothing for what is no table, and never throws', async () => {
    for (const content of [bytes(''), Uint8Array.of(0, 0, 8, 3), Uint8Array.of(0x1f, 0x8b, 1), bytes('"')]) {
      assert.equal(await peekTable(content, true), undefined);
    }
  });
});
