// New spec from an example: a copy in the user's own folder, with the data file it reads. Or all of them, in a window.
import * as path from 'node:path';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { t } from './say';

export async function newFromExample(extensionPath: string): Promise<vscode.Uri | undefined> {
  const from = path.join(extensionPath, 'examples');
  const names = (await readdir(from)).filter((name) => /.\.nnspec$/.test(name));
  const items = await Promise.all(
    names.map(async (name) => ({
      label: path.basename(name, '.nnspec'),
      detail: firstSentence(await readFile(path.join(from, name), 'utf8')),
      name,
    })),
  );
  const item = await vscode.window.showQuickPick(items, { title: t('New spec from an example'), matchOnDetail: true });
  if (!item) return undefined;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder =
    folders.length > 1
      ? (await vscode.window.showWorkspaceFolderPick({ placeHolder: t('Folder for the new spec') }))?.uri
      : (folders[0]?.uri ?? (await aFolder(t('Copy the example here'))));
  if (!folder) return undefined;
  const target = await copyExample(from, item.name, folder.fsPath);
  const uri = vscode.Uri.file(target);
  await vscode.window.showTextDocument(uri);
  return uri;
}

/** Copies spec and data; a name that is taken gets a number, and data that is there stays as it is. */
export async function copyExample(from: string, name: string, folder: string): Promise<string> {
  const target = free((n) => path.join(folder, `${numbered(path.basename(name, '.nnspec'), n)}.nnspec`));
  for (const file of dataFiles(await readFile(path.join(from, name), 'utf8'))) {
    const source = path.join(from, file);
    const copy = path.join(folder, file);
    if (path.relative(from, source).startsWith('..') || !existsSync(source) || existsSync(copy)) continue;
    await mkdir(path.dirname(copy), { recursive: true });
    await copyFile(source, copy);
  }
  await copyFile(path.join(from, name), target);
  return target;
}

/** All examples, with their data, as a folder inside one that the user picks, opened in a window. */
export async function openExamples(extensionPath: string): Promise<void> {
  const parent = await aFolder(t('Copy the examples here'));
  if (!parent) return;
  const target = free((n) => path.join(parent.fsPath, numbered('nnspec-examples', n)));
  const own = (file: string): boolean => path.basename(file) !== '.nnspec'; // runs are not examples
  await cp(path.join(extensionPath, 'examples'), target, { recursive: true, filter: own });
  const forceNewWindow = vscode.workspace.workspaceFolders !== undefined;
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(target), { forceNewWindow });
}

async function aFolder(openLabel: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel,
  });
  return picked?.[0];
}

const numbered = (stem: string, n: number): string => (n === 1 ? stem : `${stem}-${n}`);

/** The first of the paths that nothing has yet. */
function free(pathOf: (n: number) => string): string {
  for (let n = 1; ; n++) if (!existsSync(pathOf(n))) return pathOf(n);
}

/** Every string under `data` may be a file; what exists among the examples is one. */
function dataFiles(text: string): string[] {
  const spec = parse(text, [], { allowTrailingComma: true }) as { data?: unknown } | undefined;
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(spec?.data);
  return found;
}

/** The comment an example opens with, as far as its first full stop. */
function firstSentence(text: string): string {
  const comment = /^(?:\s*\/\/.*\n)+/.exec(text)?.[0] ?? '';
  const plain = comment
    .replace(/^\s*\/\/ ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.*?[.!?](?= |$)/.exec(plain)?.[0] ?? plain;
}
