// A network proposed for a data file: target, task, columns, scaling, layers, loss and training, as the text of a spec
// that trains as it stands. What cannot be learnt from is refused with a sentence.
import { DEFAULT_MISSING } from '../../data/column';
import type { ColumnSurvey, ImageSurvey, Survey, TableSurvey } from '../../data/survey';
import { inShort, someOf } from '../../data/table';
import { t } from '../../l10n';
import type { Task } from '../../nn/words';
import { DataError, UserError } from '../problem';
import type { SourceSpec } from '../spec';
import { isRunning, whyLeftOut, type LeftOut } from './columns';
import { courseOfImages, courseOfTable, type Course } from './course';
import { chooseTarget, chooseTask, spoiltTarget, type TargetChoice, type TaskChoice } from './target';
import { specText } from './text';

/** What the spec names: paths relative to it. */
export interface Named {
  readonly source: SourceSpec;
  readonly test?: SourceSpec;
}

/** What somebody has decided already. */
export interface Choices {
  /** Place of the column in the table. */
  readonly target?: number;
  readonly task?: Task;
}

export interface Proposal {
  /** Absent where the file itself sets the targets apart: images have labels. */
  readonly target?: TargetChoice;
  readonly task: TaskChoice;
  readonly text: string;
}

/** All that the text is written from. */
export interface Plan {
  readonly survey: Survey;
  readonly named: Named;
  readonly task: Task;
  readonly targets: readonly ColumnSurvey[];
  readonly target?: TargetChoice;
  readonly taskSure: boolean;
  /** Of a table. */
  readonly features: readonly ColumnSurvey[];
  readonly leftOut: readonly LeftOut[];
  /** The one feature there is, which would else be left out as a running number. */
  readonly onlyRunning?: ColumnSurvey;
  readonly missing: 'drop' | 'median' | undefined;
  /** Beyond the language's own. */
  readonly missingValues: readonly string[];
  readonly course: Course;
}

