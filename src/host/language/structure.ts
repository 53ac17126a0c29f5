// What VS Code asks about a document's structure: outline, folding, selection, formatting, links, renaming. Each answer
// is made elsewhere, from the text alone; here it gets VS Code's types.
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { liesIn } from '../../files/inside';
import { offsetRange, textEdit } from './convert';
import type { Diagnostics } from './diagnostics';
import { folds, rangesAround } from './jsonService';
import { layoutEdits, type Layout } from './layout';
import { editedText } from '../../spec/edits';
import { links } from './links';
import { outline, type Entry } from './outline';
import { renamed, renamingAt } from './renames';
import { t } from '../say';
import { readableFolder } from '../settings';

const kinds: { readonly [K in Entry['kind']]: vscode.SymbolKind } = {
  part: vscode.SymbolKind.Struct,
  network: vscode.SymbolKind.Module,
  layer: vscode.SymbolKind.Class,
  word: vscode.SymbolKind.Function,
  option: vscode.SymbolKind.Property,
};

export function registerStructure(selector: vscode.DocumentSelector, diagnostics: Diagnostics): vscode.Disposable[] {
  const { languages } = vscode;
  return [
    languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) =>
        outline(document.getText(), diagnostics.look(document)).map((entry) => symbolOf(document, entry)),
    }),
    languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) =>
        folds(document.getText()).map(
          ({ startLine, endLine, kind }) =>
            new vscode.FoldingRange(
              startLine,
              endLine,
              kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined,
            ),
        ),
    }),
    languages.registerSelectionRangeProvider(selector, {
      provideSelectionRanges: (document, positions) => positions.map((position) => selectionAt(document, position)),
    }),
    languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (document, options) => formatted(document, options),
    }),
    languages.registerDocumentRangeFormattingEditProvider(selector, {
      provideDocumentRangeFormattingEdits: (document, range, options) =>
        formatted(document, options).filter((edit) => range.contains(edit.range)),
    }),
    languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: (document) => linksOf(document, diagnostics.around(document).workspace),
    }),
    languages.registerRenameProvider(selector, { prepareRename, provideRenameEdits }),
  ];
}

function symbolOf(document: vscode.TextDocument, entry: Entry): vscode.DocumentSymbol {
  const { name, detail, kind, selection, children } = entry;
  const [whole, chosen] = [offsetRange(document, entry), offsetRange(document, selection)];
  const symbol = new vscode.DocumentSymbol(name, detail, kinds[kind], whole, chosen);
  symbol.children = children.map((child) => symbolOf(document, child));
  return symbol;
}

function selectionAt(document: vscode.TextDocument, position: vscode.Position): vscode.SelectionRange {
  const ranges = rangesAround(document.getText(), document.offsetAt(position));
  const outermost = new vscode.SelectionRange(new vscode.Range(position, position));
  return (
    ranges.reduceRight<vscode.SelectionRange | undefined>(
      (parent, range) => new vscode.SelectionRange(offsetRange(document, range), parent),
      undefined,
    ) ?? outermost
  );
}

const formatted = (document: vscode.TextDocument, { tabSize, insertSpaces }: Layout): vscode.TextEdit[] =>
  layoutEdits(document.getText(), { tabSize, insertSpaces }).map((edit) => textEdit(document, edit));

/** Files that are there and may be read. */
async function linksOf(document: vscode.TextDocument, workspace: string | undefined): Promise<vscode.DocumentLink[]> {
  if (document.uri.scheme !== 'file') return [];
  const found = links(document.getText(), document.uri.fsPath).filter(
    ({ file }) => workspace === undefined || liesIn(file, workspace),
  );
  const there = await Promise.all(
    found.map(({ file }) =>
      stat(file).then(
        (s) => s.isFile(),
        () => false,
      ),
    ),
  );
  return found
    .filter((_, i) => there[i])
    .map((link) => new vscode.DocumentLink(offsetRange(document, link), vscode.Uri.file(link.file)));
}

function prepareRename(document: vscode.TextDocument, position: vscode.Position) {
  const found = renamingAt(document.getText(), document.offsetAt(position));
  if (!found) throw new Error(t('Only layers are renamed: put the cursor on a layer’s name or type.'));
  return { range: offsetRange(document, found), placeholder: found.name };
}

function provideRenameEdits(document: vscode.TextDocument, position: vscode.Position, name: string) {
  const [text, offset] = [document.getText(), document.offsetAt(position)];
  const edits = renamed(text, offset, name);
  if (typeof edits === 'string') throw new Error(edits);
  const change = new vscode.WorkspaceEdit();
  change.set(
    document.uri,
    edits.map((edit) => textEdit(document, edit)),
  );
  const former = renamingAt(text, offset)?.name;
  if (former !== undefined && former !== name && document.uri.scheme === 'file')
    noteWhenRenamed(document, editedText(text, edits), former);
  return change;
}

/** These edits may be thrown away: what is said of a renaming waits until the document has them. */
function noteWhenRenamed(document: vscode.TextDocument, renamedText: string, former: string): void {
  const waiting = vscode.workspace.onDidChangeTextDocument(async (change) => {
    if (change.document !== document || change.contentChanges.length === 0) return;
    waiting.dispose();
    if (document.getText() !== renamedText) return;
    const { formerNameNote } = await import('./formerNames');
    const file = document.uri.fsPath;
    const note = await formerNameNote(file, renamedText, former, readableFolder(file));
    if (note !== undefined) void vscode.window.showInformationMessage(note);
  });
}
