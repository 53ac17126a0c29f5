// One run of one spec: what the worker and the command line both drive. Training goes in slices of about 10 ms; between
// them everything else is answered, so every method here may be called at any time and either answers, or throws a
// UserError with a sentence. Knows no files, no threads: clock and yield are passed in.
import { t } from '../l10n';
import type { Dataset, Split, SplitName } from '../data/dataset';
import { splitWord } from '../data/split';
import type { NamedTensor, TensorFile, TrainedNetwork } from '../formats/format';
import { weightsMetadata } from '../formats/weightsMetadata';
import type { Floats } from '../kernels/kernels';
import { referenceKernels } from '../kernels/reference';
import { selectKernels, type KernelChoice } from '../kernels/select';
import type { Threads } from '../kernels/wasm/crew';
import type { Binaries } from '../kernels/wasm/simd';
import type {
  DataInfo,
  EndReason,
  GradientCheckReport,
  MetricsPoint,
  ModelInfo,
  Outcomes,
  Position,
  Predicted,
  PredictRows,
  RunEnd,
  RunState,
  SampleQuery,
  SampleReport,
  SplitReport,
  SplitRows,
  TensorValues,
} from '../protocol/engine';
import type { TensorAspect, WatchItem } from '../protocol/frame';
import { UserError } from '../spec/problem';
import type { Spec } from '../spec/spec';
import { momentOf, restoreRun, rewind, saveRun, type Moment } from './checkpoint';
import { describeData, describeModel, factsOf, trainedNetwork } from './describe';
import type { Diverged } from './divergence';
import { Evaluator } from './evaluate';
import { Jobs, type Hold } from './jobs';
import { Loop, type Clock, type Slice } from './loop';
import { Meter, type Work } from './meter';
import { Pace } from './pace';
import type { Tensor } from './parameters';
import { Frames } from './probes/frames';
import { gradientCheck } from './probes/gradcheck';
import { outcomes, predictRows, splitRows } from './probes/outcomes';
import { Sampler } from './probes/sample';
import { setUp, type Setup } from './setup';

/** At most ten signs of life a second. */
const PROGRESS_MS = 100;

/** The speed told is a mean that forgets after about this long: one of each tenth of a second could not be read. */
const SPEED_MS = 1000;

/** Of this many numbers at most the start is kept: 32 MB in float32. */
const MOST_START = 8e6;

export interface RunEnv extends Clock {
  /** Multiply-adds between two looks at the clock; tests look more often. Changes no number. */
  readonly yieldCost?: number;
  /** Acts once after so many milliseconds; without it there is no pace but the machine's. */
  readonly after?: (ms: number, act: () => void) => void;
  /** The SIMD kernels; without them the plain loops train. */
  readonly binaries?: Binaries;
  /** Where others than this one come from; without it, this thread does everything. */
  readonly threads?: Threads;
  /** What the spec's `initialWeights` names, read. */
  readonly initialWeights?: TensorFile;
}

/** What is left of a run that is not trained here. */
export interface KeptRun {
  readonly weights: TensorFile;
  readonly iteration: number;
  /** Trained. */
  readonly seconds: number;
  /** Absent where it was interrupted. */
  readonly end?: RunEnd;
}

export type Progress = Position & { readonly loss: number; readonly iterationsPerSecond: number };

const END_STATES: Readonly<Record<EndReason, RunState>> = {
  finished: 'finished',
  stopped: 'stopped',
  early_stopping: 'early_stopped',
  diverged: 'diverged',
};

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

export class Run {
  // Assign to listen.
  /** Points of a slice together, each once, in order of their index. */
  onMetrics: (points: readonly MetricsPoint[]) => void = () => {};
  onState: (state: RunState, position: Position, message?: string) => void = () => {};
  onProgress: (progress: Progress) => void = () => {};
  onEnd: (end: RunEnd) => void = () => {};
  onFrame: (frame: ArrayBuffer) => void = () => {};
  /** Long work beside training: "checking gradients", 0..1; at most ten times a second. */
  onWork: (message: string, fraction: number) => void = () => {};

  /** All points so far. */
  readonly metrics: MetricsPoint[] = [];
  readonly model: ModelInfo;
  readonly data: DataInfo;
  /** Once the run has ended. */
  end: RunEnd | undefined;

