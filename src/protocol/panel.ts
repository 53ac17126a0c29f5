// What the panel (webview) and the extension host say to each other. Types only.
// VS Code carries these as JSON with ArrayBuffers beside it: NaN and ±Infinity would arrive as null, so both
// ends wrap their port with `jsonPort` (json.ts). A typed array crosses with its whole buffer: send exact copies.
import type {
  DataInfo,
  EndReason,
  EngineEvents,
  EngineRequests,
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
  SplitRows,
  TensorValues,
} from './engine';
import type { EditedSpec, PanelChange } from './editing';
import type { SplitName } from '../data/dataset';
import type { PathSegment } from '../spec/problem';
import type { WatchItem } from './frame';

export type PanelCommand =
  | 'train'
  | 'pause'
  | 'resume'
  | 'stepIteration'
  | 'stepEpoch'
  | 'stop'
  | 'reset'
  | 'export'
  | 'gradcheck'
  | 'openSpec'
  | 'lookAtData';

/** Something that happened to the run, as its lines do not tell: held, resumed from a checkpoint, its spec saved with another text. */
export interface Mark {
  readonly iteration: number;
  readonly kind: 'pause' | 'resume' | 'edit';
}

/** A kept run of the same spec. */
export interface EarlierRun {
  /** The name of its folder. */
  readonly id: string;
  /** ISO 8601. */
  readonly created: string;
  readonly seed: number;
  readonly iteration: number;
  /** Absent for a run that was interrupted. */
  readonly reason?: EndReason;
  /** At its end, of the validation rows where there are some. */
  readonly loss?: number;
}

export interface RunLine {
  /** "train.loss". */
  readonly name: string;
  readonly iterations: Float64Array;
  readonly values: Float64Array;
}

/** Points of a run, too many to be sent one by one. */
export interface PastPoints {
  /** Index of the next point. */
  readonly next: number;
  /** Of each split. */
  readonly last: readonly MetricsPoint[];
  /** "train.loss", "validation.accuracy", "train.learning_rate". */
  readonly lines: readonly RunLine[];
  /** Of each line, how many points it has where `lines` hold only those that a first picture shows: ask for `past`. */
  readonly thinned?: readonly number[];
}

/** A kept run in the panel, while nothing trains: at first its lines and its end, then everything that its network can tell. */
export interface KeptRun {
  /** Absolute. */
  readonly folder: string;
  /** 'closed': ask to look inside; 'offered': only where a person asks. */
  readonly inside: 'closed' | 'offered' | 'opening' | 'open';
  /** Why it could not be opened. */
  readonly problem?: string;
}

/** Something drawn, to be kept as a file. */
export interface PanelFile {
  /** What it shows, "cost"; the host puts the spec's name before it. */
  readonly name: string;
  readonly kind: 'png' | 'svg' | 'csv';
  readonly bytes: Uint8Array;
}

/** Everything a panel needs to show the truth at once: sent on `ready`, and when the session's run is replaced. */
export interface Snapshot {
  /** Absolute path. The panel keeps `{ specFile, view }` with vscode.setState, so that it finds its spec after a window reload. */
  readonly specFile: string;
  readonly name: string;
  /** 'idle' before the first Train of this session. */
  readonly state: RunState | 'idle';
  readonly position?: Position;
  /** Of the last update, of a run under way. */
  readonly progress?: EngineEvents['progress'];
  readonly message?: string;
  readonly model?: ModelInfo;
  readonly data?: DataInfo;
  /** The points before `metrics`. */
  readonly past?: PastPoints;
  readonly metrics: readonly MetricsPoint[];
  readonly marks?: readonly Mark[];
  readonly end?: RunEnd;
  readonly gradcheck?: GradientCheckReport;
  /** The run is a kept one. */
  readonly kept?: KeptRun;
  /** The spec says something else by now than the run. */
  readonly specChanged?: boolean;
  /** The run's files are gone; what there is of it is in memory. */
  readonly deleted?: boolean;
  /** The run was stopped or interrupted, and has a checkpoint to go on from. */
  readonly resumable?: boolean;
  /** Sentences worth knowing: "Trains the unsaved text.", "This is the last run kept, of 12:30." */
  readonly notes: readonly string[];
  /** Layer to show first, by name: where the cursor stood when the panel was asked for. */
  readonly reveal?: string;
  /** What the panel had chosen when it was last alive. */
  readonly view: PanelView;
}

