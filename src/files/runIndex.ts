// Kept runs for a list that stands open: read without blocking, and of each run only run.json and marks.json, again when
// one of them changed.
import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { loadPlainFile } from './plain';
import { RUN_FILES } from './runFolder';
import { holderOf } from './runLock';
import { readRecord } from './runRecord';
import { folderName, newestFirst, type KeptRun } from './runs';

interface Known {
  /** Of both files. */
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
    const [file, marks] = [path.join(folder, RUN_FILES.record), path.join(folder, RUN_FILES.marks)];
    try {
      const stamp = `${await stampOf(file)} ${await stampOf(marks).catch(() => '')}`;
      const known = this.known.get(folder);
      if (known?.stamp === stamp) return known.run;
      const record = readRecord(String(await loadPlainFile(file)), String(await loadPlainFile(marks).catch(() => '')));
      const run = record && { folder, record };
      this.known.set(folder, { stamp, run });
      return run;
    } catch {
      this.known.delete(folder);
      return undefined;
    }
  }

  /** A run without an end is another process's, or interrupted. `holder`: who holds its folder. */
  async look(run: KeptRun, holder = holderOf): Promise<{ readonly run: KeptRun; readonly elsewhere: boolean }> {
    if (run.record.reason) return { run, elsewhere: false };
    const held = holder(run.folder) !== undefined;
    // Who trained in it lets go of it after its end is written: the record is read after the lock, or a run that ends
    // between the two looks would seem interrupted.
    const now = (await this.read(run.folder)) ?? run;
    return { run: now, elsewhere: held && !now.record.reason };
  }
}

/** Another file behind a name has another inode or time. */
async function stampOf(file: string): Promise<string> {
  const { ino, mtimeMs, size } = await stat(file);
  return `${ino} ${mtimeMs} ${size}`;
}
