// What a disk refuses who keeps a run, and who reads one, in words of someone who can do something about it.
import { t } from '../l10n';
import { UserError } from '../spec/problem';
import { whyUnread } from './plain';

/** Keeping a run in `folder`. The UserError is of code "run-gone" where somebody deleted it, or is at it. */
export function orSentence<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code;
    const device = t('a pipe or a device is in the way of a file');
    const why: Record<string, string> = {
      EACCES: t('the folder may not be written'),
      EPERM: t('the folder may not be written'),
      EROFS: t('the disk is read-only'),
      ENOSPC: t('the disk is full'),
      EDQUOT: t('the disk quota is used up'),
      ENOTDIR: t('a part of the path is a file, not a folder'),
      EEXIST: t('a file of that name is in the way'),
      ENOENT: t('the folder or file is gone'),
      EISDIR: t('a folder is in the way of a file'),
      ENOTFILE: device,
      ENXIO: device,
      EFBIG: t('a file grew larger than is allowed here'),
      EIO: t('the disk reports an error'),
      ELOOP: t('its links lead in a circle'),
      EMFILE: t('too many files are open'),
      ENFILE: t('too many files are open'),
      ENAMETOOLONG: t('the name is too long for a file'),
    };
    if (code === undefined || e instanceof UserError) throw e;
    throw new UserError(
      t`The run cannot be kept in ${folder}: ${why[code] ?? code}. Put that right, or train a copy of the spec elsewhere.`,
      code === 'ENOENT' ? 'run-gone' : 'run-folder',
    );
  }
}

/** Reading a run's `file`. */
export function orUnread<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    throw unread(file, e);
  }
}

/** `error` as it is where the system has nothing to do with it. */
export function unread(file: string, error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code === undefined || error instanceof UserError) return error;
  return notWhole(file, whyUnread(error, t('this is a pipe or a device')));
}

/** `why` goes on after the name of the run's `file`. */
export function notWhole(file: string, why: string): UserError {
  return new UserError(
    t`${file} cannot be read: ${why}. This is not a whole run: put the file back, or train anew.`,
    'bad-run',
  );
}
