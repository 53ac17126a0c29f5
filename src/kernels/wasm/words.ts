// What the language's words are called by the kernels, and the numbers they take.
export interface ActivationKind {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  /** Its slope is a function of its result alone, so that both may share a buffer. */
  readonly fromOutput: boolean;
}

export interface LossKind {
  readonly kind: number;
  readonly a: number;
  /** The loss absorbs the last activation. */
  readonly fused: boolean;
}

export interface OptimizerKind {
  readonly kind: number;
  readonly slots: number;
}

type Word = { readonly type: string; readonly [option: string]: unknown };

export function activationKind(_options: Word): ActivationKind | undefined {
  return undefined;
}

export function lossKind(_loss: Word, _lastActivation: Word | undefined): LossKind | undefined {
  return undefined;
}

export function optimizerKind(_options: Word): OptimizerKind | undefined {
  return undefined;
}

export function optimizerNumbers(
  _out: Float32Array,
  _options: Word,
  _rate: number,
  _step: number,
  _scalars: Float64Array,
): void {}
