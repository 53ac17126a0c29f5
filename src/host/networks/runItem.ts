// What a run shows in the Networks view, from its record and from who is training in it. Knows nothing of VS Code:
// icons are names of codicons, colours names of theme colours, the tooltip is Markdown.
import type { KeptRun } from '../../files/runs';
import type { Position, RunEnd } from '../../protocol/engine';
import { secondsText } from '../../protocol/seconds';
import { locale, t } from '../say';
import type { SessionState } from '../session';
import { numberText, STATE_ICONS, stateWord, type ShownState } from '../stateWords';
import { escaped, table } from './markdown';

/** Who is training in a run's folder now: this window, or another process. */
export type Live =
  | { readonly where: 'here'; readonly state: SessionState; readonly position?: Position; readonly cost?: number }
  | { readonly where: 'elsewhere' };

export interface ItemLook {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly color?: string;
  /** Markdown. */
  readonly tooltip: string;
  /** Words that the `when` clauses of package.json look for. */
  readonly context: string;
  /** For a screen reader. */
  readonly spoken: string;
}

const COLORS: { readonly [S in ShownState]?: string } = {
  finished: 'testing.iconPassed',
  early_stopped: 'testing.iconPassed',
  diverged: 'list.warningForeground',
  failed: 'list.errorForeground',
  interrupted: 'list.warningForeground',
};

export function shownState({ record }: KeptRun, live?: Live): ShownState {
  if (live) return live.where === 'here' ? live.state : 'running';
  // What is recorded of a run that nobody trains: its end, or what it was at when it was left.
  return record.reason || record.state === 'failed' ? record.state : 'interrupted';
}

export function shownWord(run: KeptRun, live?: Live): string {
  return live?.where === 'elsewhere' ? t('training in another process') : stateWord(shownState(run, live));
}

/** There is a checkpoint to go on from, and something left to do. A position is recorded with each checkpoint. */
export function isResumable(run: KeptRun, live?: Live): boolean {
  return !live && run.record.position !== undefined && [undefined, 'stopped'].includes(run.record.reason);
}

export function runName({ record }: KeptRun): string {
  return record.title ?? timeAndSeed(record);
}

