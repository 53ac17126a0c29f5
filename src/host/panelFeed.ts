// Feeds one panel from one session. Frames only for credits the panel gave; metrics batched, one batch on the
// way at a time, repeated when no acknowledgement comes. A hidden panel has no document: nothing is sent until
// it says `ready` again and gets everything at once. Knows nothing of VS Code: a port in, a port out.
import { Channel, type Handlers, type Port } from '../protocol/channel';
import { jsonPort } from '../protocol/json';
import type { EditedSpec } from '../protocol/editing';
import { thin } from '../protocol/thin';
import type {
  PanelEvents,
  PanelRequests,
  PanelSignals,
  PanelView,
  PastPoints,
  RunLine,
  Snapshot,
} from '../protocol/panel';
import type { SampleReport } from '../protocol/engine';
import type { Disposable } from './emitter';
import type { Session, SessionEvent } from './session';

/** Metrics are gathered this long: ten updates a second are as smooth as a chart needs. */
const BATCH_MS = 100;
/** Points a batch, at most: about 1 MB of JSON. A busy page gets the rest after its acknowledgement. */
const BATCH_POINTS = 4000;
/** Without an acknowledgement for so long, the batch is sent again; then after twice the time, and so on. */
const ACK_MS = 2000;
const ACK_MS_MOST = 60_000;
/** Of x, in the first picture of a long line: as many as a chart that fills a screen has pairs of pixels. */
const THIN_RANGES = 600;
/** Points a message, of the whole line that follows: 128 KB. */
const PAST_POINTS = 8192;

export interface PanelActions {
  command: Handlers<PanelRequests>['command'];
  /** The panel's choices, kept for the next time. */
  loadView(): PanelView;
  keepView(view: PanelView): void;
  /** What to show while the session is idle: the last run kept, if there is one. */
  lastRun(): Promise<Partial<Snapshot>>;
  /** Opens the kept run that `shown` is a picture of. */
  lookInside(how: PanelRequests['lookInside']['params']['how'], shown: Partial<Snapshot>): Promise<void>;
  /** Goes on with the run in a folder from its checkpoint. */
  resumeRun(folder: string): Promise<unknown>;
  /** This run is shown from now on; `runDeleted` when its folder goes. */
  shows(folder: string | undefined): void;
  specChanges: Handlers<PanelRequests>['specChanges'];
  runs: Handlers<PanelRequests>['runs'];
  runLines: Handlers<PanelRequests>['runLines'];
  save: Handlers<PanelRequests>['save'];
  editing: Handlers<PanelRequests>['editing'];
  edit: Handlers<PanelRequests>['edit'];
}

type PanelChannel = Channel<Record<never, never>, PanelRequests, PanelSignals, PanelEvents>;

export class PanelFeed implements Disposable {
  private readonly channel: PanelChannel;
  private readonly subscription: Disposable;
  private ready = false;
  /** Frames the panel can still take, and frames the worker may still send. */
  private granted = 0;
  private atWorker = 0;
  private acknowledged = -1;
  /** Index of the last point this panel was sent of the present run. */
  private sent = -1;
  private batchSent: { index: number; at: number } | undefined;
  /** How long an acknowledgement may take now: a slow page must not drown in repeated batches. */
  private patience = ACK_MS;
  private timer: NodeJS.Timeout | undefined;
  private revealNext: string | undefined;
  /** Read while the page loads. */
  private lastRun: Promise<Partial<Snapshot>> | undefined;
  /** The kept run of the last snapshot of an idle session. */
  private shown: Partial<Snapshot> = {};
  /** What the last snapshot held thinned; until the next one, as the panel asks for it bit by bit. */
  private past: PastPoints | undefined;

