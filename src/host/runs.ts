// Kept runs, as the editor shows them: the last one of a spec for a panel that has nothing running, the ones
// that can be gone on with, and no more of them than the user wants.
import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { parse } from 'jsonc-parser';
import { belongsTo } from '../files/belongsTo';
import { keptEnd } from '../files/keptEnd';
import type { MetricsLines } from '../files/metricsLines';
import type { RunFolder } from '../files/runs';
import type { Snapshot } from '../protocol/panel';
import { keptNote, trainedElsewhere } from './keptNote';
import { sentence } from './say';
import { isResumable } from './networks/runItem';
import type { Session } from './session';
import { runsFolder, runsToKeep } from './settings';

/** Newest first. Reading run files is not needed to activate, so their reader is loaded here. */
export async function runsOf(file: string): Promise<RunFolder[]> {
  const { listRuns } = await import('../files/runs');
  return listRuns(runsFolder(file), await specName(file)).filter((run) => belongsTo(run, file));
}

/** What an idle panel shows: the last run kept, or the one in `folder`, and that it is only that. */
export async function lastRun(session: Session, folder?: string): Promise<Partial<Snapshot>> {
  const runs = await runsOf(session.file);
  const chosen = runs.find((run) => run.folder === folder);
  const run = chosen ?? runs.at(0);
  if (!run) return {};
  const end = keptEnd(run);
  // Lines that cannot be read cost the chart alone.
  const lines = await linesOf(run).catch((error: unknown) => sentence(error));
  const { holderOf } = await import('../files/runLock');
  const elsewhere = holderOf(run.folder) !== undefined;
  return {
    ...(typeof lines === 'string' ? {} : { past: lines.past }),
    notes: [
      elsewhere ? trainedElsewhere(run) : keptNote(run, chosen !== undefined),
      ...(typeof lines === 'string' ? [lines] : []),
    ],
    kept: { folder: run.folder, inside: 'closed' },
    ...(isResumable(run) && !elsewhere ? { resumable: true } : {}),
    ...(run.record.position ? { position: run.record.position } : {}),
    ...(end ? { end } : {}),
  };
}

/** The points of a kept run. */
export async function linesOf(run: RunFolder): Promise<MetricsLines> {
  const { linesIn } = await import('../files/metricsCsv');
  return linesIn(run.file('metrics'));
}

/** Runs of a spec with a checkpoint from before their end. */
export async function resumableRuns(file: string): Promise<RunFolder[]> {
  return (await runsOf(file)).filter((run) => !run.record.reason && existsSync(run.file('checkpoint')));
}

/** Removes the oldest runs beyond the user's number; never one that is pinned, or in use here or in another process. */
export async function pruneRuns(file: string, inUse: readonly (string | undefined)[]): Promise<void> {
  const keep = runsToKeep(file);
  if (keep <= 0) return;
  const { holderOf } = await import('../files/runLock');
  const { removableRuns } = await import('../files/runs');
  const used = (folder: string): boolean => inUse.includes(folder) || holderOf(folder) !== undefined;
  for (const { folder } of removableRuns(await runsOf(file), keep, used))
    rmSync(folder, { recursive: true, force: true });
}

/** As the spec calls itself; its file's name otherwise. */
export async function specName(file: string): Promise<string> {
  const fallback = path.basename(file, '.nnspec');
  try {
    const spec: unknown = parse(await readFile(file, 'utf8'), [], { allowTrailingComma: true });
    const name = (spec as { name?: unknown } | undefined)?.name;
    return typeof name === 'string' && name ? name : fallback;
  } catch {
    return fallback;
  }
}
