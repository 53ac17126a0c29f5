// What a session and its worker say to each other. Types only; plain data on every line.
import type { Preprocessing, SplitName } from '../data/dataset';
import type { DataProfile, PageQuery, RowPage } from '../data/profile/profile';
import type { CellPlace } from '../data/table';
import type { Shape, Task } from '../nn/words';
import type { Choices, Proposal } from '../spec/proposal';
import type { WatchItem } from './frame';

export type RunState =
  | 'preparing' // reading data, planning
  | 'ready' // prepared, at iteration 0 or at a checkpoint
  | 'running'
  | 'paused'
  | 'finished'
  | 'stopped'
  | 'early_stopped'
  | 'diverged'
  | 'failed'; // the run could not go on; `problem` says why

export interface Position {
  /** Parameter updates made. */
  readonly iteration: number;
  /** Epochs begun and their fraction: 1.5 is the middle of the second epoch. */
  readonly epoch: number;
  readonly totalIterations: number;
  readonly iterationsPerEpoch: number;
}

/** loss and each metric of one split at one iteration; numbers in the target's own units. */
export interface MetricsPoint {
  /** 0, 1, 2, … within a run; a reader acknowledges by index. */
  readonly index: number;
  readonly iteration: number;
  readonly epoch: number;
  readonly split: SplitName;
  readonly values: Readonly<Record<string, number>>; // { loss, accuracy, … }
  readonly learningRate: number;
  /** Seconds of training (pauses left out). */
  readonly seconds: number;
}

export interface TensorInfo {
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
}

/** One layer of the spec as the panel draws it. */
export interface LayerInfo {
  readonly name: string;
  readonly type: string;
  /** Place in spec.network. */
  readonly index: number;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly activation?: string;
  readonly parameters: number;
  readonly tensors: readonly TensorInfo[];
  /** Of the layer and of its activation, as plain text. */
  readonly formulas?: readonly string[];
  /** Every option after defaults, for details. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ModelInfo {
  readonly layers: readonly LayerInfo[];
  readonly parameters: number;
  /** Estimate, bytes: parameters, gradients, optimizer slots, activations, data. */
  readonly memoryBytes: number;
  readonly loss: string;
  /** With one output, values above it mean class 1; 0.5 where it is absent. */
  readonly threshold?: number;
  readonly optimizer: string;
  readonly precision: string;
  readonly kernels: string;
}

export interface DataInfo {
  readonly name: string;
  readonly task: Task;
  readonly inputShape: Shape;
  readonly inputNames: readonly string[];
  readonly targetNames: readonly string[];
  readonly classes?: readonly string[];
  readonly image?: { readonly height: number; readonly width: number };
  readonly splits: { readonly train: number; readonly validation: number; readonly test: number };
  readonly preprocessing: Preprocessing;
  readonly notes: readonly string[];
}

/** Loss, metrics and (for a classification) the confusion matrix of one split. */
export interface SplitReport {
  readonly values: Readonly<Record<string, number>>;
  /** [true class][predicted class] counts. */
  readonly confusionMatrix?: readonly (readonly number[])[];
}

export type EndReason = 'finished' | 'stopped' | 'early_stopping' | 'diverged';

export interface RunEnd {
  readonly reason: EndReason;
  /** For `diverged`: which layer went first and what to try. */
  readonly message?: string;
  readonly position: Position;
  readonly seconds: number;
  readonly splits: { readonly [S in SplitName]?: SplitReport };
  /** Of a kept run, where nothing else tells the names of its confusion matrix. */
  readonly classes?: readonly string[];
  /** Folder of the run and its weights file, absolute; absent where nothing is kept. */
  readonly run?: string;
  readonly weights?: string;
}

export interface PrepareParams {
  /** The spec's text and file path; the text may be newer than the file. */
  readonly text: string;
  readonly file: string;
  /** Overrides as `--set` gives them: [["training.epochs", "3"]]. */
  readonly set?: readonly (readonly [string, string])[];
  /** Files outside this folder are not read; undefined: no limit (the user trusts the spec). */
  readonly workspace?: string;
  /** Folders looked in for `dataset:NAME` before the cache, as <folder>/<name>/<file>. */
  readonly datasetFolders: readonly string[];
  readonly datasetCache: string;
  /** Where the run is kept; undefined: nowhere. */
  readonly runsFolder?: string;
  /** A run folder to go on with; `text` is then that run's spec. */
  readonly resume?: string;
  /** A run folder to look into, in place of training: with its weights, as it stood; `text` is that run's spec. Writes nothing. */
  readonly lookInto?: string;
}

