// The `when` clauses of package.json hear of the active spec through one key: nnspec.state, one of the
// session's states, or unset where no spec is active.
import * as vscode from 'vscode';
import type { ActiveSpec } from './activeSpec';
import type { Sessions } from './sessions';

export function followContextKeys(active: ActiveSpec, sessions: Sessions): vscode.Disposable {
  let shown: string | undefined;
  const update = (): void => {
    const state = active.uri && (sessions.get(active.uri)?.state ?? 'idle');
    if (state === shown) return;
    shown = state;
    void vscode.commands.executeCommand('setContext', 'nnspec.state', state);
  };
  update();
  return vscode.Disposable.from(
    active.onDidChange(update),
    sessions.onDidChange(({ event }) => {
      if (event.type === 'state' || event.type === 'replaced') update();
    }),
  );
}
