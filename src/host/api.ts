// What activate() returns: the door for other extensions, and for tests. Stable within a major version.
//
//   const nnspec = await vscode.extensions.getExtension<NnspecApi>('nnspec.nnspec')!.activate();
//   const session = await nnspec.train(uri);
//   const end = await session.whenEnded();
import type * as vscode from 'vscode';
import type {
  GradientCheckReport,
  MetricsPoint,
  ModelInfo,
  Position,
  RunEnd,
  RunState,
  SampleQuery,
  SampleReport,
} from '../protocol/engine';

export interface NnspecApi {
  /** Of this interface. */
  readonly version: 1;
  /** All sessions of this window. */
  readonly sessions: readonly NnspecSession[];
  /** A spec's session, if it has one. */
  session(uri: vscode.Uri): NnspecSession | undefined;
  /**
   * Trains a spec's text as the editor has it, replacing its run. Resolves when it runs; rejects with a sentence.
   * `set` overrides as the command line's --set: [["training.epochs", "3"]].
   */
  train(uri: vscode.Uri, options?: { readonly set?: readonly (readonly [string, string])[] }): Promise<NnspecSession>;
  /** A session's state, position or results changed (not for every metrics point). */
  readonly onDidChangeSession: vscode.Event<NnspecSession>;
  /** What the Networks view shows. A node of a spec or a run may be handed to the view's commands. */
  readonly networks: vscode.TreeDataProvider<NnspecNode>;
}

/** `uri`: of the spec; `folder`: of the run. */
export type NnspecNode =
  | { readonly kind: 'folder' }
  | { readonly kind: 'spec'; readonly uri: vscode.Uri }
  | { readonly kind: 'run'; readonly uri: vscode.Uri; readonly folder: string };

/** One spec and the run it has now. Promises reject with a sentence for the user. */
export interface NnspecSession {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly state: RunState | 'idle';
  readonly position: Position | undefined;
  /** What there is to say about the present state; a failure's sentence. */
  readonly message: string | undefined;
  readonly model: ModelInfo | undefined;
  /** All cost points of the present run, oldest first. */
  readonly metrics: readonly MetricsPoint[];
  readonly end: RunEnd | undefined;
  /** The present run's folder. */
  readonly run: string | undefined;
  pause(): Promise<Position>;
  resume(): Promise<Position>;
  step(unit?: 'iteration' | 'epoch', count?: number): Promise<Position>;
  /** Undefined where loading was given up. */
  stop(): Promise<RunEnd | undefined>;
  reset(): Promise<Position>;
  sample(query: SampleQuery): Promise<SampleReport>;
  gradcheck(samples?: number): Promise<GradientCheckReport>;
  /** Writes the files of a format: `uri` is the file, or the folder where a format has several. Overwrites. */
  exportWeights(format: string, uri: vscode.Uri): Promise<readonly vscode.Uri[]>;
  /** Goes on from the last checkpoint of a run's folder (the present run's, unless said). */
  resumeRun(folder?: string): Promise<void>;
  /** Ends the worker at once, as if it had crashed; the run's folder stays. */
  endWorker(): Promise<void>;
  /** Resolves with the end of the present run; rejects when it fails or is replaced. */
  whenEnded(): Promise<RunEnd>;
  readonly onDidChange: vscode.Event<void>;
  readonly onDidAddMetrics: vscode.Event<readonly MetricsPoint[]>;
}
