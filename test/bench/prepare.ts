// A workload as files that every contestant reads: numbers, first weights, order of the first epoch. All come out of our
// own loader and our own first weights, so that nobody starts from anything else.
//   spec.nnspec      ours            workload.json  the peers' description
//   inputs.bin       [rows][inputs], bytes to be divided, or float64
//   targets.bin      [rows] float64: class, 0/1, value
//   order.bin        [rows] int32, rows of the first epoch's batches; the peers go round it again and again
//   weights.bin      float32, for each layer [units][inputs], then the biases
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadDataset } from '../../src/data/load';
import { Run } from '../../src/engine/run';
import { fileReader } from '../../src/files/source';
import { writeNpy } from '../../src/formats/npy';
import { Rng } from '../../src/nn/rng';
import { parseSpec } from '../../src/spec/parse';
import { specOf, type Workload } from './workloads';

const DIVISOR = 255;

export interface Prepared {
  readonly workload: Workload;
  readonly folder: string;
  readonly rows: number;
  /** [rows][inputs] */
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
  readonly order: Int32Array;
  readonly weights: Float32Array;
}

export async function prepare(workload: Workload, home: string, datasets: string | undefined): Promise<Prepared> {
  const folder = path.join(home, workload.name);
  mkdirSync(folder, { recursive: true });
  if (workload.name === 'dense') writeFileSync(path.join(folder, 'dense.npy'), denseTable());
  const text = JSON.stringify(specOf(workload, 1), null, 2);
  const file = path.join(folder, 'spec.nnspec');
  writeFileSync(file, text);
  const { spec, problems } = parseSpec(text, { file });
  if (!spec) throw new Error(problems.map((p) => p.message).join('\n'));
  const reader = fileReader({
    specFile: file,
    datasetFolders: datasets === undefined ? [] : [datasets],
    datasetCache: path.join(home, 'no-cache'),
    consent: () => Promise.resolve(false),
  });
  const dataset = await loadDataset(spec.data, spec.loss.type, reader);
  const run = Run.prepare(spec, dataset, { now: () => performance.now(), yield: () => Promise.resolve() });
  const weights = concatenated(run.weights().map(({ data }) => Float32Array.from(data)));
  const drawn = run.checkpoint().tensors.find(({ name }) => name === 'nnspec:order'); // absent where the batch is full
  run.dispose();

  const { train } = dataset.splits;
  const rows = train.indices.length;
  const inputs = new Float64Array(rows * train.inputs.size);
  const targets = new Float64Array(rows);
  train.inputs.gather(inputs, train.indices, 0, rows);
  train.targets.gather(targets, train.indices, 0, rows);
  // The order names rows of the source; the files hold the training rows alone.
  const place = new Map(Array.from(train.indices, (row, i) => [row, i]));
  const order = Int32Array.from((drawn?.data ?? train.indices) as Int32Array, (row) => place.get(row)!);

  const { sizes, hidden, loss, optimizer, rate, batch, images } = workload;
  const bytes = images ? Uint8Array.from(inputs, (value) => Math.round(value * DIVISOR)) : inputs;
  const write = (name: string, data: NodeJS.ArrayBufferView): void => writeFileSync(path.join(folder, name), data);
  write('inputs.bin', bytes);
  write('targets.bin', targets);
  write('order.bin', order);
  write('weights.bin', weights);
  const about = {
    sizes,
    hidden,
    loss,
    optimizer,
    rate,
    rows,
    batch: batch === 'full' ? rows : batch,
    full: batch === 'full',
  };
  const description = { ...about, divisor: images ? DIVISOR : 0 };
  writeFileSync(path.join(folder, 'workload.json'), JSON.stringify(description));
  return { workload, folder, rows, inputs, targets, order, weights };
}

/** N(0, 1) in 512 columns and a class in the last one: the greatest of ten of them, so that there is something to learn. */
function denseTable(rows = 8192, inputs = 512, classes = 10): Uint8Array {
  const rng = Rng.stream(1, 'dense');
  const data = new Float32Array(rows * (inputs + 1));
  for (let row = 0; row < rows; row++) {
    const from = row * (inputs + 1);
    for (let i = 0; i < inputs; i++) data[from + i] = rng.normal();
    const some = data.subarray(from, from + classes);
    data[from + inputs] = some.indexOf(Math.max(...some));
  }
  return writeNpy({ shape: [rows, inputs + 1], data });
}

export function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}
