// One training session: a spec and the run it has now. Owns the worker; knows nothing of panels, editors or
// VS Code. idle → preparing → ready → running ⇄ paused → finished | stopped | early_stopped | diverged | failed.
// A new start replaces the run; `turn` tells what belongs to the present one after every await.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { SplitName } from '../data/dataset';
import { RemoteError } from '../protocol/channel';
import type {
  DataInfo,
  EndReason,
  EngineAsks,
  EngineEvents,
  EngineRequests,
  ExportedFile,
  GradientCheckReport,
  MetricsPoint,
  ModelInfo,
  Outcomes,
  Position,
  Predicted,
  PredictRows,
  PrepareParams,
  RunEnd,
  RunState,
  SampleQuery,
  SampleReport,
  SplitRows,
  TensorValues,
} from '../protocol/engine';
import type { WatchItem } from '../protocol/frame';
import type { KeptRun, Mark, PastPoints } from '../protocol/panel';
import { Emitter } from './emitter';
import { EngineLink, EngineSilent } from './engineLink';
import type { EngineProcess } from './engineProcess';
import { MetricsHistory } from './metricsHistory';
import { sentence, t } from './say';

export type SessionState = RunState | 'idle';
export type Consent = EngineAsks['consent']['params'];
type Progress = EngineEvents['progress'];
type Loading = EngineEvents['loading'];

/** Why a run could not go on. */
export interface Failure {
  readonly kind: 'input' | 'died' | 'silent';
  readonly message: string;
  /** The message as it stands beside its place: without the data file's name. */
  readonly atPlace?: string;
  /** Where in the spec or its data the fault lies, as the engine knew it. */
  readonly where?: unknown;
  readonly code?: string;
  /** The run's folder, when it holds a checkpoint to go on from. */
  readonly resumable?: string;
}

export type SessionEvent =
  | { readonly type: 'replaced'; readonly samePoints?: true } // everything is new: take a new snapshot
  | { readonly type: 'kept'; readonly kept: KeptRun }
  | { readonly type: 'state' }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'loading'; readonly loading: Loading }
  | { readonly type: 'metrics'; readonly points: readonly MetricsPoint[] }
  | { readonly type: 'marks'; readonly marks: readonly Mark[] }
  | { readonly type: 'frame'; readonly frame: ArrayBuffer }
  | { readonly type: 'end'; readonly end: RunEnd }
  | { readonly type: 'specChanged'; readonly changed: boolean }
  | { readonly type: 'deleted' }
  | { readonly type: 'gradcheck'; readonly report: GradientCheckReport }
  | { readonly type: 'silent'; readonly message: string } // a request was given up; the worker may be ended
  | { readonly type: 'failed'; readonly failure: Failure };

export type Places = Omit<PrepareParams, 'text' | 'file' | 'set' | 'resume' | 'lookInto'>;

/** What a session needs from outside. */
export interface SessionWorld {
  startEngine(): Promise<EngineProcess>;
  /** Where files may be read and runs are kept, as the settings say now. */
  places(file: string): Promise<Places> | Places;
  /** `wanted`: false once the loading was given up and the answer no longer matters. */
  consent(question: Consent, wanted: () => boolean): Promise<boolean>;
  log(level: 'info' | 'warning' | 'error', message: string): void;
}

export interface Start {
  /** 'run' trains at once; 'stand' prepares and stands at iteration 0. */
  readonly then?: 'run' | 'stand';
  readonly set?: readonly (readonly [string, string])[];
  /** A run folder to go on with; `text` is then that run's spec. */
  readonly resume?: string;
  /** Cost points of the resumed run. Asked for when the engine has put the run's folder in order. */
  readonly past?: () => AsyncIterable<readonly MetricsPoint[]>;
  /** Sentences for the panel: "Trains the unsaved text." */
  readonly notes?: readonly string[];
}

/** A kept run that is to be opened. */
export interface LookInto {
  readonly folder: string;
  /** The spec that it was trained with. */
  readonly text: string;
  readonly past?: PastPoints | undefined;
  readonly notes: readonly string[];
  readonly specChanged: boolean;
  readonly resumable?: boolean | undefined;
  /** By a person, who may also be asked whether to fetch a dataset. */
  readonly asked: boolean;
}

/** Something that cannot be done in the present state: a sentence, no fault. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    message: string,
    /** What the user just did themselves needs no notification. */
    readonly quiet = false,
  ) {
    super(message);
  }
}

