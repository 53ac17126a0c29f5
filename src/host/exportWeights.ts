// Export weights…: which format, where to, and then at once or not at all: every file is written under a
// temporary name and renamed. Nothing is overwritten without asking (the save dialog asks for its one file).
import * as path from 'node:path';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ExportedFile } from '../protocol/engine';
import { megabytes } from './consent';
import { t, translated } from './say';

/** Weights that can be had in every format: of a session, or of a kept run. */
export interface Exportable {
  readonly name: string;
  /** The spec's file, beside which exports are offered to go. */
  readonly file: string;
  exportFiles(format: string): Promise<readonly ExportedFile[]>;
}

interface FormatItem extends vscode.QuickPickItem {
  readonly format: string;
  readonly extension: string;
}

export async function exportWeights(network: Exportable): Promise<readonly vscode.Uri[] | undefined> {
  const item = await pickFormat();
  if (!item) return undefined;
  const files = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Exporting {0}', network.name) },
    () => network.exportFiles(item.format),
  );
  if (files.length === 0) throw new Error(t('The format {0} wrote no file.', item.format));
  const folder = await (files.length === 1 ? oneFile(network, item) : aFolder(network));
  if (!folder) return undefined;
  const targets = files.length === 1 ? [folder.fsPath] : files.map((file) => path.join(folder.fsPath, file.name));
  if (files.length > 1 && !(await mayOverwrite(targets))) return undefined;
  await writeAll(files, targets);
  await offerToOpen(targets, files);
  return targets.map((target) => vscode.Uri.file(target));
}

/** Without questions, for other extensions: `target` is a file, or a folder where a format has several files. */
export async function exportTo(
  network: Exportable,
  format: string,
  target: vscode.Uri,
): Promise<readonly vscode.Uri[]> {
  const files = await network.exportFiles(format);
  const targets = files.length === 1 ? [target.fsPath] : files.map((file) => path.join(target.fsPath, file.name));
  await writeAll(files, targets);
  return targets.map((one) => vscode.Uri.file(one));
}

async function pickFormat(): Promise<FormatItem | undefined> {
  const { formats } = await import('../formats');
  const items = formats.map((format): FormatItem => ({
    label: translated(format.title),
    description: format.extension,
    detail: translated(format.summary),
    format: format.name,
    extension: format.extension,
  }));
  return vscode.window.showQuickPick(items, { title: t('Export weights: format'), matchOnDetail: true });
}

async function oneFile(network: Exportable, { label, extension }: FormatItem): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: t('Export the weights of {0}', network.name),
    defaultUri: vscode.Uri.file(path.join(path.dirname(network.file), network.name + extension)),
    filters: { [label]: [extension.replace(/^\./, '')] },
  });
}

async function aFolder(network: Exportable): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: t('Folder for the files of {0}', network.name),
    openLabel: t('Export here'),
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: vscode.Uri.file(path.dirname(network.file)),
  });
  return picked?.[0];
}

async function mayOverwrite(targets: readonly string[]): Promise<boolean> {
  const there = targets.filter((target) => existsSync(target)).map((target) => path.basename(target));
  if (there.length === 0) return true;
  const overwrite = t('Overwrite');
  const question = t(
    '{0} of {1} files are there already: {2}.',
    there.length,
    targets.length,
    there.slice(0, 5).join(', '),
  );
  return (await vscode.window.showWarningMessage(question, { modal: true }, overwrite)) === overwrite;
}

/** All bytes are on the disk before the first name changes. */
async function writeAll(files: readonly ExportedFile[], targets: readonly string[]): Promise<void> {
  const temporary = targets.map((target) =>
    path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`),
  );
  try {
    for (const [i, file] of files.entries()) {
      await mkdir(path.dirname(targets[i]!), { recursive: true });
      await writeFile(temporary[i]!, file.bytes);
    }
    for (const [i, name] of temporary.entries()) await rename(name, targets[i]!);
  } finally {
    for (const name of temporary) await rm(name, { force: true });
  }
}

async function offerToOpen(targets: readonly string[], files: readonly ExportedFile[]): Promise<void> {
  const first = vscode.Uri.file(targets[0]!);
  const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
  const what = targets.length === 1 ? path.basename(targets[0]!) : t('{0} files', targets.length);
  const text = /\.(json|csv|py|js|txt)$/.test(targets[0]!);
  const open = text ? t('Open') : t('Reveal');
  // Not awaited by the caller's progress: the message may stand for as long as the user likes.
  void vscode.window.showInformationMessage(t('Wrote {0} ({1}).', what, megabytes(bytes)), open).then((answer) => {
    if (answer !== open) return;
    if (text) void vscode.window.showTextDocument(first, { preview: false });
    else void vscode.commands.executeCommand('revealInExplorer', first);
  });
}
