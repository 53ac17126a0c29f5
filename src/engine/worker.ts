// Entry of the training worker: answers the requests of src/protocol/engine.ts with a Run, and keeps that run on disk.
// The only engine file that knows Node. Every request is valid at any time: one that makes no sense gets a sentence.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { speak, t, type Bundle } from '../l10n';
import { datasetFacts } from '../data/facts';
import { loadDataset } from '../data/load';
import { lookAtData, type DataLook, type DataProfile } from '../data/profile/profile';
import type { Dataset } from '../data/dataset';
import { examine, type Examined } from '../files/examine';
import { identifyingReader } from '../files/identity';
import { proposeFor, writeProposal } from '../files/newSpec';
import { readPlainFile, whyUnread } from '../files/plain';
import { liesIn } from '../files/inside';
import { keptEnd } from '../files/keptEnd';
import { keptWeights } from '../files/keptNetwork';
import { kernelBinaries } from '../files/kernelBinaries';
import { recordedData } from '../files/runRecord';
import { createRun, folderName, openRun, type RunFolder } from '../files/runs';
import { threads } from '../files/threads';
import { fileReader } from '../files/source';
import { writeSpecExports } from '../files/specExports';
import { format, formats, FormatError, readTensorFile, type TensorFile } from '../formats';
import { readWeightsFacts, weightsMetadata } from '../formats/weightsMetadata';
import { Channel, type Handlers, type Port } from '../protocol/channel';
import type {
  EngineAsks,
  EngineCommands,
  EngineEvents,
  EngineRequests,
  LookParams,
  MetricsPoint,
  Position,
  Prepared,
  PrepareParams,
  RunEnd,
} from '../protocol/engine';
import { checkSpec } from '../spec/check';
import { readDraft } from '../spec/draft';
import { parseSpec } from '../spec/parse';
import type { Choices, Proposal } from '../spec/proposal';
import { DataError, UserError, type PathSegment, type Problem } from '../spec/problem';
import type { Spec } from '../spec/spec';
import { describeModel, factsOf } from './describe';
import { Run } from './run';

/** Between checkpoints while running; more where writing one takes long. */
const CHECKPOINT_MS = 30_000;
/** Of the time, that writing checkpoints may take. */
const CHECKPOINT_SHARE = 0.05;
const LOADING_MS = 100;
/** Threads left to whoever shows what is trained here: with none a step is hardly shorter, and a panel stutters. */
const SPARE = 1;
/** Long work on data lets messages in so often. */
const BREATH_MS = 10;

const binaries = kernelBinaries(__dirname);
const clock = {
  now: () => performance.now(),
  yield: () => new Promise<void>((resolve) => setImmediate(resolve)), // lets messages in
  after: (ms: number, act: () => void) => void setTimeout(act, ms),
};

class Engine {
  private run: Run | undefined;
  private params: PrepareParams | undefined;
  private spec: Spec | undefined;
  private folder: RunFolder | undefined;
  /** The run is a kept one, which is only looked into. */
  private looksInto = false;
  /** Training has begun in `folder`. */
  private begun = false;
  /** Points that the disk would not take. */
  private unwritten: MetricsPoint[] = [];
  /** Of the data. */
  private hash = '';
  private preparing: AbortController | undefined;
  private looking: AbortController | undefined;
  private look: DataLook | undefined;
  private examined: Examined | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** The end as it was sent, once its files are written. */
  private ended: Promise<RunEnd> | undefined;
  private readonly channel: Channel<EngineAsks, EngineRequests, EngineCommands, EngineEvents>;

  constructor(port: Port) {
    const handlers: Handlers<EngineRequests> = {
      prepare: (params) => this.prepare(params),
      train: () => this.beginning().train(),
      pause: () => this.present().pause(),
      pace: ({ updatesPerSecond }) => {
        this.present().pace(updatesPerSecond);
        return null;
      },
      step: ({ unit, count }) => this.beginning().step(unit, count),
      stop: () => this.stop(),
      reset: () => this.reset(),
      sample: (query) => this.present().sample(query),
      outcomes: ({ split }) => this.present().outcomes(split),
      predict: (rows) => this.present().predict(rows),
      rows: ({ split, positions }) => this.present().rows(split, positions),
      tensor: ({ name, aspect }) => this.present().tensor(name, aspect),
      lookAtData: (params) => this.lookAtData(params),
      dataRows: (query) => this.looked().page(query),
      dataPlace: ({ row, column }) => this.looked().place(row, column),
      examine: ({ file }) => this.examine(file),
      propose: (choices) => proposeFor(this.examinedFile(), choices),
      writeProposal: (choices) => this.writeProposal(choices),
      gradcheck: ({ samples }) => this.present().gradcheck(samples),
      evaluate: ({ split }) => this.present().evaluate(split),
      export: (wanted) => this.export(wanted.format),
      watch: ({ items }) => {
        this.present().watch(items);
        return null;
      },
      dispose: () => this.dispose(),
    };
    this.channel = new Channel(port, handlers);
    this.channel.on('credit', ({ frames }) => this.run?.credit(frames));
    this.channel.on('cancel', () => {
      this.preparing?.abort();
      this.looking?.abort();
    });
  }

