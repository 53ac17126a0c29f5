// Which spec the user means: the one in the active editor, else the one whose panel is active, else the last of
// these while any editor still shows it. Commands, the status bar and the context keys follow it.
import * as vscode from 'vscode';

export const LANGUAGE = 'nnspec';

/** Scheme of a kept run's spec, shown read-only: it is no spec to train, and looking at it changes nothing. */
export const RUN_SPEC = 'nnspec-run';

export class ActiveSpec implements vscode.Disposable {
  private current: vscode.Uri | undefined;
  private readonly changed = new vscode.EventEmitter<vscode.Uri | undefined>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[] = [];

  constructor() {
    this.subscriptions.push(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.fromEditor(editor)),
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.fromEditor(vscode.window.activeTextEditor);
      }),
    );
    this.fromEditor(vscode.window.activeTextEditor);
  }

  get uri(): vscode.Uri | undefined {
    return this.current;
  }

  /** A panel became the active editor. */
  panelActive(uri: vscode.Uri): void {
    this.set(uri);
  }

  /** Neither an editor nor a panel shows it any more. */
  gone(uri: vscode.Uri): void {
    if (uri.fsPath === this.current?.fsPath) this.set(undefined);
  }

  dispose(): void {
    for (const one of this.subscriptions) one.dispose();
    this.changed.dispose();
  }

  private fromEditor(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.uri.scheme === RUN_SPEC) return;
    if (editor?.document.languageId === LANGUAGE) this.set(editor.document.uri);
    // No text editor: a panel or nothing. Another file: its own matters, not the spec's.
    else if (editor && editor.document.uri.scheme !== 'output') this.set(undefined);
  }

  private set(uri: vscode.Uri | undefined): void {
    if (uri?.toString() === this.current?.toString()) return;
    this.current = uri;
    this.changed.fire(uri);
  }
}
