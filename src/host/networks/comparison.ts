// Runs side by side, as a Markdown document: what differs in their specs, and how they ended. One run alone is its report.
import type { SpecDifference } from '../../files/comparedSpecs';
import type { KeptRun } from '../../files/runs';
import type { RunEnd } from '../../protocol/engine';
import { secondsText } from '../../protocol/seconds';
import { locale, t } from '../say';
import { numberText, stateWord } from '../stateWords';
import { escaped, table } from './markdown';
import { runName, shownState, splitWord, type Live } from './runItem';

const SPLITS = ['train', 'validation', 'test'] as const;

export interface ComparedRun {
  readonly run: KeptRun;
  readonly live?: Live | undefined;
}

/** `gone`: the folders of compared runs that are not there any more. */
export function comparisonText(
  compared: readonly ComparedRun[],
  specs: readonly SpecDifference[],
  gone: readonly string[] = [],
): string {
  const runs = compared.map(({ run }) => run);
  const alone = runs.length === 1 ? runs[0] : undefined;
  const several = new Set(runs.map(({ record }) => record.specFile)).size > 1;
  const columns = runs.map((run) => (several ? `${run.record.spec}: ${runName(run)}` : runName(run)));
  return [
    alone
      ? `# ${escaped(`${alone.record.spec}: ${runName(alone)}`)}`
      : several
        ? `# ${t('{0} runs', runs.length)}`
        : `# ${escaped(t('{0}: {1} runs', runs[0]!.record.spec, runs.length))}`,
    ...gone.map((folder) => t('This run is not there any more: {0}', escaped(folder))),
    ...(alone ? [] : [`## ${t('What differs in their specs')}`, specTable(columns, specs)]),
    `## ${t('Results')}`,
    table(['', ...columns], resultRows(compared)),
    ...runs.flatMap((run, i) => confusion(run, alone ? undefined : columns[i])),
    ...(runs.some(({ record }) => record.message !== undefined)
      ? [runs.flatMap(({ record }) => (record.message === undefined ? [] : [escaped(record.message)])).join('\n\n')]
      : []),
    `## ${t('Folders')}`,
    runs.map(({ folder }) => `- ${escaped(folder)}`).join('\n'),
    '',
  ].join('\n\n');
}

function specTable(columns: readonly string[], specs: readonly SpecDifference[]): string {
  if (specs.length === 0) return t('Nothing: the runs were trained with the same spec.');
  const rows = specs.map(({ path, values }) => [path || t('the whole spec'), ...values.map(valueText)]);
  return table(['', ...columns], rows);
}

/** A key that is absent has its default, which stands in the reference. */
function valueText(value: unknown): string {
  return value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
}

function resultRows(compared: readonly ComparedRun[]): string[][] {
  const runs = compared.map(({ run }) => run);
  const row = (name: string, cell: (run: KeptRun) => string | undefined): string[] => [
    name,
    ...runs.map((run) => cell(run) ?? '–'),
  ];
  const metrics = SPLITS.flatMap((split) =>
    [...new Set(runs.flatMap(({ record }) => Object.keys(record.splits[split]?.values ?? {})))].map((name) =>
      row(`${splitWord(split)} ${name === 'loss' ? t('cost') : name}`, ({ record }) =>
        metricText(record.splits, split, name),
      ),
    ),
  );
  return [
    [t('state'), ...compared.map(({ run, live }) => stateWord(shownState(run, live)))],
    ...metrics,
    row(t('iterations'), ({ record }) => record.position?.iteration.toLocaleString(locale())),
    row(t('seconds'), ({ record }) => secondsText(record.seconds)),
    row(t('seed'), ({ record }) => String(record.seed)),
    // The rows' own bytes count: a file may have changed under an unchanged spec.
    row(
      t('data'),
      ({ record }) => record.data && `${record.data.name} ${record.data.hash.replace('sha256:', '').slice(0, 8)}`,
    ),
    row(t('kernels'), ({ record }) => record.kernels),
  ];
}

function metricText(splits: RunEnd['splits'], split: (typeof SPLITS)[number], name: string): string | undefined {
  const values = splits[split]?.values;
  return values && Object.hasOwn(values, name) ? numberText(values[name]!) : undefined;
}

/** Counts of the rows that training did not see, where there are any: a row a true class, a column a predicted one. */
function confusion({ record }: KeptRun, heading: string | undefined): string[] {
  const split = (['test', 'validation', 'train'] as const).find((one) => record.splits[one]?.confusionMatrix);
  const matrix = split && record.splits[split]!.confusionMatrix!;
  if (!matrix) return [];
  const title = t('Confusion matrix, {0}: true class by predicted class', splitWord(split));
  const names = record.data?.classes ?? [];
  const named = (i: number): string => names[i] ?? String(i);
  return [
    `## ${escaped(heading === undefined ? title : `${title} (${heading})`)}`,
    table(
      ['', ...matrix.map((_, i) => named(i))],
      matrix.map((counts, i) => [named(i), ...counts.map(String)]),
    ),
  ];
}
