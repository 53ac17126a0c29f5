// A proposal as people write specs: a part a paragraph, a layer a line, and behind or above each choice why it was made.
import { inShort } from '../../data/table';
import { later, t, translated } from '../../l10n';
import { written } from '../edits';
import type { ColumnSurvey } from '../../data/survey';
import type { ColumnRef } from '../spec';
import type { LeftOut, Why } from './columns';
import type { Plan } from './index';

const LINE = 100;

interface Entry {
  readonly key?: string;
  readonly value: unknown;
  readonly why?: string;
}

export function specText(plan: Plan): string {
  const parts = [
    block('data', dataEntries(plan)),
    [`  "network": [`, ...lines(layers(plan), '    '), '  ]'],
    lines(judged(plan), '  '),
    block('training', trainingEntries(plan)),
  ];
  const head = comment(summary(plan), '');
  return `${[...head, '{', parts.map((part) => part.join('\n')).join(',\n\n'), '}'].join('\n')}\n`;
}

function summary(plan: Plan): string {
  const { survey, task, targets, features, target } = plan;
  const { rows, seen, complete } = survey.extent;
  const size = complete
    ? t`${count(rows)} rows`
    : t`about ${count(Number(rows.toPrecision(2)))} rows, judged by ${count(seen)} of them`;
  const what = survey.kind === 'images' ? t`images of ${survey.shape.join(' × ')}` : columnsOf(features.length);
  const names = targets.map(({ name }) => `"${inShort(name)}"`).join(', ');
  const aims = {
    regression: () => t`predicts ${names} from ${what}`,
    binary: () => t`tells two classes apart by ${what}`,
    multiclass: () => t`tells ${targets[0]!.labels.length} classes apart by ${what}`,
  };
  const doubt = target?.sure === false ? t(' Look at "target" first: it is a guess.') : '';
  return t`Proposed for ${inShort(survey.file)} (${size}): ${aims[task]()}. It trains as it stands; change what you know better.${doubt}`;
}

const columnsOf = (n: number): string => (n === 1 ? t('1 column') : t`${count(n)} columns`);

function dataEntries(plan: Plan): Entry[] {
  const { survey, named, task, leftOut, missing, missingValues } = plan;
  const entries: Entry[] = [];
  const add = (key: string, value: unknown, why?: string): void =>
    void entries.push({ key, value, ...(why !== undefined && { why }) });
  add('source', named.source, plan.onlyRunning && whyRunning(plan.onlyRunning));
  if (named.test) add('test', named.test, t('never trained on'));
  if (survey.kind === 'table') {
    if (survey.encoding) add('format', { encoding: survey.encoding }, t('the file is not UTF-8'));
    if (plan.target) add('target', refOf(plan.target.column, plan), aboutTarget(plan));
    if (leftOut.length > 0)
      add(
        'ignore',
        leftOut.map(({ column }) => refOf(column, plan)),
        whyIgnored(leftOut),
      );
    if (missing) add('missing', missing, whyMissing(plan));
    if (missingValues.length > 0)
      add('missingValues', missingValues, t('all that this file writes for a missing cell'));
    add('scale', 'standard', t('every input to mean 0 and deviation 1, fitted on the training rows'));
    if (task === 'regression') add('scaleTarget', 'standard', t('errors are still told in its own units'));
  }
  const split = splitOf(plan);
  if (split) add('split', split.value, split.why);
  return entries;
}

const whyRunning = ({ name }: ColumnSurvey): string =>
  t`"${inShort(name)}" counts like a row number, but is the only input there is`;

/** Undefined where the defaults of a source that brings its own test rows are wanted. */
function splitOf({ survey, named, task, course }: Plan): { value: object; why?: string } | undefined {
  const { validation, test } = course;
  const ownTest = survey.ownTest || named.test !== undefined;
  if (ownTest && validation === 0) return undefined;
  const stratify = task !== 'regression' && validation + test > 0;
  const value = {
    ...(validation > 0 && { validation }),
    ...(!ownTest && { test }),
    ...(stratify && { stratify }),
    seed: 1,
  };
  if (validation + test === 0) return { value, why: t('so few rows are all needed to learn from') };
  return { value, ...(stratify && { why: t('each part gets its share of each class') }) };
}

function aboutTarget({ task, target, taskSure }: Plan): string {
  const { column, sure } = target!;
  const { labels } = column;
  const some = `${labels.slice(0, 6).map(inShort).join(', ')}${labels.length > 6 ? ', …' : ''}`;
  const what =
    task === 'regression'
      ? t`numbers from ${short(column.min)} to ${short(column.max)}`
      : t`${labels.length} classes: ${some}`;
  const said = sure ? what : t`a guess; ${what}`;
  if (taskSure) return said;
  return task === 'regression' ? t`${said}; perhaps classes` : t`${said}; perhaps numbers to be predicted as such`;
}

const reasons: { readonly [W in Why]: string } = {
  empty: later('empty'),
  gaps: later('too many empty cells'),
  identity: later('only tells one row from another'),
  texts: later('too many different texts'),
};

function whyIgnored(leftOut: readonly LeftOut[]): string {
  const kinds = [...new Set(leftOut.map(({ why }) => why))];
  if (kinds.length === 1) return translated(reasons[kinds[0]!]);
  return kinds
    .map((kind) => {
      const names = leftOut.filter(({ why }) => why === kind).map(({ column }) => `"${inShort(column.name)}"`);
      const some = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
      return t`${some}: ${translated(reasons[kind])}`;
    })
    .reduce((some, one) => t`${some}; ${one}`);
}

