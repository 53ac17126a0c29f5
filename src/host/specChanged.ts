// Whether a spec still says what a run is or was trained with: what a panel shows is that run's network.
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { LANGUAGE } from './activeSpec';
import type { Session } from './session';
import type { Sessions } from './sessions';

/** The text is looked at when so long nobody has typed. */
const STILL_MS = 300;

/** Of the spec as the editor has it, else as its file does; comments and layout do not count. */
export async function hasChanged(file: string, text: string): Promise<boolean> {
  const { differences, specValue } = await import('../spec/differences');
  return differences([specValue(text), specValue(await textNow(file))]).length > 0;
}

/** Tells each session that has a run, under way, ended or kept, while its spec is typed in, saved or taken back. */
export function followSpecChanges(sessions: Sessions): vscode.Disposable {
  const waiting = new Map<Session, NodeJS.Timeout>();
  const look = async (session: Session): Promise<void> => {
    waiting.delete(session);
    const { file, text } = session;
    if (text === undefined || !session.showsRun) return;
    const changed = await hasChanged(file, text);
    if (session.text === text) session.tellSpecChanged(changed);
  };
  const soon = (session: Session | undefined): void => {
    if (!session?.showsRun) return;
    clearTimeout(waiting.get(session));
    waiting.set(
      session,
      setTimeout(() => void look(session), STILL_MS),
    );
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === LANGUAGE) soon(sessions.get(document.uri));
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => soon(sessions.get(uri))),
    sessions.onDidChange(({ session, event }) => {
      if (event.type === 'end') soon(session);
    }),
    { dispose: () => waiting.forEach((timer) => clearTimeout(timer)) },
  );
}

/** '' where it is gone. */
async function textNow(file: string): Promise<string> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  return open?.getText() ?? readFile(file, 'utf8').catch(() => '');
}
