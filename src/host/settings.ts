// What the user's settings and the workspace's trust allow a run to read, and where runs are kept.
// A spec is data, not code: training inside its own folder is safe. Anything beyond needs trust and a setting.
import path from 'node:path';
import * as vscode from 'vscode';
import { t } from './say';
import type { Places } from './session';

const section = (file?: string): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration('nnspec', file ? vscode.Uri.file(file) : null);

/** Folders that hold `<name>/<file>` of `dataset:NAME`. */
export async function datasetFolders(): Promise<string[]> {
  const { datasetFolders: foldersOfEnvironment } = await import('../files/datasets');
  const mine = vscode.workspace.isTrusted ? section().get<string[]>('datasets.folders', []).map(withHome) : [];
  return [...mine, ...foldersOfEnvironment()];
}

export function mayDownload(): boolean {
  return section().get<string>('datasets.allowDownload', 'ask') !== 'never';
}

/** Runs of one spec that are kept; 0: all. */
export function runsToKeep(file: string): number {
  return section(file).get<number>('runs.keep', 20);
}

export function opensPanelOnTrain(): boolean {
  return section().get<boolean>('panel.openOnTrain', true);
}

export function followsCursor(): boolean {
  return section().get<boolean>('panel.followCursor', true);
}

/** Files outside this folder are not read; undefined: no limit. */
export function readableFolder(file: string): string | undefined {
  if (vscode.workspace.isTrusted && section().get<boolean>('files.outsideWorkspace', false)) return undefined;
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? path.dirname(file);
}

/** A sentence where the user's settings would open the disk, and the workspace is not trusted. */
export function withheldByTrust(): string | undefined {
  if (vscode.workspace.isTrusted) return undefined;
  const settings = section();
  const wanted = [
    ...(settings.get<boolean>('files.outsideWorkspace', false) ? ['nnspec.files.outsideWorkspace'] : []),
    ...(settings.get<string[]>('datasets.folders', []).length > 0 ? ['nnspec.datasets.folders'] : []),
  ];
  return wanted.length === 0
    ? undefined
    : t('This workspace is not trusted: {0} does not count here, and no file outside it is read.', wanted.join(', '));
}

export function runsFolder(file: string): string {
  return path.join(path.dirname(file), '.nnspec', 'runs');
}

/** One for the editor and the command line. */
export async function datasetCache(): Promise<string> {
  const { defaultDatasetCache } = await import('../files/datasets');
  return defaultDatasetCache();
}

export async function places(file: string): Promise<Places> {
  const workspace = readableFolder(file);
  return {
    ...(workspace === undefined ? {} : { workspace }),
    datasetFolders: await datasetFolders(),
    datasetCache: await datasetCache(),
    runsFolder: runsFolder(file),
  };
}

function withHome(folder: string): string {
  const home = process.env.HOME ?? process.env.USERPROFILE;
  return home && /^~(?=$|[\\/])/.test(folder) ? home + folder.slice(1) : folder;
}