  private current: RunState = 'ready';
  private readonly setup: Setup;
  private readonly jobs = new Jobs();
  private readonly sampler: Sampler;
  private readonly frames: Frames;
  private steps!: Generator<void | 'halt', Diverged | undefined>;
  /** The final evaluation, once training is over. */
  private ending: Work<RunEnd['splits']> | undefined;
  private reason: EndReason = 'finished';
  private endMessage: string | undefined;
  /** As the present step found things. */
  private moment: Moment | undefined;
  private stepping = false;
  /** As they were at iteration 0. */
  private startWeights: { readonly learned: Floats; readonly fixed: Floats } | undefined;
  private readonly pacing = new Pace();
  /** The pace allows no update yet. */
  private resting = false;
  /** The timer that ends the rest; an older one is void. */
  private alarm: object | undefined;
  private readonly loop: Loop;
  /** Ends the threads that help; they come again when there is work for them. */
  private readonly sendHelpersHome: () => void;
  private disposed = false;
  private trained = 0; // seconds
  private sliceStart = NaN;
  private nextPoint = 0;
  private fresh: MetricsPoint[] = [];
  private stepWaiting: Waiting<Position>[] = [];
  private endWaiting: Waiting<RunEnd>[] = [];
  private progress = { at: -Infinity, iteration: 0, rate: 0 };

  /** Plans everything and sets the first weights. Throws UserError. */
  static prepare(spec: Spec, dataset: Dataset, env: RunEnv): Run {
    try {
      return new Run(spec, dataset, env);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // an array that could not be allocated
      throw new UserError(
        t`There is not enough memory for this network (${error.message}). Use fewer units or a smaller batch.`,
        'memory',
      );
    }
  }

  private constructor(
    readonly spec: Spec,
    readonly dataset: Dataset,
    private readonly env: RunEnv,
  ) {
    const { precision, reproducible, threads: most } = spec.training;
    const { binaries, threads } = env;
    const choice = selectKernels(precision, {
      reproducible,
      ...(binaries ? { binaries } : {}),
      ...(threads ? { sharing: { threads, most } } : {}),
    });
    this.sendHelpersHome = () => choice.simd?.crew.sendHome();
    this.setup = setUp(
      spec,
      dataset,
      choice.kernels,
      {
        seconds: () => this.seconds,
        emit: (point) => this.emit(point),
        ...(env.yieldCost === undefined ? {} : { yieldCost: env.yieldCost }),
        onCuttableStep: () => (this.moment = momentOf(this.setup, this.nextPoint)),
      },
      choice.simd,
    );
    this.model = describeModel(spec, dataset.inputShape, factsOf(dataset), computesWith(choice, this.setup));
    this.data = describeData(dataset);
    this.loop = new Loop(
      env,
      () => this.due(),
      (error) => this.fail(error),
    );
    this.sampler = new Sampler(this.setup);
    this.frames = new Frames(this.setup);
    this.initialise();
  }

  get state(): RunState {
    return this.current;
  }

  get position(): Position {
    const { trainer, perEpoch, total } = this.setup;
    const { iteration } = trainer;
    return { iteration, epoch: iteration / perEpoch, totalIterations: total, iterationsPerEpoch: perEpoch };
  }

  /** Of the last batch. */
  get loss(): number {
    return this.setup.trainer.loss;
  }

  /** Of training, pauses left out. */
  get seconds(): number {
    return this.trained + (Number.isNaN(this.sliceStart) ? 0 : (this.env.now() - this.sliceStart) / 1000);
  }

  // ------------------------------------------------------------------ commands

  /** Starts or goes on. The end comes with `onEnd` or `whenEnded`. */
  train(): Position {
    this.allow('train', 'ready', 'paused', 'running');
    const going = this.current === 'running' && !this.stepping;
    this.stepping = false;
    this.walk();
    this.answerSteps();
    if (!going) this.enter('running');
    this.loop.wake();
    return this.position;
  }

  resume(): Position {
    return this.train();
  }

  /** Stands still from here on: between slices nothing runs. */
  pause(): Position {
    this.allow('pause', 'ready', 'paused', 'running');
    if (this.current === 'running') {
      this.keepUpdate();
      if (this.current === 'running') this.stand();
    }
    return this.position;
  }

