// The language's words as the WebAssembly kernels number them: a kind (as/kinds.ts) and the numbers that go with it.
// `undefined` where there is no such kernel. What an optimizer needs once a step (bias corrections, 1 − β₂) is worked out
// here in double precision, before it is rounded to floats.
import * as kinds from './as/kinds';

/** A word of a parsed spec: every option has its value. */
export interface WordOptions {
  readonly type: string;
  readonly [option: string]: unknown;
}

export interface ActivationKind {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  /** Its slope follows from its output alone, so that it may overwrite its input. */
  readonly fromOutput: boolean;
}

export interface LossKind {
  readonly kind: number;
  readonly a: number;
  /** It works on the last activation's input: that activation's own backward pass is left out. */
  readonly fused: boolean;
}

export interface OptimizerKind {
  readonly kind: number;
  /** How many arrays it keeps, in the order of the word's own `slots`. */
  readonly slots: number;
}

const plainActivations: Readonly<Record<string, number>> = {
  linear: kinds.LINEAR,
  relu: kinds.RELU,
  selu: kinds.SELU,
  sigmoid: kinds.SIGMOID,
  hard_sigmoid: kinds.HARD_SIGMOID,
  tanh: kinds.TANH,
  softplus: kinds.SOFTPLUS,
  softsign: kinds.SOFTSIGN,
  silu: kinds.SILU,
  step: kinds.STEP,
  softmax: kinds.SOFTMAX,
};
const fromOutput = ['linear', 'relu', 'sigmoid', 'tanh'];

export function activationKind(options: WordOptions): ActivationKind | undefined {
  const { type } = options;
  if (type === 'leaky_relu') {
    const a = number(options, 'negativeSlope');
    return { kind: kinds.LEAKY_RELU, a, b: 0, fromOutput: a >= 0 };
  }
  if (type === 'elu') return { kind: kinds.ELU, a: number(options, 'alpha'), b: 0, fromOutput: false };
  if (type === 'gelu') {
    return { kind: options['approximate'] === true ? kinds.GELU_TANH : kinds.GELU, a: 0, b: 0, fromOutput: false };
  }
  const kind = plainActivations[type];
  return kind === undefined ? undefined : { kind, a: 0, b: 0, fromOutput: fromOutput.includes(type) };
}

const plainLosses: Readonly<Record<string, number>> = {
  mean_squared_error: kinds.MEAN_SQUARED_ERROR,
  half_mean_squared_error: kinds.HALF_MEAN_SQUARED_ERROR,
  mean_absolute_error: kinds.MEAN_ABSOLUTE_ERROR,
  huber: kinds.HUBER,
  log_cosh: kinds.LOG_COSH,
  binary_crossentropy: kinds.BINARY_CROSSENTROPY,
  categorical_crossentropy: kinds.CATEGORICAL_CROSSENTROPY,
  sparse_categorical_crossentropy: kinds.CATEGORICAL_CROSSENTROPY,
  hinge: kinds.HINGE,
  squared_hinge: kinds.SQUARED_HINGE,
  perceptron: kinds.PERCEPTRON,
};
/** By loss and last activation. */
const fusedLosses: Readonly<Record<string, number>> = {
  'binary_crossentropy sigmoid': kinds.SIGMOID_CROSSENTROPY,
  'categorical_crossentropy softmax': kinds.SOFTMAX_CROSSENTROPY,
  'sparse_categorical_crossentropy softmax': kinds.SOFTMAX_CROSSENTROPY,
  'perceptron step': kinds.STEP_PERCEPTRON,
};

export function lossKind(loss: WordOptions, lastActivation: WordOptions | undefined): LossKind | undefined {
  const fused = lastActivation && fusedLosses[`${loss.type} ${lastActivation.type}`];
  if (fused !== undefined) return { kind: fused, a: 0, fused: true };
  const kind = plainLosses[loss.type];
  if (kind === undefined) return undefined;
  return { kind, a: kind === kinds.HUBER ? number(loss, 'delta') : 0, fused: false };
}