  /** The last word before the worker ends: a fault of ours. */
  crash(error: unknown): void {
    const message = t`The training worker failed: ${error instanceof Error ? error.message : String(error)}`;
    this.channel.emit('log', { level: 'error', message: error instanceof Error ? (error.stack ?? message) : message });
    this.channel.emit('state', { state: 'failed', position: this.run?.position ?? NOWHERE, message });
  }

  // ------------------------------------------------------------------ preparing

  private async prepare(params: PrepareParams): Promise<Prepared> {
    this.preparing?.abort();
    const abort = (this.preparing = new AbortController());
    this.leave();
    let resumed: RunFolder | undefined;
    try {
      resumed = params.resume === undefined ? undefined : openRun(params.resume);
      const kept = params.lookInto === undefined ? undefined : openRun(params.lookInto);
      const spec = this.readSpec(params, resumed ?? kept);
      const { dataset, hash } = await this.load(spec, params, abort.signal);
      abort.signal.throwIfAborted();
      const initialWeights = resumed || kept ? undefined : readInitialWeights(spec, params);
      const run = Run.prepare(spec, dataset, {
        ...clock,
        threads: { ...threads, spare: SPARE },
        ...(binaries ? { binaries } : {}),
        ...(initialWeights ? { initialWeights } : {}),
      });

      resumed?.hold();
      if (resumed) goOn(resumed, run, hash);
      if (kept) lookInto(kept, run, hash);
      this.run = run;
      this.looksInto = kept !== undefined;
      this.spec = spec;
      this.params = params;
      this.hash = hash;
      this.folder = kept ? undefined : (resumed ?? this.newFolder());
      this.begun = resumed !== undefined;
      this.listen(run);
      const { model, data, position } = run;
      const folder = kept ?? this.folder;
      return { model, data, position, ...(folder ? { run: folder.folder } : {}), ...(run.end ? { end: run.end } : {}) };
    } catch (error) {
      resumed?.release();
      if (abort.signal.aborted) throw new UserError(t('Loading was cancelled.'), 'cancelled');
      throw error;
    } finally {
      if (this.preparing === abort) this.preparing = undefined;
    }
  }

  /** `kept`: the run whose overrides hold too. */
  private readSpec(params: PrepareParams, kept: RunFolder | undefined): Spec {
    const set = [...(kept?.record.set ?? []), ...(params.set ?? [])];
    const { spec, problems } = parseSpec(params.text, { file: params.file, set });
    if (!spec) throw faultOf(problems);
    this.refuse(checkSpec(spec, params.text, this.limits(params)));
    return spec;
  }

  private limits({ workspace, file }: PrepareParams) {
    const folders = workspace === undefined ? undefined : { spec: path.dirname(file), workspace };
    return { memoryBytes: os.totalmem(), ...(folders ? { folders } : {}) };
  }

  private refuse(problems: readonly Problem[]): void {
    if (problems.some((p) => p.severity === 'error')) throw faultOf(problems);
  }

  private async load(spec: Spec, params: PrepareParams, signal: AbortSignal) {
    const { reader, onProgress } = this.reader(params, signal);
    const breathe = () => clock.yield();
    const dataset = await loadDataset(spec.data, spec.loss.type, reader, { onProgress, signal, breathe });
    this.refuse(checkSpec(spec, params.text, { ...this.limits(params), data: datasetFacts(dataset) }));
    this.checkMemory(spec, dataset);
    return { dataset, hash: reader.identity(spec.data) };
  }

