// The network of a kept run, to export it without an engine: its weights file says itself what a prediction needs.
import { t } from '../l10n';
import type { TrainedNetwork } from '../formats/format';
import { readWeightsAbout, readWeightsFacts } from '../formats/weightsMetadata';
import { UserError } from '../spec/problem';
import type { RunFolder } from './runFolder';

/** The weights of a run's end; of its last checkpoint where it has not ended. Throws a UserError. */
export function keptNetwork(run: RunFolder): TrainedNetwork {
  const file = run.record.reason ? run.readWeights() : run.readCheckpoint();
  const about = readWeightsAbout(file.metadata);
  if (!about)
    throw new UserError(t`The weights of the run ${run.folder} do not say which network they are of.`, 'bad-run');
  return {
    ...about,
    tensors: file.tensors.filter(({ name }) => !name.startsWith('nnspec:')), // what a checkpoint has beside them
    facts: readWeightsFacts(file.metadata),
  };
}
