// Quick fixes at a Problem of ours.
import * as vscode from 'vscode';
import type { Diagnostics } from './diagnostics';
import { textEdit } from './convert';
import { fixes } from './fixes';

export class QuickFixes implements vscode.CodeActionProvider {
  constructor(private readonly diagnostics: Diagnostics) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const text = document.getText();
    return this.diagnostics.at(document, range).flatMap(({ problem, diagnostic }) =>
      fixes(text, problem).map((fix, i) => {
        const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.set(
          document.uri,
          fix.edits.map((edit) => textEdit(document, edit)),
        );
        action.diagnostics = [diagnostic];
        action.isPreferred = i === 0;
        return action;
      }),
    );
  }
}
