import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fixes } from '../../../src/host/language/fixes';
import { lenses } from '../../../src/host/language/lenses';
import { lookAtData } from '../../../src/files/look';
import { pathAt } from '../../../src/host/language/pathAt';
import { problemsOfData, problemsOfText } from '../../../src/host/language/problems';
import { checkSpec } from '../../../src/spec/check';
import { parseSpec } from '../../../src/spec/parse';
import type { RunState } from '../../../src/protocol/engine';

describe('CodeLens', () => {
  const commands = (state: RunState | 'idle'): string =>
    lenses(state)
      .map((l) => l.command.slice('nnspec.'.length))
      .join(' ');
  it('offers what makes sense in each state', () => {
    assert.equal(commands('idle'), 'train openPanel');
    assert.equal(commands('preparing'), 'stop openPanel');
    assert.equal(commands('running'), 'pause stop openPanel');
    assert.equal(commands('paused'), 'resume stop openPanel');
    for (const state of ['finished', 'stopped', 'early_stopped', 'diverged', 'failed'] as const)
      assert.equal(commands(state), 'train openPanel');
  });
  it('says ▶ Train before the first training', () => assert.equal(lenses('idle')[0]!.title, '▶ Train'));
});

describe('Where the cursor is', () => {
  const text = '{ "data": "x.csv", "network": [{ "type": "dense", "units": 3 }] }';
  it('a path of keys, for keys and values alike', () => {
    assert.deepEqual(pathAt(text, text.indexOf('units') + 1), ['network', 0, 'units']);
    assert.deepEqual(pathAt(text, text.indexOf('3')), ['network', 0, 'units']);
    assert.deepEqual(pathAt(text, text.indexOf('x.csv')), ['data']);
    assert.deepEqual(pathAt(text, 0), []);
    assert.deepEqual(pathAt('{ "data": ', 5), []);
  });
});

/** The text with its first problem's first fix applied. */
function fixed(text: string): string {
  const { spec, problems } = parseSpec(text);
  const all = spec ? [...problems, ...checkSpec(spec, text)] : problems;
  const [fix] = fixes(text, all[0]!);
  assert.ok(fix, `no fix for ${all[0]!.message}`);
  return [...fix.edits].reverse().reduce((t, e) => t.slice(0, e.offset) + e.text + t.slice(e.offset + e.length), text);
}

describe('Quick fixes', () => {
  const spec = (network: string, data = '"builtin:xor"'): string =>
    `{ "data": ${data}, "loss": "categorical_crossentropy", "network": [${network}] }`;
  it('Did you mean: a key, a word, a source', () => {
    const good = spec('{ "type": "dense", "units": 2, "activation": "softmax" }');
    assert.equal(fixed(good.replace('units', 'unit')), good);
    assert.equal(fixed(good.replace('softmax', 'sofmax')), good);
    assert.equal(fixed(good.replace('builtin:xor', 'builtin:xro')), good);
    assert.equal(fixed(good.replace('builtin:xor', 'xor')), good);
  });
  it('adds the missing flatten on a line of its own', () => {
    const text = spec('\n  { "type": "dense", "units": 10, "activation": "softmax" }\n', '"builtin:digits"');
    assert.equal(fixed(text), text.replace('  { "type": "dense"', '  { "type": "flatten" },\n  { "type": "dense"'));
    assert.deepEqual(checkSpec(parseSpec(fixed(text)).spec!, fixed(text)), []);
  });
  it('sets the units that the data needs', () => {
    const text = spec('{ "type": "dense", "units": 7, "activation": "softmax" }', '"dataset:iris"');
    assert.equal(fixed(text), text.replace('7', '3'));
  });
  it('puts a bare word in quotes', () => {
    assert.equal(fixed('{ "loss": mse }'), '{ "loss": "mse" }');
    assert.equal(fixed("{ 'loss': 1 }"), '{ "loss": 1 }');
  });
});

describe('A look at the data', () => {
  const fixtures = path.join(__dirname, '..', '..', 'fixtures', 'specs');
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'nnspec-look-'));
    file = path.join(folder, 'a.nnspec');
    mkdirSync(path.join(folder, 'data'));
    copyFileSync(path.join(fixtures, 'data', 'plants.csv'), path.join(folder, 'data', 'plants.csv'));
    writeFileSync(path.join(folder, 'notes.md'), '');
  });
  after(() => rmSync(folder, { recursive: true }));

  const spec = (more = ''): string =>
    `{ "data": { "source": "data/plants.csv"${more} }, "loss": "binary_crossentropy", "network": [{ "type": "dense", "units": 1, "activation": "sigmoid" }] }`;
  const around = () => ({ file, workspace: folder, datasetFolders: [], datasetCache: path.join(folder, 'cache') });
  const all = async (text: string) => (await problemsOfData(text, problemsOfText(text, around()), around())).problems;

  it('finds facts and columns of a small table', async () => {
    const look = await lookAtData(parseSpec(spec()).spec!, around());
    assert.deepEqual(look.facts?.inputShape, [2]);
    assert.deepEqual(look.facts?.classes, ['fern', 'moss']);
    assert.deepEqual(
      look.columns?.map((c) => c.name),
      ['height', 'width', 'kind'],
    );
    assert.deepEqual(look.faults, []);
  });

  it('a fault inside the file carries its line and column', async () => {
    writeFileSync(path.join(folder, 'data', 'bad.csv'), 'x,y\n1,0\n2,0,9\n3,1\n');
    const [problem] = await all(spec().replace('plants', 'bad'));
    assert.deepEqual([problem?.file, problem?.line], ['data/bad.csv', 3]);
    assert.deepEqual(problem?.path, ['data', 'source']);
  });

  it('sees that a file came, changed or went', async () => {
    const text = spec().replace('plants', 'later');
    assert.equal((await all(text))[0]?.code, 'missing-file');
    writeFileSync(path.join(folder, 'data', 'later.csv'), 'x,y\n1,0\n2,1\n3,1\n');
    assert.deepEqual(await all(text), []);
    rmSync(path.join(folder, 'data', 'later.csv'));
    assert.equal((await all(text))[0]?.code, 'missing-file');
  });

  it('a large table is judged by its beginning: no facts, but wrong columns are found', async () => {
    writeFileSync(path.join(folder, 'data', 'large.csv'), 'x,y\n' + '1.25,0\n2.5,1\n'.repeat(100_000));
    const look = await lookAtData(parseSpec(spec().replace('plants', 'large')).spec!, around());
    assert.equal(look.facts, undefined);
    assert.deepEqual(
      look.columns?.map((c) => c.name),
      ['x', 'y'],
    );
    const [problem] = await all(spec(', "target": "z"').replace('plants', 'large'));
    assert.equal(problem?.code, 'no-such-column');
  });

  it('fetches nothing, and says nothing of a data set that is not here', async () => {
    const text = spec().replace('data/plants.csv', 'dataset:wisconsin');
    assert.deepEqual(await all(text), []);
  });

  it('stops when the text has changed meanwhile', async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(lookAtData(parseSpec(spec(', "limit": 3')).spec!, { ...around(), signal: controller.signal }));
  });
});
