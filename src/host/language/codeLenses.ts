// ▶ Train and its kin above the first line of a spec.
import * as vscode from 'vscode';
import { RUN_SPEC } from '../activeSpec';
import type { SessionStates } from './hooks';
import { dataLens, lenses } from './lenses';

export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly listening: vscode.Disposable;

  constructor(private readonly hooks: SessionStates) {
    this.listening = hooks.onDidChange(() => this.changed.fire());
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (document.uri.scheme === RUN_SPEC) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (range: vscode.Range, title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, command, arguments: [document.uri] });
    const data = dataLens(document.getText());
    const at = data && document.positionAt(data.offset);
    return [
      ...lenses(this.hooks.stateOf(document.uri.toString())).map(({ title, command }) => lens(top, title, command)),
      ...(data && at ? [lens(new vscode.Range(at, at), data.title, data.command)] : []),
    ];
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }
}
