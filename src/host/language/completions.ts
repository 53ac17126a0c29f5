// Completion: the schema's words and snippets, this table's columns, the files near the spec.
import * as vscode from 'vscode';
import { completionFrom, offsetRange } from './convert';
import { complete } from './jsonService';
import type { Look } from '../../files/look';
import { columnNames, fileNames, type Name } from './names';

const kinds = {
  column: vscode.CompletionItemKind.Field,
  file: vscode.CompletionItemKind.File,
  folder: vscode.CompletionItemKind.Folder,
} as const;

export async function completions(
  document: vscode.TextDocument,
  position: vscode.Position,
  look: Look | undefined,
): Promise<vscode.CompletionList> {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const [words, files] = await Promise.all([complete(text, offset), fileNames(text, offset, document.uri.fsPath)]);
  const names = [...columnNames(text, offset, look?.columns ?? []), ...files];
  const items = [...names.map((name) => itemOf(document, name)), ...words.map(completionFrom)];
  return new vscode.CompletionList(items, files.length > 0); // a folder's files come when its name is there
}

function itemOf(document: vscode.TextDocument, name: Name): vscode.CompletionItem {
  const item = new vscode.CompletionItem(name.text, kinds[name.kind]);
  item.detail = name.detail;
  item.range = offsetRange(document, name);
  item.sortText = ` ${name.text}`;
  if (name.kind === 'folder') item.command = { title: '', command: 'editor.action.triggerSuggest' };
  return item;
}
