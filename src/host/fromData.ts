// New network from a data file: proposed by an engine of its own, whose thread may be busy as long as it likes; asked about
// only where the proposal is a guess (Enter takes it), written beside the data and opened.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ColumnSurvey } from '../data/survey';
import type { Task } from '../nn/words';
import type { Choices, Proposal } from '../spec/proposal';
import { EngineLink } from './engineLink';
import type { EngineProcess } from './engineProcess';
import type { DataFiles } from './language/hooks';
import { t } from './say';

interface Item<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** `given`: a file or a folder; else one is asked for. Undefined where the user thought better of it. */
export async function newFromData(
  extensionPath: string,
  startEngine: () => Promise<EngineProcess>,
  given?: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const file = path.join(extensionPath, 'dist', 'language.js');
  const { dataFiles } = createRequire(__filename)(file) as { readonly dataFiles: DataFiles };
  const data =
    given && isFolder(given.fsPath)
      ? await pickIn(given.fsPath, dataFiles)
      : (given?.fsPath ?? (await pickFile(dataFiles)));
  if (data === undefined) return undefined;
  const link = new EngineLink(await startEngine(), { consent: () => false }, () => undefined);
  try {
    const proposal = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: t('Looking at {0}…', path.basename(data)) },
      () => link.request('examine', { file: data }),
    );
    const choices = await settled(proposal, link);
    if (!choices) return undefined;
    const spec = vscode.Uri.file(await link.request('writeProposal', choices));
    await vscode.window.showTextDocument(spec, { preview: false });
    return spec;
  } finally {
    void link.dispose();
  }
}

/** Asks where the proposal is a guess: first for the target, then for the task. Undefined where nobody answers. */
async function settled(first: Proposal, link: EngineLink): Promise<Choices | undefined> {
  let proposal = first;
  let choices: Choices = {};
  const { target } = proposal;
  if (target && !target.sure) {
    const chosen = await pickTarget(target.column, target.others);
    if (!chosen) return undefined;
    choices = { target: chosen.index };
    proposal = await link.request('propose', choices);
  }
  if (proposal.task.sure) return choices;
  const task = await pickTask(proposal);
  return task && { ...choices, task };
}

async function pickTarget(proposed: ColumnSurvey, all: readonly ColumnSurvey[]): Promise<ColumnSurvey | undefined> {
  const items = [proposed, ...all.filter((column) => column.index !== proposed.index)].map(
    (column): Item<ColumnSurvey> => ({
      label: column.name,
      description: column.index === proposed.index ? t('proposed') : '',
      detail: valuesOf(column),
      value: column,
    }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: t('What is to be predicted?'),
    placeHolder: t('A column of the file; Enter takes the first'),
    matchOnDetail: true,
  });
  return picked?.value;
}

function valuesOf({ kind, labels, distinct, min, max }: ColumnSurvey): string {
  if (kind === 'number' && distinct > 10) return t('numbers from {0} to {1}', min, max);
  const shown = labels.slice(0, 6).join(', ');
  return distinct > 6 ? t('{0} values: {1}, …', distinct, shown) : t('{0} values: {1}', distinct, shown);
}

async function pickTask({ task, target }: Proposal): Promise<Task | undefined> {
  const tasks = [task.task, ...task.others.filter((one) => one !== task.task)];
  const items = tasks.map((one): Item<Task> => ({
    label: one === 'regression' ? t('Numbers (regression)') : t('Classes (classification)'),
    description: one === task.task ? t('proposed') : '',
    detail:
      one === 'regression'
        ? t('How much: 4 lies between 3 and 5, and 4.2 is a good answer for 4.')
        : t('Which one: each number is a name for a kind, and a wrong one is wrong however near.'),
    value: one,
  }));
  const name = target?.column.name ?? t('the labels');
  const picked = await vscode.window.showQuickPick(items, {
    title: t('What are the whole numbers in {0}?', name),
    placeHolder: t('Enter takes the first'),
  });
  return picked?.value;
}

/** The one that the editor shows, and all of the workspace; where there is none, any. */
async function pickFile({ dataBelow }: DataFiles): Promise<string | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
  const shown = vscode.window.activeTextEditor?.document.uri;
  const found = (await Promise.all(folders.map((folder) => dataBelow(folder)))).flat();
  const first = shown?.scheme === 'file' && found.includes(shown.fsPath) ? [shown.fsPath] : [];
  const files = [...new Set([...first, ...found])];
  if (files.length === 0) return browse();
  const items: Item<string | undefined>[] = files.map((file) => ({
    label: path.basename(file),
    description: vscode.workspace.asRelativePath(path.dirname(file), folders.length > 1),
    iconPath: new vscode.ThemeIcon('table'),
    value: file,
  }));
  items.push({ label: t('Another File…'), iconPath: new vscode.ThemeIcon('folder-opened'), value: undefined });
  const picked = await vscode.window.showQuickPick(items, {
    title: t('New network from a data file'),
    placeHolder: t('What shall it learn from?'),
    matchOnDescription: true,
  });
  return picked && (picked.value ?? browse());
}

async function browse(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: t('New network from a data file'),
    openLabel: t('Learn from This File'),
    filters: { [t('Data files')]: ['csv', 'tsv', 'data', 'txt', 'npy', 'npz', 'idx', 'gz'], [t('All files')]: ['*'] },
  });
  return picked?.[0]?.fsPath;
}

/** The file of a folder that is meant. */
async function pickIn(folder: string, { dataIn }: DataFiles): Promise<string | undefined> {
  const [first, ...more] = await dataIn(folder);
  if (first === undefined)
    throw new Error(t('{0} holds no data file: no CSV, .npy, .npz or IDX images with labels.', path.basename(folder)));
  if (more.length === 0) return first;
  const items = [first, ...more].map((file): Item<string> => ({ label: path.basename(file), value: file }));
  const title = t('New network from a data file');
  return (await vscode.window.showQuickPick(items, { title, placeHolder: t('What shall it learn from?') }))?.value;
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
