// Who is training in a run's folder: a file `lock` with the process's number, so that two processes do not write one
// run's checkpoint and metrics in turn. A lock whose process is gone (kill -9) counts for nothing, and so does one from
// before the machine last started (a power cut): its number may be another process's by now.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '../l10n';
import { UserError } from '../spec/problem';
import { readPlainFile, writePlainFile } from './plain';

const LOCK = 'lock';

/** A file server's clock may differ from this machine's. */
const CLOCKS_DIFFER_MS = 60_000;

/** Takes the folder for this process. Throws a UserError where another live process has it. */
export function holdRun(folder: string): void {
  const [file, text] = [path.join(folder, LOCK), `${process.pid}\n`];
  try {
    fs.writeFileSync(file, text, { flag: 'wx' }); // of two that come at once, one gets it
    return;
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw e;
  }
  const other = holderOf(folder);
  if (other !== undefined)
    throw new UserError(
      t`The run ${folder} is being trained by another process (number ${other}). Wait for its end or stop it; if no such training runs, delete ${file}.`,
      'run-in-use',
    );
  writePlainFile(file, text);
}

/** Gives the folder back; without effect where this process does not hold it. */
export function releaseRun(folder: string): void {
  if (readLock(folder) === process.pid) fs.rmSync(path.join(folder, LOCK), { force: true });
}

/** The other live process that trains in this folder, if any. Threads of one process do not lock each other out. */
export function holderOf(folder: string): number | undefined {
  const pid = readLock(folder);
  return pid !== undefined && pid !== process.pid && lives(pid) ? pid : undefined;
}

function readLock(folder: string): number | undefined {
  const file = path.join(folder, LOCK);
  try {
    const pid = Number(readPlainFile(file).toString('utf8'));
    const started = Date.now() - os.uptime() * 1000;
    if (fs.statSync(file).mtimeMs < started - CLOCKS_DIFFER_MS) return undefined;
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined; // no lock
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's, but alive
  }
  return !isZombie(pid);
}

/** A killed process whose parent has not looked yet still answers signals. Linux tells: "pid (name) Z …". */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // another system, or gone this moment
  }
}
