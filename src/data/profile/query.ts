// Which rows are shown, and in which order: filters that all must hold, then one column's order.
import { cellText, isMissing, isText } from '../column';
import { PARTS, type Part } from './parts';
import type { AllRows, RowColumn } from './rows';

export type RowFilter =
  | { readonly kind: 'part'; readonly part: Part }
  /** A class, by index. */
  | { readonly kind: 'class'; readonly index: number }
  /** Numbers from `from` to below `to`, or to `to` itself. */
  | {
      readonly kind: 'range';
      readonly column: number;
      readonly from: number;
      readonly to: number;
      readonly closed: boolean;
    }
  | { readonly kind: 'value'; readonly column: number; readonly text: string }
  | { readonly kind: 'missing'; readonly column: number }
  /** The rows of a hint, in its own order unless another is asked for. */
  | { readonly kind: 'hint'; readonly id: string };

export interface RowQuery {
  readonly filters: readonly RowFilter[];
  /** A column by its place, or how far an image lies from its class; absent: the order of the files. */
  readonly sort?: { readonly by: number | 'distance'; readonly descending: boolean };
}

export interface QueryContext {
  readonly rows: AllRows;
  hint(id: string): Int32Array | undefined;
  readonly distance?: Float64Array | undefined;
}

/** Numbers of the rows that a query lets through, in its order. Missing cells come last either way. */
export function answer(query: RowQuery, context: QueryContext): Int32Array {
  const { rows } = context;
  const hint = query.filters.find((filter) => filter.kind === 'hint');
  const start = (hint && context.hint(hint.id)) ?? Int32Array.from({ length: rows.count }, (_, row) => row);
  const tests = query.filters.flatMap((filter) => test(filter, rows) ?? []);
  const found = start.filter((row) => tests.every((holds) => holds(row)));
  const { sort } = query;
  if (!sort) return found;
  const sign = sort.descending ? -1 : 1;
  if (sort.by === 'distance') {
    const { distance } = context;
    return distance ? bySign(found, sign, (row) => distance[row]!) : found;
  }
  const column = rows.columns[sort.by];
  if (!column) return found;
  if (!column.codes) return bySign(found, sign, (row) => column.numbers[row]!);
  // Numbers among texts come before them.
  const order = new Map(
    [...new Set(column.texts)].sort((a, b) => (a < b ? -1 : 1)).map((text, place) => [text, place]),
  );
  const present = found.filter((row) => !isMissing(column, row));
  present.sort((a, b) => {
    const [ta, tb] = [isText(column, a), isText(column, b)];
    if (ta !== tb) return sign * (ta ? 1 : -1);
    const apart = ta
      ? order.get(cellText(column, a))! - order.get(cellText(column, b))!
      : column.numbers[a]! - column.numbers[b]!;
    return sign * apart || a - b;
  });
  return withRest(present, found, (row) => isMissing(column, row));
}

function bySign(found: Int32Array, sign: number, value: (row: number) => number): Int32Array {
  const present = found.filter((row) => !Number.isNaN(value(row)));
  present.sort((a, b) => sign * (value(a) - value(b)) || a - b);
  return withRest(present, found, (row) => Number.isNaN(value(row)));
}

function withRest(present: Int32Array, found: Int32Array, missing: (row: number) => boolean): Int32Array {
  const out = new Int32Array(found.length);
  out.set(present);
  out.set(found.filter(missing), present.length);
  return out;
}

function test(filter: RowFilter, rows: AllRows): ((row: number) => boolean) | undefined {
  switch (filter.kind) {
    case 'part': {
      const part = PARTS.indexOf(filter.part);
      return (row) => rows.part[row] === part;
    }
    case 'class':
      return (row) => rows.label?.[row] === filter.index;
    case 'range': {
      const { from, to, closed } = filter;
      const numbers = rows.columns[filter.column]?.numbers;
      return (row) => {
        const x = numbers?.[row] ?? NaN;
        return x >= from && (x < to || (closed && x === to));
      };
    }
    case 'value': {
      const column = rows.columns[filter.column];
      return (row) => column !== undefined && isValue(column, row, filter.text);
    }
    case 'missing': {
      const column = rows.columns[filter.column];
      return (row) => column !== undefined && isMissing(column, row);
    }
    case 'hint':
      return undefined; // where the rows come from
    default:
      return filter satisfies never;
  }
}

function isValue(column: RowColumn, row: number, text: string): boolean {
  return !isMissing(column, row) && cellText(column, row) === text;
}
