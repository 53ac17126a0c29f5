// What a loss compares an output with: the value itself, or 1 and 0 for the right class and the rest
// where the target is a class index and there are several outputs.
import type { Floats } from '../../kernels/kernels';

export function targetAt(target: Floats, row: number, col: number, cols: number, targetCols: number): number {
  if (targetCols === cols) return target[row * cols + col];
  return target[row * targetCols] === col ? 1 : 0;
}