  constructor(
    port: Port,
    private readonly session: Session,
    private readonly actions: PanelActions,
  ) {
    this.channel = new Channel<Record<never, never>, PanelRequests, PanelSignals, PanelEvents>(jsonPort(port), {
      ready: () => this.begin(),
      command: (params) => actions.command(params),
      pace: async ({ updatesPerSecond }) => {
        await session.pace(updatesPerSecond);
        return null;
      },
      sample: async (query) => exactCopies(await session.sample(query)),
      past: (wanted) => this.partOf(wanted),
      lookInside: async ({ how }) => {
        await actions.lookInside(how, this.shown);
        return null;
      },
      resumeRun: async () => {
        if (this.folder !== undefined) await actions.resumeRun(this.folder);
        return null;
      },
      specChanges: (params) => actions.specChanges(params),
      runs: (params) => actions.runs(params),
      runLines: (params) => actions.runLines(params),
      save: (params) => actions.save(params),
      editing: (params) => actions.editing(params),
      edit: (params) => actions.edit(params),
      outcomes: async ({ split }) => owned(await session.outcomes(split)),
      predict: async (rows) => {
        const { activations, ...predicted } = await session.predict(rows);
        return { ...owned(predicted), ...(activations ? { activations: activations.map(owned) } : {}) };
      },
      tensor: async (wanted) => owned(await session.tensor(wanted)),
      rows: async ({ split, positions }) => {
        const rows = await session.rows(split, positions);
        return { ...rows, inputs: owned(rows.inputs) };
      },
      watch: async ({ items }) => {
        await session.watch(items);
        return null;
      },
    });
    this.channel.on('credit', ({ frames }) => this.credit(frames));
    this.channel.on('ack', ({ metrics }) => this.acknowledge(metrics));
    this.channel.on('view', (view) => actions.keepView(view));
    this.subscription = session.onEvent((event) => this.hear(event));
    const { pace } = actions.loadView();
    if (session.state === 'idle') {
      this.lastRun = actions.lastRun();
      this.lastRun.catch(() => undefined); // told to whom it is given
    }
    if (typeof pace === 'number' && pace > 0) this.setPace(pace); // before the page is there: a small run is over by then
  }

