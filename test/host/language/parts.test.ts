import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dataLens, lenses } from '../../../src/host/language/lenses';
import { lookAtData } from '../../../src/files/look';
import { pathAt } from '../../../src/host/language/pathAt';
import { problemsOfData, problemsOfText } from '../../../src/host/language/problems';
import { parseSpec } from '../../../src/spec/parse';
import { allowed, primary } from '../../../webview/allowed';
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
    for (const state of ['ready', 'finished', 'stopped', 'early_stopped', 'diverged', 'failed'] as const)
      assert.equal(commands(state), 'train openPanel');
  });
  it('offers the same as the panel: its large button and Stop', () => {
    const states = ['idle', 'preparing', 'ready', 'running', 'paused', 'finished', 'stopped', 'early_stopped', 'diverged', 'failed'] as const; // prettier-ignore
    for (const state of states) {
      const panel = [primary(state), 'stop'] as const;
      const expected = panel.filter((command) => allowed(state).has(command));
      assert.equal(commands(state), [...expected, 'openPanel'].join(' '), state);
    }
  });
  it('offers a look at the data above its key, while there is one', () => {
    const text = '{\n  // what it learns from\n  "data": "builtin:xor"\n}';
    const lens = dataLens(text)!;
    assert.deepEqual([lens.offset, lens.command], [text.indexOf('"data"'), 'nnspec.lookAtData']);
    assert.equal(dataLens('{ "loss": "mse" }'), undefined);
    assert.equal(dataLens(''), undefined);
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

  it('so is a small one of many short rows, which would keep the editor waiting', async () => {
    const text = parseSpec(spec().replace('plants', 'short')).spec!;
    const put = (rows: number): void =>
      writeFileSync(path.join(folder, 'data', 'short.csv'), 'x,y\n' + '1,0\n2,1\n'.repeat(rows / 2));
    put(100_000);
    const { facts, columns } = await lookAtData(text, around());
    assert.deepEqual([facts, columns?.length], [undefined, 2]);
    put(20_000);
    assert.ok((await lookAtData(text, around())).facts);
  });

  it('fetches nothing, and says nothing of a dataset that is not here', async () => {
    const text = spec().replace('data/plants.csv', 'dataset:wisconsin');
    assert.deepEqual(await all(text), []);
  });

  it('stops when the text has changed meanwhile', async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(lookAtData(parseSpec(spec(', "limit": 3')).spec!, { ...around(), signal: controller.signal }));
  });
});
