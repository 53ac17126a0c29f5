// What the tests of the profile share: a look at files that stand in memory.
import { lookAtData, type DataLook, type PageQuery } from '../../../src/data/profile/profile';
import type { Hint } from '../../../src/data/profile/hints';
import type { DataSpec } from '../../../src/spec/spec';
import { dataSpec, memoryReader, type Files } from '../help';

export const noBreath = (): Promise<void> => Promise.resolve();

/** One text stands for data.csv. */
export function look(
  files: Files | string,
  data: Partial<DataSpec> = {},
  { loss = 'mean_squared_error', datasets }: { readonly loss?: string; readonly datasets?: string } = {},
): Promise<DataLook> {
  const all = typeof files === 'string' ? { 'data.csv': files } : files;
  return lookAtData(dataSpec(data), loss, memoryReader(all, datasets), { breathe: noBreath });
}

export const hintOf = ({ profile }: DataLook, id: string): Hint | undefined =>
  profile.hints.find((hint) => hint.id === id);

/** Numbers of the first rows that a query finds. */
export const rowsOf = (found: DataLook, query: Pick<PageQuery, 'filters' | 'sort'>): number[] =>
  found.page({ ...query, from: 0, count: 1000, columns: { from: 0, count: 0 } }).rows.map(({ row }) => row);
