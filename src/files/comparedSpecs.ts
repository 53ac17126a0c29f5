// What differs in the specs that runs were trained with, their overrides included.
import * as path from 'node:path';
import { differences, pathText, specValue } from '../spec/differences';
import { loadPlainFile } from './plain';
import { RUN_FILES } from './runFolder';
import type { KeptRun } from './runs';

export interface SpecDifference {
  /** "network[1].units" */
  readonly path: string;
  /** One a run; undefined where its spec does not have the path. */
  readonly values: readonly unknown[];
}

/** A spec that cannot be read differs as a whole. */
export async function comparedSpecs(runs: readonly KeptRun[]): Promise<SpecDifference[]> {
  const values = await Promise.all(
    runs.map(async ({ folder, record }) => {
      const text = await loadPlainFile(path.join(folder, RUN_FILES.spec)).catch(() => '');
      return specValue(String(text), record.set);
    }),
  );
  return differences(values).map((difference) => ({ ...difference, path: pathText(difference.path) }));
}