/** Of a spec whose data is looked at, trained or not. */
export type LookParams = Pick<PrepareParams, 'text' | 'file' | 'workspace' | 'datasetFolders' | 'datasetCache'>;

export interface Prepared {
  readonly model: ModelInfo;
  readonly data: DataInfo;
  readonly position: Position;
  readonly run?: string;
  /** How a run ended that is looked into; absent for one that was interrupted. */
  readonly end?: RunEnd;
}

export type SamplePick =
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'random' }
  | { readonly kind: 'worst' } // the greatest loss
  | { readonly kind: 'misclassified' }; // the next one after `after`

export interface SampleQuery {
  readonly split: SplitName;
  readonly pick: SamplePick;
  /** For 'misclassified': start after this index. */
  readonly after?: number;
  /** Gradients of matrices with more rows or columns than these come as so many cells: megabytes that no screen shows. */
  readonly cells?: readonly [rows: number, cols: number];
}

export interface TensorValues {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array | Float64Array;
}

export interface GradientValues extends TensorValues {
  /** `values` are so many rows and columns of cells, each the entry of greatest magnitude of its block. */
  readonly cells?: readonly [rows: number, cols: number];
}

/** One sample's way forward and back. Exact; dropout off, batch_norm on its running statistics. */
export interface SampleReport {
  readonly split: SplitName;
  readonly index: number;
  readonly splitRows: number;
  readonly iteration: number;
  /** The network's input numbers, scaled, and the row as it stands in the file. */
  readonly input: Float64Array;
  readonly inputShape: Shape;
  readonly raw?: readonly string[];
  readonly loss: number;
  /** The last layer's outputs (probabilities, scaled values). */
  readonly output: readonly number[];
  /** In words people use: a label, or values in the target's own units. */
  readonly prediction: readonly (string | number)[];
  readonly target: readonly (string | number)[];
  readonly correct?: boolean;
  /** Each stage's result on the way forward: "dense_1.z" (before the activation), "dense_1.a". And ∂L/∂ of it. */
  readonly activations: readonly TensorValues[];
  readonly activationGradients: readonly TensorValues[];
  /** ∂L/∂ of each parameter for this sample alone. */
  readonly gradients: readonly GradientValues[];
  /** The last training batch's mean gradient of the same tensors (absent before the first update). */
  readonly batchGradients?: readonly GradientValues[];
}

/** Every row of a split as it comes out of the network, in the order of the split. */
export interface Outcomes {
  readonly split: SplitName;
  readonly iteration: number;
  readonly rows: number;
  /** Outputs a row. */
  readonly cols: number;
  /** [rows, cols]: the last layer's outputs (probabilities), or values in the target's own units. */
  readonly outputs: Float32Array;
  /** [rows] the class, by index; or [rows, cols] values in the target's own units. */
  readonly targets: Float32Array;
  /** [rows], without penalties. */
  readonly losses: Float32Array;
  /** [rows] the class that the network says; absent for a regression. */
  readonly predicted?: Int32Array;
}

/** Rows of the asker's own: [rows, inputs], scaled as the network's inputs are. */
export interface PredictRows {
  readonly inputs: Float32Array | Float64Array;
  /** What each layer makes of them is wanted too. */
  readonly layers?: boolean;
}

export interface Predicted {
  readonly iteration: number;
  readonly rows: number;
  readonly cols: number;
  /** [rows, cols], as the last layer gives them. */
  readonly outputs: Float32Array;
  /** "dense_1.z", "dense_1.a", …: [rows, …the layer's shape]. */
  readonly activations?: readonly TensorValues[];
}

/** Samples of a split. */
export interface SplitRows {
  readonly split: SplitName;
  /** [n, …the inputs' shape], scaled. */
  readonly inputs: TensorValues;
  /** As they stand in the file; absent for images. */
  readonly raw?: readonly (readonly string[])[];
}

export interface GradientCheckEntry {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly analytic: number;
  readonly numeric: number;
  readonly difference: number;
}

