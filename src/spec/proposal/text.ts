// A proposal as people write specs: a part a paragraph, a layer a line, and behind or above each choice why it was made.
import { inShort } from '../../data/table';
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
    ? `${count(rows)} rows`
    : `about ${count(Number(rows.toPrecision(2)))} rows, judged by ${count(seen)} of them`;
  const what = survey.kind === 'images' ? `images of ${survey.shape.join(' × ')}` : plural(features.length, 'column');
  const names = targets.map(({ name }) => `"${inShort(name)}"`).join(', ');
  const aim =
    task === 'regression'
      ? `predicts ${names} from ${what}`
      : `tells ${task === 'binary' ? 'two' : targets[0]!.labels.length} classes apart by ${what}`;
  const doubt = target?.sure === false ? ' Look at "target" first: it is a guess.' : '';
  return `Proposed for ${inShort(survey.file)} (${size}): ${aim}. It trains as it stands; change what you know better.${doubt}`;
}

function dataEntries(plan: Plan): Entry[] {
  const { survey, named, task, leftOut, missing, missingValues } = plan;
  const entries: Entry[] = [{ key: 'source', value: named.source }];
  const add = (key: string, value: unknown, why?: string): void =>
    void entries.push({ key, value, ...(why !== undefined && { why }) });
  if (named.test) add('test', named.test, 'never trained on');
  if (survey.kind === 'table') {
    if (survey.encoding) add('format', { encoding: survey.encoding }, 'the file is not UTF-8');
    if (plan.target) add('target', refOf(plan.target.column, plan), aboutTarget(plan));
    if (leftOut.length > 0)
      add(
        'ignore',
        leftOut.map(({ column }) => refOf(column, plan)),
        whyIgnored(leftOut),
      );
    if (missing) add('missing', missing, whyMissing(plan));
    if (missingValues.length > 0) add('missingValues', missingValues, 'all that this file writes for a missing cell');
    add('scale', 'standard', 'every input to mean 0 and deviation 1, fitted on the training rows');
    if (task === 'regression') add('scaleTarget', 'standard', 'errors are still told in its own units');
  }
  const split = splitOf(plan);
  if (split) add('split', split.value, split.why);
  return entries;
}

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
  if (validation + test === 0) return { value, why: 'so few rows are all needed to learn from' };
  return { value, ...(stratify && { why: 'each part gets its share of each class' }) };
}

function aboutTarget({ task, target, taskSure }: Plan): string {
  const { column, sure } = target!;
  const what =
    task === 'regression'
      ? `numbers from ${short(column.min)} to ${short(column.max)}`
      : `${column.labels.length} classes: ${column.labels.slice(0, 6).map(inShort).join(', ')}${column.labels.length > 6 ? ', …' : ''}`;
  const other = task === 'regression' ? 'classes' : 'numbers to be predicted as such';
  return `${sure ? '' : 'a guess; '}${what}${taskSure ? '' : `; perhaps ${other}`}`;
}

const reasons: { readonly [W in Why]: string } = {
  empty: 'empty',
  gaps: 'too many empty cells',
  identity: 'only tells one row from another',
  texts: 'too many different texts',
};

function whyIgnored(leftOut: readonly LeftOut[]): string {
  const kinds = [...new Set(leftOut.map(({ why }) => why))];
  if (kinds.length === 1) return reasons[kinds[0]!];
  return kinds
    .map((kind) => {
      const names = leftOut.filter(({ why }) => why === kind).map(({ column }) => `"${inShort(column.name)}"`);
      return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}: ${reasons[kind]}`;
    })
    .join('; ');
}

function whyMissing({ missing, features, targets, survey }: Plan): string {
  const cells = [...features, ...targets].reduce((n, column) => n + column.missing, 0);
  const found = cells > 0 ? `${plural(cells, 'cell')} ${cells === 1 ? 'is' : 'are'} missing` : undefined;
  if (missing === 'median') return `${found ?? 'cells are missing'}: the column's median or most frequent text instead`;
  if (!found)
    return survey.extent.complete ? 'rows with a missing cell' : 'rows with a missing cell, should there be any';
  return `${found}, some in the target: rows with one are left out`;
}

function layers({ survey, task, targets, course }: Plan): Entry[] {
  const l2 = course.l2 > 0 ? { l2: course.l2 } : {};
  const hidden = course.hidden.map((units, i): Entry => {
    const why = i === 0 && course.l2 > 0 ? 'l2 keeps so few rows from being learnt by heart' : undefined;
    const value = { type: 'dense', units, activation: 'relu', init: 'he_normal', ...l2 };
    return { value, ...(why !== undefined && { why }) };
  });
  const flat = survey.kind === 'images' && survey.shape.length > 1;
  const flatten: Entry[] = flat ? [{ value: { type: 'flatten' }, why: `${survey.shape.join(' × ')} → one row` }] : [];
  return [...flatten, ...hidden, last()];

  function last(): Entry {
    switch (task) {
      case 'regression':
        return { value: { type: 'dense', units: targets.length }, why: 'linear: any number' };
      case 'binary':
        return {
          value: { type: 'dense', units: 1, activation: 'sigmoid' },
          why: `how likely it is ${inShort(targets[0]!.labels[1]!)}`,
        };
      case 'multiclass':
        return {
          value: { type: 'dense', units: targets[0]!.labels.length, activation: 'softmax' },
          why: 'one output a class',
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
        { key: 'loss', value: 'binary_crossentropy', why: 'goes with one sigmoid' },
        { key: 'metrics', value: ['accuracy', 'auc'] },
      ];
    case 'multiclass':
      return [
        { key: 'loss', value: 'categorical_crossentropy', why: 'goes with a softmax' },
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
            why: 'the best weights are kept',
          },
        ]),
    { key: 'seed', value: 1, why: 'same seed, same numbers' },
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
    return behind.length <= LINE ? [behind] : [...comment(sentence(why), indent), code];
  });
}

const sentence = (why: string): string => `${why[0]!.toUpperCase()}${why.slice(1)}.`;

function comment(text: string, indent: string): string[] {
  const found: string[] = [];
  let line = `${indent}//`;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > LINE && line.length > indent.length + 2) {
      found.push(line);
      line = `${indent}//`;
    }
    line += ` ${word}`;
  }
  return [...found, line];
}

const count = (n: number): string => n.toLocaleString('en-US');
const plural = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? '' : 's'}`;
const short = (n: number): string => String(Number(n.toPrecision(6)));
