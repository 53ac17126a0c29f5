// Entry of dist/language.js, loaded when the first .nnspec file opens: ties the language's parts to
// VS Code. Each part has its file; here are only registrations and conversions of types.
import * as vscode from 'vscode';
import { translateWith } from '../say';
import { CodeLenses } from './codeLenses';
import { completions } from './completions';
import { Diagnostics } from './diagnostics';
import type { ActivateLanguage } from './hooks';
import { Hovers } from './hovers';
import { InlayHints } from './inlayHints';
import { QuickFixes } from './quickFixes';
import { registerStructure } from './structure';

const selector: vscode.DocumentSelector = { language: 'nnspec' };

export const activate: ActivateLanguage = (_context, hooks) => {
  translateWith(vscode.l10n.t, vscode.l10n.bundle && vscode.env.language);
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
      {
        provideCompletionItems: (document, position) =>
          completions(document, position, diagnostics.around(document), diagnostics.look(document)),
      },
      '"',
      ':',
      ' ',
      '/',
    ),
    vscode.languages.registerHoverProvider(selector, new Hovers(diagnostics)),
    vscode.languages.registerInlayHintsProvider(selector, new InlayHints(diagnostics)),
    ...registerStructure(selector, diagnostics),
  );
};

export { activate as activateLanguage };
