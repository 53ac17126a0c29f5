// Each broken data file of test/fixtures/data is refused by Train with its sentence, and that is a
// Problem on the spec's `data` (or where the spec does not fit its data).
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, closeAllEditors, inWorkspace, until } from './support';

interface Broken {
  readonly spec: string;
  /** At fault, beside the spec or the spec itself; and the line in it. */
  readonly file: string;
  readonly line: number;
  readonly phrase: string;
}

const fixtures = path.join(process.env.NNSPEC_ROOT!, 'test/fixtures/data');
const index = JSON.parse(readFileSync(path.join(fixtures, 'index.json'), 'utf8')) as Broken[];

describe('A broken data file in the editor', () => {
  before(() => cpSync(fixtures, inWorkspace('broken-data').fsPath, { recursive: true }));
  afterEach(closeAllEditors);

  it(`stops Train with a sentence, and is a Problem on the spec's data: ${index.length} files`, async function () {
    this.timeout(120_000);
    const nnspec = await api();
    for (const { spec, file, line, phrase } of index) {
      const document = await vscode.workspace.openTextDocument(inWorkspace(path.join('broken-data', spec)));
      const refusal = await nnspec.train(document.uri).then(
        () => '(it trains)',
        (e: Error) => e.message,
      );
      assert.ok(refusal.includes(phrase), `${spec}: ${refusal}`);
      assert.doesNotMatch(refusal, /\n\s+at /);
      if (!file.endsWith('.nnspec')) assert.ok(refusal.includes(path.basename(file)), `which file? ${refusal}`);
      const problem = await until(`a Problem in ${spec}`, () =>
        vscode.languages.getDiagnostics(document.uri).find((d) => d.message.includes(phrase)),
      );
      const at = problem.range.start.line + 1;
      if (file.endsWith('.nnspec')) assert.equal(at, line, spec);
      else assert.ok(dataLines(document.getText()).includes(at), `${spec}: at line ${at}`);
      assert.ok(!problem.range.isEmpty, spec);
    }
  });
});

/** Lines, from 1, that the value of "data" spans; `data` comes before `network` in every fixture. */
function dataLines(text: string): number[] {
  const lines = text.split('\n');
  const first = lines.findIndex((l) => l.includes('"data"'));
  const last = lines.findIndex((l) => l.includes('"network"'));
  return lines.flatMap((_, i) => (i >= first && (i < last || i === first) ? [i + 1] : []));
}
