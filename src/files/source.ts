// What a dataset needs from outside, on Node: files that a spec names, relative to it, and files of
// the catalogue. With a workspace, nothing outside it is read, not even through a link.
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../l10n';
import { catalogueEntry } from '../data/catalogue';
import type { DataReader } from '../data/dataset';
import { getDataset } from './fetch';
import type { LocatedFile } from './datasets';
import { readHead, readWhole, unreadable } from './read';

export interface FileReaderOptions {
  /** The spec; its folder is where relative paths begin. */
  readonly specFile: string;
  /** Files outside this folder are not read; undefined: no limit. */
  readonly workspace?: string | undefined;
  /** Folders looked in for `dataset:NAME` before the cache. */
  readonly datasetFolders: readonly string[];
  readonly datasetCache: string;
  consent(name: string, bytes: number, from: string): Promise<boolean>;
  onProgress?: ((message: string, fraction?: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where the catalogue's files are fetched from; for tests. */
  readonly catalogueBase?: string;
}

export interface FileReader extends DataReader {
  /** At most `bytes` of the beginning of a file as it is on the disk (a .gz stays packed). */
  head(file: string, bytes: number): Promise<Uint8Array>;
}

export function fileReader(options: FileReaderOptions): FileReader {
  const { specFile, workspace, signal, onProgress } = options;
  const reading = (name: string) => ({ name, signal, onProgress });
  const fetched = new Map<string, Promise<LocatedFile[]>>();
  return {
    read: async (file) => readWhole(await resolveFile(file, specFile, workspace), reading(file)),
    head: async (file, bytes) => readHead(await resolveFile(file, specFile, workspace), bytes, reading(file)),
    async dataset(name, file) {
      // All files of a dataset at once: consent is asked once.
      let files = fetched.get(name);
      if (!files) {
        files = getDataset(name, {
          folders: options.datasetFolders,
          cache: options.datasetCache,
          consent: (...question) => options.consent(...question),
          onProgress,
          signal,
          ...(options.catalogueBase !== undefined && { base: options.catalogueBase }),
        });
        fetched.set(name, files);
      }
      const at = (await files)[catalogueEntry(name)!.files.findIndex((f) => f.file === file)];
      if (!at) throw unreadable(t`The dataset "${name}" has no file ${file}.`, 'missing-file');
      // A file of the cache or of a folder may have been unpacked by hand: the name says nothing.
      return readWhole(at.path, reading(`${name}/${file}`));
    },
  };
}

/** The file's path, links followed where a workspace sets limits. */
async function resolveFile(file: string, specFile: string, workspace: string | undefined): Promise<string> {
  if (file.includes('\0')) throw unreadable(t('A file name cannot hold a NUL character.'), 'missing-file');
  const full = path.resolve(path.dirname(specFile), file);
  if (workspace === undefined) return full;
  const limit = await realpath(workspace).catch(() => path.resolve(workspace));
  const real = await realpath(full).catch(() => undefined);
  // A file that is not there is judged by its name, so that nobody learns what exists outside.
  const [from, to] = real === undefined ? [path.resolve(workspace), full] : [limit, real];
  const inside = path.relative(from, to);
  if (inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside)) {
    throw unreadable(
      real !== undefined && real !== full
        ? t`${file} leads outside the workspace, and is not read. Copy it into the workspace.`
        : t`${file} is outside the workspace, and is not read. Copy it into the workspace.`,
      'outside-workspace',
    );
  }
  return real ?? full;
}