function whyMissing({ missing, features, targets, survey }: Plan): string {
  const cells = [...features, ...targets].reduce((n, column) => n + column.missing, 0);
  const found = cells === 1 ? t('1 cell is missing') : t`${count(cells)} cells are missing`;
  if (missing === 'median') {
    const gaps = cells > 0 ? found : t('cells are missing');
    return t`${gaps}: the column's median or most frequent text instead`;
  }
  if (cells > 0) return t`${found}, some in the target: rows with one are left out`;
  return survey.extent.complete ? t('rows with a missing cell') : t('rows with a missing cell, should there be any');
}

function layers({ survey, task, targets, course }: Plan): Entry[] {
  const l2 = course.l2 > 0 ? { l2: course.l2 } : {};
  const hidden = course.hidden.map((units, i): Entry => {
    const why = i === 0 && course.l2 > 0 ? t('l2 keeps so few rows from being learnt by heart') : undefined;
    const value = { type: 'dense', units, activation: 'relu', init: 'he_normal', ...l2 };
    return { value, ...(why !== undefined && { why }) };
  });
  const flat = survey.kind === 'images' && survey.shape.length > 1;
  const flatten: Entry[] = flat ? [{ value: { type: 'flatten' }, why: t`${survey.shape.join(' × ')} → one row` }] : [];
  return [...flatten, ...hidden, last()];

  function last(): Entry {
    switch (task) {
      case 'regression':
        return { value: { type: 'dense', units: targets.length }, why: t('linear: any number') };
      case 'binary':
        return {
          value: { type: 'dense', units: 1, activation: 'sigmoid' },
          why: t`how likely it is ${inShort(targets[0]!.labels[1]!)}`,
        };
      case 'multiclass':
        return {
          value: { type: 'dense', units: targets[0]!.labels.length, activation: 'softmax' },
          why: t('one output a class'),
        };
      default:
        return task satisfies never;
    }
  }
}

function judged({ task }: Plan): Entry[] {
  switch (task) {
    case 'regression':
      return [
        { key: 'loss', value: 'mean_squared_error' },
        { key: 'metrics', value: ['rmse', 'r2'] },
      ];
    case 'binary':
      return [
        { key: 'loss', value: 'binary_crossentropy', why: t('goes with one sigmoid') },
        { key: 'metrics', value: ['accuracy', 'auc'] },
      ];
    case 'multiclass':
      return [
        { key: 'loss', value: 'categorical_crossentropy', why: t('goes with a softmax') },
        { key: 'metrics', value: ['accuracy', 'f1'] },
      ];
    default:
      return task satisfies never;
  }
}

function trainingEntries({ course }: Plan): Entry[] {
  const { learningRate, batchSize, epochs, patience } = course;
  return [
    { key: 'optimizer', value: { type: 'adam', learningRate } },
    { key: 'batchSize', value: batchSize },
    { key: 'epochs', value: epochs },
    ...(patience === undefined
      ? []
      : [
          {
            key: 'earlyStopping',
            value: { monitor: 'validation.loss', patience },
            why: t('the best weights are kept'),
          },
        ]),
    { key: 'seed', value: 1, why: t('same seed, same numbers') },
  ];
}

/** By name where columns have names; the last column by −1. */
function refOf({ name, index }: ColumnSurvey, { survey }: Plan): ColumnRef {
  if (survey.kind === 'table' && !survey.named) return index === survey.columns.length - 1 ? -1 : index;
  return name;
}

function block(key: string, entries: readonly Entry[]): string[] {
  return [`  ${written(key)}: {`, ...lines(entries, '    '), '  }'];
}

/** An entry a line; why stands behind it where there is room, else above. */
function lines(entries: readonly Entry[], indent: string): string[] {
  return entries.flatMap(({ key, value, why }, i) => {
    const code = `${indent}${key === undefined ? '' : `${written(key)}: `}${written(value)}${i < entries.length - 1 ? ',' : ''}`;
    if (why === undefined) return [code];
    const behind = `${code} // ${why}`;
    return widthOf(behind) <= LINE ? [behind] : [...comment(sentence(why), indent), code];
  });
}

function sentence(why: string): string {
  const begun = `${why[0]!.toUpperCase()}${why.slice(1)}`;
  return t`${begun}.`;
}

function comment(text: string, indent: string): string[] {
  const found: string[] = [];
  const start = `${indent}// `;
  let line = start;
  for (const piece of text.split(BREAKS)) {
    if (widthOf((line + piece).trimEnd()) > LINE && line !== start) {
      found.push(line.trimEnd());
      line = start;
    }
    line += piece;
  }
  return [...found, line.trimEnd()];
}

/** Behind a blank; and before a Chinese letter or an opening bracket, for Chinese has no blanks. */
const BREAKS = /(?<= )|(?<=[\p{Script=Han}，。：；、）”])(?=[\p{Script=Han}（“])/u;

/** In columns of an editor: Chinese letters and signs take two. */
const widthOf = (text: string): number => text.length + (text.match(/[\p{Script=Han}，。：；、？（）]/gu)?.length ?? 0);

const count = (n: number): string => n.toLocaleString('en-US');
const short = (n: number): string => String(Number(n.toPrecision(6)));
