// What a word of the language is. Each activation, loss, layer, … is one file: its options (a zod
// schema whose every key has .describe()), its arithmetic and its formula's source. From this one
// value come the validator, the completion and hover, the JSON Schema and the reference page.
import type { z } from 'zod';
import type { Floats, Kernels } from '../kernels/kernels';
import type { Rng } from './rng';

/** Sizes without the batch: [784], [28, 28], [1]. */
export type Shape = readonly number[];

export type Task = 'regression' | 'binary' | 'multiclass';

export interface Word<Options = Record<string, unknown>> {
  /** The identifier in a spec, as Keras writes it. */
  readonly name: string;
  /** One sentence for completion, hover and the reference. Markdown. */
  readonly summary: string;
  /** The formula as plain text with Unicode, for hover and the reference. */
  readonly formula: string;
  /** Where the formula comes from: a paper or a documentation page. */
  readonly source: string;
  /** Options beside `type`; strict object, every key with .describe() and a default (or a reason why it must be said). */
  readonly options: z.ZodObject<any, any> & z.ZodType<Options>;
  /** Other names a spec may use (`mse`); a parsed spec has only `name`. */
  readonly aliases?: readonly string[];
}

// ---------------------------------------------------------------- activations

export interface Activation<Options = any> extends Word<Options> {
  /** False for `step`: it needs the perceptron's rule. */
  readonly differentiable: boolean;
  /** y [rows, cols] = f(z). y and z are different arrays. */
  forward(y: Floats, z: Floats, rows: number, cols: number, options: Options): void;
  /** dz = ∂L/∂z from dy = ∂L/∂y; dz may be the same array as dy. */
  backward(dz: Floats, dy: Floats, z: Floats, y: Floats, rows: number, cols: number, options: Options): void;
}

// ---------------------------------------------------------------- losses

/**
 * Targets come as `targetCols` values a row: the class index (0, 1, …) in one column for binary
 * and multiclass tasks, the (scaled) values for regression. `categorical_crossentropy` also takes
 * one column a class (soft or one-hot targets): targetCols === cols.
 */
export interface Loss<Options = any> extends Word<Options> {
  readonly tasks: readonly Task[];
  /**
   * perRow[r] = loss of row r, from the network's output y [rows, cols]. The loss of a batch is the
   * mean of its rows' losses.
   */
  forward(
    perRow: Floats,
    y: Floats,
    target: Floats,
    rows: number,
    cols: number,
    targetCols: number,
    options: Options,
  ): void;
  /** dy [rows, cols] = scale · ∂(row's loss)/∂y; scale is 1/(rows of the whole batch). */
  backward(
    dy: Floats,
    y: Floats,
    target: Floats,
    rows: number,
    cols: number,
    targetCols: number,
    scale: number,
    options: Options,
  ): void;
  /**
   * The last activation this loss absorbs: both passes then work on the logits z, and stay finite.
   * `y` is the activation's output for the same z.
   */
  readonly fused?: {
    readonly [activation: string]: {
      forward(
        perRow: Floats,
        z: Floats,
        y: Floats,
        target: Floats,
        rows: number,
        cols: number,
        targetCols: number,
        options: Options,
      ): void;
      backward(
        dz: Floats,
        z: Floats,
        y: Floats,
        target: Floats,
        rows: number,
        cols: number,
        targetCols: number,
        scale: number,
        options: Options,
      ): void;
    };
  };
  /** Activations that make sense before this loss; others are a problem in the spec, with `advice`. */
  readonly lastActivations: readonly string[] | 'any';
  readonly advice: string;
  /** With one output, values above it mean class 1: 0.5 unless said (0 for the hinges). */
  readonly threshold?: number;
}

// ---------------------------------------------------------------- initializers

export interface Initializer<Options = any> extends Word<Options> {
  /** Fills w of `shape` ([units, inputs] for a weight, [units] for a bias). */
  fill(w: Floats, shape: Shape, fanIn: number, fanOut: number, rng: Rng, options: Options): void;
}

// ---------------------------------------------------------------- optimizers

export interface Optimizer<Options = any> extends Word<Options> {
  /** Names of the per-parameter arrays it keeps, for example ['m', 'v']; each starts as `initialSlot`. */
  slots(options: Options): readonly string[];
  initialSlot?(slot: string, options: Options): number;
  /** How many numbers it keeps for the whole run (nadam's momentum product); they start at 1. */
  readonly scalars?: number;
  /** Once before the tensors of a step; `step` counts from 1. */
  beginStep?(scalars: Float64Array, step: number, options: Options): void;
  /**
   * Updates w[from..to) in place from its gradient g. `learningRate` is the schedule's value.
   * `step` counts from 1.
   */
  update(
    w: Floats,
    g: Floats,
    slots: readonly Floats[],
    from: number,
    to: number,
    learningRate: number,
    step: number,
    scalars: Float64Array,
    options: Options,
  ): void;
  readonly defaultLearningRate: number;
}

