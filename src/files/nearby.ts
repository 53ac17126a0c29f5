// Files of a workspace that a spec could name, found by their endings. Bounded: a workspace may hold a whole disk.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

const MOST_ENTRIES = 5000;
const MOST_FILES = 200;

/**
 * Full paths of files below `folder` whose names match, the nearest to it first, those of a folder by name. Links are
 * not followed; folders with a dot and `node_modules` are left out, but for those that `enter` lets in.
 */
export async function filesBelow(
  folder: string,
  wanted: RegExp,
  enter: (name: string) => boolean = () => false,
): Promise<string[]> {
  const found: string[] = [];
  const folders = [folder];
  let seen = 0;
  for (let at = folders.shift(); at !== undefined && seen < MOST_ENTRIES; at = folders.shift()) {
    for (const entry of await entriesOf(at)) {
      if (++seen > MOST_ENTRIES || found.length >= MOST_FILES) return found;
      const full = path.join(at, entry.name);
      const hidden = (entry.name.startsWith('.') || entry.name === 'node_modules') && !enter(entry.name);
      if (entry.isDirectory() && !hidden) folders.push(full);
      if (entry.isFile() && wanted.test(entry.name)) found.push(full);
    }
  }
  return found;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
