// The Networks view through its tree and its commands, with real workers and real files.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { NnspecNode, NnspecSession } from '../../../src/host/api';
import { readSafetensors } from '../../../src/formats/safetensors';
import { lastRun } from '../../../src/host/runs';
import { api, closeAllEditors, endlessXor, inWorkspace, open, until, workspace } from './support';

type RunNode = Extract<NnspecNode, { kind: 'run' }>;

/** A run of 4 rows that ends by itself. */
const shortXor = (iterations: number, seed = 1): string =>
  JSON.stringify({
    ...(JSON.parse(endlessXor(seed)) as object),
    training: { optimizer: 'adam', batchSize: 'full', iterations, logEvery: Math.ceil(iterations / 100), seed },
  });

const children = async (node?: NnspecNode): Promise<NnspecNode[]> =>
  (await (await api()).networks.getChildren(node)) ?? [];
const item = async (node: NnspecNode): Promise<vscode.TreeItem> => (await api()).networks.getTreeItem(node);
const describes = async (node: NnspecNode): Promise<string> => String((await item(node)).description);

/** A spec just written is found by VS Code a moment later. */
const spec = (uri: vscode.Uri): Promise<NnspecNode> =>
  until(`${uri.fsPath} in the view`, async () =>
    (await children()).find((node) => node.kind === 'spec' && node.uri.fsPath === uri.fsPath),
  );

async function runs(uri: vscode.Uri): Promise<RunNode[]> {
  return (await children(await spec(uri))) as RunNode[];
}

const runOf = (uri: vscode.Uri, folder: string): Promise<RunNode> =>
  until(`${folder} in the view`, async () => (await runs(uri)).find((run) => run.folder === folder));

async function trained(name: string, text: string): Promise<NnspecSession> {
  const { uri } = await open(name, text);
  return (await api()).train(uri);
}

async function ended(name: string, text: string, set: readonly (readonly [string, string])[] = []): Promise<string> {
  const { uri } = await open(name, text);
  const session = await (await api()).train(uri, { set });
  await session.whenEnded();
  return session.run!;
}