  private reader(params: LookParams, signal: AbortSignal) {
    let last = { message: '', at: 0 };
    const onProgress = (message: string, fraction?: number): void => {
      const at = performance.now();
      if (message === last.message && at - last.at < LOADING_MS) return;
      last = { message, at };
      this.channel.emit('loading', { message, ...(fraction === undefined ? {} : { fraction }) });
    };
    const reader = identifyingReader(
      fileReader({
        specFile: params.file,
        ...(params.workspace === undefined ? {} : { workspace: params.workspace }),
        datasetFolders: params.datasetFolders,
        datasetCache: params.datasetCache,
        consent: (dataset, bytes, from) => this.channel.request('consent', { dataset, bytes, from }),
        onProgress,
        signal,
      }),
    );
    return { reader, onProgress };
  }

  // ------------------------------------------------------------------ looking at data

  private async lookAtData(params: LookParams): Promise<DataProfile> {
    this.looking?.abort();
    const { signal } = (this.looking = new AbortController());
    this.look = undefined;
    // A spec whose network does not hold together yet has its data all the same.
    const draft = readDraft(params.text);
    if (!draft.data) throw faultOf(parseSpec(params.text, { file: params.file }).problems);
    const { reader, onProgress } = this.reader(params, signal);
    let last = performance.now();
    const breathe = async (): Promise<void> => {
      if (performance.now() - last < BREATH_MS) return;
      await clock.yield();
      signal.throwIfAborted();
      last = performance.now();
    };
    try {
      const look = await lookAtData(draft.data, draft.loss?.type ?? '', reader, { onProgress, signal, breathe });
      signal.throwIfAborted();
      this.look = look;
      return look.profile;
    } catch (error) {
      if (signal.aborted) throw new UserError(t('Looking at the data was cancelled.'), 'cancelled');
      throw error;
    }
  }

  private looked(): DataLook {
    if (this.look) return this.look;
    throw new UserError(t('The data is still being read.'), 'not-now');
  }

  // ------------------------------------------------------------------ a spec for a data file

  private async examine(file: string): Promise<Proposal> {
    this.examined = undefined;
    const examined = await examine(file);
    const proposal = proposeFor(examined);
    this.examined = examined;
    return proposal;
  }

  private writeProposal(choices: Choices): Promise<string> {
    const examined = this.examinedFile();
    return writeProposal(examined, proposeFor(examined, choices));
  }

  private examinedFile(): Examined {
    if (this.examined) return this.examined;
    throw new UserError(t('The data is still being read.'), 'not-now');
  }

  private checkMemory(spec: Spec, dataset: Dataset): void {
    const { memoryBytes } = describeModel(spec, dataset.inputShape, factsOf(dataset), '');
    const inGB = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
    if (memoryBytes > os.totalmem()) {
      throw new DataError(
        t`This run needs about ${inGB(memoryBytes)} of memory; this machine has ${inGB(os.totalmem())}. Use fewer units, a smaller batch, or fewer rows ("limit").`,
        { path: ['network'], code: 'memory' },
      );
    }
    if (memoryBytes > os.freemem()) {
      const message = t`This run needs about ${inGB(memoryBytes)} of memory; only ${inGB(os.freemem())} are free, so the machine may become slow.`;
      this.channel.emit('log', { level: 'warning', message });
    }
  }

  // ------------------------------------------------------------------ the run and its folder

  private listen(run: Run): void {
    run.onState = (state, position, message) => {
      this.channel.emit('state', {
        state,
        position,
        ...(message === undefined ? {} : { message }),
        ...(this.folder ? { run: this.folder.folder } : {}),
      });
      // After the answer has gone out: a pause does not wait for the disk.
      if (state === 'paused') setImmediate(() => this.run === run && run.state === 'paused' && this.keep());
      if (state === 'failed') {
        this.folder?.update({ state, position, ...(message === undefined ? {} : { message }) });
        this.folder?.release();
      }
    };
    run.onMetrics = (points) => {
      for (const point of points) this.unwritten.push(point);
      this.onDisk((folder) => {
        folder.appendMetrics(this.unwritten);
        this.unwritten = [];
      });
      this.channel.emit('metrics', points);
    };
    run.onProgress = (progress) => this.channel.emit('progress', progress);
    run.onFrame = (frame) => this.channel.emit('frame', frame, [frame]);
    // A sign of life during long work beside training.
    run.onWork = () => this.channel.emit('progress', { ...run.position, loss: run.loss, iterationsPerSecond: 0 });
    run.onEnd = (end) => {
      this.ended = this.close(run, end);
    };
  }

  private present(): Run {
    if (this.run) return this.run;
    throw new UserError(
      this.preparing ? t('The data is still being read.') : t('Nothing is prepared. Press Train.'),
      'not-now',
    );
  }

  /** The run, which is about to change. */
  private changing(): Run {
    const run = this.present();
    if (!this.looksInto) return run;
    throw new UserError(t('This is a kept run, open to be looked into. Press Train for a new one.'), 'not-now');
  }

