// One line in the status bar for the active spec: its state, epoch and cost, and how many others are trained beside it.
// A click offers what can be done.
import * as vscode from 'vscode';
import type { ActiveSpec } from './activeSpec';
import { t } from './say';
import type { Sessions } from './sessions';
import { STATE_ICONS, statusText, stateWord } from './stateWords';

/** At most so often while progress comes. */
const UPDATE_MS = 200;

export function showStatusBar(active: ActiveSpec, sessions: Sessions): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('nnspec.status', vscode.StatusBarAlignment.Left, 10);
  item.name = 'nnspec';
  item.command = 'nnspec.actions';
  let timer: NodeJS.Timeout | undefined;
  const update = (): void => {
    clearTimeout(timer);
    timer = undefined;
    // With no spec in sight, a run in the background is still worth a line.
    const session = active.uri ? sessions.get(active.uri) : sessions.all.find((s) => s.active);
    if (!active.uri && !session) {
      item.hide();
      return;
    }
    const state = session?.state ?? 'idle';
    const others = sessions.all.filter((one) => one.active && one !== session);
    const more = others.length > 0 ? ` ${t('(+{0} more)', others.length)}` : '';
    const text = `${session ? statusText(session) : 'nnspec'}${more}`;
    // Still while training, for hours perhaps: what turns has the whole window drawn anew, twenty times a second.
    const icon = state === 'running' ? STATE_ICONS[state].replace('~spin', '') : STATE_ICONS[state];
    item.text = `$(${icon}) ${text}`;
    item.tooltip = [session?.message ?? stateWord(state), ...others.map(statusText)].join('\n');
    item.accessibilityInformation = { label: text };
    item.backgroundColor =
      state === 'failed' || state === 'diverged' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  update();
  return vscode.Disposable.from(
    item,
    active.onDidChange(update),
    sessions.onDidClose(() => setImmediate(update)),
    sessions.onDidChange(({ event }) => {
      if (event.type === 'progress' || event.type === 'metrics') timer ??= setTimeout(update, UPDATE_MS);
      else if (event.type !== 'frame') update();
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
