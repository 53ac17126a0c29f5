// nnspec predict: rows from a file, standard input or the command line, through trained weights, and out as labels with
// probabilities or as values in the target's own units. The exported programs print the same columns.
import * as path from 'node:path';
import { encodeJson, encodeRows, inputSize } from '../../data/encode';
import { writeFileAtomic } from '../../files/atomic';
import type { TrainedNetwork } from '../../formats';
import { quoted } from '../../formats/csv';
import { writeNpy } from '../../formats/npy';
import { forward } from '../forward';
import type { Io } from '../io';
import { openSpec, type Overrides } from '../openSpec';
import { openTrained } from '../openTrained';
import { EXIT, untilInterrupted, UsageError } from '../outcome';
import { refuseOwnFiles } from '../ownFiles';
import { predictions, type Predictions } from '../predictions';
import { readInput } from '../predictInput';

export interface PredictOptions {
  readonly weights: string;
  readonly input: string;
  readonly out?: string;
  readonly set: Overrides;
  readonly yes?: boolean;
}

const EXTENSIONS = ['.csv', '.json', '.npy'];

export async function predict(file: string, options: PredictOptions, io: Io): Promise<number> {
  const extension = options.out === undefined ? '.csv' : path.extname(options.out).toLowerCase();
  if (!EXTENSIONS.includes(extension))
    throw new UsageError(`--out ${options.out}: a file name that ends in ${EXTENSIONS.join(', ')} is wanted.`);
  const opened = openSpec(file, options.set, io);
  if (options.out !== undefined) refuseOwnFiles(opened, { ...options, out: options.out }, io);
  const network = await untilInterrupted(io, openTrained(opened, options, io));
  const { rows, inputs } = await untilInterrupted(io, encode(network, options.input, io));
  const outputs = await untilInterrupted(io, forward(opened.spec, network, inputs, rows));
  const made = predictions(network, outputs, rows);
  const bytes = written(made, extension);
  if (options.out === undefined) io.stdout.write(new TextDecoder().decode(bytes));
  else await writeFileAtomic(path.resolve(io.cwd, options.out), bytes, { overwrite: true });
  return EXIT.ok;
}

async function encode(
  { preprocessing }: TrainedNetwork,
  input: string,
  io: Io,
): Promise<{ rows: number; inputs: Float64Array }> {
  const given = await readInput(input, preprocessing, io);
  if ('json' in given) return encodeJson(preprocessing, given.json);
  if ('pixels' in given) return { rows: given.pixels.length / inputSize(preprocessing), inputs: given.pixels };
  const { rows, ...from } = given;
  return { rows: rows.length, inputs: encodeRows(preprocessing, rows, from) };
}

function written(made: Predictions, extension: string): Uint8Array {
  if (extension === '.npy') return writeNpy({ shape: made.numbers.shape, data: made.numbers.values });
  const text =
    extension === '.json'
      ? `${JSON.stringify(made.rows.map((row) => Object.fromEntries(made.names.map((name, j) => [name, row[j]]))))}\n`
      : [made.names, ...made.rows].map((row) => `${row.map((cell) => quoted(String(cell))).join(',')}\n`).join('');
  return new TextEncoder().encode(text);
}