  /** The run, with its folder in order, about to train. */
  private beginning(): Run {
    const run = this.changing();
    if (!this.begun && this.folder && run.state === 'ready') {
      this.begun = true;
      this.keep();
    }
    if (['ready', 'paused'].includes(run.state)) this.kept()?.begin();
    this.later();
    return run;
  }

  private newFolder(): RunFolder | undefined {
    const { runsFolder, file, text, set } = this.params!;
    if (runsFolder === undefined) return undefined;
    const { spec, run } = this;
    const { name, training } = spec!;
    const folder = createRun(
      { name, specFile: file, specText: text, seed: training.seed, ...(set ? { set } : {}) },
      runsFolder,
    );
    this.unwritten = [];
    folder.update({
      state: 'ready',
      data: recordedData(this.hash, run!.data),
      kernels: run!.model.kernels,
    });
    return folder;
  }

  /** Writes a checkpoint; returns the milliseconds it took. */
  private keep(): number {
    const { run, folder } = this;
    if (!run || !folder || !this.begun) return 0;
    const start = performance.now();
    this.onDisk((whole) => {
      whole.writeCheckpoint(run.checkpoint());
      whole.update({ state: run.state, position: run.position, seconds: run.seconds });
    });
    return performance.now() - start;
  }

  /** The run's folder; made again where somebody deleted it under the run. */
  private kept(): RunFolder | undefined {
    const { folder, run, params } = this;
    if (!folder || !run || !params || folder.isThere) return folder;
    folder.restore(params.text, run.metrics);
    this.unwritten = [];
    this.channel.emit('log', {
      level: 'warning',
      message: t`${folder.folder} was deleted while its run goes on; it was made again.`,
    });
    return folder;
  }

  /** What the disk refuses costs no run its life: it pauses, with all it has learned in memory, and says why. */
  private onDisk(write: (folder: RunFolder) => void): void {
    const { run } = this;
    try {
      const folder = this.kept();
      if (folder) write(folder);
    } catch (error) {
      if (!run || !(error instanceof UserError)) throw error;
      const message = t`${error.message} What this run has learned is in memory: it can be gone on with, or exported.`;
      // Not at once: the run may be amid a step, or about to say that it has ended.
      setImmediate(() => {
        if (this.run !== run || run.end) return;
        if (run.state === 'running') run.pause();
        this.channel.emit('state', { state: run.state, position: run.position, message });
      });
    }
  }

  private later(took = 0): void {
    clearTimeout(this.timer);
    const wait = Math.max(CHECKPOINT_MS, took / CHECKPOINT_SHARE);
    this.timer = setTimeout(() => {
      if (this.run?.state === 'running') this.later(this.keep());
    }, wait);
    this.timer.unref();
  }

