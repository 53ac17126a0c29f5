// What is predicted: the task, from the target and the loss; the classes and their order; class
// indices or values for each row.
import { t } from '../l10n';
import { loss as lossWord } from '../nn/losses';
import type { Task } from '../nn/words';
import { DataError, type PathSegment } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import { cellText, isMissing, isText } from './column';
import { commaComplaint, commaNumber, headerHint, NEARLY_ALL } from './features';
import { distinctLabels, labelIndices, labelText } from './labels';
import type { InputColumn, Source } from './source';
import { inShort, rowName, someOf } from './table';

/** More labels than this are hardly classes, unless the spec lists them. */
const MOST_CLASSES = 1000;
/** More whole numbers than this measure something where the loss allows it: a text among them is no class. */
const FEW_NUMBERS = 50;

export interface TargetPlan {
  readonly task: Task;
  /** Labels by class index; absent for regression. */
  readonly classes?: readonly string[];
}

export function planTarget(source: Source, rows: Int32Array, data: DataSpec, loss: string): TargetPlan {
  const task = inferTask(source, rows, data, loss);
  if (task === 'regression') {
    for (const column of source.targets) checkNumbers(source, column, rows, data, loss);
    return { task };
  }
  const [column, more] = source.targets;
  if (more) {
    const message = t`Several targets are for regression; for ${task === 'binary' ? t('a binary') : t('a multiclass')} task put the class into one column.`;
    throw fault(message, ['data', 'target'], 'several-targets');
  }
  const found = distinctLabels(column!, rows, MOST_CLASSES);
  const order = data.classes?.map(labelText) ?? source.classes ?? found;
  const twice = order.find((label, i) => order.indexOf(label) !== i);
  if (twice !== undefined) throw fault(t`"classes" lists "${twice}" twice.`, ['data', 'classes'], 'repeated-class');
  refuseLabels(source, column!, rows, order, found, data);
  if (found.length < 2) {
    const message = t`Every row of ${source.name} has the class "${inShort(found[0] ?? '')}": there is nothing to tell apart. Is "${column!.name}" the right target?`;
    throw fault(message, ['data', 'target'], 'one-class', source.place(rows[0]!, column!.index));
  }
  if (task === 'binary' && order.length !== 2) {
    const message = t`A binary task has two classes, but "${column!.name}" has ${order.length}: ${someOf(order)}. Use a softmax layer with ${order.length} units and the loss "categorical_crossentropy".`;
    throw fault(message, data.task ? ['data', 'task'] : ['loss'], 'too-many-classes');
  }
  return { task, classes: order };
}

/** Class index or value of each row; NaN where a row has none. */
export function targetValues(source: Source, plan: TargetPlan): Float64Array {
  const { targets, rows } = source;
  if (plan.classes) return labelIndices(targets[0]!, rows, plan.classes);
  const out = new Float64Array(rows * targets.length);
  targets.forEach((column, j) => {
    for (let row = 0; row < rows; row++) out[row * targets.length + j] = column.numbers[row]!;
  });
  return out;
}

/** The labels of another split must be among the classes of the first. */
export function checkOtherTarget(
  source: Source,
  rows: Int32Array,
  plan: TargetPlan,
  data: DataSpec,
  loss: string,
): void {
  const [column] = source.targets;
  if (plan.classes) refuseLabels(source, column!, rows, plan.classes, [], data);
  else for (const each of source.targets) checkNumbers(source, each, rows, data, loss);
}

function inferTask(source: Source, rows: Int32Array, data: DataSpec, loss: string): Task {
  const allowed: readonly Task[] = lossWord(loss)?.tasks ?? ['regression', 'binary', 'multiclass'];
  if (data.task) return data.task;
  if (source.targets.length > 1) {
    if (allowed.includes('regression')) return 'regression';
    const message = t`There are ${source.targets.length} targets, which is for regression, but the loss ${loss} is for classes. ${oneHot(source, rows) ? t("They are one-hot: save the class's number in one column instead, as argmax gives it") : t('Name one column as "target"')}.`;
    throw fault(message, ['data', 'target'], 'several-targets');
  }
  const [column] = source.targets;
  if (source.task && allowed.includes(source.task)) return source.task;
  const text = rows.some((row) => isText(column!, row));
  if (allowed.includes('regression') && !data.classes) {
    if (!text) return 'regression';
    refuseStray(source, column!, rows);
  }
  if (allowed.includes('binary') && allowed.includes('multiclass')) {
    return (data.classes ?? distinctLabels(column!, rows, 2)).length > 2 ? 'multiclass' : 'binary';
  }
  return allowed.find((task) => task !== 'regression') ?? 'regression';
}

