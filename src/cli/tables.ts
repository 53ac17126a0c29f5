// Numbers as text tables for people.
import { inShort } from '../data/table';
import type { RunEnd } from '../protocol/engine';

/** Six significant digits, without trailing zeros. */
export function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}

export function seconds(value: number): string {
  return value < 100
    ? `${value.toFixed(value < 1 ? 2 : 1)} s`
    : `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

/** Columns side by side; the first to the left, the others to the right unless `left`. */
export function table(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, j) => (widths[j] = Math.max(widths[j] ?? 0, cell.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, j) => (left.includes(j) ? cell.padEnd(widths[j]!) : cell.padStart(widths[j]!))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

/** A line a split, a column a metric. */
export function scoresTable(splits: RunEnd['splits']): string {
  const entries = Object.entries(splits);
  const names = [...new Set(entries.flatMap(([, report]) => Object.keys(report.values)))];
  const rows = entries.map(([split, { values }]) => [
    split,
    ...names.map((name) => (values[name] === undefined ? '' : number(values[name]))),
  ]);
  return table([['', ...names], ...rows]);
}

/** Rows are the true classes, columns the predicted ones. */
export function confusionTable(matrix: readonly (readonly number[])[], classes?: readonly string[]): string {
  if (matrix.length > 20) return `(${matrix.length} classes: --json prints the confusion matrix)`;
  const label = (i: number) => inShort(classes?.[i] ?? String(i));
  const head = ['true \\ predicted', ...matrix.map((_, i) => label(i))];
  return table([head, ...matrix.map((row, i) => [label(i), ...row.map(String)])]);
}
