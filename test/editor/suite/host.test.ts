// What the extension does around a run: unsaved text, replaced runs, refusals, data problems, sessions that go.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { api, closeAllEditors, endlessXor, extension, inWorkspace, open, until } from './support';

describe('The extension around a run', () => {
  afterEach(async () => {
    for (const session of (await api()).sessions)
      if (['running', 'paused', 'ready'].includes(session.state)) await session.stop();
    await vscode.workspace.saveAll();
    await closeAllEditors();
  });

  it('registers every command it contributes', async () => {
    await api();
    const known = new Set(await vscode.commands.getCommands(true));
    const contributed = extension().packageJSON.contributes.commands as { command: string }[];
    for (const { command } of contributed) assert.ok(known.has(command), command);
  });

  it('trains the text of the editor, saved or not, and leaves the file as it is', async () => {
    const document = await open('unsaved.nnspec', endlessXor(1));
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('"units":4') + '"units":'.length;
    edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + 1)), '7');
    await vscode.workspace.applyEdit(edit);
    assert.equal(document.isDirty, true);
    const session = await (await api()).train(document.uri);
    assert.deepEqual(session.model!.layers[0]!.outputShape, [7]);
    assert.match(readFileSync(document.uri.fsPath, 'utf8'), /"units":4/);
    assert.match(readFileSync(path.join(session.run!, 'spec.nnspec'), 'utf8'), /"units":7/);
  });

  it('Train on a running run leaves it first, at a checkpoint in its folder', async () => {
    const { uri } = await open('again.nnspec', endlessXor());
    const session = await (await api()).train(uri);
    const first = session.run!;
    const replaced = assert.rejects(session.whenEnded(), /replaced/);
    await (await api()).train(uri);
    await replaced;
    assert.equal(session.state, 'running');
    assert.notEqual(session.run, first);
    const record = JSON.parse(readFileSync(path.join(first, 'run.json'), 'utf8'));
    assert.deepEqual([record.state, record.reason], ['paused', undefined], 'it can be gone on with');
    assert.ok(existsSync(path.join(first, 'checkpoint.safetensors')));
  });

  it('steps from nothing: the run is prepared and stands after one update', async () => {
    const { uri } = await open('step.nnspec', endlessXor());
    await vscode.commands.executeCommand('nnspec.stepIteration', uri);
    const session = (await api()).session(uri)!;
    assert.deepEqual([session.state, session.position?.iteration], ['paused', 1]);
    await vscode.commands.executeCommand('nnspec.reset', uri);
    assert.deepEqual([session.state, session.position?.iteration, session.metrics.length], ['ready', 0, 0]);
  });

  it('refuses an untitled document with a sentence', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'nnspec', content: endlessXor() });
    await assert.rejects(async () => (await api()).train(document.uri), /Save the spec first/);
  });

  it('a spec at a place without a disk is written with all help and not trained, with a sentence; nothing is written there', async () => {
    const uri = vscode.Uri.parse('elsewhere:/repository/far.nnspec');
    const provider = vscode.workspace.registerTextDocumentContentProvider('elsewhere', {
      provideTextDocumentContent: () => '{ "data": "builtin:xor", "loss": "" }',
    });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await assert.rejects(async () => (await api()).train(uri), /on a disk, and this is at "elsewhere:"/);
    const at = document.positionAt(document.getText().indexOf('"loss": "') + '"loss": "'.length);
    const list = await until('completions', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, at); // prettier-ignore
      return items.length > 0 && items;
    });
    assert.ok(
      list.some(({ label }) => (typeof label === 'string' ? label : label.label).includes('mean_squared_error')),
    );
    assert.equal(existsSync('/repository'), false);
    assert.equal((await api()).session(uri), undefined);
    provider.dispose();
  });

  it('a spec that is renamed while it trains: the run goes on, and Train says where the spec is kept', async () => {
    const { uri } = await open('before.nnspec', endlessXor());
    const session = await (await api()).train(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, inWorkspace('after.nnspec'), { overwrite: true });
    await vscode.workspace.applyEdit(edit);
    const at = session.position!.iteration;
    await until('more iterations', () => session.position!.iteration > at);
    await assert.rejects(
      async () => (await api()).train(uri),
      (e: Error) => /before\.nnspec is not there any more/.test(e.message) && e.message.includes(session.run!),
    );
    assert.equal(session.state, 'running');
  });

  it('a fault of the data is a Problem at the key that names it, and goes with the next Train', async () => {
    const bad = JSON.parse(endlessXor()) as { data: unknown };
    bad.data = 'missing.csv';
    const document = await open('problem.nnspec', JSON.stringify(bad));
    await assert.rejects(async () => (await api()).train(document.uri), /missing\.csv/);
    const problems = () => vscode.languages.getDiagnostics(document.uri).filter((d) => /missing\.csv/.test(d.message));
    const [problem] = await until('a Problem', () => problems().length > 0 && problems());
    assert.match(document.getText(problem!.range), /missing\.csv|data/);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, whole, endlessXor());
    await vscode.workspace.applyEdit(edit);
    await (await api()).train(document.uri);
    await until('no Problem', () => problems().length === 0);
  });

  it('checks the gradients of a spec that was never trained, and keeps no run', async () => {
    const { uri } = await open('check.nnspec', endlessXor());
    const report = await vscode.commands.executeCommand<{ passed: boolean; checked: number }>(
      'nnspec.gradientCheck',
      uri,
    );
    assert.deepEqual([report.passed, report.checked], [true, 17]);
    const session = (await api()).session(uri)!;
    assert.deepEqual([session.state, session.run], ['idle', undefined]);
  });

  it('the panel opens beside the spec and does not take the focus', async () => {
    const { uri } = await open('beside.nnspec', endlessXor());
    await (await api()).train(uri);
    const panel = await until('the panel', () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .find((tab) => tab.input instanceof vscode.TabInputWebview),
    );
    assert.equal(panel.label, 'beside');
    assert.equal(panel.group.viewColumn, vscode.ViewColumn.Two);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
  });

  it('the panel of a spec that was opened among panels takes the other column, and makes no third one', async () => {
    const first = await open('first.nnspec', endlessXor());
    const column = (label: string): Promise<vscode.ViewColumn> =>
      until(`the panel ${label}`, () => {
        const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
        const tab = tabs.find((one) => one.label === label && one.input instanceof vscode.TabInputWebview);
        return tab?.group.viewColumn;
      });
    await vscode.commands.executeCommand('nnspec.openPanel', first.uri);
    assert.equal(await column('first'), vscode.ViewColumn.Two);
    const second = await open('second.nnspec', endlessXor());
    await vscode.window.showTextDocument(second, vscode.ViewColumn.Two);
    await vscode.commands.executeCommand('nnspec.openPanel', second.uri);
    assert.equal(await column('second'), vscode.ViewColumn.One);
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });

  it('a spec whose editor and panel are closed lets its ended session go', async () => {
    const { uri } = await open('gone.nnspec', endlessXor());
    const session = await (await api()).train(uri);
    await session.stop();
    await closeAllEditors();
    await until('the session to go', async () => !(await api()).session(inWorkspace('gone.nnspec')), 60_000);
  });
});