/** States taken from the engine as they come. */
const ENGINE_SAYS: readonly RunState[] = ['ready', 'running', 'paused', 'failed'];

const END_STATES: Record<EndReason, RunState> = {
  finished: 'finished',
  stopped: 'stopped',
  early_stopping: 'early_stopped',
  diverged: 'diverged',
};

export class Session {
  state: SessionState = 'idle';
  position: Position | undefined;
  message: string | undefined;
  model: ModelInfo | undefined;
  data: DataInfo | undefined;
  end: RunEnd | undefined;
  gradcheckReport: GradientCheckReport | undefined;
  failure: Failure | undefined;
  progress: Progress | undefined;
  /** Folder of the present run. */
  run: string | undefined;
  /** The present run is a kept one, which is open to be looked into; or nothing runs, and this became of one. */
  kept: KeptRun | undefined;
  /** The text that is being trained. */
  text: string | undefined;
  /** The spec says something else by now than the run that is shown. */
  specChanged = false;
  /** The files of the run that is shown, which has ended, are gone: what there is of it is in memory. */
  deleted = false;
  /** The run that is shown was stopped or interrupted, and can be gone on with from its checkpoint. */
  resumable = false;
  notes: readonly string[] = [];
  readonly history = new MetricsHistory();
  /** In order of their iterations; each once. */
  marks: readonly Mark[] = [];

  private readonly emitter = new Emitter<SessionEvent>();
  readonly onEvent = this.emitter.event;
  private link: EngineLink | undefined;
  private turn = 0;
  /** Updates a second, at most; 0: as fast as possible. */
  private updatesPerSecond = 0;
  private waitingForEnd: { resolve(end: RunEnd): void; reject(error: Error): void }[] = [];

  constructor(
    /** The spec's absolute path. */
    readonly file: string,
    private readonly world: SessionWorld,
    private readonly haste = 1,
  ) {}

  get name(): string {
    return path.basename(this.file, '.nnspec');
  }

  /** A run is under way: loading, running, paused or standing at its start. */
  get active(): boolean {
    return ['preparing', 'ready', 'running', 'paused'].includes(this.state);
  }

  /** What is there is a run, before or at its end: one's own, or a kept one. */
  get showsRun(): boolean {
    return this.model !== undefined && this.state !== 'preparing' && this.state !== 'ready';
  }

  /** Data is being read, for a run or to look into a kept one. */
  get loading(): boolean {
    return this.state === 'preparing' || this.kept?.inside === 'opening';
  }

  /** The engine is there and can be asked about weights and samples. */
  get live(): boolean {
    return this.link !== undefined && !this.link.dead && this.model !== undefined;
  }

  /** Trains `text`. A run under way is left first, at a checkpoint in its folder. Resolves when running (or standing). */
  async start(text: string, start: Start = {}): Promise<void> {
    const turn = ++this.turn;
    const old = this.link;
    const underWay = this.state === 'running' || this.state === 'paused';
    const before = this.run;
    const { kept } = this;
    this.link = undefined;
    this.settle(new Refused(t('The run was replaced by a new one.')));
    this.clear();
    this.text = text;
    this.notes = start.notes ?? [];
    this.state = 'preparing';
    this.message = old && underWay ? t('Leaving the run before at a checkpoint…') : undefined;
    this.emitter.fire({ type: 'replaced' });
    // Not `stop`: its final evaluation of every split would keep a person waiting who wants to train something else.
    if (kept) await old?.kill(t('The run was replaced by a new one.'));
    else await old?.dispose();
    if (underWay && before)
      this.world.log('info', t('{0}: the run before can be gone on with in {1}', this.name, before));
    this.still(turn);

    try {
      const link = await this.connect(turn);
      const prepared = await link.request('prepare', {
        ...(await this.world.places(this.file)),
        text,
        file: this.file,
        ...(start.set ? { set: start.set } : {}),
        ...(start.resume ? { resume: start.resume } : {}),
      });
      this.still(turn);
      this.model = prepared.model;
      this.data = prepared.data;
      this.position = prepared.position;
      this.run = prepared.run;
      if (this.updatesPerSecond > 0) await link.request('pace', { updatesPerSecond: this.updatesPerSecond });
      this.still(turn);
      if (start.past) for await (const points of start.past()) this.history.add(points);
      this.still(turn);
      this.state = 'ready';
      this.message = undefined;
      if (start.resume) this.mark('resume');
      this.emitter.fire({ type: 'replaced' });
      if (start.then !== 'stand') await this.resume();
    } catch (error) {
      this.still(turn);
      const refused = refusalOf(error);
      // A worker that died has been told of; what else went wrong here ends the run before it began.
      if (refused) this.backToIdle(refused);
      else if (!this.failure) this.fail(failureOf(error));
      const message = this.message!;
      const link = this.link as EngineLink | undefined;
      this.link = undefined;
      await link?.dispose();
      throw refused ?? new Error(message, { cause: error });
    }
  }

