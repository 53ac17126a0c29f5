// One line in the status bar for the active spec: its state, epoch and cost. A click offers what can be done.
import * as vscode from 'vscode';
import type { ActiveSpec } from './activeSpec';
import { t } from './say';
import type { Session, SessionState } from './session';
import type { Sessions } from './sessions';

const ICONS: { readonly [S in SessionState]: string } = {
  idle: '$(circuit-board)',
  preparing: '$(loading~spin)',
  ready: '$(debug-start)',
  running: '$(sync~spin)',
  paused: '$(debug-pause)',
  finished: '$(check)',
  stopped: '$(debug-stop)',
  early_stopped: '$(check)',
  diverged: '$(warning)',
  failed: '$(error)',
};

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
    item.text = session ? `${ICONS[state]} ${statusText(session)}` : `${ICONS.idle} nnspec`;
    item.tooltip = session?.message ?? stateWord(state);
    item.accessibilityInformation = { label: session ? statusText(session) : 'nnspec' };
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

/** "xor: epoch 12 · cost 0.0231" */
export function statusText(session: Session): string {
  const { name, state, position } = session;
  if (!position || state === 'idle' || state === 'preparing' || state === 'failed')
    return `${name}: ${stateWord(state)}`;
  const cost = session.end?.splits.train?.values.loss ?? session.progress?.loss ?? session.history.latest('train');
  const parts = [t('epoch {0}', Math.floor(position.epoch))];
  if (cost !== undefined) parts.push(t('cost {0}', costText(cost)));
  if (state !== 'running') parts.push(stateWord(state));
  return `${name}: ${parts.join(' · ')}`;
}

export function costText(cost: number): string {
  return Number.isFinite(cost) ? cost.toPrecision(4) : String(cost);
}

export function stateWord(state: SessionState): string {
  const words: { readonly [S in SessionState]: string } = {
    idle: t('not running'),
    preparing: t('loading'),
    ready: t('ready'),
    running: t('training'),
    paused: t('paused'),
    finished: t('finished'),
    stopped: t('stopped'),
    early_stopped: t('stopped early'),
    diverged: t('diverged'),
    failed: t('failed'),
  };
  return words[state];
}
