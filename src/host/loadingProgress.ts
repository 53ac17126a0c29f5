// While a run reads its data, a cancellable notification says what is going on; short loads show none.
import * as vscode from 'vscode';
import { sentence, t } from './say';
import type { Session } from './session';
import type { Sessions } from './sessions';

/** Loads shorter than this pass without a notification. */
const PATIENCE_MS = 800;

export function showLoading(sessions: Sessions): vscode.Disposable {
  const waiting = new Map<Session, NodeJS.Timeout>();
  const subscription = sessions.onDidChange(({ session, event }) => {
    if (event.type !== 'replaced' && event.type !== 'state' && event.type !== 'kept') return;
    if (session.loading && !waiting.has(session)) {
      waiting.set(
        session,
        setTimeout(() => void notify(session), PATIENCE_MS),
      );
    } else if (!session.loading) {
      clearTimeout(waiting.get(session));
      waiting.delete(session);
    }
  });
  return vscode.Disposable.from(subscription, { dispose: () => waiting.forEach((timer) => clearTimeout(timer)) });
}

async function notify(session: Session): Promise<void> {
  const { kept, name } = session;
  const title = kept ? t('Opening a run of {0}', name) : t('Preparing {0}', name);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, cancellable: true, title },
    (progress, cancelled) =>
      new Promise<void>((resolve) => {
        let done = 0;
        const listening = session.onEvent((event) => {
          if (event.type === 'loading') {
            const { message, fraction } = event.loading;
            const percent = fraction === undefined ? 0 : Math.max(0, fraction * 100 - done);
            done += percent;
            progress.report({ message, increment: percent });
          } else if (!session.loading) {
            listening.dispose();
            resolve();
          }
        });
        if (session.message) progress.report({ message: session.message });
        cancelled.onCancellationRequested(() => {
          if (kept) session.closeKept(kept.folder);
          else session.stop().catch((error) => vscode.window.showErrorMessage(sentence(error)));
        });
        if (!session.loading) {
          listening.dispose();
          resolve();
        }
      }),
  );
}
