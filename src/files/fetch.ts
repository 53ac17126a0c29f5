// Fetches catalogue files into the cache: asked for once, only https, checked by size and SHA-256, put
// in place whole or not at all. Nothing waits for ever: a server that falls silent is given up.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../l10n';
import { catalogueBase, catalogueEntry, type CatalogueEntry, type CatalogueFile } from '../data/catalogue';
import { DataError } from '../spec/problem';
import { cachePath, datasetState, type DatasetPlaces, type LocatedFile } from './datasets';

/** A server that sends nothing for so long is given up. */
const SILENCE_MS = 30_000;
/** A file of 10 MB that takes longer comes at less than 6 kB a second. */
const LONGEST_MS = 30 * 60_000;
const MOST_REDIRECTS = 3;

export interface FetchOptions extends DatasetPlaces {
  /** May `bytes` bytes be fetched `from` there? Asked once a dataset. */
  consent(name: string, bytes: number, from: string): Promise<boolean>;
  onProgress?: ((message: string, fraction?: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Another address than the catalogue's; for tests. */
  readonly base?: string;
  readonly silenceMs?: number;
}

/** Paths of a dataset's files, in the catalogue's order; fetches what is not here. */
export async function getDataset(name: string, options: FetchOptions): Promise<LocatedFile[]> {
  const entry = catalogueEntry(name);
  if (!entry) throw new DataError(t`There is no dataset "${name}" in the catalogue.`, { code: 'unknown-source' });
  const state = await datasetState(entry, options);
  const absent = state.files.filter(({ at }) => at === undefined).map(({ file }) => file);
  if (absent.length > 0) {
    const total = absent.reduce((n, file) => n + file.bytes, 0);
    options.signal?.throwIfAborted();
    if (!(await options.consent(name, total, addressOf(entry, options)))) throw refused(entry, options);
    let before = 0;
    for (const file of absent) {
      await fetchFile(entry, file, options, (bytes) =>
        options.onProgress?.(t`Fetching ${name}/${file.file}`, (before + bytes) / total),
      );
      before += file.bytes;
    }
  }
  return state.files.map(({ file, at }) => at ?? { path: cachePath(name, file, options), from: 'cache' });
}

function addressOf(entry: CatalogueEntry, options: FetchOptions): string {
  const address = (options.base ?? catalogueBase) + entry.files[0]!.address;
  return address.slice(0, address.lastIndexOf('/') + 1);
}

function refused(entry: CatalogueEntry, options: DatasetPlaces): DataError {
  const folder = options.folders[0] ?? t('<folder that nnspec.datasets.folders or NNSPEC_DATASETS names>');
  const files = entry.files.map(({ file }) => file).join(', ');
  return new DataError(
    t`The dataset "${entry.name}" is not on this machine, and fetching it was not allowed. Allow it, or put ${files} into ${path.join(folder, entry.name)}.`,
    { code: 'no-consent' },
  );
}

async function fetchFile(
  entry: CatalogueEntry,
  file: CatalogueFile,
  options: FetchOptions,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const place = cachePath(entry.name, file, options);
  const temporary = `${place}.${randomBytes(6).toString('hex')}.part`;
  const fail = (why: string, code = 'fetch-failed') =>
    new DataError(t`${entry.name}/${file.file} could not be fetched: ${why}`, {
      file: `${entry.name}/${file.file}`,
      code,
    });
  const silence = options.silenceMs ?? SILENCE_MS;
  const watch = new Watch(options.signal, silence);
  try {
    const response = await follow((options.base ?? catalogueBase) + file.address, watch, fail);
    await mkdir(path.dirname(place), { recursive: true });
    const handle = await open(temporary, 'wx');
    try {
      const hash = createHash('sha256');
      let length = 0;
      for await (const chunk of response.body ?? []) {
        watch.alive();
        length += chunk.length;
        if (length > file.bytes)
          throw fail(t`the server sends more than the ${file.bytes} bytes expected.`, 'wrong-checksum');
        hash.update(chunk);
        await handle.write(chunk);
        onBytes(length);
      }
      if (length < file.bytes) {
        throw fail(t`only ${length} of ${file.bytes} bytes came. Try again.`);
      }
      if (hash.digest('hex') !== file.sha256) {
        throw fail(
          t('its SHA-256 is not the expected one, so it was thrown away. The file at that address was changed.'),
          'wrong-checksum',
        );
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, place);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    options.signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    if (watch.silent) throw fail(t`the server sent nothing for ${silence / 1000} s. Try again later.`);
    throw fail(t`${reason(error)}. Is this machine connected to the network?`);
  } finally {
    watch.end();
  }
}

/** A response with a body; follows a few redirects, and none that leads away from https. */
async function follow(address: string, watch: Watch, fail: (why: string) => DataError): Promise<Response> {
  let url = new URL(address);
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const response = await fetch(url, { redirect: 'manual', signal: watch.signal });
    watch.alive();
    const target = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || target === null) {
      if (response.ok) return response;
      void response.body?.cancel().catch(() => undefined);
      const gone = response.status === 404 || response.status === 410;
      throw fail(
        gone
          ? t`${url.host} answers ${response.status} (it is not there any more).`
          : t`${url.host} answers ${response.status}. Try again later.`,
      );
    }
    void response.body?.cancel().catch(() => undefined);
    const next = new URL(target, url);
    if (next.protocol !== url.protocol)
      throw fail(t`${url.host} leads on to ${next.protocol}//, which is not followed.`);
    url = next;
  }
  throw fail(t`${url.host} leads on again and again.`);
}

/** Aborts when the user cancels, when nothing has come for a while, or when it takes too long altogether. */
class Watch {
  readonly signal: AbortSignal;
  silent = false;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly limit: NodeJS.Timeout;

  constructor(
    user: AbortSignal | undefined,
    private readonly silenceMs: number,
  ) {
    this.signal = user ? AbortSignal.any([user, this.controller.signal]) : this.controller.signal;
    this.limit = setTimeout(() => this.controller.abort(new Error('it took too long')), LONGEST_MS);
    this.alive();
  }

  alive(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.silent = true;
      this.controller.abort();
    }, this.silenceMs);
  }

  end(): void {
    clearTimeout(this.limit);
    clearTimeout(this.timer);
  }
}

/** fetch() says only "fetch failed"; the cause knows more. */
function reason(error: unknown): string {
  const cause = (error as { cause?: { message?: string } } | null)?.cause;
  return cause?.message || (error instanceof Error ? error.message : String(error));
}
