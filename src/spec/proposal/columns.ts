// Which columns of a table a network can learn from: running numbers, names and notes are left out, and so is what is
// mostly empty. A running number that nothing else stands beside is a measurement after all: a time, a place in a series.
import type { ColumnSurvey, TableSurvey } from '../../data/survey';

export type Why = 'empty' | 'gaps' | 'identity' | 'texts';

export interface LeftOut {
  readonly column: ColumnSurvey;
  readonly why: Why;
}

/** More categories than this make one input each hardly worth it. */
const MOST_CATEGORIES = 50;
/** Fewer rows tell nothing of whether values come again. */
const TELLING_ROWS = 20;

const present = ({ missing }: ColumnSurvey, { extent }: TableSurvey): number => extent.seen - missing;

/** Undefined for a column that is as good as any. */
export function whyLeftOut(column: ColumnSurvey, table: TableSurvey): Why | undefined {
  const cells = present(column, table);
  if (cells === 0) return 'empty';
  if (isIdentity(column, table)) return 'identity';
  if (column.kind === 'text' && column.distinct > 2) {
    const many = column.distinct > MOST_CATEGORIES || column.distinct > cells / 2;
    if (many && cells >= TELLING_ROWS) return 'texts';
  }
  return column.missing > 0.5 * table.extent.seen ? 'gaps' : undefined;
}

/** n, n + 1, n + 2, … in whatever order, without a name that says what for. */
export function isRunning(column: ColumnSurvey, table: TableSurvey): boolean {
  const { kind, whole, distinct, min, max, name } = column;
  const cells = present(column, table);
  const runs = kind === 'number' && whole && distinct === cells && max - min === cells - 1;
  return runs && !(table.named && isIdentityName(name));
}

/** A number that only tells one row from another. */
function isIdentity(column: ColumnSurvey, table: TableSurvey): boolean {
  const cells = present(column, table);
  const { kind, whole, distinct, min, name, index } = column;
  if (kind === 'text' || !whole || cells < TELLING_ROWS) return false;
  if (table.named && isIdentityName(name)) return distinct > TELLING_ROWS;
  if (distinct < 0.9 * cells) return false;
  // Without names: a first column of large numbers that hardly come again. Measurements are seldom that.
  return isRunning(column, table) || (!table.named && index === 0 && min >= cells);
}

const isIdentityName = (name: string): boolean => {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  return (
    ['id', 'uuid', 'guid'].includes(last) ||
    ['index', 'idx', 'row', 'no', 'nr', 'key', 'rownames'].includes(words.join(''))
  );
};

/** "medianHouse_value" is median, house, value. */
export function wordsOf(name: string): string[] {
  const parted = name.replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ');
  return parted.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
