// Quick fixes: each does what its title says, mends its problem, and leaves the rest of the text alone.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fixes, type Fix } from '../../../src/host/language/fixes';
import { problemsOfData, problemsOfText } from '../../../src/host/language/problems';
import { editsOf, written } from '../../../src/spec/edits';
import { insert, remove, rename, set, type Step } from '../../../src/spec/mend';
import type { Problem } from '../../../src/spec/problem';

const apply = (text: string, edits: Fix['edits']): string =>
  [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((t, e) => t.slice(0, e.offset) + e.text + t.slice(e.offset + e.length), text);

describe('Edits of a spec’s text', () => {
  const done = (text: string, step: Step): string => {
    const edits = editsOf(text, step);
    assert.ok(edits);
    return apply(text, edits);
  };
  const lines = '{\n  // first\n  "a": 1, // one\n  "b": { "c": [1, 2] }, /* two */\n  "d": 3\n}';

  it('set: replaces a value, adds a key behind the last one as that one stands', () => {
    assert.equal(done(lines, set(['a'], 'x')), lines.replace('1, // one', '"x", // one'));
    assert.equal(done(lines, set(['b', 'e'], true)), lines.replace('[1, 2] }', '[1, 2], "e": true }'));
    assert.equal(done(lines, set(['e'], 4)), lines.replace('"d": 3', '"d": 3,\n  "e": 4'));
    assert.equal(done('{\r\n\t"a": 1,\r\n}', set(['b'], 2)), '{\r\n\t"a": 1,\r\n\t"b": 2,\r\n}');
    assert.equal(done('{}', set(['a', 'b'], 2)), '{ "a": { "b": 2 } }');
  });

  it('set: a bare name becomes an object where another key is wanted', () => {
    const text = '{ "data": "x.csv", "training": { "optimizer": "adam" } }';
    assert.equal(done(text, set(['data', 'source'], 'y.csv')), text.replace('x.csv', 'y.csv'));
    assert.equal(
      done(text, set(['data', 'split', 'test'], 0)),
      text.replace('"x.csv"', '{ "source": "x.csv", "split": { "test": 0 } }'),
    );
    assert.equal(
      done(text, set(['training', 'optimizer', 'beta1'], 0.5)),
      text.replace('"adam"', '{ "type": "adam", "beta1": 0.5 }'),
    );
    const short = '{ "data": { "source": "x.csv", "target": "y" } }';
    assert.equal(done(short, set(['data', 'target', 0], 'z')), short.replace('"y"', '"z"'));
  });

  it('remove: takes comma and line along, and keeps comments', () => {
    assert.equal(done(lines, remove(['d'])), lines.replace(' }, /* two */\n  "d": 3', ' } /* two */'));
    assert.equal(done(lines, remove(['a'])), lines.replace('"a": 1, // one', '// one'));
    assert.equal(done(lines, remove(['b', 'c', 0])), lines.replace('1, 2', '2'));
    assert.equal(done(lines, remove(['b', 'c', 1])), lines.replace('1, 2', '1'));
    assert.equal(done('{ "a": 1, "b": 2 }', remove(['b'])), '{ "a": 1 }');
    assert.equal(done('{ "a": 1, "b": 2 }', remove(['a'])), '{ "b": 2 }');
    assert.equal(done('{ "a": 1 }', remove(['a'])), '{ }');
    const twice = '{ "a": 1, "b": 2, "a": 3 }';
    assert.equal(done(twice, { do: 'remove', path: ['a'], first: true }), '{ "b": 2, "a": 3 }');
    assert.equal(done(twice, remove(['a'])), '{ "a": 1, "b": 2 }');
  });

  it('insert: before an entry, at the end, into an empty list', () => {
    assert.equal(done('[\n  1,\n  2\n]', insert([1], 9)), '[\n  1,\n  9,\n  2\n]');
    assert.equal(done('[1, 2,]', insert([2], 9)), '[1, 2, 9,]');
    assert.equal(done('[\n  1 // one\n]', insert([1], 9)), '[\n  1, // one\n  9\n]');
    assert.equal(done('{ "a": [] }', insert(['a', 0], { b: [1] })), '{ "a": [{ "b": [1] }] }');
  });

  it('rename: the key alone', () => assert.equal(done('{ "a": "a" }', rename(['a'], 'b')), '{ "b": "a" }'));

  it('nothing where the place is not there', () => {
    for (const step of [remove(['x', 'y']), rename(['x'], 'y'), insert(['x', 0], 1), set(['b', 'c', 7], 1)])
      assert.equal(editsOf(lines, step), undefined);
    assert.equal(editsOf('{', set(['a'], 1)), undefined);
  });

  it('values are written on one line', () =>
    assert.equal(written({ a: [1, 'x', null], b: {} }), '{ "a": [1, "x", null], "b": {} }'));
});

describe('Quick fixes', () => {
  const fixtures = path.join(__dirname, '..', '..', 'fixtures', 'specs');
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'nnspec-fixes-'));
    cpSync(fixtures, folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  async function problems(text: string): Promise<readonly Problem[]> {
    const around = {
      file: path.join(folder, 'a.nnspec'),
      workspace: folder,
      datasetFolders: [],
      datasetCache: path.join(folder, 'none'),
    };
    return (await problemsOfData(text, problemsOfText(text, around), around)).problems;
  }
  /** "title" of each fix of the only problem, and the text that the first one makes. */
  async function mended(text: string): Promise<{ titles: string[]; text: string }> {
    const found = await problems(text);
    assert.equal(found.length, 1, found.map((p) => p.message).join('\n'));
    const all = fixes(text, found[0]!);
    assert.ok(all[0], `no fix for ${found[0]!.message}`);
    return { titles: all.map((f) => f.title), text: apply(text, all[0].edits) };
  }

  it('of every broken spec: each fix leaves no problem; for thirty nothing is obvious', async () => {
    const index = JSON.parse(readFileSync(path.join(fixtures, 'index.json'), 'utf8')) as { spec: string }[];
    const without: string[] = [];
    for (const { spec } of index) {
      const text = readFileSync(path.join(fixtures, spec), 'utf8');
      const [problem] = await problems(text);
      const all = fixes(text, problem!);
      if (!all.length) without.push(spec.slice(0, 2));
      for (const { title, edits } of all) {
        const after = apply(text, edits);
        const left = await problems(after);
        const said = `${spec}: ${title}\n${after}\n${left.map((p) => p.message).join('\n')}`;
        assert.deepEqual(left, [], said);
      }
    }
    const nothingObvious = '01 03 04 07 10 11 13 15 17 19 26 27 28 29 30 31 36 49 55 56 58 59 61 62 63 66 67 68 69 70';
    assert.equal(without.join(' '), nothingObvious);
  });

  const spec = (network: string, data = '"builtin:xor"', loss = '"categorical_crossentropy"'): string =>
    `{ "data": ${data}, "loss": ${loss}, "network": [${network}] }`;
  const good = spec('{ "type": "dense", "units": 2, "activation": "softmax" }');

  it('did you mean: a key, a word, a source', async () => {
    for (const [right, wrong, title] of [
      ['units', 'unit', 'Change to "units"'],
      ['softmax', 'sofmax', 'Set network[0].activation to "softmax"'],
      ['builtin:xor', 'builtin:xro', 'Set data.source to "builtin:xor"'],
      ['builtin:xor', 'xor', 'Set data.source to "builtin:xor"'],
      ['categorical_crossentropy', 'crossentropy', ''],
    ] as const) {
      const { titles, text } = await mended(good.replace(right, wrong));
      if (!title) continue;
      assert.equal(titles[0], title);
      assert.equal(text, good);
    }
  });

  it('values of another type: numbers in quotes, one thing for a list', async () => {
    assert.equal((await mended(good.replace('2', '"2"'))).text, good);
    const listed = good.replace(/ }$/, ', "metrics": ["accuracy"] }');
    assert.equal((await mended(listed.replace(/[[\]](?="| })/g, ''))).text, listed);
  });

  it('adds the missing flatten on a line of its own', async () => {
    const text = spec('\n  { "type": "dense", "units": 10, "activation": "softmax" }\n', '"builtin:digits"');
    const fixed = await mended(text);
    assert.equal(fixed.text, text.replace('  { "type": "dense"', '  { "type": "flatten" },\n  { "type": "dense"'));
    assert.deepEqual(fixed.titles, ['Add { "type": "flatten" } before it']);
    assert.deepEqual(await problems(fixed.text), []);
  });

  it('sets the units that the classes need', async () => {
    const text = spec('{ "type": "dense", "units": 7, "activation": "softmax" }', '"dataset:iris"');
    assert.equal((await mended(text)).text, text.replace('7', '3'));
  });

  it('gives the last layer its activation, or the loss that fits it', async () => {
    const bare = good.replace(', "activation": "softmax"', '');
    const { titles, text } = await mended(bare);
    assert.deepEqual(titles, ['Set network[0].activation to "softmax"']);
    assert.equal(text, good);
    const mse = await mended(good.replace('"categorical_crossentropy"', '"mse"'));
    assert.deepEqual(mse.titles[0], 'Set loss to "categorical_crossentropy"');
    assert.equal(mse.text, good);
  });

  it('makes loss, activation and units fit the data together', async () => {
    const text = spec('{ "type": "dense", "units": 5, "activation": "sigmoid" }', '"dataset:iris"', '"mse"').replace(
      '"mse"',
      '"binary_crossentropy"',
    );
    const { titles, text: after } = await mended(text);
    assert.deepEqual(titles, [
      'Set loss to "categorical_crossentropy", network[0].activation to "softmax", network[0].units to 3',
    ]);
    assert.deepEqual(await problems(after), []);
  });

  it('adds the loss that goes with the last activation', async () => {
    const { titles, text } = await mended(good.replace('"loss": "categorical_crossentropy", ', ''));
    assert.deepEqual(titles, ['Set loss to "categorical_crossentropy"']);
    assert.deepEqual(await problems(text), []);
  });

  it('keeps one of epochs and iterations', async () => {
    const text = good.replace(/ }$/, ', "training": { "epochs": 3, "iterations": 100 } }');
    const { titles, text: after } = await mended(text);
    assert.deepEqual(titles, ['Remove "iterations"', 'Remove "epochs"']);
    assert.equal(after, text.replace(', "iterations": 100', ''));
  });

  it('names the file, the column and the image file that are there', async () => {
    const data = (source: string, more = ''): string =>
      spec(
        '{ "type": "dense", "units": 1, "activation": "sigmoid" }',
        `{ "source": ${source}${more} }`,
        '"binary_crossentropy"',
      );
    const plants = data('"data/plants.csv"');
    assert.equal((await mended(data('"other/plants.csv"'))).text, plants, 'in another folder');
    assert.equal((await mended(data('"data/plans.csv"'))).text, plants);
    assert.equal(
      (await mended(data('"data/plants.csv"', ', "ignore": "widht"'))).text,
      data('"data/plants.csv"', ', "ignore": "width"'),
    );
  });
});
