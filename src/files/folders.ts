// Makes a folder and the ones above it. Node's own recursive mkdir never returns where a file system answers
// "no such folder" to its root's child (/proc does).
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Throws what the system says. */
export function makeFolders(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = path.dirname(folder);
    if (code === 'ENOENT' && above !== folder && !fs.existsSync(above)) {
      makeFolders(above);
      fs.mkdirSync(folder);
    } else if (code !== 'EEXIST' || !fs.statSync(folder).isDirectory()) throw error;
  }
}
