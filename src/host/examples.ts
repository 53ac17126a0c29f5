// New spec from an example: a copy in the user's own folder, with the data file it reads.
import * as path from 'node:path';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
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
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? (await aFolder());
  if (!folder) return undefined;
  const target = await copyExample(from, item.name, folder.fsPath);
  const uri = vscode.Uri.file(target);
  await vscode.window.showTextDocument(uri);
  return uri;
}

/** Copies spec and data; a name that is taken gets a number, and data that is there stays as it is. */
export async function copyExample(from: string, name: string, folder: string): Promise<string> {
  const target = freeName(folder, path.basename(name, '.nnspec'));
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

async function aFolder(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: t('Copy the example here'),
  });
  return picked?.[0];
}

function freeName(folder: string, stem: string): string {
  for (let n = 1; ; n++) {
    const target = path.join(folder, `${n === 1 ? stem : `${stem}-${n}`}.nnspec`);
    if (!existsSync(target)) return target;
  }
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
