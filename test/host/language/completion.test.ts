// Completion that knows the spec around the cursor: its table, its workspace, its last layer.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { namesAt, spotAt } from '../../../src/host/language/names';
import { ranker } from '../../../src/host/language/ranks';
import { readingOf } from '../../../src/host/language/reading';
import { activations } from '../../../src/nn/activations';
import { losses } from '../../../src/nn/losses';
import { metrics } from '../../../src/nn/metrics';

describe('Names that only this spec’s surroundings know', () => {
  let outer: string;
  let folder: string;
  before(() => {
    outer = mkdtempSync(path.join(os.tmpdir(), 'nnspec-names-'));
    folder = path.join(outer, 'workspace');
    for (const name of ['specs', 'data', 'node_modules/x', '.git', 'specs/.nnspec/runs/a/2026-01', 'weights'])
      mkdirSync(path.join(folder, name), { recursive: true });
    for (const name of [
      'data/plants.csv',
      'data/digits-images-idx3-ubyte.gz',
      'specs/own.csv',
      'specs/notes.md',
      'node_modules/x/not.csv',
      '.git/not.csv',
      'weights/old.npz',
      'specs/.nnspec/runs/a/2026-01/weights.safetensors',
      'specs/.nnspec/runs/a/2026-01/checkpoint.safetensors',
    ])
      writeFileSync(path.join(folder, name), 'height,width,kind\n1.5,2,fern\n2.5,,moss\n');
    writeFileSync(path.join(outer, 'secret.csv'), 'password\nx\n');
    symlinkSync(path.join(outer, 'secret.csv'), path.join(folder, 'specs', 'link.csv'));
  });
  after(() => rmSync(outer, { recursive: true }));

  /** Offered where the text has a bar. */
  async function offered(marked: string): Promise<string[]> {
    const text = marked.replace('|', '');
    const spot = spotAt(text, marked.indexOf('|'));
    if (!spot) return [];
    const around = { file: path.join(folder, 'specs', 'a.nnspec'), workspace: folder, datasetFolders: [] };
    const names = await namesAt(spot, readingOf(text), around);
    const replaced = text.slice(spot.offset, spot.offset + spot.length);
    assert.match(replaced, /^("\w*"?)?$/, 'what is replaced is a string, whole');
    return names.map((name) => String(JSON.parse(name.text)));
  }

  it('columns of the table, however wrong the rest of the spec is', async () => {
    assert.deepEqual(await offered('{ "data": { "source": "own.csv", "target": "|" } }'), ['height', 'width', 'kind']);
    assert.deepEqual(
      await offered('{ "data": { "source": "../data/plants.csv", "target": "kind", "features": ["width", "|'),
      ['height'],
    );
    assert.deepEqual(await offered('{ "data": { "source": "dataset:iris", "ignore": ["pe|"] } }'), [
      'sepal_length',
      'sepal_width',
      'petal_length',
      'petal_width',
      'species',
    ]);
  });

  it('columns without a quote yet, and again when the file has changed', async () => {
    assert.deepEqual(await offered('{ "data": { "source": "own.csv", "ignore": [|] } }'), ['height', 'width', 'kind']);
    writeFileSync(path.join(folder, 'specs', 'own.csv'), 'a,b\n1,2\n');
    utimesSync(path.join(folder, 'specs', 'own.csv'), 1, 1);
    assert.deepEqual(await offered('{ "data": { "source": "own.csv", "ignore": [|] } }'), ['a', 'b']);
  });

  it('no column of a file outside the workspace, not even through a link', async () => {
    for (const source of ['../../secret.csv', 'link.csv', path.join(outer, 'secret.csv')])
      assert.deepEqual(await offered(`{ "data": { "source": "${source}", "target": "|" } }`), [], source);
  });

  it('data files of the workspace, the nearest to its top first; none that is hidden or a link', async () => {
    const files = ['../data/plants.csv', 'own.csv', '../weights/old.npz'];
    assert.deepEqual(await offered('{ "data": "|" }'), files);
    assert.deepEqual(await offered('{ "data": { "source": "o|" } }'), files);
    assert.deepEqual(await offered('{ "data": { "source": "x.csv", "test": "|" } }'), files);
    assert.deepEqual(await offered('{ "data": { "source": { "images": "|" } } }'), [
      '../data/digits-images-idx3-ubyte.gz',
    ]);
    assert.deepEqual(await offered('{ "loss": "|" }'), []);
    assert.deepEqual(await offered('{ "|" }'), []);
  });

  it('weights: files, and what runs have left', async () =>
    assert.deepEqual(await offered('{ "initialWeights": "|" }'), [
      '../weights/old.npz',
      '.nnspec/runs/a/2026-01/weights.safetensors',
    ]));

  it('paths of exports with the ending of their format', async () => {
    assert.deepEqual(await offered('{ "export": [{ "format": "python", "path": "|" }] }'), ['a.py']);
    assert.equal((await offered('{ "export": [{ "path": "|" }] }')).length, 6);
  });

  it('what can be watched: splits that there are, and what is measured on them', async () => {
    const spec = (data: string): string =>
      `{ "data": ${data}, "metrics": ["f1"], "training": { "earlyStopping": { "monitor": "|" } } }`;
    assert.deepEqual(await offered(spec('"builtin:xor"')), ['train.loss', 'train.f1']);
    assert.deepEqual(await offered(spec('{ "source": "builtin:moons", "split": { "validation": 0.2, "test": 0 } }')), [
      'validation.loss',
      'validation.f1',
      'train.loss',
      'train.f1',
    ]);
  });
});

