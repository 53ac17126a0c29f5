// The columns of a spec's table for completion, from the beginning of the file alone. Unlike a look at the data it
// takes any spec whose source is known, however wrong the rest is.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { catalogueEntry } from '../data/catalogue';
import { PEEK_BYTES, peekTable, type PeekedColumn } from '../data/peek';
import { DataError } from '../spec/problem';
import type { DataSpec } from '../spec/spec';
import { isTable, readerOnly, type Surroundings } from './look';

let last: { readonly stamp: string; readonly columns: readonly PeekedColumn[] } | undefined;

/** None where the source is no table, is not there or must not be read. Read again when the file changes. */
export async function tableColumns(data: DataSpec, around: Surroundings): Promise<readonly PeekedColumn[]> {
  const { source } = data;
  if (typeof source === 'string' && source.startsWith('dataset:')) return kept(source.slice('dataset:'.length));
  if (!isTable(source)) return [];
  const full = path.resolve(path.dirname(around.file), source);
  const written = await stat(full).catch(() => undefined);
  if (!written?.isFile()) return [];
  const { format, missingValues } = data;
  const stamp = JSON.stringify([full, around.workspace, written.mtimeMs, written.size, format, missingValues]);
  if (last?.stamp === stamp) return last.columns;
  try {
    const bytes = await readerOnly(around).head(source, PEEK_BYTES);
    const peeked = await peekTable(bytes, bytes.length < PEEK_BYTES, { source, format, missingValues });
    last = { stamp, columns: peeked?.columns ?? [] };
    return last.columns;
  } catch (error) {
    if (error instanceof DataError) return [];
    throw error;
  }
}

function kept(name: string): PeekedColumn[] {
  const { columns = [] } = catalogueEntry(name) ?? {};
  return columns.map((column, index) => ({ name: column, index, kind: 'number', examples: [], hasMissing: false }));
}
