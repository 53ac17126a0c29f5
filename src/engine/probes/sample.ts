// One sample's way forward and back, on buffers of its own with the weights of this moment. Dropout is off, batch_norm
// uses its running statistics; the loss and gradients are the sample's alone, without l1 and l2.
import { t } from '../../l10n';
import type { Split } from '../../data/dataset';
import { splitWord } from '../../data/split';
import type { Floats } from '../../kernels/kernels';
import { predictedClass, targetClass } from '../../nn/metrics/classes';
import { Rng } from '../../nn/rng';
import type { GradientValues, SampleQuery, SampleReport, TensorValues } from '../../protocol/engine';
import { UserError } from '../../spec/problem';
import { backwardSliced, forwardSliced, type Passed } from '../evaluate';
import type { Hold } from '../jobs';
import { Meter, metered, type Work } from '../meter';
import type { Model } from '../model';
import { unscale } from '../scores';
import type { Tensor } from '../parameters';
import type { Setup } from '../setup';
import { asMatrix, cellsOf, productCells, type Cells, type Region } from './reduce';

/** A dense layer's gradient for one sample is dzᵀ·x. */
interface Factors {
  readonly dz: Floats;
  readonly x: Floats;
}

export class Sampler {
  private readonly random: Rng;
  private one: Model | undefined;
  /** By layer; absent where a layer that is not dense learns: its gradient is then made as in training. */
  private factors: ReadonlyMap<number, Factors> | undefined;
  private many: Model | undefined;

  constructor(private readonly setup: Setup) {
    this.random = Rng.stream(setup.spec.training.seed, 'sample');
  }

  /** `settled` says whether the weights are whole (not in the middle of an update). */
  *find(query: SampleQuery, hold: Hold, settled: () => boolean, told: (fraction: number) => void): Work<SampleReport> {
    const split = this.setup.dataset.splits[query.split];
    if (!split || split.indices.length === 0)
      throw new UserError(t`There are no ${splitWord(query.split)} rows.`, 'no-split');
    const index = yield* this.pick(split, query, told);
    while (!settled()) yield;
    hold.on = true;
    const model = (this.one ??= this.modelOfOne());
    const { parameters } = model;
    const meter = new Meter();
    yield* parameters.currentSliced(meter);
    gatherOne(model, split, index);
    yield* forwardSliced(model, 1, false, meter);
    const loss = model.loss(1);
    model.kernels.fill(parameters.gradient, 0, parameters.gradient.length);
    yield* backwardSliced(model, 1, 1, meter);
    const learned = parameters.tensors.filter(({ plan }) => plan.trainable);
    const own = yield* pictures(
      learned,
      query.cells,
      meter,
      (tensor) => tensor.gradient ?? this.product(tensor),
      (tensor, region) => this.cellsOfProduct(tensor, region),
    );
    const batch = yield* this.ofBatch(learned, query.cells, meter);
    return { ...this.report(model, split, index, loss), gradients: own, ...(batch ? { batchGradients: batch } : {}) };
  }

  private modelOfOne(): Model {
    const { plans } = this.setup;
    const factored = plans.every(({ word, parameters }) => word.name === 'dense' || parameters.length === 0);
    const model = this.setup.lookingModel(1, 'shared', factored ? 'values' : 'all');
    if (factored) this.factors = factorsOf(model);
    return model;
  }

  private product({ layer, shape }: Tensor): Floats {
    const { dz, x } = this.factors!.get(layer)!;
    if (shape.length === 1) return dz; // of the biases
    const product =
      dz instanceof Float32Array ? new Float32Array(dz.length * x.length) : new Float64Array(dz.length * x.length);
    for (let o = 0, at = 0; o < dz.length; o++)
      for (let i = 0; i < x.length; i++, at++) product[at] = 0 + dz[o]! * x[i]!;
    return product;
  }

  /** Undefined where there are as many cells as entries, which are then shown as they are. */
  private cellsOfProduct({ layer, shape }: Tensor, region: Region): Generator<number, Cells, void> | undefined {
    const [rows, cols = 0] = shape;
    const of = this.factors?.get(layer);
    if (!of || shape.length === 1 || (rows! <= region.maxRows && cols <= region.maxCols)) return undefined;
    return productCells(of.dz, of.x, region);
  }

  /** The last batch's gradients; undefined before the first. */
  private *ofBatch(
    learned: readonly Tensor[],
    most: SampleQuery['cells'],
    meter: Meter,
  ): Work<GradientValues[] | undefined> {
    const { trainer, model } = this.setup;
    if (!trainer.hasGradient) return undefined;
    const plain = ({ offset }: Tensor): Floats => trainer.gradient!.subarray(offset);
    const trained = learned.map(({ name }) => model.parameters.find(name));
    return yield* pictures(trained, most, meter, plain, (tensor, region) => trainer.cells(tensor, 'gradient', region));
  }