export interface GradientCheckReport {
  readonly passed: boolean;
  readonly checked: number;
  /** Entries left out because a kink (ReLU, max) lay within ±epsilon. */
  readonly skipped: number;
  readonly samples: number;
  readonly epsilon: number;
  readonly atol: number;
  readonly rtol: number;
  readonly worst: readonly GradientCheckEntry[];
  readonly byTensor: readonly {
    readonly tensor: string;
    readonly checked: number;
    readonly worst: number;
    readonly passed: boolean;
  }[];
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Requests the worker answers. */
export type EngineRequests = {
  prepare: { params: PrepareParams; result: Prepared };
  /** Starts or goes on. Resolves when running; the end comes as an event. */
  train: { params: Record<string, never>; result: Position };
  /** Resolves when standing still, within 50 ms. */
  pause: { params: Record<string, never>; result: Position };
  /** At most so many updates a second from now on, steps left out; 0: as fast as possible. */
  pace: { params: { readonly updatesPerSecond: number }; result: null };
  /** From ready or paused: so many more iterations or epochs, then paused. Resolves when standing still. */
  step: { params: { readonly unit: 'iteration' | 'epoch'; readonly count: number }; result: Position };
  /** Ends the run: final evaluation, weights written. Resolves after `end` was sent. */
  stop: { params: Record<string, never>; result: RunEnd };
  /** Back to iteration 0 with fresh weights of the same seed. */
  reset: { params: Record<string, never>; result: Position };
  sample: { params: SampleQuery; result: SampleReport };
  outcomes: { params: { readonly split: SplitName }; result: Outcomes };
  predict: { params: PredictRows; result: Predicted };
  /** Samples by their places in a split. */
  rows: { params: { readonly split: SplitName; readonly positions: readonly number[] }; result: SplitRows };
  /** A tensor in full; 'start': its weights as they were at iteration 0. */
  tensor: {
    params: { readonly name: string; readonly aspect: 'weight' | 'gradient' | 'update' | 'start' };
    result: TensorValues;
  };
  /** Reads a spec's data and looks at all of it, beside whatever is prepared; replaces the last look. */
  lookAtData: { params: LookParams; result: DataProfile };
  /** Rows of the data that was looked at. */
  dataRows: { params: PageQuery; result: RowPage };
  /** Where one of them stands in its file, or its cell in a column. */
  dataPlace: { params: { readonly row: number; readonly column?: number }; result: CellPlace };
  /** Looks at a data file and proposes a spec for it; what is asked of a proposal below is about the last such file. */
  examine: { params: { readonly file: string }; result: Proposal };
  /** The same with what somebody has decided. */
  propose: { params: Choices; result: Proposal };
  /** Writes the spec beside its data, under a name that is free; resolves to its path. */
  writeProposal: { params: Choices; result: string };
  gradcheck: { params: { readonly samples: number }; result: GradientCheckReport };
  evaluate: { params: { readonly split: SplitName }; result: SplitReport };
  /** The files of an export format for the present weights. */
  export: { params: { readonly format: string }; result: { readonly files: readonly ExportedFile[] } };
  /** What frames should show from now on. */
  watch: { params: { readonly items: readonly WatchItem[] }; result: null };
  /** Writes the checkpoint now and closes files; the worker may be ended afterwards. */
  dispose: { params: Record<string, never>; result: null };
};

/** Requests the session answers. */
export type EngineAsks = {
  /** May this dataset be fetched? Asked once a dataset that is in no folder and not in the cache. */
  consent: { params: { readonly dataset: string; readonly bytes: number; readonly from: string }; result: boolean };
};

/** Events from the worker. */
export type EngineEvents = {
  /** `run`: the folder the run is kept in from now on (a reset begins a new one). */
  state: { readonly state: RunState; readonly position: Position; readonly message?: string; readonly run?: string };
  /** Batched; never dropped. */
  metrics: readonly MetricsPoint[];
  /** At most one a credit; packed by packFrame. */
  frame: ArrayBuffer;
  /** At most ten a second while running. */
  progress: Position & { readonly loss: number; readonly iterationsPerSecond: number };
  /** Preparing: what is going on ("decompressing train-images…"), 0..1 where known. */
  loading: { readonly message: string; readonly fraction?: number };
  end: RunEnd;
  log: { readonly level: 'info' | 'warning' | 'error'; readonly message: string };
};

/** Events to the worker. */
export type EngineCommands = {
  /** One more frame may be sent. */
  credit: { readonly frames: number };
  /** Stop fetching or preparing. */
  cancel: Record<string, never>;
};
