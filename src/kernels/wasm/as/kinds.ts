// Numbers that stand for the language's words where TypeScript calls WebAssembly. Read by both compilers.

// Activations. Options, where there are any: a (and b).
export const LINEAR = 0;
export const RELU = 1;
/** a = negativeSlope */
export const LEAKY_RELU = 2;
/** a = alpha */
export const ELU = 3;
export const SELU = 4;
export const SIGMOID = 5;
export const HARD_SIGMOID = 6;
export const TANH = 7;
export const SOFTPLUS = 8;
export const SOFTSIGN = 9;
export const SILU = 10;
export const GELU = 11;
export const GELU_TANH = 12;
export const STEP = 13;
/** Couples the outputs of a row; has kernels of its own. */
export const SOFTMAX = 14;

// Losses; the first ones work on the output y, the last ones on the logit z, with the activation absorbed.
export const MEAN_SQUARED_ERROR = 0;
export const HALF_MEAN_SQUARED_ERROR = 1;
export const MEAN_ABSOLUTE_ERROR = 2;
/** a = delta */
export const HUBER = 3;
export const LOG_COSH = 4;
export const BINARY_CROSSENTROPY = 5;
export const CATEGORICAL_CROSSENTROPY = 6;
export const HINGE = 7;
export const SQUARED_HINGE = 8;
/** On y as it is, or after `step` on the score z and the answer y. */
export const PERCEPTRON = 9;
export const SIGMOID_CROSSENTROPY = 10;
export const SOFTMAX_CROSSENTROPY = 11;
export const STEP_PERCEPTRON = 12;

// Optimizers; their numbers lie in a row of OPTIMIZER_NUMBERS floats, as `optimizers.ts` says for each.
export const SGD = 0;
export const MOMENTUM = 1;
export const NESTEROV = 2;
export const ADAM = 3;
export const AMSGRAD = 4;
export const RMSPROP = 5;
export const ADAGRAD = 6;
export const ADADELTA = 7;
export const NADAM = 8;
export const RMSPROP_MOMENTUM = 9;
export const RMSPROP_CENTERED = 10;
export const RMSPROP_CENTERED_MOMENTUM = 11;
export const OPTIMIZER_NUMBERS = 8;