  /**
   * Opens a kept run while nothing of one's own runs: its network can then be asked everything, and is not trained. What
   * keeps it from that is told in `kept`, and is no failure.
   */
  async lookInto({ folder, text, past, notes, specChanged, resumable = false, asked }: LookInto): Promise<void> {
    if (this.state !== 'idle' || this.kept?.inside === 'opening') return;
    const turn = ++this.turn;
    this.tellKept({ folder, inside: 'opening' });
    try {
      const link = await this.connect(turn, asked);
      const { runsFolder: _, ...places } = await this.world.places(this.file);
      const prepared = await link.request('prepare', { ...places, text, file: this.file, lookInto: folder });
      this.still(turn);
      this.text = text;
      this.notes = notes;
      this.model = prepared.model;
      this.data = prepared.data;
      this.position = prepared.position;
      this.end = prepared.end;
      this.message = prepared.end?.message;
      this.run = folder;
      if (past) this.history.hold(past);
      this.kept = { folder, inside: 'open' };
      this.specChanged = specChanged;
      this.resumable = resumable;
      this.state = prepared.end ? END_STATES[prepared.end.reason] : 'stopped';
      this.emitter.fire({ type: 'replaced', samePoints: true });
    } catch (error) {
      if (turn === this.turn) this.closeKept(folder, failureOf(error).message);
    }
  }

  /** Lets go of what is open of a kept run, or being opened. It is not opened again unless a person asks. */
  closeKept(folder: string, problem?: string): void {
    if (this.state !== 'idle' && !this.kept) return;
    const open = this.kept?.inside === 'open';
    this.leaveKept(false);
    this.tellKept({ folder, inside: 'offered', ...(problem === undefined ? {} : { problem }) });
    if (open) this.emitter.fire({ type: 'replaced' });
  }

  /** The kept run is not shown any more. */
  leaveKept(tell = true): void {
    const { link, kept } = this;
    if (!kept) return;
    this.forget();
    void link?.kill(t('The run was closed.'));
    if (tell && kept.inside === 'open') this.emitter.fire({ type: 'replaced' });
  }

  /** One's own run, which has ended or failed, makes room for a kept one; false where there is none. Its folder has everything. */
  leaveEnded(): boolean {
    const { link } = this;
    if (this.active || this.state === 'idle' || this.kept) return false;
    this.forget();
    void link?.dispose();
    this.emitter.fire({ type: 'replaced' });
    return true;
  }

  /** Goes on from where it stands. */
  async resume(): Promise<Position> {
    this.refuseKept();
    if (this.state === 'running') return this.position!;
    this.allow(['ready', 'paused'], t('There is no paused run to go on with. Press Train.'));
    return this.ask('train', {}, 'running');
  }

  /** Stands still within 50 ms. */
  async pause(): Promise<Position> {
    if (this.state === 'paused' || this.state === 'ready') return this.position!;
    this.allow(['running'], t('Nothing is running that could be paused.'));
    const position = await this.ask('pause', {}, 'paused');
    if (!this.end) this.mark('pause');
    return position;
  }

  /** The spec was saved: a run that goes on with another text is marked. */
  saved(text: string): void {
    if ((this.state === 'running' || this.state === 'paused') && text !== this.text) this.mark('edit');
  }

  tellSpecChanged(changed: boolean): void {
    if (changed === this.specChanged || !this.showsRun) return;
    this.specChanged = changed;
    this.emitter.fire({ type: 'specChanged', changed });
  }

  tellDeleted(): void {
    if (this.deleted || this.active || !this.showsRun) return;
    this.deleted = true;
    this.resumable = false;
    this.emitter.fire({ type: 'deleted' });
  }

