// Shapes and parameter counts behind the layers; asked for again when more is known of the data.
import * as vscode from 'vscode';
import type { Diagnostics } from './diagnostics';
import { hints } from './hints';

export class InlayHints implements vscode.InlayHintsProvider {
  readonly onDidChangeInlayHints: vscode.Event<void>;

  constructor(private readonly diagnostics: Diagnostics) {
    this.onDidChangeInlayHints = diagnostics.onDidLook;
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    return hints(document.getText(), this.diagnostics.look(document))
      .filter(({ offset }) => from <= offset && offset <= to)
      .map(({ offset, label, tooltip }) => {
        const hint = new vscode.InlayHint(document.positionAt(offset), label);
        hint.paddingLeft = true;
        hint.tooltip = tooltip;
        return hint;
      });
  }
}
