// Where the files of the catalogue (`dataset:NAME`) are on this machine. First the user's folders, as
// <folder>/<name>/<file>, then the cache, which holds only what was fetched and checked.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { catalogue, type CatalogueEntry, type CatalogueFile } from '../data/catalogue';

export interface DatasetPlaces {
  /** Looked in first; what is there is taken as it is. */
  readonly folders: readonly string[];
  readonly cache: string;
}

/** Folders of NNSPEC_DATASETS, separated as in PATH. */
export function datasetFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  return (env['NNSPEC_DATASETS'] ?? '').split(path.delimiter).filter((folder) => folder.trim() !== '');
}

/** Where programs keep what they can fetch again: XDG Base Directory Specification; Apple; Windows. */
export function defaultDatasetCache(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  const join = platform === 'win32' ? path.win32.join : path.posix.join;
  const base =
    platform === 'win32'
      ? env['LOCALAPPDATA'] || join(home, 'AppData', 'Local')
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : absolute(env['XDG_CACHE_HOME']) || join(home, '.cache');
  return join(base, 'nnspec', 'datasets');
}

/** The specification says that a relative path is to be ignored. */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && path.posix.isAbsolute(folder) ? folder : undefined;
}

export interface LocatedFile {
  readonly path: string;
  readonly from: 'folder' | 'cache';
}

/** Where a file is, or undefined. A file without its .gz serves as well: unpacking goes by content. */
export async function locateFile(
  name: string,
  file: CatalogueFile,
  places: DatasetPlaces,
): Promise<LocatedFile | undefined> {
  for (const folder of places.folders) {
    for (const candidate of [file.file, file.file.replace(/\.gz$/, '')]) {
      const place = path.join(folder, name, candidate);
      if (await isFile(place)) return { path: place, from: 'folder' };
    }
  }
  const place = cachePath(name, file, places);
  return (await isGood(place, file)) ? { path: place, from: 'cache' } : undefined;
}

export function cachePath(name: string, file: CatalogueFile, places: DatasetPlaces): string {
  return path.join(places.cache, name, file.file);
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (s) => s.isFile(),
    () => false,
  );
}

/** A cached file is judged each time it is used: 10 MB take 10 ms. */
async function isGood(place: string, file: CatalogueFile): Promise<boolean> {
  const size = await stat(place).then(
    (s) => (s.isFile() ? s.size : -1),
    () => -1,
  );
  return size === file.bytes && sha256(await readFile(place)) === file.sha256;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface DatasetState {
  readonly entry: CatalogueEntry;
  /** Of all its files. */
  readonly bytes: number;
  readonly files: readonly { readonly file: CatalogueFile; readonly at?: LocatedFile }[];
  /** True where all files are here. */
  readonly present: boolean;
}

/** The catalogue, and what of it is on this machine. */
export function listDatasets(places: DatasetPlaces): Promise<DatasetState[]> {
  return Promise.all(catalogue.map((entry) => datasetState(entry, places)));
}

export async function datasetState(entry: CatalogueEntry, places: DatasetPlaces): Promise<DatasetState> {
  const files = await Promise.all(
    entry.files.map(async (file) => {
      const at = await locateFile(entry.name, file, places);
      return { file, ...(at && { at }) };
    }),
  );
  const bytes = entry.files.reduce((n, file) => n + file.bytes, 0);
  return { entry, bytes, files, present: files.every(({ at }) => at !== undefined) };
}
