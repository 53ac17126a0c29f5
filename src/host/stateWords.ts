// How states and costs read and look, the same in the status bar, in lists and in notifications.
import { t, word } from './say';
import type { Session, SessionState } from './session';

/** `interrupted`: a kept run that neither ended nor is trained by anybody now. */
export type ShownState = SessionState | 'interrupted';

/** Names of codicons. */
export const STATE_ICONS: { readonly [S in ShownState]: string } = {
  idle: 'circuit-board',
  preparing: 'loading~spin',
  ready: 'debug-start',
  running: 'sync~spin',
  paused: 'debug-pause',
  finished: 'check',
  stopped: 'debug-stop',
  early_stopped: 'check',
  diverged: 'warning',
  failed: 'error',
  interrupted: 'debug-disconnect',
};

export function stateWord(state: ShownState): string {
  const words: { readonly [S in ShownState]: string } = {
    idle: t('not running'),
    preparing: t('loading'),
    ready: t('ready'),
    running: word('training', 'state'),
    paused: t('paused'),
    finished: t('finished'),
    stopped: t('stopped'),
    early_stopped: t('stopped early'),
    diverged: t('diverged'),
    failed: t('failed'),
    interrupted: t('interrupted'),
  };
  return words[state];
}

/** "xor: epoch 12 · cost 0.0231" */
export function statusText(session: Session): string {
  const { name, state, position } = session;
  if (!position || state === 'idle' || state === 'preparing' || state === 'failed')
    return `${name}: ${stateWord(state)}`;
  const cost = costOf(session);
  const parts = [t('epoch {0}', Math.floor(position.epoch))];
  if (cost !== undefined) parts.push(t('cost {0}', numberText(cost)));
  if (state !== 'running') parts.push(stateWord(state));
  return `${name}: ${parts.join(' · ')}`;
}

/** The newest known training cost of a session's run; as in the panel, that of the last batch until it has ended. */
export function costOf({ end, position, progress, history }: CostSource): number | undefined {
  const now = progress?.iteration === position?.iteration ? progress?.loss : undefined;
  return end?.splits.train?.values.loss ?? now ?? history.latest('train');
}

type CostSource = Pick<Session, 'end' | 'position' | 'progress' | 'history'>;

/** Four digits; null is what run.json makes of NaN and ±∞. */
export function numberText(value: number | null): string {
  if (value === null) return 'NaN';
  return Number.isFinite(value) ? value.toPrecision(4) : String(value);
}
