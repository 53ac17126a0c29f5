// nnspec gradients: one sample's way through the network and back, as numbers: what another program can be compared with.
import * as path from 'node:path';
import type { SplitName } from '../../data/dataset';
import { splitWord } from '../../data/split';
import { writeFileAtomic } from '../../files/atomic';
import type { NamedTensor } from '../../formats';
import { writeNpz } from '../../formats/npz';
import type { SampleReport, TensorValues } from '../../protocol/engine';
import type { Spec } from '../../spec/spec';
import type { Io } from '../io';
import { openData } from '../openData';
import { prepareRun } from '../openRun';
import { openSpec, type Overrides } from '../openSpec';
import { EXIT, untilInterrupted, UsageError } from '../outcome';
import { sampleLayers } from '../sampleLayers';
import { number, table } from '../tables';

export interface GradientsOptions {
  readonly weights?: string;
  readonly sample: string;
  readonly split: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly set: Overrides;
  readonly yes?: boolean;
}

export async function gradients(file: string, options: GradientsOptions, io: Io): Promise<number> {
  const split = splitName(options.split);
  const index = Number(options.sample);
  if (!/^\d+$/.test(options.sample)) throw new UsageError(`--sample ${options.sample}: a number from 0 is wanted.`);
  if (options.out !== undefined && !options.out.toLowerCase().endsWith('.npz'))
    throw new UsageError(`--out ${options.out}: a file name that ends in .npz is wanted.`);
  const opened = openSpec(file, options.set, io);
  const { dataset } = await untilInterrupted(io, openData(opened, options, io));
  const rows = dataset.splits[split]?.indices.length ?? 0;
  if (index >= rows)
    throw new UsageError(
      rows === 0
        ? `--split ${split}: this spec has no ${splitWord(split)} rows.`
        : `--sample ${index}: the ${split} split has ${rows} rows, numbered 0 to ${rows - 1}.`,
    );
  const run = prepareRun(opened, dataset, io, options.weights);
  const report = await untilInterrupted(io, run.sample({ split, pick: { kind: 'index', index } }));
  if (options.out !== undefined)
    await writeFileAtomic(path.resolve(io.cwd, options.out), writeNpz(arrays(report)), { overwrite: true });
  io.stdout.write(
    `${options.json ? JSON.stringify(inJson(report)) : inWords(report, weightsInWords(opened.spec, options.weights))}\n`,
  );
  return EXIT.ok;
}

function splitName(name: string): SplitName {
  if (name === 'train' || name === 'validation' || name === 'test') return name;
  throw new UsageError(`--split ${name}: train, validation or test is wanted.`);
}

/** One value where there is one, else a list. */
const plain = <T>(values: readonly T[]): T | readonly T[] => (values.length === 1 ? values[0]! : values);

function inJson(report: SampleReport): object {
  const named = (tensors: readonly TensorValues[]) =>
    Object.fromEntries(tensors.map(({ name, shape, values }) => [name, { shape, values: Array.from(values) }]));
  return {
    split: report.split,
    sample: report.index,
    loss: report.loss,
    prediction: plain(report.prediction),
    target: plain(report.target),
    output: report.output,
    input: { shape: report.inputShape, values: Array.from(report.input) },
    activations: named(report.activations),
    activationGradients: named(report.activationGradients),
    gradients: named(report.gradients),
  };
}

/** Gradients under the tensors' own names, what lies on the way under `activation:` and `activation_gradient:`. */
function arrays(report: SampleReport): NamedTensor[] {
  const renamed = (prefix: string, tensors: readonly TensorValues[]) =>
    tensors.map(({ name, shape, values }): NamedTensor => ({ name: `${prefix}${name}`, shape, data: values }));
  return [
    ...renamed('', report.gradients),
    ...renamed('activation:', report.activations),
    ...renamed('activation_gradient:', report.activationGradients),
    { name: 'input', shape: report.inputShape, data: report.input },
    { name: 'output', shape: [report.output.length], data: Float64Array.from(report.output) },
    { name: 'loss', shape: [], data: Float64Array.of(report.loss) },
  ];
}

function weightsInWords({ initialWeights }: Spec, weights = initialWeights): string {
  return weights ?? 'initial ones, of an untrained network: --weights names trained ones';
}

function inWords(report: SampleReport, weights: string): string {
  const words = (values: readonly (string | number)[]) =>
    values.map((v) => (typeof v === 'number' ? number(v) : v)).join(', ');
  const facts = [
    ['weights', weights],
    ['sample', `${report.index} of the ${report.splitRows} ${splitWord(report.split)} rows`],
    ...(report.raw ? [['row', report.raw.join(', ')]] : []),
    ['loss', number(report.loss)],
    ['prediction', words(report.prediction)],
    ['target', words(report.target)],
    ['output', words(report.output)],
  ];
  const rows = report.gradients.map(({ name, shape, values }) => {
    let sum = 0;
    let most = 0;
    for (const v of values) [sum, most] = [sum + v * v, Math.max(most, Math.abs(v))];
    return [name, shape.join('×'), number(Math.sqrt(sum)), number(most)];
  });
  return `${table(facts, [0, 1])}\n\n${sampleLayers(report)}\n\n${table([['gradient of', 'shape', 'norm', 'largest'], ...rows])}`;
}