  /** At most so many updates a second, in this run and those to come; 0: as fast as possible. */
  async pace(updatesPerSecond: number): Promise<void> {
    if (updatesPerSecond === this.updatesPerSecond) return;
    this.updatesPerSecond = updatesPerSecond;
    if (this.live) await this.query('pace', { updatesPerSecond });
  }

  /** So many more iterations or epochs, then paused again. */
  async step(unit: 'iteration' | 'epoch', count = 1): Promise<Position> {
    this.refuseKept();
    if (this.state === 'running') await this.pause();
    this.allow(['ready', 'paused'], t('The run has ended. Press Train for a new one.'));
    return this.ask('step', { unit, count }, 'paused');
  }

  /** Ends the run with its final evaluation; while loading, gives the loading up. */
  async stop(): Promise<RunEnd | undefined> {
    if (this.state === 'preparing') {
      await this.cancel();
      return undefined;
    }
    this.allow(['ready', 'running', 'paused'], t('There is no run to stop.'));
    const turn = this.turn;
    const end = await this.bounded('stop', {});
    if (turn === this.turn) this.ended(end);
    return end;
  }

  /** Back to iteration 0 with fresh weights of the same seed. */
  async reset(): Promise<Position> {
    this.refuseKept();
    if (!this.live) throw new Refused(t('There is no run to reset. Press Train.'));
    if (this.state === 'running') await this.pause();
    const turn = this.turn;
    const position = await this.bounded('reset', {});
    this.still(turn);
    this.history.clear();
    this.marks = [];
    this.end = this.progress = this.failure = this.message = undefined;
    this.specChanged = this.deleted = this.resumable = false;
    this.position = position;
    this.state = 'ready';
    this.emitter.fire({ type: 'replaced' });
    return position;
  }

  sample(query: SampleQuery): Promise<SampleReport> {
    return this.query('sample', query);
  }

  /** Every row of a split on its way out of the network. */
  outcomes(split: SplitName): Promise<Outcomes> {
    return this.query('outcomes', { split });
  }

  /** What the network says to rows that are no samples. */
  predict(rows: PredictRows): Promise<Predicted> {
    return this.query('predict', rows);
  }

  /** A tensor in full. */
  tensor(wanted: EngineRequests['tensor']['params']): Promise<TensorValues> {
    return this.query('tensor', wanted);
  }

  /** Samples by their places in a split. */
  rows(split: SplitName, positions: readonly number[]): Promise<SplitRows> {
    return this.query('rows', { split, positions });
  }

  async exportFiles(format: string): Promise<readonly ExportedFile[]> {
    return (await this.query('export', { format })).files;
  }

  /** Analytic against numeric gradients of the present weights. */
  async gradcheck(samples: number): Promise<GradientCheckReport> {
    const turn = this.turn;
    const report = await this.query('gradcheck', { samples });
    if (turn === this.turn) this.keepGradcheck(report);
    return report;
  }

  keepGradcheck(report: GradientCheckReport): void {
    this.gradcheckReport = report;
    this.emitter.fire({ type: 'gradcheck', report });
  }

  /** What frames show from now on. Before there is a model there is nothing to watch. */
  async watch(items: readonly WatchItem[]): Promise<void> {
    if (this.live) await this.query('watch', { items });
  }

  credit(frames: number): void {
    if (this.live && frames > 0) this.link!.channel.emit('credit', { frames });
  }

  /** Resolves with the end of the present run, rejects when it fails or is replaced. */
  whenEnded(): Promise<RunEnd> {
    if (this.end) return Promise.resolve(this.end);
    if (!this.active) return Promise.reject(new Refused(this.message ?? t('Nothing is running.')));
    return new Promise((resolve, reject) => this.waitingForEnd.push({ resolve, reject }));
  }

  /** Ends the worker at once: for one that does not answer, and for tests. The run's folder stays. */
  async endWorker(): Promise<void> {
    const link = this.link;
    if (!link || link.dead) return;
    await link.kill(t('The training worker was ended.'));
    if (this.kept) this.closeKept(this.kept.folder, t('The training worker was ended.'));
    else if (this.active) this.fail(this.died(t('The training worker was ended.')));
  }

  /** The worker saves its checkpoint, if it answers in time, and goes. */
  async dispose(): Promise<void> {
    this.turn++;
    const link = this.link;
    this.link = undefined;
    this.settle(new Refused(t('The session was closed.')));
    if (link) await link.dispose();
    this.emitter.dispose();
  }