  /** The panel lost its document: what was promised to it is void. */
  hidden(): void {
    this.ready = false;
    this.granted = 0;
    this.past = undefined;
    this.batchSent = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Of the run that is shown. */
  private get folder(): string | undefined {
    return this.session.state === 'idle' ? this.shown.kept?.folder : this.session.run;
  }

  /** Shows a layer, now or when the panel is ready. */
  reveal(layer: string): void {
    if (this.ready) this.channel.emit('reveal', { layer });
    else this.revealNext = layer;
  }

  /** Everything anew: the run was replaced, or another kept one is to be shown. */
  async refresh(): Promise<void> {
    this.lastRun = undefined;
    const kept = await this.keptPicture();
    if (!this.ready) return;
    const snapshot = this.snapshot(kept);
    this.startMetrics(snapshot);
    this.channel.emit('snapshot', snapshot);
    this.passCredits(); // the panel still waits for the frames it asked of the run before
  }

  /** What is in memory of a run stays when its files go; a picture of what was on the disk does not. */
  runDeleted(): void {
    if (this.session.state !== 'idle') return this.session.tellDeleted();
    this.session.leaveKept(false);
    void this.refresh();
  }

  /** The spec's text changed, or more is known of it. */
  edited(spec: EditedSpec): void {
    if (this.ready) this.channel.emit('edited', spec);
  }

  problem(message: string): void {
    if (this.ready) this.channel.emit('problem', { message });
  }

  dispose(): void {
    this.hidden();
    this.setPace(0); // nobody watches any more
    this.subscription.dispose();
    this.channel.close(new Error('The panel was closed.'));
  }

  private setPace(updatesPerSecond: number): void {
    this.session.pace(updatesPerSecond).catch(() => undefined); // an engine that does not answer has been told of
  }

  private async begin(): Promise<Snapshot> {
    const kept = await this.keptPicture();
    this.ready = true; // what happens from here on is told
    this.granted = 0;
    const snapshot = this.snapshot(kept);
    this.startMetrics(snapshot);
    this.revealNext = undefined;
    return snapshot;
  }

  private snapshot(last: Picture | undefined): Snapshot {
    const { session } = this;
    // Somebody may have pressed Train meanwhile, or opened the kept run.
    const idle = session.state === 'idle' ? last : undefined;
    if (idle) this.shown = idle.whole ? { ...idle, past: idle.whole } : idle;
    const { whole, kept: own, ...shown } = idle ?? pictureOf(session.history.whole);
    this.past = whole;
    this.actions.shows(this.folder);
    const kept = session.kept?.folder === (own ?? session.kept)?.folder ? session.kept : own;
    return {
      specFile: session.file,
      name: session.name,
      state: session.state,
      ...defined({
        position: session.position,
        message: session.message,
        model: session.model,
        data: session.data,
        end: session.end,
        gradcheck: session.gradcheckReport,
        reveal: this.revealNext,
        progress: session.active ? session.progress : undefined,
        specChanged: session.specChanged || undefined,
        deleted: session.deleted || undefined,
        resumable: session.resumable || undefined,
      }),
      marks: session.marks,
      notes: session.notes,
      view: this.actions.loadView(),
      ...shown,
      ...(kept ? { kept } : {}),
    };
  }

  /** While nothing is under way. */
  private async keptPicture(): Promise<Picture | undefined> {
    if (this.session.state !== 'idle') return undefined;
    const { past, ...run } = await (this.lastRun ?? this.actions.lastRun());
    this.lastRun = undefined;
    const shown = { ...run, metrics: run.metrics ?? [] };
    if (!past) return shown;
    const lines: RunLine[] = [];
    for (const line of past.lines) {
      lines.push(thin(line, THIN_RANGES));
      await new Promise<void>((resolve) => setImmediate(resolve)); // some milliseconds for each that is very long
    }
    return { ...shown, past: withLines(past, lines), whole: past };
  }

  /** The panel has the points of this run already: sending them again would draw them thinned again. */
  private opened(): void {
    const { state, position, message, model, data, end, kept, specChanged } = this.session;
    this.channel.emit('opened', { state, ...defined({ position, message, model, data, end, kept }), specChanged });
    this.passCredits();
    this.actions.shows(this.folder);
  }

  /** So much at a time that nobody else waits for it. */
  private partOf({ line, from }: PanelRequests['past']['params']): RunLine | null {
    const whole = this.past?.lines[line];
    if (!whole) return null;
    const { name, iterations, values } = whole;
    const end = from + PAST_POINTS;
    return { name, iterations: iterations.slice(from, end), values: values.slice(from, end) };
  }

  private hear(event: SessionEvent): void {
    if (event.type === 'replaced') this.atWorker = 0;
    if (event.type === 'frame') this.atWorker = Math.max(0, this.atWorker - 1);
    if (!this.ready) return;
    switch (event.type) {
      case 'replaced':
        if (event.samePoints) this.opened();
        else void this.refresh();
        return;
      case 'kept':
        this.channel.emit('kept', event.kept);
        return;
      case 'state':
        this.channel.emit('state', {
          state: this.session.state,
          ...defined({ position: this.session.position, message: this.session.message }),
        });
        return;
      case 'metrics':
        this.timer ??= setTimeout(() => this.sendMetrics(), BATCH_MS);
        return;
      case 'marks':
        this.channel.emit('marks', event.marks);
        return;
      case 'frame':
        if (this.granted === 0) return; // asked for by a document that is gone
        this.granted--;
        this.channel.emit('frame', event.frame);
        return;
      case 'progress':
        this.channel.emit('progress', event.progress);
        return;
      case 'loading':
        this.channel.emit('loading', event.loading);
        return;
      case 'end':
        this.sendMetrics(true);
        this.channel.emit('end', event.end);
        this.actions.shows(this.folder);
        return;
      case 'specChanged':
        this.channel.emit('specChanged', event.changed);
        return;
      case 'deleted':
        this.channel.emit('deleted', {});
        return;
      case 'gradcheck':
        this.channel.emit('gradcheck', event.report);
        return;
      case 'silent':
        this.channel.emit('problem', { message: event.message });
        return;
      case 'failed':
        this.sendMetrics(true);
        this.channel.emit('problem', { message: event.failure.message });
        return;
      default:
        event satisfies never;
    }
  }

  private credit(frames: number): void {
    this.granted += frames;
    this.passCredits();
  }

  private passCredits(): void {
    const more = this.granted - this.atWorker;
    if (more <= 0 || !this.session.live) return;
    this.atWorker += more;
    this.session.credit(more);
  }

  private startMetrics(snapshot: Snapshot): void {
    this.acknowledged = this.sent = snapshot.metrics.at(-1)?.index ?? (snapshot.past?.next ?? 0) - 1;
    this.batchSent = undefined;
    clearTimeout(this.timer); // of the run before: it would keep this one's points waiting
    this.timer = undefined;
  }

  private acknowledge(index: number): void {
    if (index > this.sent) return; // a late word about the run before: it would hide the beginning of this one
    this.acknowledged = Math.max(this.acknowledged, index);
    if (this.batchSent && index >= this.batchSent.index) {
      this.batchSent = undefined;
      this.patience = ACK_MS;
      clearTimeout(this.timer);
      this.timer = undefined;
    }
    if (this.session.history.lastIndex > this.acknowledged)
      this.timer ??= setTimeout(() => this.sendMetrics(), BATCH_MS);
  }

  /** `all`: before an end, the points go first, acknowledged or not. */
  private sendMetrics(all = false): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.ready) return;
    const waiting = this.batchSent ? this.patience - (Date.now() - this.batchSent.at) : 0;
    if (waiting > 0 && !all) {
      this.timer = setTimeout(() => this.sendMetrics(), waiting);
      return;
    }
    if (this.batchSent) this.patience = Math.min(ACK_MS_MOST, this.patience * 2);
    const waitingPoints = this.session.history.after(this.acknowledged);
    const points = all ? waitingPoints : waitingPoints.slice(0, BATCH_POINTS);
    const last = points.at(-1);
    if (!last) return;
    this.batchSent = { index: last.index, at: Date.now() };
    this.sent = Math.max(this.sent, last.index);
    this.channel.emit('metrics', points);
    this.timer = setTimeout(() => this.sendMetrics(), this.patience);
  }
}

