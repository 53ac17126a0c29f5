// What stands in the Networks view: specs (under their workspace folder where there are several), and their runs.
// A node stays the same object as long as its thing is there. A run's node has its spec's uri too, so that a command
// about a spec may be given either.
import type { FSWatcher } from 'node:fs';
import type * as vscode from 'vscode';
import type { KeptRun } from '../../files/runs';

export interface FolderNode {
  readonly kind: 'folder';
  readonly folder: vscode.WorkspaceFolder;
}

export interface SpecNode {
  readonly kind: 'spec';
  readonly uri: vscode.Uri;
  /** Undefined for a spec outside the workspace, or where there is one folder. */
  parent: FolderNode | undefined;
  /** Where its runs are kept: `.nnspec/runs/<name>`. */
  runsIn: string;
  hasRuns: boolean;
  /** What its row tells while nothing of it runs here. */
  newest: Pick<RunNode, 'run' | 'elsewhere'> | undefined;
  /** As last read; undefined before, and when something has changed. */
  runs: Promise<readonly RunNode[]> | undefined;
  expanded: boolean;
  /** Of `runsIn`, while its runs are shown. */
  watcher: FSWatcher | undefined;
  /** The description as it is shown. */
  told: string | undefined;
}

export interface RunNode {
  readonly kind: 'run';
  readonly spec: SpecNode;
  readonly uri: vscode.Uri;
  readonly folder: string;
  run: KeptRun;
  /** Another process trains in it. */
  elsewhere: boolean;
  /** The description as it is shown. */
  told: string | undefined;
}

export type NetworkNode = FolderNode | SpecNode | RunNode;

export const isRun = (node: unknown): node is RunNode => (node as NetworkNode | undefined)?.kind === 'run';
export const isSpec = (node: unknown): node is SpecNode => (node as NetworkNode | undefined)?.kind === 'spec';