  private *pick(split: Split, { pick, after }: SampleQuery, told: (fraction: number) => void): Work<number> {
    const rows = split.indices.length;
    switch (pick.kind) {
      case 'index':
        if (!Number.isInteger(pick.index) || pick.index < 0 || pick.index >= rows) {
          throw new UserError(
            t`The ${split.name} rows are numbered 0 to ${rows - 1}; there is no ${pick.index}.`,
            'no-sample',
          );
        }
        return pick.index;
      case 'random':
        return this.random.below(rows);
      case 'worst': {
        let worst = 0;
        let most = -Infinity;
        yield* this.search(split, 0, told, (model, r, index) => {
          const loss = model.perRow[r]!;
          if (loss > most || Number.isNaN(loss)) [worst, most] = [index, Number.isNaN(loss) ? Infinity : loss];
          return false;
        });
        return worst;
      }
      case 'misclassified': {
        const { task, threshold } = this.setup.scoring;
        if (task === 'regression') {
          throw new UserError(t('A regression has no classes to mistake. Ask for the worst sample.'), 'no-classes');
        }
        const start = after === undefined ? 0 : (Math.max(-1, Math.floor(after)) + 1) % rows;
        const found = yield* this.search(split, start, told, (model, r) => {
          const answer = predictedClass(model.output, r, model.outputSize, threshold);
          return answer !== targetClass(model.target, r, model.targetCols);
        });
        if (found !== undefined) return found;
        throw new UserError(t`None of the ${splitWord(split.name)} rows is misclassified.`, 'no-sample');
      }
      default:
        return pick satisfies never;
    }
  }

  /** Goes through all rows from `start` on, round the end, until one is right; training may go on meanwhile. */
  private *search(
    split: Split,
    start: number,
    told: (fraction: number) => void,
    right: (passed: Passed, row: number, index: number) => boolean,
  ): Work<number | undefined> {
    const total = split.indices.length;
    const fast = this.setup.lookingFast?.();
    const most = fast?.rows ?? (this.many ??= this.setup.lookingModel(total, 'shared')).rows;
    const meter = new Meter();
    for (let done = 0; done < total;) {
      const index = (start + done) % total;
      const rows = Math.min(most, total - done, total - index);
      if (fast) yield* fast.forwardSliced(split, index, rows, meter);
      else yield* this.forwardPlain(this.many!, split, index, rows, meter);
      const passed = fast ?? this.many!;
      for (let r = 0; r < rows; r++) if (right(passed, r, index + r)) return index + r;
      done += rows;
      told(done / total);
    }
    return undefined;
  }

  private *forwardPlain(model: Model, split: Split, index: number, rows: number, meter: Meter): Work<void> {
    split.inputs.gather(model.input, split.indices, index, rows);
    split.targets.gather(model.target, split.indices, index, rows);
    yield* forwardSliced(model, rows, false, meter);
    model.loss(rows);
  }

  private report(model: Model, split: Split, index: number, loss: number): Omit<SampleReport, 'gradients'> {
    const { dataset, scoring, trainer } = this.setup;
    const { stages, outputSize, targetCols } = model;
    const shown = model.fused ? stages.slice(0, -1) : stages;
    const { classes, targetNames } = dataset;
    const answer = predictedClass(model.output, 0, outputSize, scoring.threshold);
    const wanted = targetClass(model.target, 0, targetCols);
    const raw = split.rawRow?.(index);
    const values = (y: Floats): number[] => {
      const out = new Float64Array(targetNames.length || outputSize);
      if (scoring.scale) unscale(out, y, 1, scoring.scale);
      else for (let i = 0; i < out.length; i++) out[i] = y[i]!;
      return [...out];
    };
    return {
      split: split.name,
      index,
      splitRows: split.indices.length,
      iteration: trainer.iteration,
      input: Float64Array.from(model.input.subarray(0, model.inputSize)),
      inputShape: dataset.inputShape,
      ...(raw ? { raw } : {}),
      loss,
      output: [...model.output.subarray(0, outputSize)],
      prediction: classes ? [classes[answer] ?? answer] : values(model.output),
      target: classes ? [classes[wanted] ?? wanted] : values(model.target),
      ...(classes ? { correct: answer === wanted } : {}),
      activations: stages.map(({ name, shape, data, size }) => copy(name, shape, data, size)),
      activationGradients: shown.map(({ name, shape, gradient, size }) => copy(name, shape, gradient, size)),
    };
  }
}

/** Of a model of one row. */
function factorsOf({ input, stages }: Model): ReadonlyMap<number, Factors> {
  const factors = new Map<number, Factors>();
  let x = input;
  for (const { layer, data, gradient } of stages) {
    if (!factors.has(layer)) factors.set(layer, { dz: gradient, x });
    x = data;
  }
  return factors;
}

function gatherOne(model: Model, split: Split, index: number): void {
  split.inputs.gather(model.input, split.indices, index, 1);
  split.targets.gather(model.target, split.indices, index, 1);
}

/** Gradients as they were asked for: in full, or as cells where there are more entries. `shortcut` may make the cells. */
function* pictures(
  tensors: readonly Tensor[],
  most: SampleQuery['cells'],
  meter: Meter,
  plain: (tensor: Tensor) => Floats,
  shortcut: (tensor: Tensor, region: Region) => Generator<number, Cells, void> | undefined = () => undefined,
): Work<GradientValues[]> {
  const made: GradientValues[] = [];
  for (const tensor of tensors) {
    const { name, shape, size } = tensor;
    const [rows, cols] = asMatrix(shape, size);
    const [maxRows, maxCols] = !most ? [rows, cols] : rows === 1 ? [1, cols] : most;
    const whole = rows <= maxRows && cols <= maxCols;
    const region = { from: 0, to: rows, maxRows, maxCols };
    const short = most && shortcut(tensor, region);
    if (whole && !short) {
      made.push(copy(name, shape, plain(tensor), size));
      continue;
    }
    const work = short ?? cellsOf(plain(tensor), cols, region);
    const { cells, cellRows, cellCols } = yield* metered(work, meter);
    made.push({ name, shape, values: cells, ...(whole ? {} : { cells: [cellRows, cellCols] as const }) });
  }
  return made;
}

function copy(name: string, shape: readonly number[], data: Floats, size: number): TensorValues {
  return { name, shape, values: data.slice(0, size) as Float32Array | Float64Array };
}
