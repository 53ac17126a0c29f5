// Rows with missing cells: refused with their lines, dropped, or kept to be filled in later.
// A missing target cannot be filled in: "mean" and "median" are for features.
import { t } from '../l10n';
import { DataError } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import { isMissing } from './column';
import type { InputColumn, Source } from './source';
import { counted, rowName, someOf } from './table';

/** Rows that are used, and a note where some are not. */
export function completeRows(source: Source, policy: DataSpec['missing']): { rows: Int32Array; note?: string } {
  const features = source.inputs.kind === 'columns' ? source.inputs.columns : [];
  for (const column of [...features, ...source.targets]) refuseEmpty(source, column);
  const checked = policy === 'mean' || policy === 'median' ? source.targets : [...features, ...source.targets];
  const complete = new Uint8Array(source.rows).fill(1);
  for (const column of checked) {
    for (let row = 0; row < source.rows; row++) if (isMissing(column, row)) complete[row] = 0;
  }
  const missing: number[] = [];
  complete.forEach((whole, row) => void (whole || missing.push(row)));
  const rows = Int32Array.from({ length: source.rows }, (_, row) => row).filter((row) => complete[row] === 1);
  if (missing.length === 0) return { rows };
  if (policy !== 'drop') throw refuse(source, checked, missing, policy);
  if (rows.length === 0) {
    throw new DataError(
      t`Every row of ${source.name} has a missing cell. Use "missing": "median", or ignore a column.`,
      {
        path: ['data', 'missing'],
        ...source.place(0),
        code: 'missing-cells',
      },
    );
  }
  return {
    rows,
    note: t`${source.name}: dropped ${missing.length} of ${counted(source.rows, 'row')} with missing cells.`,
  };
}

function refuse(source: Source, columns: readonly InputColumn[], rows: readonly number[], policy: string): DataError {
  const first = rows[0]!;
  const column = columns.find((c) => isMissing(c, first))!;
  const names = columns.filter((c) => rows.some((row) => isMissing(c, row))).map((c) => `"${c.name}"`);
  const place = source.place(first, column.index);
  const lines = rows.slice(0, 6).map((row) => source.place(row).line ?? row);
  const numbers = someOf(lines, rows.length);
  const [one, several] =
    place.line === undefined ? [t`row ${numbers}`, t`rows ${numbers}`] : [t`line ${numbers}`, t`lines ${numbers}`];
  const where = rows.length > 1 ? several : one;
  const message =
    policy === 'error'
      ? t`${place.file} has missing cells in ${someOf(names)}: ${where}. Set "missing": "drop" to leave those rows out, or "mean" or "median" to fill them in.`
      : t`${place.file} has rows without a target in ${someOf(names)}: ${where}. "${policy}" fills in features only; set "missing": "drop" to leave those rows out.`;
  return new DataError(message, { path: ['data', 'missing'], ...place, code: 'missing-cells' });
}

function refuseEmpty(source: Source, column: InputColumn): void {
  if (source.rows === 0 || !isMissing(column, 0)) return;
  for (let row = 1; row < source.rows; row++) if (!isMissing(column, row)) return;
  const place = source.place(0, column.index);
  const message = t`Column "${column.name}" of ${place.file} is empty in every row. Leave it out: "ignore": ["${column.name}"].`;
  throw new DataError(message, { path: ['data', 'ignore'], ...place, code: 'empty-column' });
}

/** "line 24 and 15 more". */
export function rowsName(source: Source, rows: readonly number[]): string {
  const first = rowName(source.place(rows[0]!), rows[0]!);
  return rows.length > 1 ? t`${first} and ${rows.length - 1} more` : first;
}
