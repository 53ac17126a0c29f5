// How a problem can be mended, as the check that found it knows: steps on the spec's values, which the editor turns
// into edits of the text (see edits.ts). Named by what they do, so that whoever shows them words them.
import type { PathSegment } from './problem';

export type Step =
  /** Writes a value; a key that is not there is added to its object. */
  | { readonly do: 'set'; readonly path: readonly PathSegment[]; readonly value: unknown }
  /** Takes a key or an entry out; with `first` the first of equal keys. */
  | { readonly do: 'remove'; readonly path: readonly PathSegment[]; readonly first?: boolean }
  /** Gives a key another name. */
  | { readonly do: 'rename'; readonly path: readonly PathSegment[]; readonly key: string }
  /** Puts an entry into a list, before the one that is at `path`'s end now, or at the list's end. */
  | { readonly do: 'insert'; readonly path: readonly PathSegment[]; readonly value: unknown }
  /** Writes a text in place of another, where there are no values yet: the syntax is at fault. */
  | { readonly do: 'write'; readonly offset: number; readonly length: number; readonly text: string };

/** All steps together mend the problem; a problem may have several mends to choose from, the best first. */
export type Mend = readonly Step[];

export const set = (path: readonly PathSegment[], value: unknown): Step => ({ do: 'set', path, value });
export const remove = (path: readonly PathSegment[]): Step => ({ do: 'remove', path });
export const rename = (path: readonly PathSegment[], key: string): Step => ({ do: 'rename', path, key });
export const insert = (path: readonly PathSegment[], value: unknown): Step => ({ do: 'insert', path, value });
