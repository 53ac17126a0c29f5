// A Run in this process: the engine with this machine's clock, and weights from a file where one is named.
import * as path from 'node:path';
import type { Dataset } from '../data/dataset';
import { Run } from '../engine/run';
import { kernelBinaries } from '../files/kernelBinaries';
import { readPlainFile, whyUnread } from '../files/plain';
import { threads } from '../files/threads';
import { FormatError, readTensorFile, type TensorFile } from '../formats';
import { UserError } from '../spec/problem';
import type { Spec } from '../spec/spec';
import type { Io } from './io';
import { problemAt, type OpenedSpec } from './openSpec';
import { SpecFaults, UsageError } from './outcome';

/** `weights` go before the spec's own `initialWeights`. Throws SpecFaults or UserError. */
export function prepareRun(opened: OpenedSpec, dataset: Dataset, io: Io, weights?: string): Run {
  const named = opened.spec.initialWeights;
  const binaries = kernelBinaries(__dirname);
  const env = {
    now: () => performance.now(),
    yield: () => new Promise<void>((resolve) => setImmediate(resolve)),
    threads,
    ...(binaries ? { binaries } : {}),
  };
  if (weights !== undefined) {
    const initialWeights = readWeights(path.resolve(io.cwd, weights), weights);
    return Run.prepare(withInitial(opened.spec, weights), dataset, { ...env, initialWeights });
  }
  if (named === undefined) return Run.prepare(opened.spec, dataset, env);
  try {
    const initialWeights = readWeights(path.resolve(path.dirname(opened.path), named), named);
    return Run.prepare(opened.spec, dataset, { ...env, initialWeights });
  } catch (e) {
    if (!(e instanceof UserError)) throw e;
    throw new SpecFaults(opened.file, opened.text, [problemAt(opened, ['initialWeights'], e.code, e.message)]);
  }
}

/** So that messages name the file that was really read. */
function withInitial(spec: Spec, weights: string): Spec {
  return { ...spec, initialWeights: weights };
}

/** `shown` is the name for messages. */
export function readWeights(file: string, shown: string): TensorFile {
  if (shown.trim() === '') throw new UsageError('--weights "": the name of a weights file is wanted.');
  let bytes: Uint8Array;
  try {
    bytes = readPlainFile(file);
  } catch (e) {
    throw new UserError(`${shown}: ${whyUnread(e)}.`, 'missing-file');
  }
  try {
    return readTensorFile(shown, bytes);
  } catch (e) {
    throw e instanceof FormatError ? new UserError(e.message, 'bad-weights') : e;
  }
}
