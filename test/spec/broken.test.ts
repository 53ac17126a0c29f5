// Every broken spec of test/fixtures/specs, as the text and its data tell: one sentence at one place.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { problemsOfData, problemsOfText } from '../../src/host/language/problems';
import { formatProblem } from '../../src/spec/locate';

const folder = path.join(__dirname, '..', 'fixtures', 'specs');

interface Broken {
  readonly spec: string;
  readonly line: number;
  readonly column: number;
  readonly phrase: string;
  readonly severity: 'error' | 'warning';
  /** Found only with a look at the data. */
  readonly data?: boolean;
}

const broken = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as Broken[];

describe('Broken specs', () => {
  it('are more than forty', () => assert.ok(broken.length > 40));

  for (const { spec, line, column, phrase, severity, data } of broken) {
    it(`${spec}: ${severity} at ${line}:${column}`, async () => {
      const file = path.join(folder, spec);
      const text = readFileSync(file, 'utf8');
      const around = { file, workspace: folder, datasetFolders: [] };
      const first = problemsOfText(text, around);
      if (data)
        assert.deepEqual(
          first.problems.filter((p) => p.code !== 'outside-workspace'),
          [],
        );
      const { problems } = await problemsOfData(text, first, around);
      const said = problems.map((p) => formatProblem(p, spec, text));
      assert.equal(problems.length, 1, said.join('\n') || 'nothing was found');
      const place = `${spec}:${line}:${column}: ${severity}: `;
      assert.ok(said[0]!.includes(place), `${said[0]} is not at ${place}`);
      assert.ok(problems[0]!.message.includes(phrase), `"${problems[0]!.message}" does not say "${phrase}"`);
      assert.match(problems[0]!.message, /[.?]$/, 'a whole sentence');
    });
  }
});