/** A part of a snapshot, its points thinned; `whole`: all of them, where there are many. */
type Picture = Partial<Snapshot> & Pick<Snapshot, 'metrics'> & { readonly whole?: PastPoints };

function pictureOf({ past, metrics }: Pick<Snapshot, 'past' | 'metrics'>): Picture {
  if (!past) return { metrics };
  const lines = past.lines.map((line) => thin(line, THIN_RANGES));
  return { metrics, past: withLines(past, lines), whole: past };
}

function withLines(past: PastPoints, lines: readonly RunLine[]): PastPoints {
  const all = lines.every((line, i) => line === past.lines[i]);
  return all ? past : { ...past, lines, thinned: past.lines.map(({ values }) => values.length) };
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** VS Code posts a view's whole buffer: make each array its own. */
function exactCopies(report: SampleReport): SampleReport {
  const { activations, activationGradients, gradients, batchGradients } = report;
  return {
    ...owned(report),
    activations: activations.map(owned),
    activationGradients: activationGradients.map(owned),
    gradients: gradients.map(owned),
    ...(batchGradients ? { batchGradients: batchGradients.map(owned) } : {}),
  };
}

/** The same with each of its own typed arrays in a buffer of its own. */
function owned<T extends object>(value: T): T {
  const entries = Object.entries(value).map(([key, part]: [string, unknown]) => [
    key,
    ArrayBuffer.isView(part) && part.byteLength !== part.buffer.byteLength ? (part as Float32Array).slice() : part,
  ]);
  return Object.fromEntries(entries) as T;
}
