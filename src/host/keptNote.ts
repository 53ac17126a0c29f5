// What a panel says of a kept run that it shows while nothing runs. Knows nothing of VS Code.
import type { KeptRun } from '../files/runs';
import type { EndReason } from '../protocol/engine';
import { isResumable, runName } from './networks/runItem';
import { locale, t } from './say';

/** `chosen`: by a person, not because it is the last one. Of a run that can be gone on with, the panel's button says so. */
export function keptNote(run: KeptRun, chosen: boolean): string {
  const how = howItEnded(run);
  if (chosen)
    return isResumable(run)
      ? t('Nothing is running. This is the run of {0}: {1}.', runName(run), how)
      : t('Nothing is running. This is the run of {0}: {1}. Press Train for a new one.', runName(run), how);
  const began = new Date(run.record.created).toLocaleString(locale());
  return isResumable(run)
    ? t('Nothing is running. This is the last run kept, of {0}: {1}.', began, how)
    : t('Nothing is running. This is the last run kept, of {0}: {1}. Press Train for a new one.', began, how);
}

/** Another window or the command line holds the run's folder. */
export function trainedElsewhere(run: KeptRun): string {
  return t('Nothing is running here. The run of {0} is trained in another process.', runName(run));
}

export function howItEnded(run: KeptRun): string {
  const at = run.record.position?.iteration ?? 0;
  const words: { readonly [R in EndReason]: string } = {
    finished: t('finished after {0} iterations', at),
    stopped: t('stopped after {0} iterations', at),
    early_stopping: t('stopped early after {0} iterations', at),
    diverged: t('diverged after {0} iterations', at),
  };
  return run.record.reason ? words[run.record.reason] : t('interrupted at iteration {0}', at);
}
