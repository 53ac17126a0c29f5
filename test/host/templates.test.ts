import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyTemplate, emptySpec, readTemplates } from '../../src/host/templates';

const examples = path.join(__dirname, '..', '..', 'examples');

describe('Templates', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'nnspec-templates-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('every example is one, in a group of its kind, with a sentence and what it is made of', async () => {
    const templates = await readTemplates(examples);
    assert.equal(templates[0]?.name, 'xor');
    assert.ok(templates.length >= 10);
    for (const { name, group, summary, facts } of templates) {
      assert.notEqual(group, 'others', name);
      assert.match(summary, /^[A-Z].*[.:?]$/, name);
      assert.match(facts, /^\S+ → .*dense/, name);
    }
    assert.equal(
      templates.find((one) => one.name === 'mnist')?.facts,
      'dataset:mnist → flatten → dense 1000 relu → dense 10 softmax',
    );
    const groups = templates.map((one) => one.group);
    assert.deepEqual(
      [...new Set(groups)].length,
      groups.filter((g, i) => g !== groups[i - 1]).length,
      'groups together',
    );
  });

  it('an example of nobody’s group is among the others; one that is no JSON is shown by its name', async () => {
    writeFileSync(path.join(folder, 'odd.nnspec'), '{ "network": ');
    assert.deepEqual(await readTemplates(folder), [{ name: 'odd', group: 'others', facts: '', summary: '' }]);
  });

  it('a copy brings its data, takes a free name, and overwrites nothing', async () => {
    const first = await copyTemplate(examples, 'my-own-csv', folder);
    assert.equal(first, path.join(folder, 'my-own-csv.nnspec'));
    const data = path.join(folder, 'data', 'coffee.csv');
    assert.ok(readFileSync(data, 'utf8').startsWith('cup'));
    writeFileSync(data, 'mine');
    assert.equal(await copyTemplate(examples, 'my-own-csv', folder), path.join(folder, 'my-own-csv-2.nnspec'));
    assert.equal(readFileSync(data, 'utf8'), 'mine');
    assert.equal(await emptySpec(folder), path.join(folder, 'network.nnspec'));
    assert.equal(await emptySpec(folder), path.join(folder, 'network-2.nnspec'));
  });
});
