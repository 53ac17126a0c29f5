// Entry of dist/language.js, loaded when the first .nnspec file opens: ties the language's parts to
// VS Code. Each part has its file; here are only registrations and conversions of types.
import * as vscode from 'vscode';
import { dataBelow, dataIn } from '../../files/examine';
import { changeEdit } from '../../spec/changes';
import { difference } from '../../spec/edits';
import { translateWith } from '../say';
import { CodeLenses } from './codeLenses';
import { completions } from './completions';
import { Diagnostics } from './diagnostics';
import type { ActivateLanguage, DataFiles, SpecForms } from './hooks';
import { Hovers } from './hovers';
import { InlayHints } from './inlayHints';
import { QuickFixes } from './quickFixes';
import { specView } from './specView';
import { registerStructure } from './structure';

const selector: vscode.DocumentSelector = { language: 'nnspec' };

export const activate: ActivateLanguage = (_context, hooks) => {
  translateWith(vscode.l10n.t, vscode.l10n.bundle && vscode.env.language);
  const diagnostics = new Diagnostics(hooks);
  const lenses = new CodeLenses(hooks);
  const parts = vscode.Disposable.from(
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
  const forms: SpecForms = {
    view: (document) => specView(document.getText(), diagnostics.of(document), diagnostics.look(document)),
    edit: changeEdit,
    between: difference,
    onDidJudge: diagnostics.onDidJudge,
  };
  return { forms, dispose: () => void parts.dispose() };
};

/** For the command that makes a spec of a data file: this bundle is the one that knows data's names. */
export const dataFiles: DataFiles = { dataIn, dataBelow };

export { activate as activateLanguage };
