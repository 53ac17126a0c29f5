// A look at a spec's data without training on it, while it is being edited and for `nnspec check`: small files in
// full, large ones at their beginning, datasets only where they are on the disk already. Nothing is fetched, nothing
// blocks.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { catalogueEntry } from '../data/catalogue';
import { chooseColumns } from '../data/columns';
import { datasetFacts, type DataFacts } from '../data/facts';
import { loadDataset } from '../data/load';
import { PEEK_BYTES, peekTable, type PeekedColumn } from '../data/peek';
import { datasetState, defaultDatasetCache } from './datasets';
import { filesBelow } from './nearby';
import { fileReader, type FileReader } from './source';
import { DataError } from '../spec/problem';
import type { Spec, SourceSpec } from '../spec/spec';

/** Files that are read in full while somebody types: some 50 ms of work. Packed ones grow about fivefold. */
const SMALL_BYTES = 1_000_000;
/** Short rows cost more a byte: 240,000 of them in 1 MB took 370 ms. */
const SMALL_ROWS = 25_000;

export interface Look {
  /** The spec's `data` that was looked at, as JSON: a newer spec may ask for other data. */
  readonly of: string;
  /** Of the data as it would be loaded; absent where it is too large, not here, or at fault. */
  readonly facts?: DataFacts;
  readonly faults: readonly DataError[];
  readonly columns?: readonly PeekedColumn[];
}

export interface Surroundings {
  /** The spec's file. */
  readonly file: string;
  /** Files outside this folder are not read; undefined: no limit. */
  readonly workspace?: string | undefined;
  readonly datasetFolders: readonly string[];
  /** The usual one unless said. */
  readonly datasetCache?: string;
  readonly signal?: AbortSignal;
}

const cache = new Map<string, { readonly stamp: string; readonly look: Look }>();

/** Throws only when aborted. The last look at each spec is kept, until its data or a file of it changes. */
export async function lookAtData(spec: Spec, around: Surroundings): Promise<Look> {
  const stamp = JSON.stringify([
    spec.data,
    spec.loss.type,
    spec.initialWeights,
    around.workspace,
    await stamps(spec, around.file),
  ]);
  const known = cache.get(around.file);
  if (known?.stamp === stamp) return known.look;
  const look = { of: JSON.stringify(spec.data), ...(await freshLook(spec, around)) };
  around.signal?.throwIfAborted();
  if (cache.size > 50) cache.clear(); // more specs than anybody has open
  cache.set(around.file, { stamp, look });
  return look;
}

/** Reads what the surroundings allow, and fetches nothing. */
export function readerOnly(around: Surroundings): FileReader {
  return fileReader({
    specFile: around.file,
    workspace: around.workspace,
    datasetFolders: around.datasetFolders,
    datasetCache: around.datasetCache ?? defaultDatasetCache(),
    consent: () => Promise.resolve(false),
    signal: around.signal,
  });
}

async function freshLook(spec: Spec, around: Surroundings): Promise<Omit<Look, 'of'>> {
  const reader = readerOnly(around);
  const faults: DataError[] = [];
  const noting = async <T>(run: () => Promise<T>, at: readonly string[], file?: string): Promise<T | undefined> => {
    try {
      return await run();
    } catch (error) {
      around.signal?.throwIfAborted();
      if (!(error instanceof DataError)) throw error;
      const { path: place = at, code, meant } = error.where;
      const found = code === 'missing-file' && meant === undefined && file !== undefined;
      const instead = found ? await elsewhere(file, around) : meant;
      faults.push(
        new DataError(error.message, { ...error.where, path: place, ...(instead !== undefined && { meant: instead }) }),
      );
      return undefined;
    }
  };
  const { initialWeights } = spec;
  if (initialWeights !== undefined)
    await noting(() => reader.head(initialWeights, 1), ['initialWeights'], initialWeights);
  const size = await dataSize(spec, around);
  if (size === undefined) return { faults }; // a dataset that is not here yet
  const { source } = spec.data;
  const table = isTable(source) ? source : undefined;
  const peeked =
    table === undefined ? undefined : await noting(() => peek(spec, table, reader), ['data', 'source'], table);
  for (const key of ['source', 'validation', 'test'] as const)
    for (const [at, file] of filesAt(key, spec.data[key]))
      if (!isTable(file) || key !== 'source') await noting(() => reader.head(file, 1), at, file);
  if (faults.some((f) => f.where.path?.[0] === 'data')) return { faults };
  const facts =
    size <= SMALL_BYTES && size * (peeked?.rowsPerByte ?? 0) <= SMALL_ROWS
      ? await noting(
          async () => datasetFacts(await loadDataset(spec.data, spec.loss.type, reader, { signal: around.signal })),
          ['data'],
        )
      : undefined;
  return { faults, ...(facts && { facts }), ...(peeked?.columns && { columns: peeked.columns }) };
}

