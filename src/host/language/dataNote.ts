// What a hover adds about the data of this very spec: rows, columns, task, classes and splits, as far as they are known
// without reading anything: from the last look at it, the catalogue, or the generator's options.
import type { Look } from '../../files/look';
import type { Task } from '../../nn/words';
import type { Known } from '../../spec/sketch';
import { t } from '../say';
import { brackets, number } from './layerFacts';
import { pathAt } from './pathAt';
import { readingOf } from './reading';

const MOST_NAMES = 12;

/** Markdown, or undefined where the offset is not on `data` or its source, or nothing is known. */
export function dataNote(text: string, offset: number, look?: Look): string | undefined {
  const keys = pathAt(text, offset);
  if (keys[0] !== 'data' || keys.length > 2 || (keys.length === 2 && keys[1] !== 'source')) return undefined;
  const { known, data } = readingOf(text, look);
  const columns = data && look?.of === JSON.stringify(data) ? look.columns : undefined;
  const lines = [
    summary(known),
    splits(known),
    known.classes && t('Classes: {0}', list(known.classes)),
    known.targetNames && t('Target: {0}', list(known.targetNames)),
    columns
      ? t(
          'Columns: {0}',
          list(
            columns.map((c) => c.name),
            (i) => columns[i]!.kind === 'text' && t('words'),
          ),
        )
      : known.inputNames && known.inputNames.length > 1 && t('Inputs: {0}', list(known.inputNames)),
  ].filter((line): line is string => Boolean(line));
  return lines.length ? lines.join('\n\n') : undefined;
}

function summary(known: Known): string | undefined {
  const rows = known.rows ? known.rows.train + known.rows.validation + known.rows.test : known.allRows;
  const parts = [
    ...(known.task ? [taskWord(known.task)] : []),
    ...(rows === undefined ? [] : [t('{0} rows', number(rows))]),
    ...(known.inputShape ? [t('inputs {0}', brackets(known.inputShape))] : []),
    ...(known.outputs === undefined ? [] : [t('outputs {0}', brackets([known.outputs]))]),
  ];
  return parts.length ? parts.join(' · ') : undefined;
}

function taskWord(task: Task): string {
  switch (task) {
    case 'regression':
      return t('regression');
    case 'binary':
      return t('two classes');
    case 'multiclass':
      return t('several classes');
    default:
      return task satisfies never;
  }
}

function splits({ rows }: Known): string | undefined {
  if (!rows) return undefined;
  const parts = [t('{0} to train', number(rows.train))];
  if (rows.validation) parts.push(t('{0} to validate', number(rows.validation)));
  if (rows.test) parts.push(t('{0} to test', number(rows.test)));
  return t('Rows: {0}', parts.join(', '));
}

/** Names as code, so that nothing in a file becomes Markdown; not more than fit. `about` says more of some. */
function list(names: readonly string[], about: (index: number) => string | false = () => false): string {
  const shown = names.slice(0, MOST_NAMES).map((name, i) => {
    const code = `\`${name.replace(/[`\r\n]/g, ' ')}\``;
    const more = about(i);
    return more ? `${code} (${more})` : code;
  });
  return names.length > MOST_NAMES
    ? t('{0} and {1} more', shown.join(', '), names.length - MOST_NAMES)
    : shown.join(', ');
}
