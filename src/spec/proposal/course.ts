// How large a network, and how long a training, for so many rows: sizes that learn the usual tables and images well
// within a minute, not the best that could be found.
import type { Task } from '../../nn/words';

export interface Course {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  /** Of the weights, against learning few rows by heart; 0 where there are enough. */
  readonly l2: number;
  readonly learningRate: number;
  readonly batchSize: number | 'full';
  readonly epochs: number;
  /** Shares of the rows. */
  readonly validation: number;
  readonly test: number;
  /** Evaluations; undefined: all epochs are trained. */
  readonly patience?: number;
}

/** Of a few rows none can be spared. */
export const TOO_FEW_TO_SPLIT = 20;
/** Below this, validation would take rows that the network needs more. */
const FEW_ROWS = 2000;
const MANY_ROWS = 50_000;
/** Updates that a small network needs. */
const UPDATES = 2000;

/** `rows` in all, `inputs` of the network; `ownTest`: rows for testing come from elsewhere. */
export function courseOfTable(rows: number, inputs: number, task: Task, ownTest: boolean): Course {
  const test = ownTest ? 0 : 0.2;
  if (rows < TOO_FEW_TO_SPLIT)
    return { hidden: [8], l2: 0, learningRate: 0.03, batchSize: 'full', epochs: 500, validation: 0, test: 0 };
  const wide = inputs > 100 ? 2 : 1;
  if (rows < FEW_ROWS) {
    const batchSize = rows < 500 ? 16 : 32;
    const epochs = Math.ceil((UPDATES * batchSize) / (0.8 * rows));
    return {
      hidden: (task === 'regression' ? [32, 16] : [16]).map((units) => units * wide),
      l2: 0.003,
      learningRate: 0.003,
      batchSize,
      epochs: Math.ceil(epochs / 10) * 10,
      validation: 0,
      test,
    };
  }
  const many = rows > MANY_ROWS;
  return {
    hidden: (many ? [128, 64] : [64, 32]).map((units) => units * wide),
    l2: 0,
    learningRate: 0.001,
    batchSize: many ? 128 : 64,
    epochs: many ? 20 : 100,
    validation: 0.1,
    test,
    patience: many ? 3 : 10,
  };
}

export function courseOfImages(rows: number, ownTest: boolean): Course {
  const test = ownTest ? 0 : 0.2;
  if (rows < TOO_FEW_TO_SPLIT)
    return { hidden: [32], l2: 0, learningRate: 0.003, batchSize: 'full', epochs: 100, validation: 0, test };
  if (rows < FEW_ROWS)
    return { hidden: [64], l2: 0.003, learningRate: 0.001, batchSize: 32, epochs: 40, validation: 0, test };
  const many = rows > 20_000;
  return {
    hidden: [many ? 256 : 128],
    l2: 0,
    learningRate: 0.001,
    batchSize: 64,
    epochs: many ? 5 : 20,
    validation: 0.1,
    test,
    patience: 3,
  };
}
