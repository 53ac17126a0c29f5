// Reads one plain file at once. A pipe or a device is refused: reading one synchronously may wait or grow for ever,
// and Ctrl-C would not be heard meanwhile.
import * as fs from 'node:fs';
import { t } from '../l10n';

/** Throws what the system says; for what is no plain file an error of code ENOTFILE, or EISDIR. */
export function readPlainFile(file: string): Buffer {
  // Without O_NONBLOCK, opening a pipe waits for its other end.
  const handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    const stat = fs.fstatSync(handle);
    if (!stat.isFile() && !stat.isDirectory())
      throw Object.assign(new Error(`${file} is not a plain file`), { code: 'ENOTFILE' });
    return fs.readFileSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** Why reading failed, to go on after a file's name. */
export function whyUnread(error: unknown): string {
  const code = String((error as NodeJS.ErrnoException).code ?? error);
  const why: Readonly<Record<string, string>> = {
    ENOENT: t('there is no such file'),
    ENOTDIR: t('there is no such file'),
    EISDIR: t('this is a folder'),
    EACCES: t('you may not read this file'),
    ELOOP: t('its links lead in a circle'),
    ENAMETOOLONG: t('the name is too long for a file'),
    ENOTFILE: t('this is a pipe or a device; name a plain file'),
    ENXIO: t('this is a pipe or a device; name a plain file'),
  };
  return why[code] ?? code;
}
