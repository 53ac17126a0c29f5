// The network of a kept run: its weights, for an engine; and to export it without one, because a weights file says itself
// what a prediction needs.
import { existsSync } from 'node:fs';
import { t } from '../l10n';
import type { TensorFile, TrainedNetwork } from '../formats/format';
import { readWeightsAbout, readWeightsFacts } from '../formats/weightsMetadata';
import { UserError } from '../spec/problem';
import type { RunFolder } from './runFolder';

/** Of a run's end; of its last checkpoint where it has not ended, or its weights file is gone. Throws a UserError. */
export function keptWeights(run: RunFolder): TensorFile {
  if (run.record.reason && existsSync(run.file('weights'))) return run.readWeights();
  if (existsSync(run.file('checkpoint'))) return run.readCheckpoint();
  throw new UserError(t`The run ${run.folder} has neither weights nor a checkpoint.`, 'no-weights');
}

/** As `keptWeights`, with what a prediction needs. Throws a UserError. */
export function keptNetwork(run: RunFolder): TrainedNetwork {
  const file = keptWeights(run);
  const about = readWeightsAbout(file.metadata);
  if (!about)
    throw new UserError(t`The weights of the run ${run.folder} do not say which network they are of.`, 'bad-run');
  return {
    ...about,
    tensors: file.tensors.filter(({ name }) => !name.startsWith('nnspec:')), // what a checkpoint has beside them
    facts: readWeightsFacts(file.metadata),
  };
}
