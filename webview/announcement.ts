// What is said aloud of a run: that it began, was held, went on, and how it ended. Never single updates or frames.
import type { SplitName } from '../src/data/dataset';
import type { RunEnd } from '../src/protocol/engine';
import { count, duration, number, real } from './draw/number';
import { t } from './l10n';
import { metricLabel } from './metricLabel';
import { costNow, type Metrics, type State } from './store';

/** The last of these that was measured is the one that counts. */
const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/** A sentence for what changed; undefined where nothing did that is worth a word. What went wrong is said by the alert. */
export function announcement(state: State, before: State | undefined): string | undefined {
  if (!before?.connected) return undefined;
  const { run, end, position, metrics, kept } = state;
  if (kept?.inside === 'open' && before.kept?.inside !== 'open') return t('say.opened');
  if (state.deleted && !before.deleted) return t('toolbar.deleted');
  if (end && end !== before.end) return ending(end, metrics);
  const held = run === 'paused' && (before.run !== run || position?.iteration !== before.position?.iteration);
  if (held) {
    const loss = costNow(state);
    const at = count(position?.iteration ?? 0);
    return Number.isNaN(loss) ? t('say.held', at) : t('say.paused', at, number(loss));
  }
  if (run === before.run) return undefined;
  if (run === 'running') return t(before.run === 'paused' ? 'say.resumed' : 'say.started');
  return run === 'preparing' || run === 'ready' ? t(`state.${run}`) : undefined;
}

function ending({ reason, position, seconds, splits }: RunEnd, { last }: Metrics): string {
  const sentence = t(`report.reason.${reason}`, count(position.iteration), duration(seconds));
  const split = SPLITS.filter((name) => splits[name] ?? last[name]).at(-1);
  const values = split && (splits[split] ?? last[split])!.values;
  if (!values) return sentence;
  const figures = Object.entries(values).map(([name, value]) => `${metricLabel(name)} ${number(real(value))}`);
  return t('say.result', sentence, t(`split.${split}`), figures.join(', '));
}