  /** At most so many updates a second from now on, steps left out; 0: as fast as possible. Changes no number. */
  pace(updatesPerSecond: number): void {
    if (!Number.isFinite(updatesPerSecond) || updatesPerSecond < 0 || (updatesPerSecond > 0 && !this.env.after)) {
      throw new UserError(t`A pace is 0 or more updates a second, not ${updatesPerSecond}.`, 'bad-request');
    }
    this.pacing.set(updatesPerSecond);
    this.alarm = undefined;
    this.progress = { at: this.env.now(), iteration: this.position.iteration, rate: 0 };
    if (!this.stepping) this.walk();
    this.loop.wake();
  }

  /** So many more updates, or on to so many ends of epochs; then paused, unless the run ends before. */
  step(unit: 'iteration' | 'epoch', count = 1): Promise<Position> {
    this.allow('step', 'ready', 'paused');
    if (!Number.isInteger(count) || count < 1) {
      const message =
        unit === 'epoch'
          ? t`A step takes 1 or more epochs, not ${count}.`
          : t`A step takes 1 or more iterations, not ${count}.`;
      throw new UserError(message, 'bad-request');
    }
    const { trainer, perEpoch } = this.setup;
    const { iteration } = trainer;
    this.resting = false;
    trainer.haltAt = unit === 'iteration' ? iteration + count : (Math.floor(iteration / perEpoch) + count) * perEpoch;
    this.stepping = true;
    const standing = new Promise<Position>((resolve, reject) => this.stepWaiting.push({ resolve, reject }));
    this.enter('running');
    this.loop.wake();
    return standing;
  }

  /**
   * Ends the run where it stands, with the final evaluation; asked once more, without the rest of it.
   * The weights stay the present ones, also with restoreBest.
   */
  stop(): Promise<RunEnd> {
    if (this.end) return Promise.resolve(this.end);
    this.allow('stop', 'ready', 'running', 'paused');
    const ended = this.whenEnded();
    this.stepping = false;
    if (this.ending) {
      this.finish({});
      return ended;
    }
    this.settleUpdate();
    if (this.moment) rewind(this.setup, this.moment);
    this.beginEnd('stopped');
    this.enter('running', t('Evaluating the network as it stands.'));
    this.loop.wake();
    return ended;
  }

  /** Back to iteration 0, with fresh weights of the same seed. Points start again at index 0. */
  reset(): Position {
    this.jobs.cancel(t('The run was reset.'));
    this.initialise();
    this.enter('ready');
    this.answerSteps();
    for (const waiting of this.endWaiting.splice(0)) waiting.reject(cancelled(t('The run was reset.')));
    this.loop.wake();
    return this.position;
  }

  /** Gives up everything; nothing runs afterwards. */
  dispose(): void {
    this.disposed = true;
    this.loop.close();
    this.sendHelpersHome();
    this.jobs.cancel(t('The run was closed.'));
    for (const waiting of [...this.stepWaiting.splice(0), ...this.endWaiting.splice(0)]) {
      waiting.reject(cancelled(t('The run was closed.')));
    }
  }

  /** Rejects when the run is reset, closed, or fails. */
  whenEnded(): Promise<RunEnd> {
    if (this.end) return Promise.resolve(this.end);
    return new Promise((resolve, reject) => this.endWaiting.push({ resolve, reject }));
  }

  // ------------------------------------------------------------------ looking

  /** One sample forward and back. A newer query gives up one that is still searching. */
  sample(query: SampleQuery): Promise<SampleReport> {
    this.jobs.cancel(t('Another sample was asked for.'), 'sample');
    const { trainer } = this.setup;
    const told = this.telling(t('looking through the samples'));
    return this.job('sample', (hold) => this.sampler.find(query, hold, () => trainer.phase !== 'update', told));
  }

  /** Analytic against numeric gradients of the present weights, on so many training samples. */
  gradcheck(samples: number): Promise<GradientCheckReport> {
    this.settleUpdate();
    return this.job('gradcheck', () => gradientCheck(this.setup, samples, this.telling(t('checking gradients'))));
  }

  /** On a copy of the present weights; training may go on meanwhile. */
  evaluate(name: SplitName): Promise<SplitReport> {
    const split = this.dataset.splits[name];
    if (!split) return Promise.reject(new UserError(t`There are no ${splitWord(name)} rows.`, 'no-split'));
    this.settleUpdate();
    const rows = split.indices.length;
    const told = this.telling(t`evaluating the ${name} rows`);
    return this.job('evaluate', () => this.evaluateCopy(split, (done) => told(done / rows)));
  }

