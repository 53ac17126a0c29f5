// From outputs and targets to class indices, for all metrics of classifications.
import type { Floats } from '../../kernels/kernels';

/** One output: 1 above the threshold; several: the first largest. */
export function predictedClass(y: Floats, row: number, cols: number, threshold: number): number {
  return cols === 1 ? (y[row] > threshold ? 1 : 0) : argmax(y, row * cols, cols);
}

/** A class index in one column, or one column a class. */
export function targetClass(target: Floats, row: number, targetCols: number): number {
  return targetCols === 1 ? target[row] : argmax(target, row * targetCols, targetCols);
}

function argmax(values: Floats, from: number, n: number): number {
  let best = 0;
  for (let j = 1; j < n; j++) if (values[from + j] > values[from + best]) best = j;
  return best;
}

/** Counts of (target, predicted) pairs, and what precision, recall and f1 make of them. */
export class Confusion {
  private readonly counts: Float64Array;
  readonly classes: number;

  /** `outputs` of the network: 1 means two classes. */
  constructor(
    outputs: number,
    private readonly threshold: number,
  ) {
    this.classes = outputs === 1 ? 2 : outputs;
    this.counts = new Float64Array(this.classes * this.classes);
  }

  add(y: Floats, target: Floats, rows: number, cols: number, targetCols: number): void {
    for (let r = 0; r < rows; r++)
      this.counts[targetClass(target, r, targetCols) * this.classes + predictedClass(y, r, cols, this.threshold)]++;
  }

  save(): ArrayLike<number> {
    return this.counts.slice();
  }

  restore(state: ArrayLike<number>): void {
    this.counts.set(state);
  }

  /** Rows: true classes; columns: predicted ones. */
  matrix(): number[][] {
    const n = this.classes;
    return Array.from({ length: n }, (_, t) => Array.from(this.counts.subarray(t * n, (t + 1) * n)));
  }

  /**
   * Two classes: of(class 1). More: the plain mean of of(class) over the classes that occur among
   * targets or predictions (scikit-learn's macro average). NaN before any row.
   */
  average(of: (counts: { truePositive: number; predicted: number; actual: number }) => number): number {
    const n = this.classes;
    let sum = 0;
    let seen = 0;
    let rows = 0;
    for (let c = 0; c < n; c++) {
      let predicted = 0;
      let actual = 0;
      for (let k = 0; k < n; k++) {
        predicted += this.counts[k * n + c];
        actual += this.counts[c * n + k];
      }
      rows += actual;
      if (n === 2 && c === 0) continue;
      if (n > 2 && predicted + actual === 0) continue;
      sum += of({ truePositive: this.counts[c * n + c], predicted, actual });
      seen++;
    }
    return rows === 0 ? NaN : sum / seen;
  }
}

export const DEFAULT_THRESHOLD = 0.5;