describe('Words that fit come first', () => {
  /** Words of a list by rank: those that fit, those that may be, those that do not. */
  function byRank(list: readonly { readonly name: string }[], where: (string | number)[], spec: object): string[][] {
    const rank = ranker(where, readingOf(JSON.stringify(spec)))!;
    return [0, 1, 2].map((r) => list.filter(({ name }) => rank(name) === r).map(({ name }) => name));
  }
  const end = (activation: string, data = 'builtin:digits') => ({
    data,
    network: [{ type: 'flatten' }, { type: 'dense', units: 10, activation }],
    loss: '',
  });

  it('losses for the task and the last activation', () => {
    assert.deepEqual(byRank(losses, ['loss'], end('softmax'))[0], [
      'categorical_crossentropy',
      'sparse_categorical_crossentropy',
    ]);
    assert.deepEqual(byRank(losses, ['loss', 'type'], end('sigmoid', 'builtin:moons'))[0], ['binary_crossentropy']);
    const [fit, may] = byRank(losses, ['loss'], end('linear', 'builtin:friedman1'));
    assert.ok(fit!.includes('mean_squared_error') && fit!.includes('huber'));
    assert.deepEqual(may, []);
    assert.ok(byRank(losses, ['loss'], end('linear', 'builtin:moons'))[1]!.includes('mean_squared_error'));
  });

  it('metrics for the task, and not those that are listed', () => {
    const spec = { data: 'builtin:friedman1', metrics: ['rmse', ''] };
    const [fit, , unfit] = byRank(metrics, ['metrics', 1], spec);
    assert.deepEqual(fit, ['mae', 'r2']);
    assert.ok(unfit!.includes('rmse') && unfit!.includes('accuracy'));
  });

  it('the last activation for the loss, and hidden ones that learn', () => {
    const spec = { ...end(''), loss: 'categorical_crossentropy' };
    assert.deepEqual(byRank(activations, ['network', 1, 'activation'], spec)[0], ['softmax']);
    assert.deepEqual(byRank(activations, ['network', 1, 'activation'], end(''))[0], ['softmax']);
    const hidden = byRank(activations, ['network', 0, 'activation', 'type'], spec);
    assert.deepEqual(hidden[0], ['relu', 'tanh']);
    assert.ok(hidden[2]!.includes('softmax'));
  });

  it('nothing is ranked elsewhere', () => {
    for (const where of [['data'], ['training', 'optimizer'], ['network', 0, 'type'], ['network', 0, 'init']])
      assert.equal(ranker(where, readingOf('{}')), undefined);
  });
});
