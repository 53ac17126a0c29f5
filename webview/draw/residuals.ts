// A regression's rows, one target of several: true values, predictions, and by how much they are apart.

export interface Residuals {
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  /** predicted − true */
  readonly residual: Float64Array;
}

export interface ResidualFacts {
  readonly rows: number;
  readonly rmse: number;
  readonly mae: number;
  /** 1 − Σ residual² / Σ (true − mean)²; NaN where the targets are all the same. */
  readonly r2: number;
  /** Mean residual: above 0 the network says too much. */
  readonly bias: number;
  /** The row that is farthest off. */
  readonly worst: number;
}

/** Column `col` of outputs and targets [rows, cols]. */
export function residualsOf(
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  rows: number,
  cols: number,
  col: number,
): Residuals {
  const truth = Float64Array.from({ length: rows }, (_, r) => targets[r * cols + col]!);
  const predicted = Float64Array.from({ length: rows }, (_, r) => outputs[r * cols + col]!);
  return { truth, predicted, residual: predicted.map((p, r) => p - truth[r]!) };
}

export function residualFacts({ truth, residual }: Residuals): ResidualFacts {
  const rows = truth.length;
  const mean = truth.reduce((a, b) => a + b, 0) / rows;
  let [squares, sizes, sum, spread, worst] = [0, 0, 0, 0, 0];
  for (let r = 0; r < rows; r++) {
    const e = residual[r]!;
    squares += e * e;
    sizes += Math.abs(e);
    sum += e;
    spread += (truth[r]! - mean) ** 2;
    const most = Math.abs(residual[worst]!);
    if (most === most && !(Math.abs(e) <= most)) worst = r;
  }
  return {
    rows,
    rmse: Math.sqrt(squares / rows),
    mae: sizes / rows,
    r2: spread > 0 ? 1 - squares / spread : NaN,
    bias: sum / rows,
    worst,
  };
}
