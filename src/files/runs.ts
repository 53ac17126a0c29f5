// Runs beside their spec, `.nnspec/runs/<spec name>/<time>-<seed>/`: making, finding and opening their folders.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { t } from '../l10n';
import { UserError } from '../spec/problem';
import { codeOf } from './atomic';
import { makeFolders } from './folders';
import { writePlainFile } from './plain';
import { recordIn, RUN_FILES, RunFolder } from './runFolder';
import { holdRun } from './runLock';
import type { RunRecord } from './runRecord';
import { orSentence, unread } from './runRefusals';

export { RUN_FILES, RunFolder } from './runFolder';
export type { RunMarks, RunRecord } from './runRecord';

/** A run as it lies on the disk. */
export interface KeptRun {
  /** Absolute. */
  readonly folder: string;
  readonly record: RunRecord;
}

export interface NewRun {
  readonly name: string;
  readonly specFile: string;
  readonly specText: string;
  readonly seed: number;
  readonly set?: readonly (readonly [string, string])[];
  readonly versions?: Readonly<Record<string, string>>;
  /** For tests; the present time otherwise. */
  readonly now?: Date;
}

/** Where the runs of a spec are kept unless the user says otherwise. */
export function runsFolderOf(specFile: string): string {
  return path.join(path.dirname(path.resolve(specFile)), '.nnspec', 'runs');
}

/** A fresh `<runsFolder>/<name>/<time>-<seed>`, held by this process; two runs of one second and seed become `…` and `…-2`. */
export function createRun(run: NewRun, runsFolder: string): RunFolder {
  const parent = path.join(runsFolder, folderName(run.name));
  const now = run.now ?? new Date();
  return orSentence(runsFolder, () => {
    makeFolders(parent);
    keepOutOfGit(runsFolder);
    const stem = `${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${run.seed}`;
    for (let n = 1; ; n++) {
      const folder = path.join(parent, n === 1 ? stem : `${stem}-${n}`);
      try {
        fs.mkdirSync(folder); // not recursive: fails where another process was faster
      } catch (e) {
        if ((e as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw e;
      }
      return begin(folder, run, now);
    }
  });
}

/**
 * A run in exactly this folder (`--out DIR`), held by this process. A run that is there already moves into a folder of
 * its own inside; one that another process is still training is an error.
 */
export function createRunAt(run: NewRun, folder: string): RunFolder {
  return orSentence(folder, () => {
    makeFolders(folder);
    holdRun(folder);
    if (fs.existsSync(path.join(folder, RUN_FILES.record))) setAside(folder);
    return begin(folder, run, run.now ?? new Date());
  });
}

/** An existing run, to read it or to go on with it. */
export function openRun(folder: string): RunFolder {
  const file = path.join(folder, RUN_FILES.record);
  let record: RunRecord | undefined;
  try {
    record = recordIn(folder);
  } catch (e) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(e))) throw unread(file, e);
    throw new UserError(t`${folder} is not a run's folder: it has no ${RUN_FILES.record}.`, 'no-run');
  }
  if (!record) throw new UserError(t`${file} cannot be read as the record of a run.`, 'no-run');
  return new RunFolder(path.resolve(folder), record);
}

/** All runs of a spec's name, newest first; folders that hold no readable run are passed over. */
export function listRuns(runsFolder: string, name: string): RunFolder[] {
  const parent = path.join(runsFolder, folderName(name));
  let entries: string[];
  try {
    entries = fs.readdirSync(parent);
  } catch {
    return [];
  }
  const runs: RunFolder[] = [];
  for (const entry of entries) {
    try {
      runs.push(openRun(path.join(parent, entry)));
    } catch (e) {
      if (!(e instanceof UserError)) throw e;
    }
  }
  return runs.sort(newestFirst);
}

export function newestFirst(a: KeptRun, b: KeptRun): number {
  const newest = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0);
  return newest(a.record.created, b.record.created) || newest(a.folder, b.folder);
}

/** The runs that go when only so many are kept (0: all): the oldest beyond them that are neither pinned nor in use. */
export function removableRuns<R extends KeptRun>(
  runs: readonly R[],
  keep: number,
  inUse: (folder: string) => boolean,
): R[] {
  if (keep <= 0) return [];
  const counted = runs.filter((run) => !run.record.pinned).sort(newestFirst);
  return counted.slice(keep).filter((run) => !inUse(run.folder));
}

/** A spec's name as one folder's name, on every file system: "a/b" → "a_b", "" → "unnamed", "con" → "con_". */
export function folderName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N}._ +()-]+/gu, '_')
    .slice(0, 80)
    .replace(/^[. ]+|[. ]+$/g, '');
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain)) return `${plain}_`;
  return plain || 'unnamed';
}

function begin(folder: string, run: NewRun, now: Date): RunFolder {
  const record: RunRecord = {
    version: 1,
    spec: run.name,
    specFile: path.resolve(run.specFile),
    set: run.set ?? [],
    created: now.toISOString(),
    seed: run.seed,
    state: 'preparing',
    seconds: 0,
    splits: {},
    versions: { node: process.versions.node, ...run.versions },
  };
  writePlainFile(path.join(folder, RUN_FILES.spec), run.specText);
  const opened = new RunFolder(path.resolve(folder), record);
  opened.hold();
  opened.update({});
  return opened;
}

/** Runs are the user's, but not the repository's: they are kept out of git unless the user writes another .gitignore. */
function keepOutOfGit(runsFolder: string): void {
  const house = path.dirname(runsFolder);
  if (path.basename(house) !== '.nnspec') return;
  try {
    fs.writeFileSync(path.join(house, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e;
  }
}

function setAside(folder: string): void {
  const old = openRunOrUndefined(folder);
  const stem = old ? `${old.record.created.slice(0, 19).replaceAll(':', '-')}Z-${old.record.seed}` : 'earlier';
  let aside = path.join(folder, stem);
  for (let n = 2; fs.existsSync(aside); n++) aside = path.join(folder, `${stem}-${n}`);
  fs.mkdirSync(aside);
  for (const name of Object.values(RUN_FILES))
    if (fs.existsSync(path.join(folder, name))) fs.renameSync(path.join(folder, name), path.join(aside, name));
}

function openRunOrUndefined(folder: string): RunFolder | undefined {
  try {
    return openRun(folder);
  } catch {
    return undefined;
  }
}
