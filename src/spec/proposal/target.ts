// Which column is predicted, and as what: from names that people give to targets, from where columns stand, and from
// how many values they have. `sure` is false where somebody who knows the data might say otherwise.
import type { ColumnSurvey, TableSurvey } from '../../data/survey';
import type { Task } from '../../nn/words';
import { whyLeftOut, wordsOf } from './columns';

export interface TargetChoice {
  readonly column: ColumnSurvey;
  readonly sure: boolean;
  /** Every column that could be it, in the order of the table. */
  readonly others: readonly ColumnSurvey[];
}

export interface TaskChoice {
  readonly task: Task;
  readonly sure: boolean;
  /** All that the column allows. */
  readonly others: readonly Task[];
}

/** Names of targets in well-known tables and in everyday use, the surest first. */
const targetNames = [
  ...['target', 'label', 'labels', 'diagnosis', 'species', 'survived', 'outcome', 'class', 'classes', 'y', 'medv'],
  ...['variety', 'churn', 'exited', 'quality', 'mpg', 'charges', 'income', 'price', 'result', 'response', 'output'],
];
/** Last words of such names: SalePrice, median_house_value, HeartDisease. */
const endings = [
  'target',
  'label',
  'class',
  'price',
  'value',
  'val',
  'disease',
  'outcome',
  'salary',
  'score',
  'status',
];
const classNames = ['label', 'labels', 'class', 'classes', 'species', 'diagnosis', 'variety', 'category'];
const valueNames = ['medv', 'mpg', 'charges', 'price', 'value', 'val', 'salary', 'cost', 'amount'];

/** Whole numbers with at most so many values may be classes. */
const FEW = 10;
/** A class should come so many times. */
const TIMES = 5;

/** Undefined where no column can be predicted. */
export function chooseTarget(table: TableSurvey): TargetChoice | undefined {
  const others = table.columns.filter((column) => mayBeTarget(column, table));
  const choice = (column: ColumnSurvey | undefined, sure: boolean): TargetChoice | undefined =>
    column && { column, sure: sure || others.length === 1, others };
  const last = others.at(-1);
  if (table.named) {
    const exact = targetNames.flatMap(
      (name) => others.findLast((column) => wordsOf(column.name).join('') === name) ?? [],
    );
    if (exact[0]) return choice(exact[0], true);
    const ending = others.findLast((column) => endings.includes(wordsOf(column.name).at(-1) ?? ''));
    if (ending) return choice(ending, ending === last);
  }
  // Where the last column alone has the fewest values, it is hardly a measurement.
  const fewest = last !== undefined && others.every((column) => column === last || column.distinct > last.distinct);
  return choice(last, fewest && last.distinct <= FEW && last.index === table.columns.length - 1);
}

/** The column that its name says is the target, though it is the same in every row, and no other is named so. */
export function spoiltTarget(table: TableSurvey): ColumnSurvey | undefined {
  const called = table.named ? table.columns.filter(({ name }) => targetNames.includes(wordsOf(name).join(''))) : [];
  return called.some((column) => mayBeTarget(column, table)) ? undefined : called.find(({ distinct }) => distinct < 2);
}

const mayBeTarget = (column: ColumnSurvey, table: TableSurvey): boolean => {
  const why = whyLeftOut(column, table);
  return column.distinct > 1 && (why === undefined || why === 'gaps');
};

/** `cells` of the column were seen; `named`: its name says something. */
export function chooseTask(column: ColumnSurvey, cells: number, named: boolean): TaskChoice {
  const { kind, whole, distinct, labels, min, max } = column;
  const classes: Task = distinct === 2 ? 'binary' : 'multiclass';
  const only = (task: Task): TaskChoice => ({ task, sure: true, others: [task] });
  if (kind === 'text') return only(classes);
  if (distinct === 2) return { task: 'binary', sure: true, others: ['binary', 'regression'] };
  if (!whole || labels.length === 0) return only('regression');
  const words = wordsOf(column.name);
  const says = (names: readonly string[]): boolean => named && names.includes(words.at(-1) ?? '');
  const others: Task[] = ['multiclass', 'regression'];
  const again = cells >= TIMES * distinct;
  const counted = min >= 0 && min <= 1 && max - min === distinct - 1; // 0, 1, 2, … as labels are numbered
  if (says(valueNames) || !again) return { task: 'regression', sure: !counted || says(valueNames), others };
  if (says(classNames)) return { task: 'multiclass', sure: true, others };
  if (distinct <= FEW) return { task: 'multiclass', sure: counted, others };
  return { task: 'regression', sure: !counted || distinct > 100, others };
}
