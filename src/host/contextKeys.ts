// The `when` clauses of package.json hear of the active spec through one key: nnspec.state, one of the
// session's states. Without an active spec, the one run in the background counts, as it does for the commands.
// The walkthrough hears through two more that something was trained, and was held: once true, they stay.
import * as vscode from 'vscode';
import type { ActiveSpec } from './activeSpec';
import type { Session, SessionState } from './session';
import type { Sessions } from './sessions';

const ONCE: { readonly [S in SessionState]?: string } = { running: 'nnspec.trained', paused: 'nnspec.held' };

export function followContextKeys(active: ActiveSpec, sessions: Sessions): vscode.Disposable {
  const told = new Set<string>();
  const tellOnce = ({ state }: Session): void => {
    const key = ONCE[state];
    if (key === undefined || told.has(key)) return;
    told.add(key);
    void vscode.commands.executeCommand('setContext', key, true);
  };
  let shown: string | undefined;
  const update = (): void => {
    const background = sessions.all.filter((session) => session.active);
    const meant = active.uri ? sessions.get(active.uri) : background.length === 1 ? background[0] : undefined;
    const state = meant?.state ?? (active.uri ? 'idle' : undefined);
    if (state === shown) return;
    shown = state;
    void vscode.commands.executeCommand('setContext', 'nnspec.state', state);
  };
  update();
  return vscode.Disposable.from(
    active.onDidChange(update),
    sessions.onDidChange(({ session, event }) => {
      if (event.type === 'state') tellOnce(session);
      if (event.type === 'state' || event.type === 'replaced') update();
    }),
  );
}