export function optimizerKind(options: WordOptions): OptimizerKind | undefined {
  switch (options.type) {
    case 'sgd':
      if (number(options, 'momentum') === 0) return { kind: kinds.SGD, slots: 0 };
      return { kind: options['nesterov'] === true ? kinds.NESTEROV : kinds.MOMENTUM, slots: 1 };
    case 'perceptron':
      return { kind: kinds.SGD, slots: 0 };
    case 'adam':
    case 'adamw':
      return options['amsgrad'] === true ? { kind: kinds.AMSGRAD, slots: 3 } : { kind: kinds.ADAM, slots: 2 };
    case 'nadam':
      return { kind: kinds.NADAM, slots: 2 };
    case 'rmsprop': {
      const withMomentum = number(options, 'momentum') > 0;
      if (options['centered'] === true) {
        return withMomentum
          ? { kind: kinds.RMSPROP_CENTERED_MOMENTUM, slots: 3 }
          : { kind: kinds.RMSPROP_CENTERED, slots: 2 };
      }
      return withMomentum ? { kind: kinds.RMSPROP_MOMENTUM, slots: 2 } : { kind: kinds.RMSPROP, slots: 1 };
    }
    case 'adagrad':
      return { kind: kinds.ADAGRAD, slots: 1 };
    case 'adadelta':
      return { kind: kinds.ADADELTA, slots: 2 };
    default:
      return undefined;
  }
}

/**
 * Writes OPTIMIZER_NUMBERS floats for update number `step` (from 1), in the order that as/optimizers.ts says. `scalars`
 * are the optimizer's own, after its `beginStep`.
 */
export function optimizerNumbers(
  out: Float32Array,
  options: WordOptions,
  rate: number,
  step: number,
  scalars: ArrayLike<number>,
): void {
  out.fill(0, 0, kinds.OPTIMIZER_NUMBERS);
  out[0] = rate;
  out[1] = 1;
  switch (options.type) {
    case 'sgd':
      out[1] = 1 - rate * number(options, 'weightDecay');
      out[2] = number(options, 'momentum');
      return;
    case 'adam':
    case 'adamw': {
      const beta1 = number(options, 'beta1');
      const beta2 = number(options, 'beta2');
      out[0] = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
      if (options.type === 'adamw') out[1] = 1 - rate * number(options, 'weightDecay');
      out[2] = 1 - beta1;
      out[3] = 1 - beta2;
      out[4] = number(options, 'epsilon');
      return;
    }
    case 'nadam': {
      const beta1 = number(options, 'beta1');
      const beta2 = number(options, 'beta2');
      const now = nadamMomentum(step, beta1);
      const next = nadamMomentum(step + 1, beta1);
      const product = scalars[0]!;
      out[0] = (rate * next) / (1 - product * next);
      out[2] = 1 - beta1;
      out[3] = 1 - beta2;
      out[4] = number(options, 'epsilon');
      out[5] = (rate * (1 - now)) / (1 - product);
      out[6] = 1 / (1 - beta2 ** step);
      return;
    }
    case 'rmsprop':
      out[2] = number(options, 'rho');
      out[3] = 1 - number(options, 'rho');
      out[4] = number(options, 'epsilon');
      out[5] = number(options, 'momentum');
      return;
    case 'adadelta':
      out[2] = number(options, 'rho');
      out[3] = 1 - number(options, 'rho');
      out[4] = number(options, 'epsilon');
      return;
    case 'adagrad':
      out[4] = number(options, 'epsilon');
  }
}

/** uₜ of src/nn/optimizers/nadam.ts. */
const nadamMomentum = (step: number, beta1: number): number => beta1 * (1 - 0.5 * 0.96 ** step);

/** An option that a parsed spec always has. */
function number(options: WordOptions, key: string): number {
  const value = options[key];
  if (typeof value !== 'number') throw new Error(`${options.type} has no number ${key}.`);
  return value;
}
