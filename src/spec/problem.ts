// What is wrong, where, and what to do: the one currency of complaints, from a spec's text, its
// data, or the engine. A problem is a sentence for the person who can act, never a stack trace.

import type { Mend } from './mend';

export type PathSegment = string | number;

export interface Problem {
  readonly severity: 'error' | 'warning' | 'information';
  /** Stable, kebab-case: 'unknown-key', 'shape-mismatch', 'missing-file', … */
  readonly code: string;
  /** Says what is wrong and what to do. */
  readonly message: string;
  /** Where in the spec: character offset and length in its text. */
  readonly offset: number;
  readonly length: number;
  /** Where in the spec, as keys: ['network', 2, 'units']. */
  readonly path: readonly PathSegment[];
  /** Where in a data file, when the fault lies there; line and column from 1. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Ways to mend it, the best first; absent where nothing is obvious. */
  readonly mends?: readonly Mend[];
}

/** A data file at fault. `path` is the key of the spec that led there, for the editor's range. */
export class DataError extends Error {
  override readonly name = 'DataError';
  constructor(
    message: string,
    readonly where: {
      readonly path?: readonly PathSegment[];
      readonly file?: string;
      readonly line?: number;
      readonly column?: number;
      readonly code?: string;
      /** What probably stands at `path` when it is mended. */
      readonly meant?: string;
    } = {},
  ) {
    super(message);
  }
}

/** Anything else a user can mend (a weights file that does not fit, a diverged run). */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    message: string,
    readonly code = 'error',
  ) {
    super(message);
  }
}
