// A panel's Edit mode: the document's text as forms, and the changes asked for as edits of that document, which the
// editor can undo. The document is left unsaved, as after typing.
import * as vscode from 'vscode';
import type { EditedSpec, PanelChange } from '../protocol/editing';
import type { LanguagePart } from './language/hooks';
import { t } from './say';
import { TextHistory } from './textHistory';

const QUIET_MS = 60; // of a flurry of changes only the last is told

export class SpecEditor implements vscode.Disposable {
  private readonly history = new TextHistory();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly uri: vscode.Uri,
    private readonly language: LanguagePart,
    private readonly tell: (spec: EditedSpec) => void,
  ) {
    const soon = (uri: vscode.Uri): void => {
      if (uri.toString() === this.uri.toString()) this.soon();
    };
    this.subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === this.uri.toString()) this.history.follow(document.getText());
        soon(document.uri);
      }),
      language.forms.onDidJudge(soon),
    ];
  }

  async read(): Promise<EditedSpec> {
    const document = await this.document();
    const text = document.getText();
    return {
      ...this.language.forms.view(document),
      version: document.version,
      canUndo: this.history.undo(text) !== undefined,
      canRedo: this.history.redo(text) !== undefined,
    };
  }

  /** Refuses, with a sentence, what was asked of another text than the one that is there. */
  async change(version: number, change: PanelChange): Promise<EditedSpec> {
    const document = await this.document();
    const before = document.getText();
    if (document.version !== version) throw new Error(t('The text has changed meanwhile. Look at it, and try again.'));
    const edit =
      change.kind === 'undo' || change.kind === 'redo'
        ? this.whole(before, this.history[change.kind](before))
        : this.language.forms.edit(before, change);
    if (!edit) throw new Error(t('The spec as it stands has no place for this change.'));
    if (edit.length === 0 && edit.text === '') return this.read();
    const own = change.kind !== 'undo' && change.kind !== 'redo';
    if (own)
      this.history.add(before, before.slice(0, edit.offset) + edit.text + before.slice(edit.offset + edit.length));
    const range = new vscode.Range(document.positionAt(edit.offset), document.positionAt(edit.offset + edit.length));
    const changes = new vscode.WorkspaceEdit();
    changes.replace(document.uri, range, edit.text);
    if (!(await vscode.workspace.applyEdit(changes)))
      throw new Error(t('The editor did not take the change. Is the file read-only?'));
    return this.read();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const one of this.subscriptions) one.dispose();
  }

  private whole(before: string, after: string | undefined): ReturnType<LanguagePart['forms']['edit']> {
    return after === undefined ? undefined : this.language.forms.between(before, after);
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read().then(this.tell, () => undefined), QUIET_MS); // a file that is gone has been told of
  }

  private async document(): Promise<vscode.TextDocument> {
    return vscode.workspace.openTextDocument(this.uri);
  }
}
