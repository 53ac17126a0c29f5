// Entry of dist/language.js, loaded when the first .nnspec file opens: ties the language's parts to
// VS Code. Each part has its file; here are only registrations and conversions of types.
import * as vscode from 'vscode';
import { translateWith } from '../say';
import { CodeLenses } from './codeLenses';
import { completions } from './completions';
import { Diagnostics } from './diagnostics';
import type { ActivateLanguage } from './hooks';
import { QuickFixes } from './quickFixes';
import { folds, format, hover, symbols } from './jsonService';
import { layerNote } from './layerNote';
import { offsetRange, symbolFrom, textEdit } from './convert';

const selector: vscode.DocumentSelector = { language: 'nnspec' };

export const activate: ActivateLanguage = (_context, hooks) => {
  translateWith(vscode.l10n.t);
  const diagnostics = new Diagnostics(hooks);
  const lenses = new CodeLenses(hooks);
  return vscode.Disposable.from(
    diagnostics,
    lenses,
    vscode.languages.registerCodeLensProvider(selector, lenses),
    vscode.languages.registerCodeActionsProvider(selector, new QuickFixes(diagnostics), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: (document, position) => completions(document, position, diagnostics.look(document)) },
      '"',
      ':',
      ' ',
      '/',
    ),
    vscode.languages.registerHoverProvider(selector, {
      async provideHover(document, position) {
        const text = document.getText();
        const offset = document.offsetAt(position);
        const found = await hover(text, offset);
        const note = layerNote(text, offset, diagnostics.look(document)?.facts);
        const parts = [note, found?.markdown].filter((part) => part !== undefined && part !== '');
        if (!parts.length) return undefined;
        const range = found && found.length > 0 ? offsetRange(document, found) : undefined;
        return new vscode.Hover(
          parts.map((part) => new vscode.MarkdownString(part)),
          range,
        );
      },
    }),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => symbols(document.getText()).map(symbolFrom),
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) =>
        folds(document.getText()).map(
          (f) =>
            new vscode.FoldingRange(
              f.startLine,
              f.endLine,
              f.kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined,
            ),
        ),
    }),
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (document, options) =>
        format(document.getText(), { ...options, tabSize: options.tabSize, insertSpaces: options.insertSpaces }).map(
          textEdit,
        ),
    }),
  );
};

export { activate as activateLanguage };