  /** Every row of a split on its way out of the network, on a copy of the present weights. */
  outcomes(name: SplitName): Promise<Outcomes> {
    const split = this.split(name);
    this.jobs.cancel(t('Newer outcomes were asked for.'), 'outcomes');
    const told = this.telling(t`going through the ${name} rows`);
    return this.job('outcomes', () => outcomes(this.setup, split, (done) => told(done / split.indices.length)));
  }

  /** What the network says to rows that are no samples. */
  predict(rows: PredictRows): Promise<Predicted> {
    this.jobs.cancel(t('Other rows were asked about.'), 'predict');
    return this.job('predict', () => predictRows(this.setup, rows));
  }

  /** Samples of a split, by their place in it. */
  rows(name: SplitName, positions: readonly number[]): SplitRows {
    return splitRows(this.split(name), positions);
  }

  private split(name: SplitName): Split {
    const split = this.dataset.splits[name];
    if (!split || split.indices.length === 0) throw new UserError(t`There are no ${splitWord(name)} rows.`, 'no-split');
    return split;
  }

  private *evaluateCopy(split: Split, told: (rows: number) => void): Work<SplitReport> {
    while (this.setup.trainer.phase === 'update') yield;
    const { scoring, copiedFast } = this.setup;
    const fast = copiedFast?.();
    const model = this.setup.lookingModel(fast ? 1 : split.indices.length, 'copied');
    return yield* new Evaluator(model, scoring, fast).evaluate(split, new Meter(), told);
  }

  /**
   * A copy of a tensor's weights, now or as they were at iteration 0, of the last batch's gradient, or of the last update
   * (where it is watched).
   */
  tensor(name: string, aspect: TensorAspect | 'start'): TensorValues {
    const tensor = this.setup.model.parameters.find(name);
    if (aspect === 'start') return this.startOf(tensor);
    if (aspect === 'update') this.keepUpdate();
    this.settleUpdate();
    const values = this.frames.values(tensor, aspect);
    if (!values) {
      const why = !tensor.plan.trainable
        ? t('It is not learned.')
        : this.setup.trainer.gradient
          ? t('Watch it or step once, and ask again.')
          : t('There was no update yet.');
      throw new UserError(t`The ${aspect} of ${name} is not known. ${why}`, 'not-known');
    }
    return { name, shape: tensor.shape, values: values.slice() as Float32Array | Float64Array };
  }

  private startOf({ name, shape, offset, size, plan }: Tensor): TensorValues {
    if (!this.knowsStart) {
      const message = t`The first weights of this run came from ${this.spec.initialWeights!}, which was not read again.`;
      throw new UserError(message, 'not-known');
    }
    if (!this.startWeights) {
      const most = t`${MOST_START / 1e6} million`;
      throw new UserError(t`How a network of more than ${most} numbers started is not kept.`, 'not-known');
    }
    const all = plan.trainable ? this.startWeights.learned : this.startWeights.fixed;
    return { name, shape, values: all.slice(offset, offset + size) as Float32Array | Float64Array };
  }

  /** What frames show from now on. */
  watch(items: readonly WatchItem[]): void {
    this.frames.watch(items);
    this.loop.wake();
  }

  /** So many more frames may be sent. */
  credit(frames: number): void {
    this.frames.credit(frames);
    this.loop.wake();
  }

  // ------------------------------------------------------------------ keeping

  weights(): readonly NamedTensor[] {
    this.settleUpdate();
    return this.setup.model.parameters.named();
  }

  trainedNetwork(): TrainedNetwork {
    this.settleUpdate();
    const facts: Record<string, string | number> = {
      iterations: this.position.iteration,
      seed: this.spec.training.seed,
    };
    for (const [split, report] of Object.entries(this.end?.splits ?? {})) {
      for (const [name, value] of Object.entries(report.values)) facts[`${split}.${name}`] = value;
    }
    return trainedNetwork(this.spec, this.dataset, this.setup.model.parameters, facts);
  }

  /** Everything needed to go on; it is a weights file too. */
  checkpoint(): TensorFile {
    this.settleUpdate();
    const inStep = this.setup.trainer.phase === 'gradient' ? this.moment : undefined;
    const about = weightsMetadata(this.trainedNetwork());
    return saveRun(this.setup, inStep ?? momentOf(this.setup, this.nextPoint), this.seconds, about);
  }

