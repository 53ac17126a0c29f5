// Whether a path stays inside a folder when every symbolic link is followed, as far as the path exists.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** False for the folder itself. */
export function liesIn(file: string, folder: string): boolean {
  const relative = path.relative(real(folder), real(file));
  return relative !== '' && !/^\.\.(?:[\\/]|$)/.test(relative) && !path.isAbsolute(relative);
}

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(real(parent), path.basename(file));
  }
}
