// Each broken spec of test/fixtures/specs is a Problem at its place, in VS Code itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeAllEditors, until } from './support';

interface Broken {
  readonly spec: string;
  readonly line: number;
  readonly column: number;
  readonly phrase: string;
  readonly severity: 'error' | 'warning';
}

const folder = path.join(process.env.NNSPEC_ROOT!, 'test', 'fixtures', 'specs');
const index = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as Broken[];

describe('A broken spec in the editor', () => {
  afterEach(closeAllEditors);

  it(`is a Problem at the right place: ${index.length} specs`, async function () {
    this.timeout(120_000);
    for (const { spec, line, column, phrase, severity } of index) {
      const document = await vscode.workspace.openTextDocument(path.join(folder, spec));
      const problem = await until(`a Problem in ${spec}`, () =>
        vscode.languages.getDiagnostics(document.uri).find((d) => d.message.includes(phrase)),
      );
      const place = [problem.range.start.line + 1, problem.range.start.character + 1];
      assert.deepEqual(place, [line, column], `${spec}: ${problem.message}`);
      const level = severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
      assert.equal(problem.severity, level, spec);
      assert.equal(vscode.languages.getDiagnostics(document.uri).length, 1, spec);
    }
  });

  it('has a quick fix where the sentence tells one', async () => {
    const uri = vscode.Uri.file(path.join(folder, index.find((b) => b.spec.includes('dense-on-images'))!.spec));
    await vscode.workspace.openTextDocument(uri);
    const problem = await until('the Problem', () => vscode.languages.getDiagnostics(uri)[0]);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    assert.ok(
      actions.some((a) => /flatten/.test(a.title)),
      actions.map((a) => a.title).join(', '),
    );
  });
});
