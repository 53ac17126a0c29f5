// Every export format, and the one door for reading weights.
import { later, t } from '../l10n';
import { writeCsv } from './csv';
import { FormatError, type ExportFormat, type TensorFile, type TrainedNetwork } from './format';
import { readJson, writeJson } from './json';
import { readNpz, writeNpz } from './npz';
import { writePredictJs } from './predictJs';
import { writePredictPy } from './predictPy';
import { readSafetensors, writeSafetensors } from './safetensors';
import { weightsMetadata } from './weightsMetadata';

export * from './format';

/** A format of a single file. */
function single(about: Omit<ExportFormat, 'write'>, write: (network: TrainedNetwork) => Uint8Array): ExportFormat {
  return {
    ...about,
    write: (network, baseName) => [{ name: `${baseName}${about.extension}`, bytes: write(network) }],
  };
}

export const formats: readonly ExportFormat[] = [
  single(
    {
      name: 'safetensors',
      title: 'safetensors',
      summary: 'All tensors in one safe binary file, with the network and its preprocessing as metadata.',
      extension: '.safetensors',
    },
    (network) => writeSafetensors({ tensors: network.tensors, metadata: weightsMetadata(network) }),
  ),
  single(
    { name: 'npz', title: 'NumPy npz', summary: 'All tensors as numpy arrays: `numpy.load`.', extension: '.npz' },
    (network) => writeNpz(network.tensors),
  ),
  single(
    {
      name: 'json',
      title: 'JSON',
      summary: 'Readable: the layers, the preprocessing, and every tensor as nested lists.',
      extension: '.json',
    },
    writeJson,
  ),
  {
    name: 'csv',
    title: 'CSV',
    summary: 'For a spreadsheet: a list of the tensors, and one file a tensor beside it.',
    extension: '.csv',
    write: writeCsv,
  },
  single(
    {
      name: 'predict.py',
      title: later('Python program'),
      summary: 'A program and module that predicts: network, weights and preprocessing; needs only numpy.',
      extension: '.py',
    },
    writePredictPy,
  ),
  single(
    {
      name: 'predict.js',
      title: later('JavaScript program'),
      summary: 'A program and module that predicts, in Node and the browser; needs nothing.',
      extension: '.js',
    },
    writePredictJs,
  ),
];

const ALIASES: Readonly<Record<string, string>> = {
  python: 'predict.py',
  py: 'predict.py',
  javascript: 'predict.js',
  js: 'predict.js',
  numpy: 'npz',
};

/** By name or alias ("python" is "predict.py"); undefined for an unknown one. */
export function format(name: string): ExportFormat | undefined {
  const wanted = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return formats.find((f) => f.name === wanted);
}

/** Extensions that `readTensorFile` reads. */
export const TENSOR_EXTENSIONS = ['.safetensors', '.npz', '.json'] as const;

/** The tensors of a weights file, told by its extension. Throws a FormatError that names the file. */
export function readTensorFile(name: string, bytes: Uint8Array): TensorFile {
  const extension = /\.[^./\\]*$/.exec(name)?.[0].toLowerCase();
  try {
    if (extension === '.safetensors') return readSafetensors(bytes);
    if (extension === '.npz') return readNpz(bytes);
    if (extension === '.json') return readJson(bytes);
  } catch (e) {
    throw e instanceof FormatError ? new FormatError(`${name}: ${e.message}`) : e;
  }
  throw new FormatError(t`${name}: weights are read from ${TENSOR_EXTENSIONS.join(', ')} files.`);
}
