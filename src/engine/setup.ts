// From a spec and its data to everything a run works with, bound together: sizes settled, buffers planned, nothing run yet.
import { t } from '../l10n';
import type { Dataset } from '../data/dataset';
import type { Kernels } from '../kernels/kernels';
import type { Simd } from '../kernels/wasm/simd';
import type { MetricsPoint } from '../protocol/engine';
import { UserError } from '../spec/problem';
import type { Spec } from '../spec/spec';
import { Batches } from './batches';
import type { RunParts } from './checkpoint';
import { Course } from './course';
import { Evaluator } from './evaluate';
import { Meter } from './meter';
import { Model } from './model';
import { Parameters } from './parameters';
import { callRows, chunkRows, couplesRows, planLayers, rowCost, type LayerPlan } from './plan';
import { Scoring } from './scores';
import type { FastNetwork } from './fast/network';
import { FastTrainer } from './fast/trainer';
import { fastParts } from './fast/parts';
import { Trainer, type TrainerParts } from './trainer';
import { Updater } from './updater';
import { warmUp } from './warmUp';

export interface Sizes {
  readonly batch: number;
  readonly perEpoch: number;
  readonly total: number;
  readonly logEvery: number;
}

export interface Setup extends RunParts, Sizes {
  readonly spec: Spec;
  readonly dataset: Dataset;
  readonly kernels: Kernels;
  readonly plans: readonly LayerPlan[];
  readonly scoring: Scoring;
  readonly evaluator: Evaluator;
  /**
   * A model for looking, at most so many rows at a time: on the same weights or a copy of them; with gradients of every
   * stage's values, or of the parameters too.
   */
  lookingModel(rows: number, weights: 'shared' | 'copied', gradients?: 'values' | 'all'): Model;
  /** That share the steps' work. */
  readonly threads: number;
  /** Goes forward on the present weights, quicker; absent where the SIMD kernels do not train. */
  lookingFast?(): FastNetwork;
  /** The same on a copy of the present weights; there is one copy, which the next call overwrites. */
  copiedFast?(): FastNetwork;
}

export function sizes({ training }: Spec, trainRows: number): Sizes {
  const batch = training.batchSize === 'full' ? trainRows : Math.min(training.batchSize, trainRows);
  const perEpoch = Math.max(1, Math.ceil(trainRows / batch));
  const total = training.iterations ?? (training.epochs ?? 1) * perEpoch;
  return { batch, perEpoch, total, logEvery: training.logEvery ?? usualLogEvery(perEpoch, total) };
}

/** Points of a run that nobody has asked for: more of them would fill the memory, and no chart shows them. */
const MOST_POINTS = 100_000;
const LEAST_POINTS = 200;

/** Once an epoch, or more often where a run has few epochs; after so many whole epochs where it has very many. */
function usualLogEvery(perEpoch: number, total: number): number {
  const epochs = Math.ceil(total / perEpoch / MOST_POINTS);
  return epochs > 1 ? epochs * perEpoch : Math.max(1, Math.min(perEpoch, Math.floor(total / LEAST_POINTS)));
}

/** Multiply-adds of a row from which loops that are not compiled yet would take long. */
const WARM_COST = 1e5;

export interface SetupHooks {
  /** Multiply-adds between two looks at the clock. */
  readonly yieldCost?: number;
  seconds(): number;
  emit(point: Omit<MetricsPoint, 'index'>): void;
  onCuttableStep(): void;
}

/** With `simd`, `kernels` allocate in its memory. */
export function setUp(spec: Spec, dataset: Dataset, kernels: Kernels, hooks: SetupHooks, simd?: Simd): Setup {
  const { splits } = dataset;
  const trainRows = splits.train.indices.length;
  if (trainRows === 0) throw new UserError(t('There are no training rows: leave some to train on.'), 'no-rows');
  const plans = planLayers(spec.network, dataset.inputShape);
  const own = sizes(spec, trainRows);
  const chunk = chunkRows(plans, own.batch);
  const parameters = new Parameters(plans, kernels);
  const model = new Model({
    kernels,
    plans,
    inputShape: dataset.inputShape,
    loss: spec.loss,
    targetCols: splits.train.targets.cols,
    parameters,
    rows: couplesRows(plans) ? own.batch : chunk,
    callRows: callRows(plans),
    seed: spec.training.seed,
  });
  const scoring = new Scoring(spec, dataset.task, dataset.outputs, dataset.preprocessing);
  const rowsOf = Math.max(...Object.values(splits).map((s) => s?.indices.length ?? 0));
  const lookRows = chunkRows(plans, rowsOf);
  const lookingModel: Setup['lookingModel'] = (rows, weights, gradients) => {
    const own = new Parameters(plans, kernels, weights === 'shared' ? parameters : undefined, gradients === 'all');
    if (weights === 'copied') own.copyFrom(parameters);
    return model.with({ parameters: own, rows: Math.min(rows, lookRows), everyGradient: gradients !== undefined });
  };
  const batches = new Batches(splits.train, own.batch, spec.training.shuffle, spec.training.seed);
  const updater = new Updater(spec.training, parameters, kernels);
  const fast = simd && fastParts({ simd, kernels, spec, plans, parameters, updater, batches, dataset });
  const evaluator = new Evaluator(lookingModel(lookRows, 'shared'), scoring, fast?.forward);
  const course = new Course({
    spec,
    dataset,
    kernels,
    parameters,
    evaluator,
    scoring,
    updater,
    batchRows: Math.max(model.rows, fast?.network.rows ?? 0),
    ...own,
    seconds: hooks.seconds,
    emit: hooks.emit,
  });
  const trainerParts: TrainerParts = {
    spec,
    plans,
    kernels,
    model,
    batches,
    updater,
    course,
    total: own.total,
    meter: new Meter(hooks.yieldCost),
    seconds: hooks.seconds,
    onCuttableStep: hooks.onCuttableStep,
  };
  const trainer = fast ? new FastTrainer({ ...trainerParts, ...fast }) : new Trainer(trainerParts);
  if (!trainer.atomic || rowCost(plans) > WARM_COST) warmUp(kernels); // looking at a sample takes the plain loops
  return {
    spec,
    dataset,
    kernels,
    plans,
    scoring,
    evaluator,
    model,
    batches,
    updater,
    course,
    trainer,
    lookingModel,
    threads: fast?.network.sharing ?? 1,
    ...(fast ? { lookingFast: fast.looking, copiedFast: fast.copied } : {}),
    ...own,
  };
}
