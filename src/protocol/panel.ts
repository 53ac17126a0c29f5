// What the panel (webview) and the extension host say to each other. Types only.
import type {
  DataInfo,
  GradientCheckReport,
  MetricsPoint,
  ModelInfo,
  Position,
  RunEnd,
  RunState,
  SampleQuery,
  SampleReport,
} from './engine';
import type { WatchItem } from './frame';

export type PanelCommand = 'train' | 'pause' | 'resume' | 'stepIteration' | 'stepEpoch' | 'stop' | 'reset' | 'export' | 'gradcheck' | 'openSpec';

/** Everything a panel needs to show the truth at once: sent on `ready`, and when the session's run is replaced. */
export interface Snapshot {
  readonly specFile: string;
  readonly name: string;
  /** 'idle' before the first Train of this session. */
  readonly state: RunState | 'idle';
  readonly position?: Position;
  readonly message?: string;
  readonly model?: ModelInfo;
  readonly data?: DataInfo;
  readonly metrics: readonly MetricsPoint[];
  readonly end?: RunEnd;
  readonly gradcheck?: GradientCheckReport;
  /** What the panel had chosen when it was last alive. */
  readonly view: PanelView;
}

/** The panel's own choices; kept by the host across hide, reload and restart. */
export interface PanelView {
  readonly [key: string]: unknown;
}

/** Requests the host answers. */
export type PanelRequests = {
  ready: { params: Record<string, never>; result: Snapshot };
  command: { params: { readonly command: PanelCommand }; result: null };
  sample: { params: SampleQuery; result: SampleReport };
  watch: { params: { readonly items: readonly WatchItem[] }; result: null };
};

/** Events to the panel. */
export type PanelEvents = {
  snapshot: Snapshot;
  state: { readonly state: RunState | 'idle'; readonly position?: Position; readonly message?: string };
  progress: Position & { readonly loss: number; readonly iterationsPerSecond: number };
  loading: { readonly message: string; readonly fraction?: number };
  metrics: readonly MetricsPoint[];
  frame: ArrayBuffer;
  end: RunEnd;
  gradcheck: GradientCheckReport;
  /** A sentence to show in the panel: what is wrong and what to do. */
  problem: { readonly message: string };
};

/** Events from the panel. */
export type PanelSignals = {
  /** A frame was painted; one more may come. */
  credit: { readonly frames: number };
  /** Keep this for the next time. */
  view: PanelView;
};
