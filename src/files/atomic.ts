// Writes a file whole or not at all: to a temporary name in the same folder, flushed to the disk, then
// renamed. A crash leaves the old file, and at worst a temporary one whose name begins with a dot.
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { t } from '../l10n';
import { UserError } from '../spec/problem';

export interface WriteOptions {
  /** False: an existing file is an error, also one that appears while this is writing. Default: true. */
  readonly overwrite?: boolean;
}

/** Creates the folders on the way. Throws a UserError with a sentence. */
export async function writeFileAtomic(
  file: string,
  content: Uint8Array | string,
  options: WriteOptions = {},
): Promise<void> {
  const folder = path.dirname(file);
  const temporary = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await refuseDevice(file);
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw codeOf(error) === 'EEXIST'
        ? Object.assign(new Error('a file in place of a folder'), { code: 'ENOTDIR' })
        : error;
    });
    await writeThrough(temporary, content);
    if (options.overwrite === false) await moveToFreeName(temporary, file);
    else await replace(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw asSentence(error, file);
  }
  await flushFolder(folder);
}

/** A rename would put a plain file in the place of a pipe or of /dev/null itself. */
async function refuseDevice(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there && !there.isFile() && !there.isDirectory())
    throw new UserError(t`${file} is a pipe or a device; choose a plain file.`, 'cannot-write');
}

async function writeThrough(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** rename() would replace a file that came into being meanwhile; link() fails where the name is taken. */
async function moveToFreeName(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    // A file system without hard links (FAT, some network drives): take the name first, then replace it.
    await (await open(file, 'wx')).close();
    await replace(temporary, file);
    return;
  }
  await unlink(temporary);
}

/** On Windows a file that a virus scanner or an editor has open cannot be replaced for a moment. */
async function replace(temporary: string, file: string): Promise<void> {
  for (const wait of [10, 50, 250]) {
    try {
      return await rename(temporary, file);
    } catch (error) {
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  await rename(temporary, file);
}

/** So that the new name survives a power cut, too; not every system can flush a folder. */
async function flushFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // The file itself is safe.
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}

function asSentence(error: unknown, file: string): Error {
  const sentences: Readonly<Record<string, string>> = {
    EEXIST: t`${file} exists already; it was not overwritten.`,
    EACCES: t`${file} cannot be written: no permission. Choose another folder.`,
    EPERM: t`${file} cannot be written: no permission. Choose another folder.`,
    EROFS: t`${file} cannot be written: the disk is read-only. Choose another folder.`,
    ENOSPC: t`${file} cannot be written: the disk is full.`,
    EISDIR: t`${file} is a folder; choose a file name.`,
    ENOENT: t`${file} cannot be written: its folder cannot be made. Choose another folder.`,
    ENOTDIR: t`${file} cannot be written: a part of its path is a file, not a folder.`,
    ENAMETOOLONG: t`${file} cannot be written: the name is too long.`,
  };
  const sentence = sentences[codeOf(error)];
  return sentence === undefined
    ? (error as Error)
    : new UserError(sentence, codeOf(error) === 'EEXIST' ? 'exists' : 'cannot-write');
}
