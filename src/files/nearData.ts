// Is a spec's data here, and little enough to be read unasked? Only sizes are looked at, nothing is read or fetched.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { catalogueEntry } from '../data/catalogue';
import { cachePath, type DatasetPlaces } from './datasets';

/** About a second of work: MNIST packed has 12 MB, and a table of 32 MB takes two. */
const MOST_BYTES = 32e6;
/** How much larger a packed file is at most, as a rule. */
const UNPACKED = 5;

export interface Near extends DatasetPlaces {
  /** Relative paths begin in its folder. */
  readonly specFile: string;
}

/** `data`: the spec's, as it is written there. */
export async function isNear(data: unknown, near: Near): Promise<boolean> {
  const sources = sourcesOf(data);
  let bytes = 0;
  for (const source of sources) {
    bytes += await sizeOf(source, near);
    if (!(bytes <= MOST_BYTES)) return false;
  }
  return sources.length > 0;
}

/** Names of files, `builtin:…` and `dataset:…`, in a spec's data. */
export function sourcesOf(data: unknown): string[] {
  if (typeof data === 'string') return [data];
  const { source, validation, test } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return [source, validation, test]
    .flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : one === undefined ? [] : [one]))
    .map(String);
}

/** Infinity where it would have to be fetched; 0 for a file that is gone: whoever reads it says so. */
async function sizeOf(source: string, near: Near): Promise<number> {
  const [, kind, name] = /^(builtin|dataset):(.*)$/.exec(source) ?? [];
  if (kind === 'builtin') return 0;
  if (kind === 'dataset') {
    const sizes = (catalogueEntry(name!)?.files ?? [undefined]).map(async (file) => {
      if (!file) return Infinity;
      const own = near.folders.map((folder) => path.join(folder, name!, file.file));
      const places = [...own.flatMap((place) => [place, place.replace(/\.gz$/, '')]), cachePath(name!, file, near)];
      const there = await Promise.all(places.map(onDisk));
      return there.some(Number.isFinite) ? file.bytes : Infinity;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
  const size = await onDisk(path.resolve(path.dirname(near.specFile), source));
  return (Number.isFinite(size) ? size : 0) * (/\.(gz|npz)$/i.test(source) ? UNPACKED : 1);
}

const onDisk = (file: string): Promise<number> =>
  stat(file).then(
    (found) => (found.isFile() ? found.size : Infinity),
    () => Infinity,
  );