  private forget(): void {
    this.turn++;
    this.link = undefined;
    this.clear();
    this.text = undefined;
    this.notes = [];
    this.state = 'idle';
  }

  private mark(kind: Mark['kind']): void {
    const iteration = this.position?.iteration ?? 0;
    if (this.marks.some((m) => m.kind === kind && m.iteration === iteration)) return;
    this.marks = [...this.marks, { iteration, kind }];
    this.emitter.fire({ type: 'marks', marks: this.marks });
  }

  private clear(): void {
    this.history.clear();
    this.marks = [];
    this.position = this.message = this.model = this.data = this.end = undefined;
    this.gradcheckReport = this.failure = this.progress = this.run = this.kept = undefined;
    this.specChanged = this.deleted = this.resumable = false;
  }

  private tellKept(kept: KeptRun): void {
    this.kept = kept;
    this.emitter.fire({ type: 'kept', kept });
  }

  private refuseKept(): void {
    if (this.kept?.inside === 'open')
      throw new Refused(t('This is a kept run, open to be looked into. Press Train for a new one.'));
  }

  /** `asks`: whether somebody is there to be asked. */
  private async connect(turn: number, asks = true): Promise<EngineLink> {
    const engine = await this.world.startEngine();
    if (turn !== this.turn) {
      await engine.terminate();
      this.still(turn);
    }
    const link = new EngineLink(
      engine,
      {
        consent: (question) => {
          if (turn !== this.turn || !asks) return false; // given up meanwhile
          this.message = t('Waiting for your answer: may the dataset "{0}" be fetched?', question.dataset);
          this.emitter.fire({ type: 'loading', loading: { message: this.message } });
          return this.world.consent(question, () => turn === this.turn && this.loading);
        },
      },
      (what) => {
        if (turn === this.turn) this.lost(what);
      },
      this.haste,
    );
    this.link = link;
    const hear = <K extends keyof EngineEvents>(name: K, act: (data: EngineEvents[K]) => void): void => {
      link.channel.on(name, (data) => {
        if (turn === this.turn) act(data);
      });
    };
    hear('state', (e) => this.stateFrom(e));
    hear('metrics', (points) => {
      this.history.add(points);
      this.emitter.fire({ type: 'metrics', points });
    });
    hear('frame', (frame) => this.emitter.fire({ type: 'frame', frame }));
    hear('progress', (progress) => {
      if (this.kept) return; // a sign of life: nothing moves
      this.progress = this.position = progress;
      this.emitter.fire({ type: 'progress', progress });
    });
    hear('loading', (loading) => {
      if (this.loading) this.message = loading.message;
      this.emitter.fire({ type: 'loading', loading });
    });
    hear('end', (end) => this.ended(end));
    hear('log', ({ level, message }) => this.world.log(level, `${this.name}: ${message}`));
    return link;
  }

  private stateFrom({ state, position, message, run }: EngineEvents['state']): void {
    if (this.kept) {
      if (state === 'failed') this.lost(message ?? t('The run could not go on.'));
      return;
    }
    this.position = position;
    if (run) this.run = run; // a reset begins a new folder
    // Loading is ours to say, and the end comes as an event of its own, with the final evaluation.
    if (this.state === 'preparing' || this.end || !ENGINE_SAYS.includes(state)) return;
    if (state === 'failed') {
      this.lost(message ?? t('The run could not go on.'));
      return;
    }
    if (state === this.state && message === this.message) return;
    this.state = state;
    this.message = message;
    this.emitter.fire({ type: 'state' });
  }

  private ended(end: RunEnd): void {
    if (this.end) return;
    this.end = end;
    this.position = end.position;
    this.message = end.message;
    if (end.run) this.run = end.run;
    this.resumable = end.reason === 'stopped' && end.run !== undefined;
    this.state = END_STATES[end.reason];
    this.emitter.fire({ type: 'state' });
    this.emitter.fire({ type: 'end', end });
    for (const waiting of this.waitingForEnd.splice(0)) waiting.resolve(end);
  }

  /** The worker is gone, or going. */
  private lost(what: string): void {
    if (this.kept) this.closeKept(this.kept.folder, what);
    else this.fail(this.died(what));
  }

