// A table of samples: typed columns, and for people the place of each cell and the row as it stands
// in its file. Text files, NumPy arrays and generators all become one.
import { t } from '../l10n';
import type { TableColumn } from './column';

/** Where a cell stands; there is no line where the file is not text. */
export interface CellPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Table {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** True where the columns have names of their own, not numbers. */
  readonly named: boolean;
  /** Place of a row, or of its cell in `column`. */
  place(row: number, column?: number): CellPlace;
  /** The row's cells as they stand in the file. */
  raw(row: number): readonly string[];
}

/** "line 24", or "row 23" where there are no lines. */
export function rowName(place: CellPlace, row: number): string {
  return place.line === undefined ? t`row ${row}` : t`line ${place.line}`;
}

/** A name for each of `width` columns; a second column of a name becomes "x_2". */
export function columnNames(width: number, said: readonly string[] = []): string[] {
  const used = new Set<string>();
  return Array.from({ length: width }, (_, j) => {
    const name = said[j] || `column_${j}`;
    let unique = name;
    for (let k = 2; used.has(unique); k++) unique = `${name}_${k}`;
    used.add(unique);
    return unique;
  });
}

/** "1 cell", "3 cells". */
export function counted(n: number, what: 'row' | 'column' | 'cell' | 'name' | 'number'): string {
  const one = n === 1;
  switch (what) {
    case 'row':
      return one ? t('1 row') : t('{0} rows', n);
    case 'column':
      return one ? t('1 column') : t('{0} columns', n);
    case 'cell':
      return one ? t('1 cell') : t('{0} cells', n);
    case 'name':
      return one ? t('1 name') : t('{0} names', n);
    case 'number':
      return one ? t('1 number') : t('{0} numbers', n);
    default:
      return what satisfies never;
  }
}

/** A cell in a sentence: one line without a terminal's control codes, and not a whole novel. */
export function inShort(cell: string): string {
  const line = cell.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** "4, 9, 12, … (16 in all)". */
export function someOf(numbers: readonly (number | string)[], total = numbers.length): string {
  const shown = numbers
    .slice(0, 6)
    .map((each) => inShort(String(each)))
    .join(', ');
  return total > 6 ? t`${shown}, … (${total} in all)` : shown;
}
