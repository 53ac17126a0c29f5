// CodeLens, completion, hover and Problems as VS Code itself sees them.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAllEditors, endlessXor, open, until } from './support';

describe('A spec in the editor', () => {
  afterEach(closeAllEditors);

  const lenses = (uri: vscode.Uri) =>
    vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 20);
  const titles = async (uri: vscode.Uri) =>
    (await lenses(uri)).map((lens) => lens.command!.title.replace(/\$\([\w-]+\)\s*/g, ''));

  it('has the language nnspec and "▶ Train" above it', async () => {
    const { uri, languageId } = await open('xor.nnspec');
    assert.equal(languageId, 'nnspec');
    await until('the CodeLens', async () => (await titles(uri)).some((title) => /Train/.test(title)));
  });

  it('offers Pause while it runs and Resume while it is paused', async () => {
    const { uri } = await open('endless.nnspec', endlessXor());
    const session = await (await api()).train(uri);
    await until('Pause', async () => (await titles(uri)).some((title) => /Pause/.test(title)));
    await session.pause();
    await until('Resume', async () => (await titles(uri)).some((title) => /Resume/.test(title)));
    await session.stop();
  });

  it('completes the words of the language and explains them on hover', async () => {
    const document = await open('words.nnspec', '{ "data": "builtin:xor", "loss": "" }');
    const inQuotes = document.positionAt(document.getText().indexOf('"loss": "') + '"loss": "'.length);
    const words = await until('completions', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        inQuotes,
      );
      return (
        list.items.length > 0 &&
        list.items.map((item) => (typeof item.label === 'string' ? item.label : item.label.label))
      );
    });
    assert.ok(
      words.some((word) => word.includes('binary_crossentropy')),
      words.join(' '),
    );
    const onLoss = document.positionAt(document.getText().indexOf('loss') + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      onLoss,
    );
    assert.ok(hovers.length > 0, 'a hover on "loss"');
  });

  it('says what is wrong where it is wrong, and stops saying so when it is mended', async () => {
    const text =
      '{\n  "data": "builtin:xor",\n  "network": [{ "type": "dense", "units": 1, "activation": "sigmoid" }],\n  "los": "binary_crossentropy"\n}\n';
    const document = await open('mended.nnspec', text);
    const problem = await until('a Problem on "los"', () =>
      vscode.languages.getDiagnostics(document.uri).find((d) => /los\b/.test(d.message)),
    );
    assert.equal(problem.range.start.line, 3);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(3, 3, 3, 6), 'loss');
    await vscode.workspace.applyEdit(edit);
    await until('no Problem', () => vscode.languages.getDiagnostics(document.uri).length === 0);
    await document.save();
  });
});
