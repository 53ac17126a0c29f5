// Runs that were under way in this window when it was reloaded or its extension host died: they are noted while they
// are trained, and offered once, to go on from their checkpoint, when the extension is activated again.
import * as vscode from 'vscode';
import type { RunFolder } from '../../files/runs';
import { locale, t } from '../say';
import type { Sessions } from '../sessions';

const KEY = 'nnspec.underWay';
/** A window that was reloaded may still be writing its last checkpoints. */
const LEAVING_MS = 10_000;

/** A run's folder, and its spec's file. */
type UnderWay = Readonly<Record<string, string>>;

export interface InterruptedActions {
  /** There is something to go on with. */
  found(spec: vscode.Uri): void;
  /** Goes on with a run. */
  resume(spec: vscode.Uri, folder: string): void;
}

/** Call at activation: what was noted before is taken then. */
export function followInterrupted(
  context: vscode.ExtensionContext,
  sessions: Sessions,
  actions: InterruptedActions,
): vscode.Disposable {
  const before = context.workspaceState.get<UnderWay>(KEY, {});
  let noted = JSON.stringify(before);
  const note = (): void => {
    const runs = sessions.all.filter(({ state }) => state === 'running' || state === 'paused');
    const now = Object.fromEntries(runs.flatMap(({ run, file }) => (run === undefined ? [] : [[run, file]])));
    if (JSON.stringify(now) === noted) return;
    noted = JSON.stringify(now);
    void context.workspaceState.update(KEY, now);
  };
  if (noted !== '{}') {
    note(); // offered once
    void offer(before, actions);
  }
  return sessions.onDidChange(({ session, event }) => {
    if (!sessions.all.includes(session)) return; // the window closes, and its runs are left at a checkpoint: not ended
    if (['replaced', 'state', 'end', 'failed'].includes(event.type)) note();
  });
}

async function offer(underWay: UnderWay, { found, resume }: InterruptedActions): Promise<void> {
  const runs = await interrupted(Object.keys(underWay));
  if (runs.length === 0) return;
  const specOf = ({ folder }: RunFolder): vscode.Uri => vscode.Uri.file(underWay[folder]!);
  for (const run of runs) found(specOf(run));
  const [first] = runs;
  const text =
    runs.length === 1
      ? t(
          'The run of {0} was interrupted at iteration {1}. Its checkpoint is there to go on from.',
          first!.record.spec,
          (first!.record.position?.iteration ?? 0).toLocaleString(locale()),
        )
      : t('{0} runs were interrupted. Their checkpoints are there to go on from.', runs.length);
  const goOn = runs.length === 1 ? t('Resume') : t('Resume All');
  const show = t('Show Runs');
  const answer = await vscode.window.showInformationMessage(text, goOn, show);
  if (answer === goOn) for (const run of runs) resume(specOf(run), run.folder);
  if (answer === show) await vscode.commands.executeCommand('nnspec.networks.focus');
}

/** Those that neither ended nor are trained by another process, and have a checkpoint. */
async function interrupted(folders: readonly string[]): Promise<RunFolder[]> {
  const { openRun } = await import('../../files/runs');
  const { holderOf } = await import('../../files/runLock');
  const { isResumable } = await import('./runItem');
  const held = (): boolean => folders.some((folder) => holderOf(folder) !== undefined);
  for (const limit = Date.now() + LEAVING_MS; held() && Date.now() < limit;)
    await new Promise((resolve) => setTimeout(resolve, 500));
  return folders.flatMap((folder) => {
    try {
      const held = holderOf(folder) !== undefined; // before its record is read: who ends a run lets go of it last
      const run = openRun(folder);
      const ended = run.record.reason !== undefined;
      return !held && !ended && isResumable(run) ? [run] : [];
    } catch {
      return []; // deleted meanwhile
    }
  });
}
