// Reads one file of the user's, whole: never hangs on a pipe or a device, never fills the memory, and
// can be cancelled. Says in a sentence why it could not.
import { constants } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { totalmem } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip as gunzipWithCallback } from 'node:zlib';
import { t } from '../l10n';
import { damagedGzip, isGzip, LARGEST_FILE } from '../data/gzip';
import { didYouMean, nearest } from '../nn/nearest';
import { DataError } from '../spec/problem';
import { codeOf } from './atomic';

const gunzip = promisify(gunzipWithCallback);

/** So much is read between two looks at the signal. */
const CHUNK = 4 << 20;

export interface ReadOptions {
  /** The file as the user named it, for sentences. */
  readonly name: string;
  readonly onProgress?: ((message: string, fraction?: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Samples take several times a file's size, so half of the memory is the most that makes sense. */
function largestFile(): number {
  return Math.min(LARGEST_FILE, totalmem() / 2);
}

/** The file's bytes, unpacked where they are gzip, whatever the name says. */
export async function readWhole(file: string, options: ReadOptions): Promise<Uint8Array> {
  const bytes = await readBytes(file, options);
  if (!isGzip(bytes)) {
    if (!/\.gz$/i.test(file)) return bytes;
    throw new DataError(t`${options.name} is not a gzip file, though its name ends in .gz. Rename or compress it.`, {
      file: options.name,
      code: 'damaged-gzip',
    });
  }
  options.onProgress?.(t`Unpacking ${options.name}`);
  try {
    const unpacked = await gunzip(bytes, { maxOutputLength: Math.floor(largestFile()) });
    options.signal?.throwIfAborted();
    return new Uint8Array(unpacked.buffer, unpacked.byteOffset, unpacked.byteLength);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(options.name, undefined) : damagedGzip(options.name);
  }
}

/** The first `most` bytes as they are on the disk. */
export function readHead(file: string, most: number, options: ReadOptions): Promise<Uint8Array> {
  return readBytes(file, options, most);
}

async function readBytes(file: string, options: ReadOptions, most = Infinity): Promise<Uint8Array> {
  const { name, signal, onProgress } = options;
  signal?.throwIfAborted();
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a pipe waits for its other end, perhaps for ever.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw await cannotOpen(error, file, name);
  }
  try {
    const stat = await handle.stat();
    if (stat.isDirectory())
      throw unreadable(t`${name} is a folder. Name a file in it.${await contents(file)}`, 'not-a-file');
    if (!stat.isFile())
      throw unreadable(t`${name} is not a plain file (perhaps a device or a pipe). Name a plain file.`, 'not-a-file');
    const length = Math.min(stat.size, most);
    if (length > largestFile()) throw tooLarge(name, stat.size);
    const bytes = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(CHUNK, length - at), at);
      signal?.throwIfAborted();
      if (bytesRead === 0) break; // it became shorter meanwhile
      at += bytesRead;
      if (length > CHUNK) onProgress?.(t`Reading ${name}`, at / length);
    }
    return bytes.subarray(0, at);
  } catch (error) {
    if (codeOf(error) === 'EIO') throw unreadable(t`${name} cannot be read: the disk reports an error.`, 'unreadable');
    throw error;
  } finally {
    await handle.close();
  }
}

async function cannotOpen(error: unknown, file: string, name: string): Promise<unknown> {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return missing(name, await similar(file));
    case 'EACCES':
    case 'EPERM':
      return unreadable(t`${name} cannot be read: no permission.`, 'unreadable');
    case 'ELOOP':
      return unreadable(t`${name} cannot be read: its links lead in a circle.`, 'unreadable');
    case 'ENAMETOOLONG':
      return unreadable(t`${name.slice(0, 60)}… is too long for a file name.`, 'missing-file');
    case 'EISDIR':
      return unreadable(t`${name} is a folder. Name a file in it.${await contents(file)}`, 'not-a-file');
    case 'ENXIO':
    case 'EOPNOTSUPP':
      return unreadable(t`${name} is not a plain file (perhaps a device or a pipe). Name a plain file.`, 'not-a-file');
    default:
      return error;
  }
}

interface Similar {
  readonly hint: string;
  /** Of a file in the same folder. */
  readonly meant?: string | undefined;
}

function missing(name: string, { hint, meant }: Similar): DataError {
  // The folder as the user wrote it.
  const instead = meant === undefined ? {} : { meant: name.replace(/[^/\\]*$/, () => meant) };
  return new DataError(t`${name} does not exist.${hint}`, { code: 'missing-file', ...instead });
}

/** What may have been meant: a similar name in the folder, or that the folder is not there either. */
async function similar(file: string): Promise<Similar> {
  const folder = path.dirname(file);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return { hint: t` The folder ${path.basename(folder)} does not exist either.` };
  }
  const base = path.basename(file);
  const packed = `${base}.gz`;
  if (names.includes(packed)) return { hint: t` There is ${packed}.`, meant: packed };
  const near = nearest(base, names);
  if (near !== undefined) return { hint: didYouMean(base, names), meant: near };
  const sameStem = names.find((n) => path.parse(n).name === path.parse(base).name);
  return sameStem === undefined ? { hint: '' } : { hint: t` There is ${sameStem}.`, meant: sameStem };
}

async function contents(folder: string): Promise<string> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
  return names.length > 0 ? t` It holds ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}.` : '';
}

function tooLarge(name: string, size: number | undefined): DataError {
  const gigabytes = (n: number) => `${(n / 1e9).toFixed(1)} GB`;
  const most = gigabytes(largestFile());
  const message =
    size === undefined
      ? t`${name} unpacks to more than ${most}. Use a part of its rows.`
      : t`${name} is ${gigabytes(size)}; at most ${most} are read here. Use a part of its rows.`;
  return unreadable(message, 'file-too-large');
}

/** A file that cannot be read has no place in itself: the complaint belongs to the spec that names it. */
export function unreadable(message: string, code: string): DataError {
  return new DataError(message, { code });
}
