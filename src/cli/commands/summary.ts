// nnspec summary: the network as it will be: layers, shapes, parameters, memory.
import { describeData, describeModel, factsOf } from '../../engine/describe';
import { kernelBinaries } from '../../files/kernelBinaries';
import { selectKernels } from '../../kernels/select';
import { formatShape } from '../../nn/shape';
import { byteSize } from '../../protocol/byteSize';
import type { DataInfo, ModelInfo } from '../../protocol/engine';
import type { Io } from '../io';
import { openData } from '../openData';
import { openSpec, type Overrides } from '../openSpec';
import { EXIT, untilInterrupted } from '../outcome';
import { table } from '../tables';

export interface SummaryOptions {
  readonly set: Overrides;
  readonly json?: boolean;
  readonly yes?: boolean;
}

export async function summary(file: string, options: SummaryOptions, io: Io): Promise<number> {
  const opened = openSpec(file, options.set, io);
  const { spec } = opened;
  const { dataset } = await untilInterrupted(io, openData(opened, options, io));
  const { precision, reproducible } = spec.training;
  const binaries = kernelBinaries(__dirname);
  const { name: kernels } = selectKernels(precision, { reproducible, ...(binaries ? { binaries } : {}) });
  const model = describeModel(spec, dataset.inputShape, factsOf(dataset), kernels);
  const data = describeData(dataset);
  io.stdout.write(
    `${options.json ? JSON.stringify({ name: spec.name, ...model, data }) : inWords(spec.name, model, data)}\n`,
  );
  return EXIT.ok;
}

function inWords(name: string, model: ModelInfo, data: DataInfo): string {
  const layers = model.layers.map((layer) => [
    layer.name,
    layer.type,
    layer.activation ?? '',
    `${formatShape(layer.inputShape)} → ${formatShape(layer.outputShape)}`,
    String(layer.parameters),
    layer.tensors.map((t) => `${t.name} [${t.shape.join(', ')}]`).join(', '),
  ]);
  const { train, validation, test } = data.splits;
  const facts = [
    ['data', `${data.name}: ${train} rows for training, ${validation} for validation, ${test} for testing`],
    ...data.notes.map((note) => ['', note]),
    [
      'task',
      data.classes ? `${data.task}: ${data.classes.join(', ')}` : `${data.task} of ${data.targetNames.join(', ')}`,
    ],
    ['loss', model.loss],
    ['optimizer', model.optimizer],
    ['parameters', String(model.parameters)],
    ['memory', `about ${byteSize(model.memoryBytes)} in ${model.precision}`],
    ['kernels', model.kernels],
  ];
  return `${name}\n\n${table([['layer', 'type', 'activation', 'shape', 'parameters', 'tensors'], ...layers], [0, 1, 2, 3, 5])}\n\n${table(facts, [0, 1])}`;
}
