// Export weights…: which format, where to, and then at once or not at all: every file is written under a
// temporary name and renamed. Nothing is overwritten without asking (the save dialog asks for its one file).
import * as path from 'node:path';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { byteSize } from '../protocol/byteSize';
import type { ExportedFile } from '../protocol/engine';
import { formatItems, type FormatItem } from './exportFormats';
import { t } from './say';

/** Weights that can be had in every format: of a session, or of a kept run. */
export interface Exportable {
  readonly name: string;
  /** The spec's file, beside which exports are offered to go. */
  readonly file: string;
  exportFiles(format: string): Promise<readonly ExportedFile[]>;
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
  const targets = targetsOf(files, folder);
  if (files.length > 1 && !(await mayOverwrite(targets))) return undefined;
  await writeAll(files, targets);
  offerToOpen(targets, files);
  void vscode.commands.executeCommand('setContext', 'nnspec.exported', true); // for the walkthrough
  return targets;
}

/** Without questions, for other extensions: `target` is a file, or a folder where a format has several files. */
export async function exportTo(
  network: Exportable,
  format: string,
  target: vscode.Uri,
): Promise<readonly vscode.Uri[]> {
  const files = await network.exportFiles(format);
  const targets = targetsOf(files, target);
  await writeAll(files, targets);
  return targets;
}

/** `target`: the file, or the folder of several. */
function targetsOf(files: readonly ExportedFile[], target: vscode.Uri): vscode.Uri[] {
  return files.length === 1 ? [target] : files.map((file) => vscode.Uri.joinPath(target, file.name));
}

async function pickFormat(): Promise<FormatItem | undefined> {
  const { formats } = await import('../formats');
  const options = { title: t('Export weights: format'), matchOnDetail: true };
  return vscode.window.showQuickPick(formatItems(formats), options);
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

async function mayOverwrite(targets: readonly vscode.Uri[]): Promise<boolean> {
  const found = await Promise.all(targets.map((target) => vscode.workspace.fs.stat(target).then(() => true, () => false))); // prettier-ignore
  const there = targets.filter((_, i) => found[i]).map((target) => path.posix.basename(target.path));
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

/** Of a remote window, the place may be the user's own machine. */
async function writeAll(files: readonly ExportedFile[], targets: readonly vscode.Uri[]): Promise<void> {
  if (targets.every(({ scheme }) => scheme === 'file')) return writeOnDisk(files, targets.map(({ fsPath }) => fsPath)); // prettier-ignore
  for (const [i, { bytes }] of files.entries()) await vscode.workspace.fs.writeFile(targets[i]!, bytes);
}

/** All bytes are on the disk before the first name changes. */
async function writeOnDisk(files: readonly ExportedFile[], targets: readonly string[]): Promise<void> {
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

function offerToOpen(targets: readonly vscode.Uri[], files: readonly ExportedFile[]): void {
  const first = targets[0]!;
  const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
  const what = targets.length === 1 ? path.posix.basename(first.path) : t('{0} files', targets.length);
  const text = /\.(json|csv|py|js|txt)$/.test(first.path);
  const open = text ? t('Open') : t('Reveal');
  // Not awaited by the caller's progress: the message may stand for as long as the user likes.
  void vscode.window.showInformationMessage(t('Wrote {0} ({1}).', what, byteSize(bytes)), open).then((answer) => {
    if (answer !== open) return;
    if (text) void vscode.window.showTextDocument(first, { preview: false });
    else void vscode.commands.executeCommand('revealInExplorer', first);
  });
}