// ---------------------------------------------------------------- schedules

export interface Schedule<Options = any> extends Word<Options> {
  /**
   * Learning rate for the update number `iteration` (from 0). `base` is the optimizer's rate.
   * `memory` is this schedule's own state (reduce_on_plateau), saved with the run; starts as NaNs.
   */
  rate(base: number, iteration: number, memory: Float64Array, options: Options): number;
  /** Numbers of state it keeps. */
  readonly memory?: number;
  /** Told after every evaluation when it has a `monitor`. */
  observe?(value: number, memory: Float64Array, options: Options): void;
}

// ---------------------------------------------------------------- metrics

export interface MetricAccumulator {
  /** Rows of a batch: outputs y [rows, cols], targets as a loss sees them (in the target's own units). */
  add(y: Floats, target: Floats, rows: number, cols: number, targetCols: number): void;
  /** NaN before any row. */
  value(): number;
  /** All of its state as numbers, for a checkpoint in the middle of an epoch; `restore` takes them back. */
  save(): ArrayLike<number>;
  restore(state: ArrayLike<number>): void;
}

export interface Metric<Options = any> extends Word<Options> {
  readonly tasks: readonly Task[];
  /** What is better: `max` for accuracy, `min` for RMSE. */
  readonly better: 'max' | 'min';
  /** `threshold` is the loss's: with one output, values above it mean class 1. */
  create(outputs: number, options: Options, threshold?: number): MetricAccumulator;
}

// ---------------------------------------------------------------- layers

export interface ParameterPlan {
  /** 'weight', 'bias', 'running_mean', …; the tensor is called `${layer name}.${name}`. */
  readonly name: string;
  readonly shape: Shape;
  /** Initializer name and options, validated. */
  readonly init: { readonly type: string; readonly [option: string]: unknown };
  readonly fanIn: number;
  readonly fanOut: number;
  /** False for running statistics: saved, not learned. */
  readonly trainable: boolean;
  readonly l1: number;
  readonly l2: number;
}

/** A tensor of the model; `gradient` is null where it is not learned. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly data: Floats;
  readonly gradient: Floats | null;
  readonly l1: number;
  readonly l2: number;
}

export interface LayerContext<Options> {
  readonly kernels: Kernels;
  readonly options: Options;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Buffers of [maxRows, size]; dInput is null where nobody needs it (the first layer). */
  readonly maxRows: number;
  readonly input: Floats;
  readonly output: Floats;
  readonly dInput: Floats | null;
  readonly dOutput: Floats;
  /** In the order of `parameters()`. */
  readonly parameters: readonly Parameter[];
  /** This layer's own stream (dropout masks); its state is saved with the run. */
  readonly rng: Rng;
}

/** A layer bound to its buffers. */
export interface BoundLayer {
  forward(rows: number, training: boolean): void;
  /** After a forward of the same rows: adds to the parameters' gradients, overwrites dInput. */
  backward(rows: number): void;
  /**
   * Both passes as pieces of about `most` multiply-adds, to be done in order, so that a large layer can be interrupted
   * in between. Sums may be rounded otherwise than in one piece. Absent where a pass over few rows is never long.
   */
  pieces?(most: number): LayerPieces;
}

export interface LayerPieces {
  readonly forward: readonly ((rows: number, training: boolean) => void)[];
  readonly backward: readonly ((rows: number) => void)[];
}

export interface LayerWord<Options = any> extends Word<Options> {
  /** The output's shape, or a sentence that says why it does not fit and what to do. */
  outputShape(options: Options, input: Shape): Shape | { readonly error: string; readonly key?: string };
  parameters(options: Options, input: Shape): readonly ParameterPlan[];
  /**
   * The arithmetic before the activation. Absent where there is none: `activation` has only its
   * activation, `flatten` only another shape (it moves no number).
   */
  bind?(context: LayerContext<Options>): BoundLayer;
  /** The activation applied to the result, or undefined for none (`linear` counts as none). */
  activation?(options: Options): { readonly type: string; readonly [option: string]: unknown } | undefined;
  /** True where statistics couple the rows (batch_norm): a batch must not be cut into chunks. */
  readonly needsWholeBatch?: boolean;
  /** True where training draws random numbers (dropout). */
  readonly random?: boolean;
  /** Multiply-adds a row, for planning slices and the memory estimate. */
  cost(options: Options, input: Shape): number;
}