/** Where the workspace has a file of this name, as a path from the spec. */
async function elsewhere(file: string, { file: spec, workspace }: Surroundings): Promise<string | undefined> {
  const name = path.basename(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [found] = await filesBelow(workspace ?? path.dirname(spec), new RegExp(`^${name}$`, 'i'));
  return found && path.relative(path.dirname(spec), found).split(path.sep).join('/');
}

/** The columns of a table, how densely its rows lie, and a fault where the spec names a column that is not there. */
async function peek(spec: Spec, source: string, reader: FileReader) {
  const bytes = await reader.head(source, PEEK_BYTES);
  const peeked = await peekTable(bytes, bytes.length < PEEK_BYTES, spec.data);
  if (peeked) chooseColumns({ file: source, named: peeked.named, columns: peeked.columns }, spec.data);
  const rowsPerByte = bytes.reduce((n, byte) => n + (byte === 0x0a || byte === 0x0d ? 1 : 0), 0) / bytes.length;
  return { columns: peeked?.columns, rowsPerByte };
}

export const isTable = (source: SourceSpec): source is string =>
  typeof source === 'string' && /\.(csv|tsv|data|txt)(\.gz)?$/i.test(source) && !/^(builtin|dataset):/.test(source);

/** The files that a source names itself, each with its place in the spec. */
function filesAt(key: string, source: SourceSpec | undefined): [at: readonly string[], file: string][] {
  if (source === undefined) return [];
  if (typeof source === 'string') return /^(builtin|dataset):/.test(source) ? [] : [[['data', key], source]];
  return (['images', 'labels'] as const).map((part) => [['data', key, part], source[part]]);
}

const named = ({ data }: Spec): string[] =>
  (['source', 'validation', 'test'] as const).flatMap((key) => filesAt(key, data[key]).map(([, file]) => file));

/** About how many bytes there are to read; undefined for a dataset that is not on the disk. */
async function dataSize(spec: Spec, around: Surroundings): Promise<number | undefined> {
  const { source } = spec.data;
  if (typeof source === 'string' && source.startsWith('builtin:')) return Infinity; // its name tells enough
  if (typeof source === 'string' && source.startsWith('dataset:')) {
    const places = { folders: around.datasetFolders, cache: around.datasetCache ?? defaultDatasetCache() };
    const entry = catalogueEntry(source.slice('dataset:'.length));
    const bytes = entry?.files.reduce((n, f) => n + f.bytes, 0) ?? Infinity;
    if (!entry || bytes > SMALL_BYTES) return undefined;
    return (await datasetState(entry, places)).present ? bytes : undefined;
  }
  let bytes = 0;
  for (const file of named(spec)) {
    const at = path.resolve(path.dirname(around.file), file);
    bytes += (await sizeOf(at)) * (file.endsWith('.gz') || file.endsWith('.npz') ? 5 : 1);
  }
  return bytes;
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (s) => s.size,
    () => 0,
  );

/** Changes when a file that the spec names changes. */
function stamps(spec: Spec, file: string): Promise<string[]> {
  const all = [...named(spec), ...(spec.initialWeights === undefined ? [] : [spec.initialWeights])];
  return Promise.all(
    all.map((one) =>
      stat(path.resolve(path.dirname(file), one)).then(
        (s) => `${s.mtimeMs} ${s.size}`,
        () => 'none',
      ),
    ),
  );
}