  /** Goes to a checkpoint of the same spec and data; returns how many points come before it. */
  restore(file: TensorFile): number {
    this.allow('restore', 'ready', 'paused', 'finished', 'stopped', 'early_stopped', 'diverged');
    const { points, seconds } = restoreRun(this.setup, file);
    this.jobs.cancel(t('The run went to a checkpoint.'));
    this.begin(points, seconds);
    this.enter('ready');
    this.loop.wake();
    return points;
  }

  /** Stands where a kept run of the same spec and data stood, to be looked into. Throws where its weights do not fit. */
  lookInto({ weights, iteration, seconds, end }: KeptRun): void {
    this.allow('restore', 'ready');
    const { model, trainer } = this.setup;
    model.parameters.load(weights, t("The run's weights file"));
    trainer.place(iteration, false, end?.splits.train?.values['loss'] ?? NaN);
    this.trained = seconds;
    this.end = end;
    this.enter(end ? END_STATES[end.reason] : 'stopped');
    this.frames.changed();
    this.loop.wake();
  }

  // ------------------------------------------------------------------ inside

  /** Whoever goes on with a run, or looks into one, does without the file that its first weights came from. */
  private get knowsStart(): boolean {
    return this.spec.initialWeights === undefined || this.env.initialWeights !== undefined;
  }

  private initialise(): void {
    const { model, updater, batches, course, trainer, spec } = this.setup;
    model.parameters.initialise(spec.training.seed);
    if (this.env.initialWeights)
      model.parameters.load(this.env.initialWeights, spec.initialWeights ?? t('The weights file'));
    const { learned, fixed } = model.parameters;
    if (this.knowsStart && learned.length + fixed.length <= MOST_START)
      this.startWeights = { learned: learned.slice(), fixed: fixed.slice() };
    model.restart();
    updater.reset();
    batches.reset();
    course.reset();
    trainer.reset();
    this.begin(0, 0);
  }

  private begin(points: number, seconds: number): void {
    this.flush();
    const { trainer } = this.setup;
    const every = this.setup.model.parameters.tensors.filter((t) => t.plan.trainable).map((t) => t.name);
    this.steps = trainer.steps((long) => {
      if (this.stepping) return every;
      return long || this.frames.awaiting || this.pacing.limited || !trainer.atomic ? this.frames.updates : [];
    });
    this.ending = this.end = this.endMessage = this.moment = undefined;
    this.stepping = this.resting = false;
    this.nextPoint = points;
    this.metrics.splice(points);
    this.trained = seconds;
    this.progress = { at: -Infinity, iteration: trainer.iteration, rate: 0 };
    this.frames.changed();
  }

  private allow(what: 'train' | 'pause' | 'step' | 'stop' | 'restore', ...states: readonly RunState[]): void {
    if (this.disposed) throw cancelled(t('The run was closed.'));
    if (states.includes(this.current)) return;
    const why: Readonly<Record<RunState, string>> = {
      preparing: t('The run is still being prepared.'),
      ready: t('The run has not begun.'),
      running: t('The run is under way: pause it first.'),
      paused: t('The run is paused.'),
      finished: t('The run is finished. Reset it to train again.'),
      stopped: t('The run was stopped. Reset it to train again.'),
      early_stopped: t('The run was ended by early stopping. Reset it to train again.'),
      diverged: t('The run diverged. Change the spec, or reset it to train again.'),
      failed: t('The run could not go on. Reset it to train again.'),
    };
    const cannot: Readonly<Record<typeof what, string>> = {
      train: t('Cannot train now.'),
      pause: t('Cannot pause now.'),
      step: t('Cannot step now.'),
      stop: t('Cannot stop now.'),
      restore: t('Cannot restore now.'),
    };
    throw new UserError(`${cannot[what]} ${why[this.current]}`, 'not-now');
  }

  private enter(state: RunState, message?: string): void {
    this.flush();
    if (state === 'running' && this.current !== state) this.progress.at = -Infinity; // a pause is no slow training
    this.current = state;
    // Who stands there is told the cost of the very update before.
    if (state === 'paused' && Number.isFinite(this.loss))
      this.onProgress({ ...this.position, loss: this.loss, iterationsPerSecond: this.progress.rate });
    this.onState(state, this.position, message);
  }

