// What the data view shows now: the snapshot, and what the person chose. Pure.
import type { DataProfile } from '../../src/data/profile/profile';
import type { RowFilter, RowQuery } from '../../src/data/profile/query';
import type { Part } from '../../src/data/profile/parts';
import type { DataSnapshot } from '../../src/protocol/dataPanel';

export const PART_ORDER: readonly Part[] = ['train', 'validation', 'test', 'dropped', 'unused'];

export interface Chosen {
  readonly filters: readonly RowFilter[];
  readonly sort?: RowQuery['sort'] | undefined;
  /** The column whose details are shown, by its place. */
  readonly column?: number;
  /** Cells as the network gets them. */
  readonly scaled: boolean;
}

export interface DataState {
  readonly snapshot: DataSnapshot | undefined;
  readonly loading: { readonly message: string; readonly fraction?: number } | undefined;
  readonly problem: string | undefined;
  readonly chosen: Chosen;
}

export const START: DataState = {
  snapshot: undefined,
  loading: undefined,
  problem: undefined,
  chosen: { filters: [], scaled: false },
};

export function queryOf({ filters, sort }: Chosen): RowQuery {
  return { filters, ...(sort && { sort }) };
}

/** The same filter, whatever it lets through: a second choice takes the place of the first. */
function rival(a: RowFilter, b: RowFilter): boolean {
  if ('column' in a || 'column' in b) return 'column' in a && 'column' in b && a.column === b.column;
  return a.kind === b.kind;
}

export function withFilter(filters: readonly RowFilter[], filter: RowFilter): readonly RowFilter[] {
  return [...filters.filter((one) => !rival(one, filter)), filter];
}

export function without(filters: readonly RowFilter[], kind: RowFilter['kind'], column?: number): readonly RowFilter[] {
  return filters.filter(
    (one) => one.kind !== kind || (column !== undefined && 'column' in one && one.column !== column),
  );
}

/** Ascending, descending, then as in the file again. */
export function nextSort(sort: RowQuery['sort'], by: number | 'distance'): RowQuery['sort'] {
  if (sort?.by !== by) return { by, descending: false };
  return sort.descending ? undefined : { by, descending: true };
}

/** What was chosen of another look at perhaps other data: what no longer fits is forgotten. */
export function fitting(chosen: Chosen, profile: DataProfile): Chosen {
  const known = (column: number): boolean => column < profile.columns.length;
  const filters = chosen.filters.filter((filter) => {
    switch (filter.kind) {
      case 'part':
        return filter.part in profile.parts;
      case 'class':
        return filter.index < (profile.classes?.length ?? 0);
      case 'hint':
        return profile.hints.some(({ id }) => id === filter.id);
      default:
        return known(filter.column);
    }
  });
  const { sort, column } = chosen;
  const sorts = sort && (sort.by === 'distance' ? profile.image !== undefined : known(sort.by));
  const target = Math.max(
    0,
    profile.columns.findIndex(({ role }) => role === 'target'),
  );
  return {
    filters,
    scaled: chosen.scaled && profile.inputs !== undefined,
    column: column !== undefined && known(column) ? column : target,
    ...(sorts && { sort }),
  };
}

/** From what the editor kept: anything may stand there. */
export function keptChoice(kept: unknown): Chosen {
  const { filters, sort, column, scaled } = (kept ?? {}) as Partial<Record<keyof Chosen, unknown>>;
  return {
    filters: Array.isArray(filters) ? (filters as RowFilter[]) : [],
    scaled: scaled === true,
    ...(typeof column === 'number' && { column }),
    ...(typeof sort === 'object' && sort !== null && { sort: sort as NonNullable<RowQuery['sort']> }),
  };
}
