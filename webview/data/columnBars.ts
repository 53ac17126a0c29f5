// A column's distribution as bars, each with the filter that shows its rows.
import type { ColumnProfile } from '../../src/data/profile/column';
import type { Bins } from '../../src/data/profile/numbers';
import type { RowFilter } from '../../src/data/profile/query';
import { tidy } from '../draw/number';
import { t } from '../l10n';
import type { Bar } from './bars';
import { PART_ORDER } from './state';

export interface Distribution {
  readonly bars: readonly Bar[];
  readonly filters: readonly RowFilter[];
  readonly ends?: readonly [string, string];
}

export function distribution(column: ColumnProfile, at: number): Distribution {
  if (column.values)
    return {
      bars: column.values.shown.map(({ text, counts }) => ({ name: text, counts })),
      filters: column.values.shown.map(({ text }) => ({ kind: 'value', column: at, text })),
    };
  return column.numbers ? binBars(column.numbers.bins, at) : { bars: [], filters: [] };
}

export function binBars({ from, to, whole, counts }: Bins, column: number): Distribution {
  const n = Math.max(0, ...Object.values(counts).map((list) => list.length));
  const edge = (i: number): number => from + ((to - from) * i) / n;
  const bars = Array.from({ length: n }, (_, i) => ({
    name: whole ? tidy(Math.round(from + i + 0.5), 6) : t('data.filter.bin', tidy(edge(i), 4), tidy(edge(i + 1), 4)),
    counts: Object.fromEntries(PART_ORDER.flatMap((part) => (counts[part] ? [[part, counts[part][i] ?? 0]] : []))),
  }));
  const filters = bars.map((_, i): RowFilter => ({
    kind: 'range',
    column,
    from: whole ? from + i : edge(i),
    to: whole ? from + i + 1 : i === n - 1 ? to : edge(i + 1),
    closed: !whole && i === n - 1,
  }));
  return { bars, filters, ends: whole ? [tidy(from + 0.5, 6), tidy(to - 0.5, 6)] : [tidy(from, 4), tidy(to, 4)] };
}