/** Of a kept run whose points are shown already, the rest. */
export type Opened = Pick<
  Snapshot,
  'state' | 'position' | 'message' | 'model' | 'data' | 'end' | 'kept' | 'specChanged'
>;

/** The panel's own choices; kept by the host across hide, reload and restart. */
export interface PanelView {
  readonly [key: string]: unknown;
}

/** Requests the host answers. */
export type PanelRequests = {
  ready: { params: Record<string, never>; result: Snapshot };
  /** `path`, for openSpec: the place in the spec to show, as keys: ['network', 2]. */
  command: { params: { readonly command: PanelCommand; readonly path?: readonly PathSegment[] }; result: null };
  /** At most so many updates a second; 0: as fast as possible. Holds for runs to come too. */
  pace: { params: { readonly updatesPerSecond: number }; result: null };
  /** The lines that the last snapshot held thinned, whole, from a point on; null where they are no more. */
  past: { params: { readonly line: number; readonly from: number }; result: RunLine | null };
  sample: { params: SampleQuery; result: SampleReport };
  outcomes: { params: { readonly split: SplitName }; result: Outcomes };
  predict: { params: PredictRows; result: Predicted };
  rows: { params: { readonly split: SplitName; readonly positions: readonly number[] }; result: SplitRows };
  /** Opens the kept run that is shown; unasked only where that costs nobody anything. What becomes of it is told by events. */
  lookInside: { params: { readonly how: 'unasked' | 'asked' | 'cancel' }; result: null };
  /** Goes on with the run that is shown from its checkpoint. */
  resumeRun: { params: Record<string, never>; result: null };
  /** Shows what changed in the spec since the run that has ended. */
  specChanges: { params: Record<string, never>; result: null };
  /** Kept runs of this spec beside the one shown, newest first. */
  runs: { params: Record<string, never>; result: readonly EarlierRun[] };
  /** The lines of one of them. */
  runLines: { params: { readonly id: string }; result: readonly RunLine[] };
  /** Asks where to; false where the user thought better of it. */
  save: { params: PanelFile; result: boolean };
  /** A tensor in full. */
  tensor: { params: EngineRequests['tensor']['params']; result: TensorValues };
  watch: { params: { readonly items: readonly WatchItem[] }; result: null };
  /** The spec as forms, from now on told with `edited` whenever it changes; null when that is over. */
  editing: { params: { readonly on: boolean }; result: EditedSpec | null };
  /** Changes the text that the editor has. Refused where that is not the text of `version` any more. */
  edit: { params: { readonly version: number; readonly change: PanelChange }; result: EditedSpec };
};

/** Events to the panel. */
export type PanelEvents = {
  snapshot: Snapshot;
  state: { readonly state: RunState | 'idle'; readonly position?: Position; readonly message?: string };
  progress: Position & { readonly loss: number; readonly iterationsPerSecond: number };
  loading: { readonly message: string; readonly fraction?: number };
  /** Batched; a batch may repeat points already seen (same index: keep one). Answer each with the signal `ack`. */
  metrics: readonly MetricsPoint[];
  /** All of the present run. */
  marks: readonly Mark[];
  frame: ArrayBuffer;
  end: RunEnd;
  gradcheck: GradientCheckReport;
  kept: KeptRun;
  opened: Opened;
  specChanged: boolean;
  /** The files of the run that is shown, and has ended, are gone. */
  deleted: Record<string, never>;
  /** A sentence to show in the panel: what is wrong and what to do. */
  problem: { readonly message: string };
  /** Show this layer (its name): the cursor went there, or a CodeLens asked. */
  reveal: { readonly layer: string };
  edited: EditedSpec;
};

/** Events from the panel. */
export type PanelSignals = {
  /** So many more frames may come: 2 after `ready`, then 1 a painted frame. The host remembers them across runs. */
  credit: { readonly frames: number };
  /** Metrics up to this index are held; the next batch may come. */
  ack: { readonly metrics: number };
  /** Keep this for the next time. */
  view: PanelView;
};
