// New network from a template: a copy of an example in the user's own folder, or an empty spec with suggestions.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { notOnDisk, t, translated } from './say';
import { Refused } from './session';
import { copyTemplate, copyTemplates, emptySpec, readTemplates, type Group, type Template } from './templates';

interface Item extends vscode.QuickPickItem {
  /** Absent for the empty spec and for the groups' titles. */
  readonly template?: Template;
}

export async function newFromTemplate(extensionPath: string): Promise<vscode.Uri | undefined> {
  const from = path.join(extensionPath, 'examples');
  const picked = await vscode.window.showQuickPick(itemsOf(await readTemplates(from)), {
    title: t('New network from a template'),
    placeHolder: t('What shall it learn?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return undefined;
  const folder = await aFolder();
  if (!folder) return undefined;
  const { template } = picked;
  const file = await (template ? copyTemplate(from, template.name, folder.fsPath) : emptySpec(folder.fsPath));
  const uri = vscode.Uri.file(file);
  await vscode.window.showTextDocument(uri, { preview: false }); // the walkthrough would take its place
  if (!template) await vscode.commands.executeCommand('editor.action.triggerSuggest');
  return uri;
}

/** All examples as a folder inside one that the user picks, opened in a window. */
export async function openExamples(extensionPath: string): Promise<void> {
  const parent = await pickFolder(t('Copy the examples here'));
  if (!parent) return;
  const target = await copyTemplates(path.join(extensionPath, 'examples'), parent.fsPath);
  const forceNewWindow = vscode.workspace.workspaceFolders !== undefined;
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(target), { forceNewWindow });
}

function itemsOf(templates: readonly Template[]): Item[] {
  const items: Item[] = [
    {
      label: `$(new-file) ${t('Empty')}`,
      detail: t('Begin with the suggestions of the editor: whole specs, or parts.'),
    },
  ];
  let group: Group | undefined;
  for (const template of templates) {
    const { title, icon } = about(template.group);
    if (template.group !== group) items.push({ label: title, kind: vscode.QuickPickItemKind.Separator });
    group = template.group;
    const { name, facts, summary } = template;
    items.push({ label: `$(${icon}) ${name}`, description: facts, detail: translated(summary), template });
  }
  return items;
}

function about(group: Group): { readonly title: string; readonly icon: string } {
  switch (group) {
    case 'first':
      return { title: t('First steps'), icon: 'mortar-board' };
    case 'tables':
      return { title: t('Tables'), icon: 'table' };
    case 'images':
      return { title: t('Images'), icon: 'file-media' };
    case 'plane':
      return { title: t('Points in the plane'), icon: 'graph-scatter' };
    case 'others':
      return { title: t('More'), icon: 'file' };
    default:
      return group satisfies never;
  }
}

/** The workspace's; of several the user's choice; where none is open, any. */
async function aFolder(): Promise<vscode.Uri | undefined> {
  const { workspaceFolders: all = [] } = vscode.workspace;
  const folders = all.filter(({ uri }) => uri.scheme === 'file');
  if (all.length > 0 && folders.length === 0) throw new Refused(notOnDisk(all[0]!.uri));
  if (folders.length === 1) return folders[0]!.uri;
  if (folders.length > 1) {
    const picked = await vscode.window.showWorkspaceFolderPick({ placeHolder: t('Folder for the new network') });
    return onDisk(picked?.uri);
  }
  return pickFolder(t('Create the network here'));
}

async function pickFolder(openLabel: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel });
  return onDisk(picked?.[0]);
}

function onDisk(folder: vscode.Uri | undefined): vscode.Uri | undefined {
  if (folder && folder.scheme !== 'file') throw new Refused(notOnDisk(folder));
  return folder;
}
