// Whose a kept run is. A file of its own, so that who asks need not load what reads runs.
import { existsSync } from 'node:fs';
import type { KeptRun } from './runs';

/** Two specs of one name share a folder; runs of a spec that is gone go to the one that has its name now. */
export function belongsTo({ record }: KeptRun, file: string): boolean {
  return record.specFile === file || !existsSync(record.specFile);
}
