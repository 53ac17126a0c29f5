// Arithmetic on flat float arrays. A kernel writes (or adds to) its first argument and allocates
// nothing; it knows no layers, no specs, no samples. `reference.ts` is the oracle; faster
// implementations (WebAssembly) stand behind the same interface and are judged against it.

export type Precision = 'float32' | 'float64';

/** One flat array of the run's precision; row-major where it is a matrix. */
export type Floats = Float32Array | Float64Array;

/**
 * Letters: B rows of a batch, I inputs, O outputs.
 * The one rule of the backward pass: gradients of parameters are added to (`+=`), gradients of
 * inputs are overwritten.
 */
export interface Kernels {
  /** What the panel and `train --json` show, for example "reference (TypeScript)". */
  readonly name: string;
  readonly precision: Precision;

  /** n zeros in this precision. */
  alloc(n: number): Floats;

  /** y [B,O] = x [B,I] · wᵀ, w [O,I], + b [O] (b may be null). */
  denseForward(y: Floats, x: Floats, w: Floats, b: Floats | null, B: number, I: number, O: number): void;

  /** dx [B,I] = dy [B,O] · w [O,I]. */
  denseBackwardInput(dx: Floats, dy: Floats, w: Floats, B: number, I: number, O: number): void;

  /** dw [O,I] += dyᵀ · x and db [O] += Σ_B dy (db may be null). */
  denseBackwardParameters(dw: Floats, db: Floats | null, dy: Floats, x: Floats, B: number, I: number, O: number): void;

  /** y[0..n) = value. */
  fill(y: Floats, value: number, n: number): void;

  /** y[0..n) += a · x[0..n). */
  addScaled(y: Floats, a: number, x: Floats, n: number): void;

  /** y[0..n) *= a. */
  scale(y: Floats, a: number, n: number): void;

  /** Σ x², accumulated in double precision, over [from, to). */
  sumSquares(x: Floats, from: number, to: number): number;

  /** Index of the first NaN or ±∞ in [from, to), or -1. */
  firstNonFinite(x: Floats, from: number, to: number): number;
}