  /** The first word counts: a worker that reports its fault dies of it a moment later. */
  private fail(failure: Failure): void {
    if (this.state === 'failed') return;
    this.failure = failure;
    this.message = failure.message;
    this.state = 'failed';
    this.emitter.fire({ type: 'state' });
    this.emitter.fire({ type: 'failed', failure });
    this.settle(new Error(failure.message));
  }

  private settle(reason: Error): void {
    for (const waiting of this.waitingForEnd.splice(0)) waiting.reject(reason);
  }

  private died(what: string): Failure {
    const checkpoint = this.checkpoint();
    const next = !this.run
      ? t('Nothing of it was kept.')
      : 'resumable' in checkpoint
        ? t('The run is kept in {0} and can go on from its last checkpoint.', this.run)
        : t('The run is kept in {0} but had no checkpoint yet.', this.run);
    return { kind: 'died', message: `${what} ${next}`, ...checkpoint };
  }

  private checkpoint(): { resumable?: string } {
    return this.run && existsSync(path.join(this.run, 'checkpoint.safetensors')) ? { resumable: this.run } : {};
  }

  /** Loading is given up. An engine deep in a decompression does not hear it at once and is ended. */
  private async cancel(): Promise<void> {
    const link = this.link;
    this.link = undefined;
    this.backToIdle(new Refused(t('Loading was cancelled.')));
    if (!link) return;
    link.channel.emit('cancel', {});
    await link.dispose();
  }

  private backToIdle(why: Refused): void {
    this.turn++;
    this.state = 'idle';
    this.message = undefined;
    this.settle(why);
    this.emitter.fire({ type: 'replaced' });
  }

  private allow(states: readonly SessionState[], otherwise: string): void {
    if (!this.link || this.link.dead || !states.includes(this.state)) {
      throw new Refused(this.state === 'preparing' ? t('The data is still being read.') : otherwise);
    }
  }

  private still(turn: number): void {
    if (turn === this.turn) return;
    const cancelled = this.state === 'idle';
    throw new Refused(cancelled ? t('Loading was cancelled.') : t('The run was replaced by a new one.'), true);
  }

  /** A request that leaves the run in `state`, unless it ended on the way. */
  private async ask<K extends 'train' | 'pause' | 'step'>(
    name: K,
    params: EngineRequests[K]['params'],
    state: 'running' | 'paused',
  ): Promise<Position> {
    const turn = this.turn;
    const before = this.state;
    const position: Position = await this.bounded(name, params);
    this.still(turn);
    if (!this.end && (this.state === before || this.state === 'running') && this.state !== state) {
      this.state = state;
      this.position = position;
      this.emitter.fire({ type: 'state' });
    }
    return position;
  }

  private async query<K extends keyof EngineRequests & string>(
    name: K,
    params: EngineRequests[K]['params'],
  ): Promise<EngineRequests[K]['result']> {
    if (!this.live) throw new Refused(t('There is no network in memory. Press Train first.'));
    return this.bounded(name, params);
  }

  private async bounded<K extends keyof EngineRequests & string>(
    name: K,
    params: EngineRequests[K]['params'],
  ): Promise<EngineRequests[K]['result']> {
    try {
      return await this.link!.request(name, params);
    } catch (error) {
      if (error instanceof EngineSilent) {
        this.world.log('error', `${this.name}: ${error.message}`);
        this.emitter.fire({ type: 'silent', message: error.message });
      }
      throw error;
    }
  }
}

/** Who does not want a dataset fetched has decided so: nothing has failed. */
function refusalOf(error: unknown): Refused | undefined {
  const { code } = failureOf(error);
  return code === 'no-consent' ? new Refused(sentence(error)) : undefined;
}

function failureOf(error: unknown): Failure {
  if (error instanceof EngineSilent) return { kind: 'silent', message: error.message };
  const { where, code: own } = error instanceof RemoteError ? error.wire : {};
  const message = sentence(error);
  const place = where as { readonly file?: string; readonly code?: string } | undefined;
  const code = own ?? place?.code;
  const file = path.basename(place?.file ?? '');
  return {
    kind: 'input',
    // "Line 4 has 2 cells": of which file, is not seen in a notification.
    ...(message.includes(file) ? { message } : { message: `${file}: ${message}`, atPlace: message }),
    ...(where === undefined ? {} : { where }),
    ...(code === undefined ? {} : { code }),
  };
}