  /** Everything of a run that has ended is written before its end is told. */
  private async close(run: Run, end: RunEnd): Promise<RunEnd> {
    const { folder, params, spec } = this;
    clearTimeout(this.timer);
    let told: RunEnd = end;
    try {
      this.kept();
      if (folder) {
        const network = run.trainedNetwork();
        if (end.reason !== 'diverged') folder.writeCheckpoint(run.checkpoint());
        folder.writeWeights({ tensors: network.tensors, metadata: weightsMetadata(network) });
        const { reason, message, position, seconds, splits } = end;
        folder.update({ state: run.state, reason, position, seconds, splits, ...(message ? { message } : {}) });
        told = { ...end, run: folder.folder, weights: folder.file('weights') };
      }
      if (spec && params && (end.reason === 'finished' || end.reason === 'early_stopping')) {
        const notes = await writeSpecExports(spec.export, run.trainedNetwork(), params);
        for (const note of notes) this.channel.emit('log', note);
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.channel.emit('log', {
        level: 'error',
        message: t`The run has ended, but not all of it could be written: ${message}`,
      });
    }
    folder?.release();
    // Reset meanwhile, while exports were written: the run stands at its beginning, and no end of it is news.
    if (this.run === run && run.end === end) this.channel.emit('end', told);
    return told;
  }

  private async stop(): Promise<RunEnd> {
    const run = this.changing();
    const end = await run.stop();
    return this.ended ?? end;
  }

  private reset(): Position {
    const run = this.changing();
    clearTimeout(this.timer);
    if (this.begun) {
      if (!run.end && run.state !== 'failed') {
        run.pause();
        this.keep(); // what was trained so far stays in its folder, to go on from
      }
      this.folder?.release();
      this.folder = this.newFolder();
      this.begun = false;
    }
    this.ended = undefined;
    return run.reset();
  }

  private export(name: string): EngineRequests['export']['result'] {
    const known = format(name);
    if (!known) {
      const names = formats.map((f) => f.name).join(', ');
      throw new UserError(t`There is no export format "${name}". There are: ${names}.`, 'unknown-format');
    }
    const network = this.present().trainedNetwork();
    return { files: known.write(network, folderName(network.name)) };
  }

  private async dispose(): Promise<null> {
    this.preparing?.abort();
    this.looking?.abort();
    await this.ended;
    this.leave();
    return null;
  }

  /** Lets go of the present run; its folder can be gone on with, unless nothing happened in it. */
  private leave(): void {
    clearTimeout(this.timer);
    const { run, folder } = this;
    this.run = this.folder = this.ended = undefined;
    if (!run) return;
    if (!run.end && this.begun && run.state !== 'failed') {
      if (run.state === 'running') run.pause();
      this.folder = folder;
      this.run = run;
      this.keep();
      this.run = this.folder = undefined;
    }
    run.dispose();
    folder?.release();
    if (folder && !this.begun) fs.rmSync(folder.folder, { recursive: true, force: true });
    this.begun = false;
  }
}

const NOWHERE = { iteration: 0, epoch: 0, totalIterations: 0, iterationsPerEpoch: 0 };

/** The first error, with its place in the spec; the others are counted. */
function faultOf(problems: readonly Problem[]): DataError {
  const errors = problems.filter((p) => p.severity === 'error');
  const { message, path: at, code } = errors[0]!;
  const others = errors.length > 1 ? t` (and ${errors.length - 1} more)` : '';
  return new DataError(message + others, { path: at, code });
}

function readInitialWeights(spec: Spec, params: PrepareParams): TensorFile | undefined {
  const named = spec.initialWeights;
  if (named === undefined) return undefined;
  const at: readonly PathSegment[] = ['initialWeights'];
  const file = path.resolve(path.dirname(params.file), named);
  if (params.workspace !== undefined) insideOnly(file, params.workspace, named);
  try {
    return readTensorFile(named, readPlainFile(file));
  } catch (error) {
    if (error instanceof FormatError) throw new DataError(error.message, { path: at, code: 'bad-weights' });
    throw new DataError(t`${named}: ${whyUnread(error)} (looked for ${file}).`, { path: at, code: 'missing-file' });
  }
}

/** Links followed: checkSpec has looked at the text only. */
function insideOnly(file: string, workspace: string, named: string): void {
  if (!fs.existsSync(file) || liesIn(file, workspace)) return;
  throw new DataError(t`${named} lies outside the workspace. Copy it into the workspace and name it from there.`, {
    path: ['initialWeights'],
    code: 'outside-workspace',
  });
}

function lookInto(kept: RunFolder, run: Run, hash: string): void {
  const { data, position, seconds } = kept.record;
  if (data && data.hash !== hash) {
    throw new UserError(
      t`The data has changed since this run was trained on it (${data.name}). Its samples can be shown with that data only.`,
      'other-data',
    );
  }
  const weights = keptWeights(kept);
  const end = keptEnd(kept);
  // Of a run that somebody trains, the checkpoint is written before the record.
  const written = Number(readWeightsFacts(weights.metadata)['iterations']);
  const iteration = end || !Number.isInteger(written) ? (position?.iteration ?? 0) : written;
  run.lookInto({ weights, iteration, seconds, ...(end ? { end } : {}) });
}

function goOn(folder: RunFolder, run: Run, hash: string): void {
  const was = folder.record.data;
  if (was && was.hash !== hash) {
    throw new UserError(
      t`The run ${folder.folder} was trained on other data (${was.name}), or its "data" was changed since. Train anew, with "initialWeights": ${JSON.stringify(folder.file('checkpoint'))} to start from its weights.`,
      'other-data',
    );
  }
  folder.keepMetrics(run.restore(folder.readCheckpoint()));
}

if (parentPort) {
  speak((workerData as { readonly bundle?: Bundle } | null)?.bundle);
  const port = parentPort;
  const engine = new Engine({
    post: (message, transfer) => port.postMessage(message, transfer ? [...transfer] : []),
    onMessage: (listener) => void port.on('message', listener),
  });
  const last = (error: unknown): void => {
    engine.crash(error);
    setImmediate(() => process.exit(1)); // the message goes out first
  };
  process.on('uncaughtException', last);
  process.on('unhandledRejection', last);
}
