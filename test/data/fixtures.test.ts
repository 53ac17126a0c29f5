// Every broken data file of test/fixtures/data gives a sentence with its place, quickly.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDataset } from '../../src/data/load';
import { fileReader } from '../../src/files/source';
import { lineColumn, locate } from '../../src/spec/locate';
import { parseSpec } from '../../src/spec/parse';
import { dataError } from './help';

interface Fixture {
  readonly spec: string;
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly phrase: string;
}

const folder = path.join(__dirname, '..', 'fixtures', 'data');
const fixtures = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as Fixture[];

describe('broken data files', () => {
  it('are twenty or more', () => assert.ok(fixtures.length >= 20));

  for (const { spec: name, file, line, column, phrase } of fixtures) {
    it(`${path.dirname(name)}: says "${phrase}" at ${file}:${line}${column ? `:${column}` : ''}`, async () => {
      const specFile = path.join(folder, name);
      const text = readFileSync(specFile, 'utf8');
      const { spec, problems } = parseSpec(text, { file: specFile });
      assert.deepEqual(problems, [], 'the spec itself is fine');
      const reader = fileReader({
        specFile,
        workspace: folder,
        datasetFolders: [],
        datasetCache: '',
        consent: () => Promise.resolve(false),
      });
      const begun = performance.now();
      const error = await dataError(loadDataset(spec!.data, spec!.loss.type, reader));
      assert.ok(performance.now() - begun < 2000);
      assert.ok(error.message.includes(phrase), error.message);
      assert.match(error.message, /[.?…]$/, 'a whole sentence');
      assert.doesNotMatch(error.message, /\bat .*\.[jt]s:|undefined|NaN\b(?!")|\[object/);
      assert.ok(error.where.path, 'the key of the spec that led there');
      const inSpec = lineColumn(text, locate(text, error.where.path).offset);
      assert.deepEqual(
        { file: error.where.file ?? 'spec.nnspec', line: error.where.file ? (error.where.line ?? 1) : inSpec.line },
        { file, line },
      );
      if (column !== undefined) assert.equal(error.where.column, column);
    });
  }
});