/** Texts that people write for "nobody knows". */
const marker = /^(n[/.]?a\.?|#n\/a|#value!|none|null|nil|unknown|missing|undefined|inf|-inf|[-–—.*]+)$/i;

/** From this share of gaps on, a column is not worth the rows that go with it. */
const MANY_GAPS = 0.2;

/** Throws a DataError where nothing can be proposed, a UserError where a choice does not fit. */
export function propose(survey: Survey, named: Named, choices: Choices = {}): Proposal {
  const { rows } = survey.extent;
  if (rows === 1) throw refuse(survey, t`${survey.file} has only 1 row: a network needs rows to learn from. Add some.`);
  if (rows === 0) throw refuse(survey, t`${survey.file} has no row: a network needs rows to learn from. Add some.`);
  return survey.kind === 'images' ? ofImages(survey, named, choices) : ofTable(survey, named, choices);
}

function ofImages(survey: ImageSurvey, named: Named, choices: Choices): Proposal {
  const { label, extent, ownTest } = survey;
  if (label.distinct < 2) throw oneClass(survey, label);
  const task = decided(chooseTask(label, extent.seen, true), label, choices.task);
  const course = courseOfImages(extent.rows, ownTest || named.test !== undefined);
  const text = specText({
    survey,
    named,
    task: task.task,
    targets: [label],
    taskSure: task.sure,
    features: [],
    leftOut: [],
    missing: undefined,
    missingValues: [],
    course,
  });
  return { task, text };
}

function ofTable(survey: TableSurvey, named: Named, choices: Choices): Proposal {
  const { columns, extent, file } = survey;
  if (columns.length < 2)
    throw refuse(
      survey,
      t`${file} has only one column: a network needs one to predict, and others to predict it from. Cells are parted by commas, semicolons, tabs or blanks.`,
    );
  const target = survey.targets ? undefined : targetOf(survey, choices.target);
  const targets = target ? [target.column] : survey.targets!.map((j) => columns[j]!);
  const [first] = targets;
  if (first!.distinct < 2) throw oneClass(survey, first!);
  const all: TaskChoice =
    targets.length > 1
      ? { task: 'regression', sure: true, others: ['regression'] }
      : chooseTask(first!, extent.seen - first!.missing, survey.named);
  const task = decided(all, first!, choices.task);
  if (task.task !== 'regression' && first!.labels.length === 0)
    throw refuse(
      survey,
      t`"${inShort(first!.name)}" holds ${valuesIn(first!)}: these are hardly classes. Choose another target.`,
    );

  const missingTargets = targets.some((column) => column.missing > 0 || column.strays.length > 0);
  const leftOut: LeftOut[] = [];
  const features: ColumnSurvey[] = [];
  for (const column of columns.filter((one) => !targets.includes(one))) {
    const gaps = missingTargets && column.missing > MANY_GAPS * extent.seen ? 'gaps' : undefined;
    const why = whyLeftOut(column, survey) ?? gaps;
    if (why) leftOut.push({ column, why });
    else features.push(column);
  }
  const running = leftOut.filter(({ column }) => isRunning(column, survey));
  const onlyRunning = features.length === 0 && running.length === 1 ? running[0] : undefined;
  if (onlyRunning) {
    leftOut.splice(leftOut.indexOf(onlyRunning), 1);
    features.push(onlyRunning.column);
  }
  if (features.length === 0) {
    const names = someOf(leftOut.map(({ column }) => column.name));
    throw refuse(
      survey,
      t`${file} has nothing to predict "${inShort(first!.name)}" from: the other columns (${names}) are empty, or hold another text or number in nearly every row.`,
    );
  }
  const used = [...features, ...targets];
  const missingValues = strayMarkers(survey, used);
  const gaps = features.some((column) => column.missing > 0 || column.strays.length > 0);
  // Where only the beginning was seen, cells may be missing further on.
  const missing = missingTargets || (!gaps && !extent.complete) ? 'drop' : gaps ? 'median' : undefined;
  const inputs = features.reduce((n, column) => n + (column.kind === 'number' ? 1 : column.distinct), 0);
  const course = courseOfTable(extent.rows, inputs, task.task, survey.ownTest);
  const text = specText({
    survey,
    named,
    task: task.task,
    targets,
    ...(target && { target }),
    taskSure: task.sure,
    features,
    leftOut,
    ...(onlyRunning && { onlyRunning: onlyRunning.column }),
    missing,
    missingValues,
    course,
  });
  return { ...(target && { target }), task, text };
}

function targetOf(survey: TableSurvey, wanted: number | undefined): TargetChoice {
  const found = chooseTarget(survey);
  if (wanted !== undefined) return { column: survey.columns[wanted]!, sure: true, others: found?.others ?? [] };
  const spoilt = spoiltTarget(survey);
  if (spoilt) throw oneClass(survey, spoilt);
  if (found) return found;
  throw refuse(
    survey,
    t`No column of ${survey.file} can be predicted: each is the same in every row, or holds another text or number in nearly every row.`,
  );
}

function decided(choice: TaskChoice, column: ColumnSurvey, wanted: Task | undefined): TaskChoice {
  if (wanted === undefined) return choice;
  if (choice.others.includes(wanted)) return { ...choice, task: wanted, sure: true };
  const allowed = choice.others.map((task) => `"${task}"`).reduce((some, task) => t`${some} or ${task}`);
  throw new UserError(
    t`"${inShort(column.name)}" does not fit the task "${wanted}": it holds ${valuesIn(column)}. Take ${allowed}.`,
    'task',
  );
}

const valuesIn = ({ kind, distinct }: ColumnSurvey): string =>
  kind === 'text' ? t`${distinct} different texts` : t`${distinct} different numbers`;

/** Texts among numbers that stand for missing cells; any other is a mistake in the file. */
function strayMarkers(survey: TableSurvey, columns: readonly ColumnSurvey[]): string[] {
  const found = new Set<string>();
  for (const { name, strays } of columns) {
    for (const { text, where } of strays) {
      if (!marker.test(text))
        throw refuse(
          survey,
          t`"${inShort(text)}" in column "${inShort(name)}" of ${survey.file} (${where}) is not a number, but nearly all other cells of that column are. Correct it, or leave the cell empty.`,
        );
      found.add(text);
    }
  }
  return found.size > 0 ? [...DEFAULT_MISSING, ...found] : [];
}

function oneClass(survey: Survey, { name, labels, missing }: ColumnSurvey): DataError {
  const { seen, complete } = survey.extent;
  const where = complete ? t`every row of ${survey.file}` : t`the ${seen} rows that were looked at of ${survey.file}`;
  const advice = complete
    ? t('Add rows of another kind, or choose another target.')
    : t('Mix the rows, or choose another target.');
  return refuse(survey, t`${what()}: there is nothing to tell apart. ${advice}`);

  function what(): string {
    if (labels[0] === undefined) return t`"${inShort(name)}" is empty in ${where}`;
    if (missing > 0) return t`"${inShort(name)}" is "${inShort(labels[0])}" in ${where} that has one`;
    return t`"${inShort(name)}" is "${inShort(labels[0])}" in ${where}`;
  }
}

const refuse = ({ file }: Survey, message: string): DataError => new DataError(message, { file, code: 'no-proposal' });
