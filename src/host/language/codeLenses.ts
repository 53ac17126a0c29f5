// ▶ Train and its kin above the first line of a spec.
import * as vscode from 'vscode';
import { RUN_SPEC } from '../activeSpec';
import type { SessionStates } from './hooks';
import { lenses } from './lenses';

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
    return lenses(this.hooks.stateOf(document.uri.toString())).map(
      ({ title, command }) => new vscode.CodeLens(top, { title, command, arguments: [document.uri] }),
    );
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }
}
