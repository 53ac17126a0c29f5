// Reads and writes plain files alone. A pipe or a device is refused: reading one synchronously, or opening it to write, may
// wait or grow for ever, and Ctrl-C would not be heard meanwhile.
import * as fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { t } from '../l10n';

/** Without it, opening a pipe waits for its other end. Windows has no such pipes. */
const AT_ONCE = fs.constants.O_NONBLOCK ?? 0;

/** Throws what the system says; for what is no plain file an error of code ENOTFILE, or EISDIR. */
export function readPlainFile(file: string): Buffer {
  const handle = fs.openSync(file, fs.constants.O_RDONLY | AT_ONCE);
  try {
    refuseDevice(file, fs.fstatSync(handle));
    return fs.readFileSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** A file's bytes, at most so many at a time, each piece an array of its own: a file may be longer than any. Throws as `readPlainFile`. */
export function* plainPieces(file: string, size: number): Generator<Buffer, void, void> {
  const handle = fs.openSync(file, fs.constants.O_RDONLY | AT_ONCE);
  try {
    refuseDevice(file, fs.fstatSync(handle));
    for (;;) {
      const piece = Buffer.allocUnsafe(size);
      const bytes = fs.readSync(handle, piece);
      if (bytes === 0) return;
      yield piece.subarray(0, bytes);
    }
  } finally {
    fs.closeSync(handle);
  }
}

/** Makes the file, or replaces what is in it. Throws as `readPlainFile`; ENXIO for a pipe that nobody reads. */
export function writePlainFile(file: string, content: string): void {
  const { O_WRONLY, O_CREAT, O_TRUNC } = fs.constants;
  const handle = fs.openSync(file, O_WRONLY | O_CREAT | O_TRUNC | AT_ONCE);
  try {
    refuseDevice(file, fs.fstatSync(handle));
    fs.writeFileSync(handle, content);
  } finally {
    fs.closeSync(handle);
  }
}

/** As `readPlainFile`, for who must not be held up. */
export async function loadPlainFile(file: string): Promise<Buffer> {
  const handle = await openPlainFile(file);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** To be read, a piece at a time. Throws as `readPlainFile`; EISDIR at the first piece. */
export async function openPlainFile(file: string): Promise<FileHandle> {
  const handle = await open(file, fs.constants.O_RDONLY | AT_ONCE);
  try {
    refuseDevice(file, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function refuseDevice(file: string, stat: fs.Stats): void {
  if (!stat.isFile() && !stat.isDirectory())
    throw Object.assign(new Error(`${file} is not a plain file`), { code: 'ENOTFILE' });
}

/** Why reading failed, to go on after a file's name. `device`: what is said of a pipe or a device. */
export function whyUnread(error: unknown, device = t('this is a pipe or a device; name a plain file')): string {
  const code = String((error as NodeJS.ErrnoException).code ?? error);
  const why: Readonly<Record<string, string>> = {
    ENOENT: t('there is no such file'),
    ENOTDIR: t('there is no such file'),
    EISDIR: t('this is a folder'),
    EACCES: t('you may not read this file'),
    ELOOP: t('its links lead in a circle'),
    ENAMETOOLONG: t('the name is too long for a file'),
    ENOTFILE: device,
    ENXIO: device,
    EIO: t('the disk reports an error'),
    EMFILE: t('too many files are open'),
    ENFILE: t('too many files are open'),
  };
  return why[code] ?? code;
}
