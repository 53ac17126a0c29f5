// What is said after a layer was renamed: which kept weights still know it by its former name.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRun, runsFolderOf } from '../../../src/files/runs';
import { writeNpz } from '../../../src/formats/npz';
import { writeSafetensors } from '../../../src/formats/safetensors';
import { formerNameNote } from '../../../src/host/language/formerNames';

describe('After a layer was renamed', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'nnspec-former-'));
    file = path.join(folder, 'net.nnspec');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const spec = (layer: string, more: object = {}): string =>
    JSON.stringify({ data: 'builtin:xor', network: [{ type: 'dense', units: 1, name: layer }], loss: 'mse', ...more });
  const trained = (layer: string, name = 'net', specFile = file): void =>
    createRun({ name, specFile, specText: spec(layer), seed: 1 }, runsFolderOf(file)).release();

  it('nothing is said where nothing was kept under its former name', async () => {
    trained('other');
    assert.equal(await formerNameNote(file, spec('new'), 'old'), undefined);
  });

  it('counts the kept runs whose spec calls it so, of this spec alone, and says what still works', async () => {
    trained('old');
    assert.match((await formerNameNote(file, spec('new'), 'old'))!, /^One kept run still calls this layer "old": /);
    trained('old');
    trained('new');
    const another = path.join(folder, 'elsewhere.nnspec');
    writeFileSync(another, '{}');
    trained('old', 'net', another);
    const note = (await formerNameNote(file, spec('new'), 'old'))!;
    assert.match(note, /^2 kept runs still call this layer "old": they can be resumed and exported as they are/);
  });

  it('finds the runs under the name that the spec gives itself', async () => {
    trained('old', 'My net');
    assert.match((await formerNameNote(file, spec('new', { name: 'My net' }), 'old'))!, /^One kept run/);
  });

  const tensors = [{ name: 'old.weight', shape: [1, 2], data: Float32Array.of(1, 2) }];
  for (const [name, bytes] of [
    ['safetensors', writeSafetensors({ tensors, metadata: {} })],
    ['npz', writeNpz(tensors)],
  ] as const)
    it(`the ${name} file of "initialWeights" is named first: with it, training no longer begins`, async () => {
      trained('old');
      const initialWeights = `start.${name}`;
      writeFileSync(path.join(folder, initialWeights), bytes);
      const note = await formerNameNote(file, spec('new', { initialWeights }), 'old');
      assert.match(note!, new RegExp(`^start\\.${name}, which "initialWeights" names, still calls this layer "old"`));
      assert.equal(await formerNameNote(file, spec('new', { initialWeights }), 'older'), undefined);
    });

  it('weights outside the workspace are not looked at', async () => {
    const inner = path.join(folder, 'inner');
    mkdirSync(inner);
    const mine = path.join(inner, 'net.nnspec');
    writeFileSync(path.join(folder, 'far.safetensors'), writeSafetensors({ tensors, metadata: {} }));
    const text = spec('new', { initialWeights: '../far.safetensors' });
    assert.match((await formerNameNote(mine, text, 'old'))!, /^\.\.\/far\.safetensors/);
    assert.equal(await formerNameNote(mine, text, 'old', inner), undefined);
  });

  it('a pipe or a device in the place of a file is left alone, and not waited for', async function () {
    if (process.platform === 'win32') this.skip();
    trained('old');
    const [run] = readdirSync(path.join(runsFolderOf(file), 'net'));
    const kept = path.join(runsFolderOf(file), 'net', run!, 'spec.nnspec');
    rmSync(kept);
    execFileSync('mkfifo', [kept]);
    assert.equal(await formerNameNote(file, spec('new', { initialWeights: '/dev/zero' }), 'old'), undefined);
  });
});