const json = (folder: string, name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Record<string, unknown>;
const record = (folder: string) => json(folder, 'run.json');
const marks = (folder: string) => json(folder, 'marks.json');

const weights = (folder: string) => readSafetensors(readFileSync(path.join(folder, 'weights.safetensors'))).tensors;

/** Shown as a page by VS Code's own Markdown. */
const comparison = (text: RegExp): Promise<vscode.TextDocument> =>
  until(
    'the document',
    () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview &&
      vscode.workspace.textDocuments.find((one) => one.uri.scheme === 'nnspec-compare' && text.test(one.getText())),
  );

describe('The Networks view', () => {
  afterEach(async () => {
    for (const session of (await api()).sessions)
      if (['running', 'paused', 'ready'].includes(session.state)) await session.stop();
    await vscode.workspace.getConfiguration('nnspec').update('runs.keep', undefined, vscode.ConfigurationTarget.Global);
    await closeAllEditors();
  });

  it('shows the specs of the folder and no copy that a run keeps; a new one comes and a deleted one goes', async () => {
    await ended('seen.nnspec', shortXor(10));
    await spec(inWorkspace('seen.nnspec'));
    const shown = (await children()).map((node) => (node.kind === 'spec' ? path.relative(workspace(), node.uri.fsPath) : node.kind)); // prettier-ignore
    const files = readdirSync(workspace(), { recursive: true, encoding: 'utf8' });
    const specs = files.filter((name) => /\w\.nnspec$/.test(name) && !/(^|[\\/])\.nnspec[\\/]/.test(name));
    assert.ok(files.some((name) => /runs[\\/]seen[\\/].+nnspec$/.test(name)));
    assert.deepEqual(shown.sort(), specs.sort());
    rmSync(inWorkspace('seen.nnspec').fsPath);
    await until('it to go', async () => !(await children()).some((node) => node.kind === 'spec' && /seen/.test(node.uri.path))); // prettier-ignore
  });

  it('shows the runs of a spec, newest first, with state, cost and metric', async () => {
    const { uri } = await open('listed.nnspec', shortXor(500));
    const first = await ended('listed.nnspec', shortXor(500));
    const second = await ended('listed.nnspec', shortXor(500), [['training.seed', '2']]);
    await until('two runs', async () => (await runs(uri)).length === 2);
    const [newest, oldest] = await runs(uri);
    assert.deepEqual([newest!.folder, oldest!.folder], [second, first]);
    assert.match(await describes(newest!), /^cost \d\.\d+ · training accuracy \d\S* · finished$/);
    assert.match(String((await item(newest!)).label), /· seed 2$/);
    assert.match((await item(newest!)).accessibilityInformation!.label, /seed 2, finished, cost/);
  });

  it('a spec that was never trained does not unfold, though another of its name has runs', async () => {
    const named = JSON.stringify({ name: 'twins', ...(JSON.parse(shortXor(10)) as object) });
    const folder = await ended('twin.nnspec', named);
    const { uri } = await open('twin-2.nnspec', named);
    const { None } = vscode.TreeItemCollapsibleState;
    await until(
      'the arrow',
      async () => (await item(await spec(inWorkspace('twin.nnspec')))).collapsibleState !== None,
    );
    assert.equal((await item(await spec(uri))).collapsibleState, None);
    const mine = await ended('twin-2.nnspec', named);
    assert.equal(path.dirname(mine), path.dirname(folder));
    await until('its own arrow', async () => (await item(await spec(uri))).collapsibleState !== None);
    assert.deepEqual(
      (await runs(uri)).map((run) => run.folder),
      [mine],
    );
  });

  it('a spec whose session is gone tells how its newest run ended', async () => {
    const session = await trained('told.nnspec', endlessXor());
    await session.stop();
    await closeAllEditors();
    await until('the session to go', async () => !(await api()).session(session.uri));
    await until('stopped', async () => (await describes(await spec(session.uri))) === 'stopped');
    const { reason: _, ...rest } = record(session.run!);
    writeFileSync(path.join(session.run!, 'run.json'), JSON.stringify({ ...rest, state: 'paused' }));
    await vscode.commands.executeCommand('nnspec.refreshNetworks');
    await until('interrupted', async () => (await describes(await spec(session.uri))) === 'interrupted');
    rmSync(session.run!, { recursive: true });
    await vscode.commands.executeCommand('nnspec.refreshNetworks');
    await until('nothing', async () => (await describes(await spec(session.uri))) === '');
  });

  it('a run under way tells its progress, shown anew at most once a second, and its run alone', async () => {
    const session = await trained('progress.nnspec', endlessXor());
    const node = await runOf(session.uri, session.run!);
    assert.match(await describes(node), /^\d+ % · cost \d/);
    assert.match((await item(await spec(session.uri))).contextValue!, /^spec running$/);
    await new Promise((resolve) => setTimeout(resolve, 500)); // what the start caused
    const fired: unknown[] = [];
    const listening = (await api()).networks.onDidChangeTreeData!((node) => fired.push(node));
    const begun = Date.now();
    await until('progress twice', () => fired.length >= 2, 25_000);
    const seconds = (Date.now() - begun) / 1000;
    listening.dispose();
    assert.ok(fired.length <= 1 + seconds, `${fired.length} times in ${seconds} s`);
    assert.ok(fired.every((one) => one === node));
    await session.pause();
    await until('paused', async () => /^paused · \d+ %/.test(await describes(node)));
  });

  it('a worker killed mid-run leaves an interrupted run; resumed, it ends with the weights of an unbroken one, bit by bit', async () => {
    const text = shortXor(3_000_000, 3);
    const unbroken = await ended('unbroken.nnspec', text);
    const session = await trained('broken.nnspec', text);
    await session.pause(); // writes a checkpoint
    const at = session.position!.iteration;
    const folder = session.run!;
    await until('the checkpoint', () => (record(folder).position as { iteration: number })?.iteration === at);
    await session.resume();
    await session.endWorker();
    assert.ok(at > 0 && at < 3_000_000, `${at}`);
    const node = await runOf(session.uri, folder);
    await until('interrupted', async () => /^interrupted · \d+ %/.test(await describes(node)));
    assert.match((await item(node)).contextValue!, /\bresumable\b/);
    await vscode.commands.executeCommand('nnspec.goOnWithRun', node);
    assert.equal((await session.whenEnded()).reason, 'finished');
    assert.equal(session.run, folder);
    assert.deepEqual(weights(folder), weights(unbroken));
  });

  it('a stopped run can be gone on with too, and is no ended run while it is trained', async () => {
    const session = await trained('stopped.nnspec', endlessXor());
    const folder = session.run!;
    const { position } = (await session.stop())!;
    const node = await runOf(session.uri, folder);
    await until('stopped', async () => /^stopped/.test(await describes(node)));
    await vscode.commands.executeCommand('nnspec.goOnWithRun', node);
    await until('to go on', () => session.position!.iteration > position.iteration);
    assert.deepEqual([session.run, record(folder).reason, record(folder).state], [folder, undefined, 'running']);
  });

  it('keeps a pinned run whatever the setting says', async () => {
    const { uri } = await open('pinned.nnspec', shortXor(10));
    const first = await ended('pinned.nnspec', shortXor(10));
    const second = await ended('pinned.nnspec', shortXor(10));
    await vscode.commands.executeCommand('nnspec.pinRuns', await runOf(uri, first));
    assert.equal(marks(first)['pinned'], true);
    await vscode.workspace.getConfiguration('nnspec').update('runs.keep', 1, vscode.ConfigurationTarget.Global);
    const third = await ended('pinned.nnspec', shortXor(10));
    assert.deepEqual([first, second, third].map(existsSync), [true, false, true]);
    await until('the list', async () => (await runs(uri)).length === 2);
    await vscode.commands.executeCommand('nnspec.unpinRuns', await runOf(uri, first));
    assert.equal('pinned' in marks(first), false);
  });

  it('shows what changed in the spec since a run, against its read-only copy, which is no spec to train', async () => {
    const folder = await ended('changed.nnspec', shortXor(10));
    const { uri } = await open('changed.nnspec', shortXor(20));
    await vscode.commands.executeCommand('nnspec.changesSinceRun', await runOf(uri, folder));
    const tab = await until('a diff', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    const { original, modified } = tab.input as vscode.TabInputTextDiff;
    assert.deepEqual([original.scheme, modified.toString()], ['nnspec-run', uri.toString()]);
    const copy = await vscode.workspace.openTextDocument(original);
    assert.deepEqual([copy.getText(), copy.languageId], [shortXor(10), 'nnspec']);
    await open('changed.nnspec');
    await vscode.window.showTextDocument(copy);
    await vscode.commands.executeCommand('nnspec.stepIteration'); // of the spec that was looked at before
    assert.equal((await api()).session(uri)?.state, 'paused');
  });

  it('compares runs: what differs in their specs by path, overrides included, and their metrics', async () => {
    const { uri } = await open('compared.nnspec', shortXor(10));
    const first = await ended('compared.nnspec', shortXor(10));
    const second = await ended('compared.nnspec', shortXor(20), [['network.0.units', '5']]);
    const nodes = [await runOf(uri, first), await runOf(uri, second)];
    await vscode.commands.executeCommand('nnspec.compareRuns', nodes[0], nodes);
    const document = await comparison(/^# compared: /);
    assert.equal(document.languageId, 'markdown');
    assert.match(document.getText(), /^\| network\\\[0\\\]\.units +\| +4 \| +5 \|$/m);
    assert.match(document.getText(), /^\| training\.iterations +\| +10 \| +20 \|$/m);
    assert.match(document.getText(), /^\| training cost +\| +\d\.\d+ \| +\d\.\d+ \|$/m);
  });

  it('what an idle panel is told of a run: that its lines cannot be read, and that another process trains it', async () => {
    const { uri } = await open('told.nnspec', shortXor(10));
    const folder = await ended('told.nnspec', shortXor(10));
    const told = () => lastRun({ file: uri.fsPath } as Parameters<typeof lastRun>[0]);
    assert.ok((await told()).past);
    rmSync(path.join(folder, 'metrics.csv'));
    mkdirSync(path.join(folder, 'metrics.csv'));
    const unread = await told();
    assert.deepEqual([unread.past, unread.kept?.folder, unread.notes?.length], [undefined, folder, 2]);
    assert.match(unread.notes![1]!, /metrics\.csv cannot be read/);
    writeFileSync(path.join(folder, 'lock'), `${process.ppid}\n`);
    const elsewhere = await told();
    assert.match(elsewhere.notes![0]!, /is trained in another process/);
    assert.equal(elsewhere.resumable, undefined);
    rmSync(path.join(folder, 'lock'));
  });

  it('a comparison that is opened again names the run that was deleted since', async () => {
    const { uri } = await open('compared.nnspec', shortXor(10));
    const first = await ended('compared.nnspec', shortXor(10));
    const second = await ended('compared.nnspec', shortXor(20));
    const nodes = [await runOf(uri, first), await runOf(uri, second)];
    const [escapedName] = [path.basename(first).replaceAll(/[-.]/g, '.')];
    rmSync(first, { recursive: true });
    await vscode.commands.executeCommand('nnspec.compareRuns', nodes[0], nodes);
    await comparison(new RegExp(`^This run is not there any more: .*${escapedName}$`, 'm'));
  });

  it('opens a kept run in the panel of an idle spec, and beside another run as a document', async () => {
    const first = await ended('opened.nnspec', shortXor(10));
    const session = await trained('opened.nnspec', endlessXor());
    await vscode.commands.executeCommand('nnspec.openRun', await runOf(session.uri, first));
    await comparison(/^# opened: .*\n[^]*finished/);
    await session.stop();
    await closeAllEditors();
    await until('the session to go', async () => !(await api()).session(inWorkspace('opened.nnspec')));
    await vscode.commands.executeCommand('nnspec.openRun', await runOf(session.uri, first));
    const panel = await until('the panel', () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .find((tab) => tab.input instanceof vscode.TabInputWebview),
    );
    assert.equal(panel.label, 'opened');
  });

  it('sees what happens on the disk: a run of another process, its end, and a deleted one', async () => {
    const { uri } = await open('watched.nnspec', shortXor(10));
    const mine = await ended('watched.nnspec', shortXor(10));
    await until('one run', async () => (await runs(uri)).length === 1);
    const other = `${mine}-other`;
    mkdirSync(other);
    writeFileSync(path.join(other, 'lock'), `${process.ppid}\n`); // a process that lives and is not this one
    const { reason: _, ...rest } = record(mine);
    writeFileSync(path.join(other, 'run.json'), JSON.stringify({ ...rest, state: 'running' }));
    const node = await runOf(uri, other);
    assert.match(await describes(node), /^training in another process/);
    rmSync(path.join(other, 'lock'));
    writeFileSync(path.join(other, 'run.json'), JSON.stringify({ ...rest, state: 'paused', seconds: 9 }));
    await until('interrupted', async () => /^interrupted/.test(await describes(node)));
    rmSync(other, { recursive: true });
    await until('it to go', async () => (await runs(uri)).length === 1);
  });

  it('lists 300 runs; a change of one reads that one again and leaves the others as they are', async () => {
    const { uri } = await open('many.nnspec', shortXor(10));
    const first = await ended('many.nnspec', shortXor(10));
    for (let i = 0; i < 299; i++) cpSync(first, `${first}-${i}`, { recursive: true });
    await vscode.commands.executeCommand('nnspec.refreshNetworks');
    const begin = performance.now();
    const listed = await runs(uri);
    console.log(`      ${(performance.now() - begin).toFixed(0)} ms for ${listed.length} runs`);
    assert.equal(listed.length, 300);
    await vscode.commands.executeCommand('nnspec.pinRuns', listed[7]);
    const again = await runs(uri);
    assert.match((await item(listed[7]!)).contextValue!, /\bpinned$/);
    assert.ok(
      again.every((node, i) => node === listed[i]),
      'the nodes stay the same objects',
    );
  });

  it('two specs train at once, and a command given one of them acts on that one alone', async () => {
    const first = await trained('left.nnspec', endlessXor(1));
    const second = await trained('right.nnspec', endlessXor(2));
    await vscode.commands.executeCommand('nnspec.pause', await runOf(first.uri, first.run!));
    assert.deepEqual([first.state, second.state], ['paused', 'running']);
    assert.equal((await item(await spec(first.uri))).contextValue, 'spec paused');
    assert.equal((await item(await spec(second.uri))).contextValue, 'spec running');
    await vscode.commands.executeCommand('nnspec.stop', await spec(second.uri));
    assert.deepEqual([first.state, second.state], ['paused', 'stopped']);
    await vscode.commands.executeCommand('nnspec.resume', await spec(first.uri));
    assert.equal(first.state, 'running');
  });

  it('a button of a row that VS Code is just reading again acts on no other network', async () => {
    const session = await trained('left.nnspec', endlessXor(1));
    await vscode.commands.executeCommand('nnspec.stop', undefined); // what it gives for such a row
    assert.equal(session.state, 'running');
    await vscode.commands.executeCommand('nnspec.stop'); // of the palette: the one that is active
    assert.equal(session.state, 'stopped');
  });
});
