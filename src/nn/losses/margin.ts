// Losses of the margin m = s · y, where s is −1 for class 0 and +1 for class 1: the passes they share.
import type { Loss } from '../words';
import { targetAt } from './targets';

/** Mean over the outputs of value(s · y); slope is its derivative by the margin. */
export function marginPasses<Options>(
  value: (margin: number) => number,
  slope: (margin: number) => number,
): Pick<Loss<Options>, 'forward' | 'backward'> {
  return {
    forward(perRow, y, target, rows, cols, targetCols) {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let j = 0; j < cols; j++)
          sum += value(y[r * cols + j] * (2 * targetAt(target, r, j, cols, targetCols) - 1));
        perRow[r] = sum / cols;
      }
    },
    backward(dy, y, target, rows, cols, targetCols, scale) {
      for (let r = 0; r < rows; r++)
        for (let j = 0; j < cols; j++) {
          const s = 2 * targetAt(target, r, j, cols, targetCols) - 1;
          dy[r * cols + j] = (scale / cols) * s * slope(s * y[r * cols + j]);
        }
    },
  };
}