/** As short as it can be understood: a side bar is narrow. "20:27:42" today, "Mar 4, 20:27" this year. */
export function shortTime(created: string, now: Date): string {
  const time = new Date(created);
  const sameYear = time.getFullYear() === now.getFullYear();
  if (sameYear && time.getMonth() === now.getMonth() && time.getDate() === now.getDate())
    return time.toLocaleTimeString(locale());
  const year = sameYear ? {} : ({ year: 'numeric' } as const);
  return time.toLocaleString(locale(), {
    ...year,
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
}

export function runItem(run: KeptRun, live?: Live): ItemLook {
  const { record } = run;
  const state = shownState(run, live);
  const word = shownWord(run, live);
  const color = COLORS[state];
  const time = record.title === undefined ? [] : [timeAndSeed(record)];
  const progress = progressOf(run, state, live);
  const kept = record.pinned ? [t('kept')] : [];
  const words = state === 'running' && live?.where === 'here' ? [] : [word];
  // A narrow side bar cuts the end off, and that a run finished its icon says too.
  const facts = whole(state) ? [...progress, ...words] : [...words, ...progress];
  const label = runName(run);
  return {
    label,
    description: [...time, ...facts, ...kept].join(' · '),
    icon: STATE_ICONS[state],
    ...(color === undefined ? {} : { color }),
    tooltip: tooltip(run, label, word, live),
    context: contextOf(run, state, live),
    spoken: [label, ...time, word, ...progress, ...kept].join(', '),
  };
}

const whole = (state: ShownState): boolean => state === 'finished' || state === 'early_stopped';

function timeAndSeed({ created, seed }: KeptRun['record']): string {
  return t('{0} · seed {1}', shortTime(created, new Date()), seed);
}

/** How far it came, its cost and its first metric, as far as they are known. */
function progressOf({ record }: KeptRun, state: ShownState, live: Live | undefined): string[] {
  const here = live?.where === 'here' ? live : undefined;
  const position = here?.position ?? record.position;
  const cost = here?.cost ?? record.splits.train?.values['loss'];
  const metric = here ? undefined : firstMetric(record.splits);
  return [
    ...(position && !whole(state) ? [percentText(position)] : []),
    ...(cost === undefined ? [] : [t('cost {0}', numberText(cost))]),
    ...(metric ? [`${splitWord(metric.split)} ${metric.name} ${numberText(metric.value)}`] : []),
  ];
}

export function percentText({ iteration, totalIterations }: Position): string {
  return t('{0} %', totalIterations > 0 ? Math.floor((100 * iteration) / totalIterations) : 0);
}

type SplitOf = keyof RunEnd['splits'];

/** Of the rows that training did not see, where there are any. */
export function firstMetric(
  splits: RunEnd['splits'],
): { readonly split: SplitOf; readonly name: string; readonly value: number } | undefined {
  for (const split of ['validation', 'test', 'train'] as const) {
    const first = Object.entries(splits[split]?.values ?? {}).find(([name]) => name !== 'loss');
    if (first) return { split, name: first[0], value: first[1] };
  }
  return undefined;
}

export function splitWord(split: SplitOf): string {
  return { train: t('training'), validation: t('validation'), test: t('test') }[split];
}

function contextOf(run: KeptRun, state: ShownState, live: Live | undefined): string {
  const { pinned, position, reason } = run.record;
  return [
    'run',
    state,
    ...(live ? ['live', live.where] : ['resting']),
    ...(isResumable(run, live) ? ['resumable'] : []),
    ...(reason || position || live?.where === 'here' ? ['weights'] : []),
    pinned ? 'pinned' : 'unpinned',
  ].join(' ');
}

function tooltip(run: KeptRun, label: string, word: string, live: Live | undefined): string {
  const { record } = run;
  const position = (live?.where === 'here' ? live.position : undefined) ?? record.position;
  const rows = Object.entries(record.data?.rows ?? {}).flatMap(([split, count]) =>
    count > 0 ? [`${count.toLocaleString(locale())} ${splitWord(split as SplitOf)}`] : [],
  );
  const lines = [
    ...(record.message === undefined ? [] : [escaped(record.message)]),
    ...(position
      ? [
          t(
            'Iteration {0} of {1}',
            position.iteration.toLocaleString(locale()),
            position.totalIterations.toLocaleString(locale()),
          ),
        ]
      : []),
    ...(record.seconds > 0 ? [t('{0} seconds of training', secondsText(record.seconds))] : []),
    ...(record.data ? [t('Data: {0}', escaped(`${record.data.name} (${rows.join(', ')})`))] : []),
    ...(record.kernels === undefined ? [] : [t('Kernels: {0}', escaped(record.kernels))]),
    ...(record.set.length === 0
      ? []
      : [t('Changed for this run: {0}', escaped(record.set.map(([key, value]) => `${key}=${value}`).join(', ')))]),
  ];
  return [
    `**${escaped(label)}** — ${word}`,
    escaped(t('{0} · seed {1}', new Date(record.created).toLocaleString(locale()), record.seed)),
    ...metricsTable(record.splits),
    lines.join('  \n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A row a metric, a column a split. */
function metricsTable(splits: RunEnd['splits']): string[] {
  const there = (['train', 'validation', 'test'] as const).filter((split) => splits[split]);
  if (there.length === 0) return [];
  const names = [...new Set(there.flatMap((split) => Object.keys(splits[split]!.values)))];
  const rows = names.map((name) => [
    name === 'loss' ? t('cost') : name,
    ...there.map((split) => {
      const { values } = splits[split]!;
      return Object.hasOwn(values, name) ? numberText(values[name]!) : '';
    }),
  ]);
  return [table(['', ...there.map(splitWord)], rows)];
}
