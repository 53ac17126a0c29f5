// What a session has to say to the user, with what can be done about it.
import * as vscode from 'vscode';
import { secondsText } from '../protocol/seconds';
import { t } from './say';
import { stateWord } from './stateWords';
import type { Failure, Session } from './session';
import type { Sessions } from './sessions';
import { withheldByTrust } from './settings';

/** `resume`: goes on from the checkpoint of a run's folder. */
export function showMessages(
  sessions: Sessions,
  log: vscode.LogOutputChannel,
  resume: (session: Session, run: string) => void,
): vscode.Disposable {
  return sessions.onDidChange(({ session, event }) => {
    switch (event.type) {
      case 'failed':
        log.error(`${session.name}: ${event.failure.message}`);
        void failed(session, event.failure, resume, log);
        return;
      case 'silent':
        void silent(session, event.message);
        return;
      case 'end':
        log.info(endLine(session));
        if (event.end.reason === 'diverged')
          void vscode.window.showWarningMessage(
            event.end.message === undefined
              ? t('{0} diverged.', session.name)
              : `${session.name}: ${event.end.message}`,
          );
        return;
      case 'state':
        log.info(
          session.position
            ? t('{0}: {1} (iteration {2})', session.name, stateWord(session.state), session.position.iteration)
            : `${session.name}: ${stateWord(session.state)}`,
        );
        // A pause that nobody asked for has a reason.
        if (session.state === 'paused' && session.message !== undefined)
          void vscode.window.showWarningMessage(`${session.name}: ${session.message}`);
        return;
      default:
    }
  });
}

async function failed(
  session: Session,
  failure: Failure,
  resume: (session: Session, run: string) => void,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const goOn = t('Resume from checkpoint');
  const problems = t('Show problems');
  const trust = t('Manage workspace trust');
  const output = t('Show output');
  const outside = failure.code === 'outside-workspace' && withheldByTrust() !== undefined;
  const actions = [
    ...(failure.resumable ? [goOn] : []),
    ...(failure.where ? [problems] : []),
    ...(outside ? [trust] : []),
    output,
  ];
  const answer = await vscode.window.showErrorMessage(`${session.name}: ${failure.message}`, ...actions);
  if (answer === goOn && failure.resumable) resume(session, failure.resumable);
  if (answer === problems) await vscode.commands.executeCommand('workbench.actions.view.problems');
  if (answer === trust) await vscode.commands.executeCommand('workbench.trust.manage');
  if (answer === output) log.show(true);
}

async function silent(session: Session, message: string): Promise<void> {
  const end = t('End the worker');
  const answer = await vscode.window.showWarningMessage(`${session.name}: ${message}`, end, t('Keep waiting'));
  if (answer === end) await session.endWorker();
}

function endLine(session: Session): string {
  const { end } = session;
  if (!end) return '';
  const splits = Object.entries(end.splits).map(([split, report]) => {
    const values = Object.entries(report.values).map(([name, value]) => `${name} ${value.toPrecision(5)}`);
    return `${split}: ${values.join(', ')}`;
  });
  const how = stateWord(end.reason === 'early_stopping' ? 'early_stopped' : end.reason);
  const head = t(
    '{0}: {1} at iteration {2}, {3} s',
    session.name,
    how,
    end.position.iteration,
    secondsText(end.seconds),
  );
  return [head, ...splits, ...(end.run ? [`run: ${end.run}`] : [])].join('\n  ');
}
