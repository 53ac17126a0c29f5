// The columns of a table from the beginning of its file, for completion and quick checks in the
// editor: names, kinds, examples. Never throws: half a file, or nonsense, gives what can be told.
import type { DataSpec } from '../spec/spec';
import { catalogueEntry } from './catalogue';
import { DEFAULT_MISSING, MissingValues, toNumber } from './column';
import { inferFormat } from './csv';
import { gunzipHead } from './gzip';
import { columnNames } from './table';
import { decodeHead } from './text';

/** So much of a file is enough. */
export const PEEK_BYTES = 65536;

export interface PeekedColumn {
  /** In the file's header or the catalogue; "column_3" where there is none. */
  readonly name: string;
  readonly index: number;
  readonly kind: 'number' | 'text';
  /** The first distinct values that are not missing, as they stand in the file. */
  readonly examples: readonly string[];
  readonly hasMissing: boolean;
}

export interface Peek {
  readonly columns: readonly PeekedColumn[];
  /** True where the columns have names of their own. */
  readonly named: boolean;
  readonly delimiter: string;
  /** Rows that were looked at. */
  readonly rows: number;
}

export type PeekOptions = Partial<
  Pick<DataSpec, 'source' | 'format' | 'missingValues' | 'features' | 'target' | 'ignore'>
>;

/** `bytes` are a file's first PEEK_BYTES, or all of it (`complete`); packed or not. */
export async function peekTable(
  bytes: Uint8Array,
  complete: boolean,
  options: PeekOptions = {},
): Promise<Peek | undefined> {
  const entry =
    typeof options.source === 'string' && options.source.startsWith('dataset:')
      ? catalogueEntry(options.source.slice(8))
      : undefined;
  const format = { ...entry?.data.format, ...options.format };
  const refs = [...(options.features ?? []), ...(options.target ?? []), ...(options.ignore ?? [])];
  const missing = new MissingValues(options.missingValues ?? DEFAULT_MISSING);
  try {
    const head = await gunzipHead(bytes, PEEK_BYTES);
    const whole = complete && head.length < PEEK_BYTES;
    const text = decodeHead(head, whole, format.encoding);
    if (text.includes('\0')) return undefined;
    const wanted = refs.filter((ref) => typeof ref === 'string');
    const { sample, header, dialect } = inferFormat(text, { format, missing, wanted });
    if (sample.length === 0) return undefined;
    const said = header ? sample[0]!.map((cell) => cell.trim()) : entry?.columns;
    const rows = header ? sample.slice(1) : sample;
    const columns = columnNames(sample[0]!.length, said).map((name, index) => {
      const cells = rows.map((row) => (row[index] ?? '').trim());
      const present = cells.filter((cell) => !missing.has(cell));
      const numbers = present.filter((cell) => !Number.isNaN(toNumber(cell))).length;
      return {
        name,
        index,
        kind: present.length > 0 && numbers < 0.8 * present.length ? ('text' as const) : ('number' as const),
        examples: [...new Set(present)].slice(0, 5),
        hasMissing: present.length < cells.length,
      };
    });
    return { columns, named: said !== undefined, delimiter: dialect.delimiter, rows: rows.length };
  } catch {
    return undefined;
  }
}
