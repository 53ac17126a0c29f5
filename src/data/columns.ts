// Which columns are features and which are targets: names, indices, negative indices and ranges of
// the spec -> places in the table.
import { t } from '../l10n';
import { didYouMean, nearest } from '../nn/nearest';
import { DataError, type PathSegment } from '../spec/problem';
import type { ColumnRef, DataSpec } from '../spec/spec';
import type { Table } from './table';

export interface ColumnChoice {
  readonly features: readonly number[];
  readonly targets: readonly number[];
}

type Names = Pick<Table, 'file' | 'named'> & { readonly columns: readonly { readonly name: string }[] };

export function chooseColumns(
  table: Names,
  data: Pick<DataSpec, 'features' | 'target' | 'ignore'>,
  defaults: Partial<Pick<DataSpec, 'target' | 'ignore'>> = {},
): ColumnChoice {
  const find = (refs: readonly ColumnRef[], key: string) => resolveColumns(table, refs, ['data', key]);
  const width = table.columns.length;
  const targets = find(data.target ?? defaults.target ?? [-1], 'target');
  const ignored = find(data.ignore, 'ignore');
  const name = (j: number) => table.columns[j]!.name;
  const both = targets.find((j) => ignored.includes(j));
  if (both !== undefined) {
    throw bad(t`Column "${name(both)}" is the target and is also ignored. Choose another "target".`, [
      'data',
      'ignore',
    ]);
  }
  let features: number[];
  if (data.features === undefined) {
    const skip = new Set([...targets, ...ignored, ...find(defaults.ignore ?? [], 'ignore')]);
    features = Array.from({ length: width }, (_, j) => j).filter((j) => !skip.has(j));
  } else {
    features = find(data.features, 'features').filter((j) => !ignored.includes(j));
    const leak = features.find((j) => targets.includes(j));
    if (leak !== undefined) {
      const message = t`Column "${name(leak)}" is the target and also a feature: the network would copy it. Take it out of "features".`;
      throw bad(message, ['data', 'features']);
    }
  }
  if (features.length === 0) {
    const message =
      width === 1
        ? t`${table.file} has only one column. Is its delimiter another one? Set "format": { "delimiter": … }.`
        : t('No column is left for the features. Change "features" or "ignore".');
    throw bad(message, ['data', data.features ? 'features' : 'source']);
  }
  return { features, targets };
}

/** Places of the columns, each once, in the order of the spec. */
export function resolveColumns(table: Names, refs: readonly ColumnRef[], path: readonly PathSegment[]): number[] {
  const found = new Set<number>();
  refs.forEach((ref, i) => {
    for (const j of resolve(table, ref, [...path, i])) found.add(j);
  });
  return [...found];
}

function resolve(table: Names, ref: ColumnRef, path: readonly PathSegment[]): number[] {
  const width = table.columns.length;
  if (typeof ref === 'number') {
    const j = ref < 0 ? ref + width : ref;
    if (Number.isInteger(ref) && j >= 0 && j < width) return [j];
    const message = t`There is no column ${ref}: ${table.file} has ${width} columns, 0 to ${width - 1} (or −${width} to −1 from the end).`;
    throw bad(message, path);
  }
  const names = table.columns.map((column) => column.name);
  const named = names.indexOf(ref.trim());
  if (named >= 0) return [named];
  const range = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*$/.exec(ref);
  if (range) {
    const bound = (text: string | undefined, otherwise: number) => {
      const n = text === undefined ? otherwise : Number(text);
      return n < 0 ? n + width : n;
    };
    const from = bound(range[1], 0);
    const to = bound(range[2], width);
    if (from >= 0 && from < to && to <= width) return Array.from({ length: to - from }, (_, k) => from + k);
    const message = t`The range "${ref}" does not fit: ${table.file} has ${width} columns, so "0:${width}" is all of them (the end is excluded).`;
    throw bad(message, path);
  }
  const message = table.named
    ? t`${table.file} has no column "${ref}".${didYouMean(ref, names) || t` It has ${names.slice(0, 20).join(', ')}${width > 20 ? ', …' : ''}.`}`
    : t`${table.file} has no header, so no column is called "${ref}". Use its number, 0 to ${width - 1}, or say "format": { "header": true }.`;
  const meant = table.named ? nearest(ref, names) : undefined;
  throw bad(message, path, meant);
}

/** The fault is the spec's: it names what the file does not have. */
function bad(message: string, path: readonly PathSegment[], meant?: string): DataError {
  return new DataError(message, { path, code: 'no-such-column', ...(meant !== undefined && { meant }) });
}
