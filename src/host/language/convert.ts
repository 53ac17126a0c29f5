// The JSON service's types -> VS Code's. They look alike, but kinds are counted from 1 in one and from
// 0 in the other.
import type { CompletionItem, MarkupContent, Range } from 'vscode-json-languageservice';
import * as vscode from 'vscode';
import type { Edit } from '../../spec/edits';

const SNIPPET = 2; // InsertTextFormat.Snippet

export const range = (r: Range): vscode.Range =>
  new vscode.Range(r.start.line, r.start.character, r.end.line, r.end.character);

export const offsetRange = (
  document: vscode.TextDocument,
  r: { readonly offset: number; readonly length: number },
): vscode.Range => new vscode.Range(document.positionAt(r.offset), document.positionAt(r.offset + r.length));

export const textEdit = (document: vscode.TextDocument, edit: Edit): vscode.TextEdit =>
  vscode.TextEdit.replace(offsetRange(document, edit), edit.text);

export function completionFrom(item: CompletionItem): vscode.CompletionItem {
  const kind = item.kind === undefined ? undefined : ((item.kind - 1) as vscode.CompletionItemKind);
  const out = new vscode.CompletionItem(item.label, kind);
  const edit = item.textEdit;
  const text = edit?.newText ?? item.insertText ?? item.label;
  out.insertText = item.insertTextFormat === SNIPPET ? new vscode.SnippetString(text) : text;
  if (edit)
    out.range = 'range' in edit ? range(edit.range) : { inserting: range(edit.insert), replacing: range(edit.replace) };
  if (item.detail !== undefined) out.detail = item.detail;
  if (item.filterText !== undefined) out.filterText = item.filterText;
  if (item.sortText !== undefined) out.sortText = item.sortText;
  const about = item.documentation as string | MarkupContent | undefined;
  if (about !== undefined)
    out.documentation = new vscode.MarkdownString(typeof about === 'string' ? about : about.value);
  return out;
}
