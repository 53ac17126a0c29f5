// Binds a network's layers and activations to their buffers, as a chain of stages. A stage is worked off in calls of at
// most `callRows` rows: one call where the buffers are a chunk, several where a batch must stay whole (batch_norm), so
// that the other stages can be interrupted even then.
import { t } from '../l10n';
import type { Floats, Kernels } from '../kernels/kernels';
import { activation as activationWord } from '../nn/activations';
import { Rng } from '../nn/rng';
import { sizeOf } from '../nn/shape';
import type { Shape } from '../nn/words';
import { UserError } from '../spec/problem';
import type { WordSpec } from '../spec/spec';
import type { Parameters } from './parameters';
import { ACTIVATION_COST, CALL_COST, type LayerPlan } from './plan';

/** A stage's result: "dense_1.z" before the activation, "dense_1.a" after it. [rows, size] */
export interface StageValue {
  readonly name: string;
  readonly layer: number;
  readonly shape: Shape;
  readonly size: number;
  readonly data: Floats;
  /** ∂L/∂ of it; computed only where something before it learns (or everything is asked for). */
  readonly gradient: Floats;
}

/** One uninterruptible piece of a stage's pass, on rows [from, from + most) of the buffers. */
export interface Call {
  readonly stage: number;
  readonly from: number;
  readonly most: number;
  /** Multiply-adds a row. */
  readonly cost: number;
  run(rows: number, training: boolean): void;
}

export interface ModelParts {
  readonly kernels: Kernels;
  readonly plans: readonly LayerPlan[];
  readonly inputShape: Shape;
  readonly loss: WordSpec;
  readonly targetCols: number;
  readonly parameters: Parameters;
  /** Rows the buffers hold, and rows a call may take. */
  readonly rows: number;
  readonly callRows: number;
  /** Above it a layer is cut into pieces; CALL_COST unless said. */
  readonly callCost?: number;
  readonly seed: number;
  /** Also gradients that no parameter needs (for looking at them). */
  readonly everyGradient?: boolean;
}

export interface Chain {
  readonly stages: readonly StageValue[];
  /** Both in the order in which they are made. */
  readonly forwards: readonly Call[];
  readonly backwards: readonly Call[];
  /** The last stage's result, and its gradient; null where nothing learns. */
  readonly output: Floats;
  readonly outputGradient: Floats | null;
  readonly random: readonly { readonly name: string; readonly rng: Rng }[];
}

/** A call's fixed price in multiply-adds, so that tiny nets look at the clock no more often than large ones. */
export const CALL_OVERHEAD = 150;

export function bindStages(parts: ModelParts, input: Floats): Chain {
  const { kernels, plans, parameters, rows, callRows, callCost = CALL_COST } = parts;
  const stages: StageValue[] = [];
  const forwards: Call[] = [];
  const backwards: Call[] = []; // last first; turned round at the end
  const random: { name: string; rng: Rng }[] = [];
  let data = input;
  let gradient: Floats | null = null; // of `data`; null while nobody needs it
  let needed = parts.everyGradient ?? false;

  const add = (name: string, plan: LayerPlan): StageValue => {
    const size = sizeOf(plan.outputShape);
    const value = {
      name,
      layer: plan.index,
      shape: plan.outputShape,
      size,
      data: kernels.alloc(rows * size),
      gradient: kernels.alloc(rows * size),
    };
    stages.push(value);
    return value;
  };
  /** Cuts the rows of a stage into calls. */
  const cut = (band: number, bind: (from: number, most: number, at: Omit<Call, 'cost' | 'run'>) => void): void => {
    for (let from = 0; from < rows; from += band) {
      const most = Math.min(band, rows - from);
      bind(from, most, { stage: stages.length - 1, from, most });
    }
  };
  // A view of all of an array would only cost time.
  const part = (a: Floats, cols: number, from: number, most: number): Floats =>
    most === rows ? a : a.subarray(from * cols, (from + most) * cols);

  for (const plan of plans) {
    const { spec, word } = plan;
    if (word.bind) {
      const bind = word.bind;
      const [x, dx] = [data, gradient];
      const [xCols, zCols] = [sizeOf(plan.inputShape), sizeOf(plan.outputShape)];
      const own = parameters.ofLayer(plan.index);
      needed ||= own.some((p) => p.gradient !== null);
      const backwardNeeded = needed;
      const rng = Rng.stream(parts.seed, `${spec.type}:${spec.name}`);
      if (word.random) random.push({ name: `${spec.type}:${spec.name}`, rng });
      const z = add(`${spec.name}.z`, plan);
      cut(word.needsWholeBatch ? rows : Math.min(callRows, rows), (from, most, at) => {
        const bound = bind({
          kernels,
          options: spec,
          inputShape: plan.inputShape,
          outputShape: plan.outputShape,
          maxRows: most,
          input: part(x, xCols, from, most),
          output: part(z.data, zCols, from, most),
          dInput: dx && part(dx, xCols, from, most),
          dOutput: part(z.gradient, zCols, from, most),
          parameters: own,
          rng,
        });
        const halves = dx && own.length > 0 ? 2 : 1;
        const pieces = plan.cost * most > callCost ? bound.pieces?.(callCost) : undefined;
        const forward = pieces?.forward ?? [(n: number, training: boolean) => bound.forward(n, training)];
        const backward = pieces?.backward ?? [(n: number) => bound.backward(n)];
        for (const run of forward) forwards.push({ ...at, cost: plan.cost / forward.length, run });
        if (!backwardNeeded) return;
        for (const run of [...backward].reverse()) {
          backwards.push({ ...at, cost: (halves * plan.cost) / backward.length, run });
        }
      });
      data = z.data;
      gradient = needed ? z.gradient : null;
    }
    if (plan.activation) {
      const options = plan.activation;
      const f = activationWord(options.type);
      if (!f) throw new UserError(t`There is no activation "${options.type}".`, 'unknown-activation');
      const [z, dz] = [data, gradient];
      const cols = sizeOf(plan.outputShape);
      const a = add(`${spec.name}.a`, plan);
      const cost = ACTIVATION_COST * cols;
      cut(Math.min(callRows, rows), (from, most, at) => {
        const zp = part(z, cols, from, most);
        const ap = part(a.data, cols, from, most);
        const dap = part(a.gradient, cols, from, most);
        const dzp = dz && part(dz, cols, from, most);
        forwards.push({ ...at, cost, run: (n) => f.forward(ap, zp, n, cols, options) });
        if (dzp) backwards.push({ ...at, cost, run: (n) => f.backward(dzp, dap, zp, ap, n, cols, options) });
      });
      data = a.data;
      gradient = needed ? a.gradient : null;
    }
  }
  return { stages, forwards, backwards: backwards.reverse(), output: data, outputGradient: gradient, random };
}
