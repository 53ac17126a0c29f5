// From a spec to its samples, with consent asked before anything is fetched, and progress on a terminal.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadDataset } from '../data/load';
import type { Dataset } from '../data/dataset';
import { datasetFacts } from '../data/facts';
import { catalogueFolders } from './catalogueFolders';
import { identifyingReader } from '../files/identity';
import { fileReader } from '../files/source';
import { byteSize } from '../protocol/byteSize';
import { dataProblem } from '../spec/locate';
import { DataError, type Problem } from '../spec/problem';
import type { Io } from './io';
import { checkOpened, type OpenedSpec } from './openSpec';
import { SpecFaults } from './outcome';
import { StatusLine } from './statusLine';

export interface DataOptions {
  /** Fetch without asking. */
  readonly yes?: boolean;
  readonly quiet?: boolean;
}

export interface OpenedData {
  readonly dataset: Dataset;
  /** For resuming: the same data give the same hash. */
  readonly hash: string;
}

/** Loads the data, and checks the spec against it. Throws SpecFaults. */
export async function openData(opened: OpenedSpec, options: DataOptions, io: Io): Promise<OpenedData> {
  checkOpened(opened, io);
  const data = await loadData(opened, options, io);
  checkOpened(opened, io, datasetFacts(data.dataset));
  return data;
}

export async function loadData(opened: OpenedSpec, options: DataOptions, io: Io): Promise<OpenedData> {
  const { spec, text, file } = opened;
  const status = new StatusLine(io, options.quiet ?? false);
  const onProgress = (message: string, fraction?: number) => status.show(message, fraction);
  const reader = identifyingReader(
    fileReader({
      specFile: opened.path,
      ...catalogueFolders(io),
      consent: consent(options, io, status),
      onProgress,
      signal: io.interrupted,
    }),
  );
  try {
    const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
    const dataset = await loadDataset(spec.data, spec.loss.type, reader, {
      onProgress,
      breathe,
      signal: io.interrupted,
    });
    return { dataset, hash: reader.identity(spec.data) };
  } catch (e) {
    if (e instanceof DataError) throw new SpecFaults(file, text, [fromHere(dataProblem(e, text), opened)]);
    throw e;
  } finally {
    status.clear();
  }
}

/** A data file's path as the spec has it begins at the spec's folder; a terminal's links begin where the user is. */
export function fromHere(problem: Problem, { file, path: spec }: OpenedSpec): Problem {
  if (problem.file === undefined || !fs.existsSync(path.resolve(path.dirname(spec), problem.file))) return problem;
  return {
    ...problem,
    file: path.isAbsolute(problem.file) ? problem.file : path.join(path.dirname(file), problem.file),
  };
}

/** --yes, else the user's answer; where nobody can be asked, a sentence that says how to allow it. */
export function consent(options: DataOptions, io: Io, status?: StatusLine) {
  return async (name: string, bytes: number, from: string): Promise<boolean> => {
    if (options.yes) return true;
    const size = byteSize(bytes);
    status?.clear();
    if (io.ask) return io.ask(`Fetch the dataset "${name}" (${size}) from ${from}?`);
    throw new DataError(
      `The dataset "${name}" (${size}) is not on this machine, and there is no terminal to ask whether it may be fetched. ` +
        `Run "nnspec data get ${name} --yes", pass --yes, or set NNSPEC_DATASETS to a folder that has it.`,
      { code: 'no-consent' },
    );
  };
}
