// Kept runs of a spec beside the one that is shown: a list to choose from, and the lines of one.
import * as path from 'node:path';
import type { EarlierRun, RunLine } from '../protocol/panel';
import { linesOf, runsOf } from './runs';
import { t } from './say';
import { Refused, type Session } from './session';

/** Newest first, without the run of the session. */
export async function earlierRuns(session: Session): Promise<EarlierRun[]> {
  const runs = await runsOf(session.file);
  return runs
    .filter((run) => run.folder !== session.run)
    .map(({ folder, record }) => {
      const { created, seed, reason, position, splits } = record;
      const loss = (splits.validation ?? splits.train)?.values['loss'];
      return {
        id: path.basename(folder),
        created,
        seed,
        iteration: position?.iteration ?? 0,
        ...(reason ? { reason } : {}),
        ...(typeof loss === 'number' ? { loss } : {}),
      };
    });
}

/** `id` as in the list. Only runs of the session's spec are read. */
export async function runLines(session: Session, id: string): Promise<RunLine[]> {
  const run = (await runsOf(session.file)).find(({ folder }) => path.basename(folder) === id);
  if (!run) throw new Refused(t('The run {0} is not kept any more.', id));
  return (await linesOf(run)).lines;
}