  private stand(): void {
    this.stepping = false;
    this.enter('paused');
    this.answerSteps();
  }

  private answerSteps(): void {
    for (const waiting of this.stepWaiting.splice(0)) waiting.resolve(this.position);
  }

  private job<T>(kind: string, start: (hold: Hold) => Work<T>): Promise<T> {
    if (this.disposed) return Promise.reject(cancelled(t('The run was closed.')));
    const result = this.jobs.add(kind, start);
    this.loop.wake();
    return result;
  }

  private telling(what: string): (fraction: number) => void {
    let last = this.env.now();
    return (fraction) => {
      const now = this.env.now();
      if (now - last < PROGRESS_MS) return;
      last = now;
      this.onWork(what, fraction);
    };
  }

  private emit(point: Omit<MetricsPoint, 'index'>): void {
    const indexed = { index: this.nextPoint++, ...point };
    this.metrics.push(indexed);
    this.fresh.push(indexed);
  }

  private flush(): void {
    if (this.fresh.length > 0) this.onMetrics(this.fresh.splice(0));
  }

  /** Completes an update that was begun, so that the weights are whole. At most the time of one update. */
  private settleUpdate(): void {
    while (this.setup.trainer.phase === 'update') this.steps.next();
    this.setup.model.parameters.current();
  }

  /**
   * Where steps are short, changes are kept only of those that a frame shows, and of those before something that takes
   * long. Whoever pauses or asks in between, and watches updates, gets one more step, so that the last one can be seen.
   */
  private keepUpdate(): void {
    const { trainer } = this.setup;
    if (this.current !== 'running' || this.ending || !trainer.atomic || this.frames.updates.length === 0) return;
    if (trainer.changeKept || trainer.phase !== 'between' || this.jobs.holding) return;
    this.frames.awaiting = true;
    if (this.pacing.limited) this.letOne();
    while (this.frames.awaiting && !trainer.changeKept && this.current === 'running' && !this.ending) this.advance();
    this.frames.awaiting = false;
  }

  private due(): Slice[] {
    const { trainer } = this.setup;
    const { frames } = this;
    const slices: Slice[] = [];
    const updating = trainer.phase === 'update'; // an update is completed even while paused: the weights must be whole
    const trains = (this.current === 'running' && !this.rests()) || updating;
    let frame = !updating && frames.due(this.env.now(), trains);
    const changes = frames.updates.length > 0 && trainer.atomic && !this.ending;
    if (frame && trains && changes && !frames.making) {
      frames.awaiting = true;
      frame = trainer.changeKept; // of what stands here, or of the next step
    }
    const waits = frames.making || (frame && frames.awaiting); // training stands still for it
    if (trains && !this.jobs.holding && !waits) slices.push((enough) => this.trainSlice(enough));
    if (this.jobs.waiting) slices.push((enough) => this.jobs.slice(enough));
    if (frame) slices.push((enough) => this.frameSlice(enough));
    return slices;
  }

  /** It is time for a frame of what stands here. */
  private shows(): boolean {
    const { frames } = this;
    if (frames.awaiting) return this.setup.trainer.changeKept;
    return frames.due(this.env.now(), true) && this.setup.trainer.phase !== 'update';
  }

  private frameSlice(enough: () => boolean): void {
    if (this.setup.trainer.phase === 'update') return;
    const frame = this.frames.slice(this.env.now, enough);
    if (frame) this.onFrame(frame);
  }

  private trainSlice(enough: () => boolean): void {
    const { trainer } = this.setup;
    this.sliceStart = this.env.now();
    try {
      do {
        this.advance();
      } while (
        (this.current === 'running' || trainer.phase === 'update') &&
        !enough() &&
        !this.resting &&
        !this.shows()
      );
    } finally {
      this.trained = this.seconds;
      this.sliceStart = NaN;
    }
    this.flush();
    if (this.current === 'running') this.tellProgress();
  }

  /** A piece of the final evaluation, or of training. */
  private advance(): void {
    if (this.ending) {
      const next = this.ending.next();
      if (next.done) this.finish(next.value);
      return;
    }
    const next = this.steps.next();
    if (next.done) {
      const { course } = this.setup;
      this.beginEnd(next.value ? 'diverged' : course.stopped ? 'early_stopping' : 'finished', next.value?.message);
    } else if (next.value === 'halt') {
      if (this.stepping || !this.pacing.limited) this.stand();
      else this.resting = true;
    }
  }

