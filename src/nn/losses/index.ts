// Every loss a spec may name.
import { lookup } from '../resolve';
import type { Loss } from '../words';
import { binaryCrossentropy } from './binaryCrossentropy';
import { categoricalCrossentropy } from './categoricalCrossentropy';
import { halfMeanSquaredError } from './halfMeanSquaredError';
import { hinge } from './hinge';
import { huber } from './huber';
import { logCosh } from './logCosh';
import { meanAbsoluteError } from './meanAbsoluteError';
import { meanSquaredError } from './meanSquaredError';
import { perceptron } from './perceptron';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy';
import { squaredHinge } from './squaredHinge';

export const losses: readonly Loss[] = [
  meanSquaredError,
  halfMeanSquaredError,
  meanAbsoluteError,
  huber,
  logCosh,
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  hinge,
  squaredHinge,
  perceptron,
];

export const loss = lookup(losses);
