// The data view as VS Code sees it: how it is opened, where it stands, what it outlives. What it shows is tested in a
// browser (test/webview/data) and by a person's story.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAllEditors, endlessXor, inWorkspace, open, until } from './support';

describe('The data view in the editor', () => {
  afterEach(closeAllEditors);

  const views = (): readonly vscode.Tab[] =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('nnspec.data'));

  it('is opened by its command beside the spec, before anything is trained, and once for a spec', async () => {
    const { uri } = await open('iris.nnspec');
    await vscode.commands.executeCommand('nnspec.lookAtData', uri);
    const [tab] = await until('the data view', () => views().length > 0 && views());
    assert.deepEqual([tab!.label, tab!.group.viewColumn], ['Data of iris', vscode.ViewColumn.Two]);
    await vscode.commands.executeCommand('nnspec.lookAtData', uri);
    assert.equal(views().length, 1);
    assert.equal((await api()).session(uri), undefined, 'no session is begun by looking');
  });

  it('means the spec of the active editor', async () => {
    await open('circle.nnspec');
    await vscode.commands.executeCommand('nnspec.lookAtData');
    await until('the data view', () => views().some(({ label }) => label === 'Data of circle'));
  });

  it('has a CodeLens above the key "data", of a spec that is running, too', async () => {
    const { uri } = await open(
      'looked.nnspec',
      `{\n  "data": "builtin:xor",${endlessXor().slice(endlessXor().indexOf(',') + 1)}`,
    );
    const session = await (await api()).train(uri);
    const lens = await until('the CodeLens', async () =>
      (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 20)).find(
        ({ command }) => command?.command === 'nnspec.lookAtData',
      ),
    );
    assert.deepEqual([lens.range.start.line, lens.command!.title], [1, '$(table)\u00a0Look at the data']);
    await vscode.commands.executeCommand(lens.command!.command, ...lens.command!.arguments!);
    await until('the data view', () => views().length === 1);
    assert.equal(session.state, 'running', 'no run is disturbed by looking');
    await session.stop();
  });

  it('refuses a spec that is not there with a sentence, and opens nothing', async () => {
    await vscode.commands.executeCommand('nnspec.lookAtData', inWorkspace('nowhere.nnspec'));
    assert.deepEqual(views(), []);
  });
});
