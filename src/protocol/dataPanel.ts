// What the data view (a webview of its own) and the extension host say to each other. Types only; carried as the
// panel's messages are, see panel.ts.
import type { DataProfile, PageQuery, RowPage } from '../data/profile/profile';
import type { PathSegment } from '../spec/problem';

export interface DataSnapshot {
  /** Absolute path; the view keeps it with vscode.setState, so that it is found again after a window reload. */
  readonly specFile: string;
  readonly name: string;
  /** Rises with each look: rows of an earlier one are void. */
  readonly look: number;
  readonly profile?: DataProfile;
  /** What is going on while there is no profile. */
  readonly loading?: string;
  /** Why there is none: a sentence, and the key of the spec that led there. */
  readonly problem?: { readonly message: string; readonly path?: readonly PathSegment[] };
  /** Rows can be shown in their file. */
  readonly opensRows: boolean;
}

/** Requests the host answers. */
export type DataRequests = {
  ready: { params: Record<string, never>; result: DataSnapshot };
  rows: { params: PageQuery; result: RowPage };
  /** Reads the data again. */
  refresh: { params: Record<string, never>; result: null };
  /** Shows a place in the spec, as keys; without one, the spec. */
  openSpec: { params: { readonly path?: readonly PathSegment[] }; result: null };
  /** Shows a row in its file, the cursor at its cell in a column. */
  openRow: { params: { readonly row: number; readonly column?: number }; result: null };
  /** The panel of the spec: training. */
  openPanel: { params: Record<string, never>; result: null };
};

/** Events to the view. */
export type DataEvents = {
  snapshot: DataSnapshot;
  loading: { readonly message: string; readonly fraction?: number };
};
