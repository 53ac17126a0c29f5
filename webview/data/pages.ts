// The rows that were fetched, page by page. One page is asked for at a time, always one that is in sight now: whoever
// drags through a million rows does not wait for those that flew past.
import type { PageQuery, RowPage, ShownRow } from '../../src/data/profile/profile';
import type { RowQuery } from '../../src/data/profile/query';

export const PAGE = 100;
/** Columns a page. */
export const BLOCK = 40;
const MOST_PAGES = 80;

export interface FoundRow extends ShownRow {
  readonly pixels?: Uint8Array;
}

export interface Pages {
  /** Forgets all rows: another look, or another question. */
  reset(query: RowQuery): void;
  /** Rows that the query finds; undefined until the first page is here. */
  total(): number | undefined;
  /** A row and its cells from column `block`·BLOCK on; undefined until its page is here. */
  row(index: number, block: number): FoundRow | undefined;
  /** What is in sight: it is fetched, and what is no longer wanted is not. */
  want(rows: { readonly from: number; readonly to: number }, blocks: readonly number[]): void;
}

export function createPages(
  ask: (query: PageQuery) => Promise<RowPage>,
  arrived: () => void,
  failed: (error: unknown) => void,
): Pages {
  let query: RowQuery = { filters: [] };
  let turn = 0;
  let total: number | undefined;
  let wanted: readonly string[] = [];
  let busy = false;
  let kept = new Map<string, readonly FoundRow[]>();
  const key = (page: number, block: number): string => `${page} ${block}`;

  async function fetchNext(): Promise<void> {
    const next = wanted.find((one) => !kept.has(one));
    if (busy || next === undefined) return;
    const mine = turn;
    const [page = 0, block = 0] = next.split(' ').map(Number);
    busy = true;
    try {
      const columns = { from: block * BLOCK, count: BLOCK };
      const answer = await ask({ ...query, from: page * PAGE, count: PAGE, columns });
      if (mine === turn) {
        total = answer.total;
        kept.set(next, withPixels(answer));
        if (kept.size > MOST_PAGES) kept.delete(kept.keys().next().value!);
        arrived();
      }
    } catch (error) {
      if (mine === turn) {
        wanted = [];
        failed(error);
      }
    } finally {
      busy = false;
      void fetchNext();
    }
  }

  return {
    reset(next) {
      query = next;
      turn++;
      total = undefined;
      kept = new Map();
      wanted = [key(0, 0)];
      void fetchNext();
    },
    total: () => total,
    row: (index, block) => kept.get(key(Math.floor(index / PAGE), block))?.[index % PAGE],
    want({ from, to }, blocks) {
      if (total === undefined) return;
      const pages: string[] = [];
      for (let page = Math.floor(from / PAGE); page * PAGE < Math.min(to, total); page++)
        for (const block of blocks) pages.push(key(page, block));
      wanted = pages;
      void fetchNext();
    },
  };
}

function withPixels({ rows, pixels }: RowPage): readonly FoundRow[] {
  if (!pixels || rows.length === 0) return rows;
  const size = pixels.length / rows.length;
  return rows.map((row, k) => ({ ...row, pixels: pixels.subarray(k * size, (k + 1) * size) }));
}