  /** Goes on to the end, or from one update to the next where there is a pace. */
  private walk(): void {
    const { trainer } = this.setup;
    trainer.haltAt = this.pacing.limited ? trainer.iteration : Infinity;
    this.resting = false;
  }

  private letOne(): void {
    const { trainer } = this.setup;
    trainer.haltAt = trainer.iteration + 1;
    this.resting = false;
  }

  /** Is it too early for the next update? If not, that may begin. */
  private rests(): boolean {
    if (!this.resting || this.ending) return false;
    const now = this.env.now();
    const wait = this.pacing.wait(now);
    if (wait === 0) {
      this.pacing.begin(now);
      this.letOne();
      return false;
    }
    if (!this.alarm) {
      const alarm = (this.alarm = {});
      this.env.after!(Math.ceil(wait), () => {
        if (this.alarm !== alarm) return;
        this.alarm = undefined;
        this.loop.wake();
      });
    }
    return true;
  }

  private tellProgress(): void {
    const now = this.env.now();
    const { progress } = this;
    const since = now - progress.at;
    if (since < PROGRESS_MS) return;
    const { iteration } = this.position;
    if (Number.isFinite(since)) {
      const rate = (1000 * (iteration - progress.iteration)) / since;
      progress.rate += (progress.rate === 0 ? 1 : 1 - Math.exp(-since / SPEED_MS)) * (rate - progress.rate);
    }
    progress.at = now;
    progress.iteration = iteration;
    this.onProgress({ ...this.position, loss: this.loss, iterationsPerSecond: progress.rate });
  }

  /** Training is over; what remains is to evaluate the network on every split. */
  private beginEnd(reason: EndReason, message?: string): void {
    this.reason = reason;
    this.endMessage = message;
    this.resting = false;
    if (reason === 'diverged') return this.finish({});
    const { course, trainer, model } = this.setup;
    course.flush(trainer.iteration);
    const best = reason !== 'stopped' && (course.stopping?.restore(model.parameters) ?? false);
    this.ending = this.evaluateAll(best);
  }

  private *evaluateAll(best: boolean): Work<RunEnd['splits']> {
    const { course, trainer, evaluator } = this.setup;
    const meter = new Meter();
    const splits: { [S in SplitName]?: SplitReport } = {};
    for (const name of ['train', 'validation', 'test'] as const) {
      const split = this.dataset.splits[name];
      if (split && split.indices.length > 0) splits[name] = yield* evaluator.evaluate(split, meter);
    }
    // The best weights are of an earlier iteration: their cost is no point of this one.
    if (!best) course.endPoints(trainer.iteration, splits);
    return splits;
  }

  private finish(splits: RunEnd['splits']): void {
    this.ending = undefined;
    this.sendHelpersHome();
    const { reason, endMessage: message } = this;
    this.end = { reason, ...(message ? { message } : {}), position: this.position, seconds: this.seconds, splits };
    this.enter(END_STATES[reason], message);
    this.onEnd(this.end);
    this.answerSteps();
    for (const waiting of this.endWaiting.splice(0)) waiting.resolve(this.end);
    this.frames.changed();
    this.loop.wake();
  }

  /** A fault of ours, or memory that ran out: nothing waits for ever. */
  private fail(error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error));
    this.current = 'failed';
    this.sendHelpersHome();
    this.jobs.cancel(t`The run could not go on: ${reason.message}`);
    this.onState('failed', this.position, t`The run could not go on: ${reason.message}`);
    for (const waiting of [...this.stepWaiting.splice(0), ...this.endWaiting.splice(0)]) waiting.reject(reason);
  }
}

/** What computes, and why nothing faster. */
function computesWith(choice: KernelChoice, { lookingFast, threads }: Setup): string {
  const { simd, kernels, why } = choice;
  if (simd && lookingFast) return threads > 1 ? t`${simd.name}, ${threads} threads` : simd.name;
  const plain = referenceKernels(kernels.precision).name;
  return `${plain}: ${simd ? t('the SIMD kernels lack a word of this network') : why}`;
}

function cancelled(why: string): UserError {
  return new UserError(why, 'cancelled');
}
