// Kept runs for a list that stands open: read without blocking, and of each run only its run.json, again when it changed.
import { readdir, readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { RUN_FILES } from './runFolder';
import { folderName, newestFirst, readRecord, type KeptRun } from './runs';

interface Known {
  /** A record is replaced by a rename, so another one has another inode or time. */
  readonly stamp: string;
  readonly run: KeptRun | undefined;
}

export class RunIndex {
  private readonly known = new Map<string, Known>();

  /** The runs of a spec's name, newest first; folders that hold no readable run are passed over. */
  async list(runsFolder: string, name: string): Promise<KeptRun[]> {
    const parent = path.join(runsFolder, folderName(name));
    const entries = await readdir(parent).catch(() => []);
    const folders = new Set(entries.map((entry) => path.join(parent, entry)));
    for (const folder of this.known.keys())
      if (path.dirname(folder) === parent && !folders.has(folder)) this.known.delete(folder);
    const runs = await Promise.all([...folders].map((folder) => this.read(folder)));
    return runs.filter((run) => run !== undefined).sort(newestFirst);
  }

  /** One run as it is now; undefined where there is none. */
  async read(folder: string): Promise<KeptRun | undefined> {
    const file = path.join(folder, RUN_FILES.record);
    try {
      const { ino, mtimeMs, size } = await stat(file);
      const stamp = `${ino} ${mtimeMs} ${size}`;
      const known = this.known.get(folder);
      if (known?.stamp === stamp) return known.run;
      const record = readRecord(await readFile(file, 'utf8'));
      const run = record && { folder, record };
      this.known.set(folder, { stamp, run });
      return run;
    } catch {
      this.known.delete(folder);
      return undefined;
    }
  }
}