/**
 * A text among numbers that measure something is a mistake in its cell, and no class among hundreds of others. Few whole
 * numbers that come again and again may be classes: 1, 2, 3a.
 */
function refuseStray(source: Source, column: InputColumn, rows: Int32Array): void {
  const numbers = new Set<number>();
  const commas = new Set<string>();
  let [numeric, counted, whole] = [0, 0, true];
  let stray: number | undefined;
  for (const row of rows) {
    const number = column.numbers[row]!;
    if (isText(column, row)) {
      const text = cellText(column, row);
      if (commaNumber.test(text)) {
        commas.add(text);
        numeric++;
      }
      stray ??= row;
    } else {
      numbers.add(number);
      whole &&= Number.isInteger(number);
      numeric++;
      counted++;
    }
  }
  const different = numbers.size + commas.size;
  const measures = !whole || different > FEW_NUMBERS || different > numeric / 2;
  if (stray === undefined || numeric < NEARLY_ALL * rows.length || !measures) return;
  const text = cellText(column, stray);
  const place = source.place(stray, column.index);
  const where = rowName(place, stray);
  const complaint = commaComplaint(text, column.name, where);
  if (complaint !== undefined) throw fault(complaint, ['data', 'target'], 'decimal-comma', place);
  const message = t`"${inShort(text)}" in the target "${column.name}" (${where}) is not a number, but ${counted} of its ${rows.length} cells are. Correct it, or leave its row out with "missingValues" and "missing": "drop"; if these are classes, set "task": "multiclass".${headerHint(place)}`;
  throw fault(message, ['data', 'target'], 'not-a-number', place);
}

function oneHot({ targets }: Source, rows: Int32Array): boolean {
  return rows.every((row) => {
    const cells = targets.map((column) => column.numbers[row]!);
    return cells.every((cell) => cell === 0 || cell === 1) && cells.filter((cell) => cell === 1).length === 1;
  });
}

function checkNumbers(source: Source, column: InputColumn, rows: Int32Array, data: DataSpec, loss: string): void {
  const text = rows.find((row) => isText(column, row));
  if (text !== undefined) {
    const cell = inShort(column.texts[column.codes![text]! - 1]!);
    const why = data.task ? t('the task is regression') : t`the loss ${loss} is for numbers`;
    const message = t`The target "${column.name}" holds "${cell}" (${rowName(source.place(text), text)}), but ${why}. Correct the cell, choose another "target", or a loss for classes.`;
    throw fault(message, ['data', 'target'], 'not-a-number', source.place(text, column.index));
  }
  if (source.path[1] !== 'source') return; // a test set may be constant
  const first = column.numbers[rows[0]!]!;
  if (rows.length > 1 && rows.every((row) => column.numbers[row] === first)) {
    const message = t`The target "${column.name}" is ${first} in every row of ${source.name}: there is nothing to learn. Choose another "target".`;
    throw fault(message, ['data', 'target'], 'constant-target', source.place(rows[0]!, column.index));
  }
}

function refuseLabels(
  source: Source,
  column: InputColumn,
  rows: Int32Array,
  classes: readonly string[],
  found: readonly string[],
  data: DataSpec,
): void {
  if (found.length > MOST_CLASSES && !data.classes) {
    const message = t`The target "${column.name}" has more than ${MOST_CLASSES} different values: these are hardly classes. For numbers use the loss "mean_squared_error".`;
    throw fault(message, ['loss'], 'too-many-classes', source.place(rows[0]!, column.index));
  }
  const indices = labelIndices(column, source.rows, classes);
  const stray = rows.find((row) => Number.isNaN(indices[row]!) && !isMissing(column, row));
  if (stray === undefined) return;
  const place = source.place(stray, column.index);
  const label = isText(column, stray) ? inShort(column.texts[column.codes![stray]! - 1]!) : column.numbers[stray];
  const where = rowName(place, stray);
  const whose = data.classes
    ? t('one of "classes"')
    : source.path[1] === 'source'
      ? t('a class')
      : t('a class of the training data');
  const message = t`The label "${label}" (${where} of ${place.file}) is not ${whose}: ${someOf(classes)}. Correct the label, or list all labels in "classes".`;
  throw fault(message, data.classes ? ['data', 'classes'] : source.path, 'unknown-label', place);
}

function fault(message: string, path: readonly PathSegment[], code: string, place: object = {}): DataError {
  return new DataError(message, { path, code, ...place });
}
