// What the language part offers, as VS Code itself sees it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { api, closeAllEditors, endlessXor, inWorkspace, open, until } from './support';

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

  const ask = <T>(provider: string, uri: vscode.Uri, ...more: unknown[]) =>
    vscode.commands.executeCommand<T>(`vscode.execute${provider}`, uri, ...more);
  const at = (document: vscode.TextDocument, word: string): vscode.Position =>
    document.positionAt(document.getText().indexOf(word) + 1);
  const table = 'sepal,petal,kind\n1,2,a\n3,4,b\n5,6,c\n';
  const spec = `{
  "data": { "source": "flowers.csv", "target": "kind" },
  "network": [
    { "type": "dense", "units": 4, "activation": "relu" },
    { "type": "dense", "units": 3, "activation": "softmax" }
  ],
  "loss": "categorical_crossentropy"
}
`;
  /** A spec with its table beside it; a name for each test, because documents outlive their editors. */
  async function flowers(name: string, text = spec): Promise<vscode.TextDocument> {
    writeFileSync(inWorkspace('flowers.csv').fsPath, table);
    return open(`flowers-${name}.nnspec`, text);
  }

  it('shows shapes and parameters behind the layers, once the data is known', async () => {
    const { uri } = await flowers('hints');
    const all = new vscode.Range(0, 0, 100, 0);
    const hints = await until('hints', async () => {
      const labels = (await ask<vscode.InlayHint[]>('InlayHintProvider', uri, all)).map((hint) => hint.label);
      return labels.length === 3 && labels;
    });
    assert.deepEqual(hints, ['[2] · 27 parameters', '→ [4] · 12 parameters', '→ [3] · 15 parameters']);
  });

  it('tells a layer and the data on hover', async () => {
    const document = await flowers('hover');
    const said = async (word: string): Promise<string> =>
      (await ask<vscode.Hover[]>('HoverProvider', document.uri, at(document, word)))
        .flatMap((hover) => hover.contents as vscode.MarkdownString[])
        .map((part) => part.value)
        .join('\n');
    await until('the data', async () => /3 rows/.test(await said('"data"')));
    assert.match(await said('"softmax"'), /dense_2.*\[4\] → \[3\].*15 parameters/s);
    assert.match(await said('"data"'), /`a`, `b`, `c`/);
  });

  it('completes columns of the table and losses that fit', async () => {
    const document = await flowers(
      'completion',
      spec.replace('"kind"', '""').replace('"categorical_crossentropy"', '""'),
    );
    const offered = async (before: string): Promise<string[]> => {
      const position = document.positionAt(document.getText().indexOf(before) + before.length);
      const list = await ask<vscode.CompletionList>('CompletionItemProvider', document.uri, position);
      return list.items
        .sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))
        .map(({ label }) => (typeof label === 'string' ? label : label.label).replace(/"/g, ''));
    };
    const columns = await until('columns', async () => {
      const words = await offered('"target": "');
      return words.length > 0 && words;
    });
    assert.deepEqual(columns.slice(0, 3), ['sepal', 'petal', 'kind']);
    assert.deepEqual((await offered('"loss": "')).slice(0, 2), [
      'categorical_crossentropy',
      'sparse_categorical_crossentropy',
    ]);
  });

  it('mends a problem with a quick fix', async () => {
    const document = await flowers('fix', spec.replace('"units": 3', '"units": 5'));
    const problem = await until('the Problem', () => vscode.languages.getDiagnostics(document.uri)[0]);
    const [fix] = await ask<vscode.CodeAction[]>('CodeActionProvider', document.uri, problem.range);
    assert.equal(fix?.title, 'Set network[1].units to 3');
    assert.ok(fix.isPreferred && fix.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), spec);
    await until('no Problem', () => vscode.languages.getDiagnostics(document.uri).length === 0);
    await document.save();
  });

  it('has an outline, folds, links, a layout, and grows a selection', async () => {
    const document = await flowers('structure');
    const { uri } = document;
    const symbols = await ask<vscode.DocumentSymbol[]>('DocumentSymbolProvider', uri);
    assert.deepEqual(
      symbols.map((symbol) => symbol.name),
      ['data', 'network', 'loss'],
    );
    assert.deepEqual(
      symbols[1]!.children.map((layer) => layer.name),
      ['dense_1', 'dense_2'],
    );
    const folds = await ask<vscode.FoldingRange[]>('FoldingRangeProvider', uri);
    assert.ok(folds.some((fold) => fold.start === 2 && fold.end >= 4));
    const links = await ask<vscode.DocumentLink[]>('LinkProvider', uri);
    assert.deepEqual(
      links.map((link) => [document.getText(link.range), link.target?.fsPath]),
      [['flowers.csv', inWorkspace('flowers.csv').fsPath]],
    );
    const [around] = await ask<vscode.SelectionRange[]>('SelectionRangeProvider', uri, [at(document, '"softmax"')]);
    const grown: string[] = [];
    for (let range: vscode.SelectionRange | undefined = around; range; range = range.parent)
      grown.push(document.getText(range.range));
    assert.ok(grown.includes('{ "type": "dense", "units": 3, "activation": "softmax" }'), grown.join('\n'));
    const options = { tabSize: 2, insertSpaces: true };
    assert.deepEqual((await ask<vscode.TextEdit[] | undefined>('FormatDocumentProvider', uri, options)) ?? [], []);
  });

  it('renames a layer, and says why where it cannot', async () => {
    const document = await flowers('rename');
    const type = document.positionAt(document.getText().lastIndexOf('"dense"') + 2);
    const change = await ask<vscode.WorkspaceEdit>('DocumentRenameProvider', document.uri, type, 'output');
    await vscode.workspace.applyEdit(change);
    assert.ok(document.getText().includes('"activation": "softmax", "name": "output" }'), document.getText());
    await document.save();
    await assert.rejects(async () => ask('DocumentRenameProvider', document.uri, type, 'dense_1'), /called "dense_1"/);
  });
});
