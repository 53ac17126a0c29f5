// What the check of a spec needs to know of its data, without the data.
import type { Shape, Task } from '../nn/words';
import type { Dataset } from './dataset';

export interface DataFacts {
  readonly name: string;
  readonly task: Task;
  readonly inputShape: Shape;
  /** Units the last layer needs. */
  readonly outputs: number;
  readonly classes?: readonly string[];
  readonly inputNames: readonly string[];
  readonly targetNames: readonly string[];
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly image?: { readonly height: number; readonly width: number };
}

export function datasetFacts(dataset: Dataset): DataFacts {
  const { name, task, inputShape, outputs, classes, inputNames, targetNames, image, splits } = dataset;
  return {
    name,
    task,
    inputShape,
    outputs,
    inputNames,
    targetNames,
    rows: {
      train: splits.train.indices.length,
      validation: splits.validation?.indices.length ?? 0,
      test: splits.test?.indices.length ?? 0,
    },
    ...(classes && { classes }),
    ...(image && { image }),
  };
}
