// A network, a dataset and a trained network in words and numbers, for the panel, `nnspec summary` and the exports.
import type { Dataset } from '../data/dataset';
import type { TrainedNetwork } from '../formats/format';
import { activation as activationWord } from '../nn/activations';
import { loss as lossWord } from '../nn/losses';
import { sizeOf } from '../nn/shape';
import type { Shape } from '../nn/words';
import type { DataInfo, LayerInfo, ModelInfo } from '../protocol/engine';
import type { Spec } from '../spec/spec';
import type { Parameters } from './parameters';
import { memoryBytes, parameterCount, planLayers, type LayerPlan, type MemoryFacts } from './plan';

export function describeModel(spec: Spec, inputShape: Shape, facts: MemoryFacts, kernels: string): ModelInfo {
  const threshold = lossWord(spec.loss.type)?.threshold;
  const plans = planLayers(spec.network, inputShape);
  return {
    layers: plans.map(describeLayer),
    parameters: parameterCount(plans),
    memoryBytes: memoryBytes(plans, spec.training, spec.data, facts),
    loss: spec.loss.type,
    ...(threshold === undefined ? {} : { threshold }),
    optimizer: spec.training.optimizer.type,
    precision: spec.training.precision,
    kernels,
  };
}

function describeLayer({ spec, word, index, inputShape, outputShape, activation, parameters }: LayerPlan): LayerInfo {
  const { type, name, ...options } = spec;
  return {
    name,
    type,
    index,
    inputShape,
    outputShape,
    ...(activation ? { activation: activation.type } : {}),
    parameters: parameters.reduce((n, p) => n + (p.trainable ? sizeOf(p.shape) : 0), 0),
    tensors: parameters.map((p) => ({ name: `${name}.${p.name}`, shape: p.shape, trainable: p.trainable })),
    formulas: [word.formula, ...(activation ? [activationWord(activation.type)?.formula ?? ''] : [])].filter(Boolean),
    options,
  };
}

export function factsOf({ splits, outputs }: Dataset): MemoryFacts {
  const rows = Object.values(splits).reduce((n, split) => n + (split?.indices.length ?? 0), 0);
  return { trainRows: splits.train.indices.length, rows, outputs };
}

export function describeData(dataset: Dataset): DataInfo {
  const { name, task, inputShape, inputNames, targetNames, classes, image, splits, preprocessing, notes } = dataset;
  return {
    name,
    task,
    inputShape,
    inputNames,
    targetNames,
    ...(classes ? { classes } : {}),
    ...(image ? { image } : {}),
    splits: {
      train: splits.train.indices.length,
      validation: splits.validation?.indices.length ?? 0,
      test: splits.test?.indices.length ?? 0,
    },
    preprocessing,
    notes,
  };
}

export function trainedNetwork(
  spec: Spec,
  dataset: Dataset,
  parameters: Parameters,
  facts: TrainedNetwork['facts'],
): TrainedNetwork {
  return {
    name: spec.name,
    task: dataset.task,
    inputShape: dataset.inputShape,
    layers: spec.network,
    loss: spec.loss.type,
    tensors: parameters.named(),
    preprocessing: dataset.preprocessing,
    facts,
  };
}
