// Completion: the schema's words and snippets, those that fit first; this table's columns, files of the workspace.
import * as vscode from 'vscode';
import type { Look, Surroundings } from '../../files/look';
import { t } from '../say';
import { completionFrom, offsetRange } from './convert';
import { complete } from './jsonService';
import { namesAt, spotAt, type Name } from './names';
import { ranker, type Rank } from './ranks';
import { readingOf } from './reading';

const kinds = {
  column: vscode.CompletionItemKind.Field,
  file: vscode.CompletionItemKind.File,
  value: vscode.CompletionItemKind.Value,
} as const;

export async function completions(
  document: vscode.TextDocument,
  position: vscode.Position,
  around: Surroundings,
  look: Look | undefined,
): Promise<vscode.CompletionItem[]> {
  const text = document.getText();
  const offset = document.offsetAt(position);
  const reading = readingOf(text, look);
  const spot = spotAt(text, offset);
  const rank = spot && ranker(spot.path, reading);
  const names = spot && document.uri.scheme === 'file' ? namesAt(spot, reading, around) : [];
  const [words, found] = await Promise.all([complete(text, offset), names]);
  const items = found.map((name, i) => itemOf(document, name, i));
  return [...items, ...words.map(completionFrom).map((item) => (rank ? ranked(item, rank) : item))];
}

function itemOf(document: vscode.TextDocument, name: Name, index: number): vscode.CompletionItem {
  const item = new vscode.CompletionItem(name.text, kinds[name.kind]);
  item.detail = name.detail;
  item.range = offsetRange(document, name);
  item.sortText = ` ${String(index).padStart(4, '0')}`;
  return item;
}

function ranked(item: vscode.CompletionItem, rank: (word: string) => Rank): vscode.CompletionItem {
  const label = typeof item.label === 'string' ? item.label : item.label.label;
  const word = /\w+/.exec(label)?.[0];
  if (word === undefined) return item;
  const fit = rank(word);
  item.sortText = `${fit}${item.sortText ?? label}`;
  if (fit === 0) item.detail = t('fits this network');
  return item;
}
