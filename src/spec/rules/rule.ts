// A rule of the check: looks at a whole spec that is valid key by key, and says what cannot work.
// An error is for what cannot work or is certainly wrong; all else is a warning.
import type { SplitName } from '../../data/dataset';
import type { Shape } from '../../nn/words';
import type { Mend } from '../mend';
import type { PathSegment, Problem } from '../problem';
import type { LayerShape } from '../shapes';
import type { Known } from '../sketch';
import type { Spec } from '../spec';

export interface Finding {
  readonly severity: Problem['severity'];
  readonly code: string;
  readonly message: string;
  readonly path: readonly PathSegment[];
  readonly mends?: readonly Mend[];
}

export interface Subject {
  readonly spec: Spec;
  /** What is known of the data, from facts or from the source's name; may have holes. */
  readonly known: Known;
  readonly layers: readonly LayerShape[];
  /** The network's output, where no layer is at fault and it can be known. */
  readonly output?: Shape;
  readonly last: { readonly type: string; readonly index: number };
  /** Parameter updates of the whole run, where they can be known. */
  readonly totalIterations?: number;
  readonly memoryBytes?: number;
  /** Folder of the spec and of the workspace, with forward slashes; absent: nothing is out of bounds. */
  readonly folders?: { readonly spec: string; readonly workspace: string };
}

export type Rule = (subject: Subject) => readonly Finding[];

type Make = (code: string, path: readonly PathSegment[], message: string, mends?: readonly Mend[]) => Finding;

const finding =
  (severity: Finding['severity']): Make =>
  (code, path, message, mends = []) => ({ severity, code, path, message, ...(mends.length > 0 && { mends }) });

export const error = finding('error');
export const warning = finding('warning');

/** Whether the run will have such a split; undefined where that depends on data not yet read. */
export function hasSplit(
  subject: { readonly spec: Pick<Spec, 'data'>; readonly known: Pick<Known, 'rows'> },
  split: SplitName,
): boolean | undefined {
  if (split === 'train') return true;
  const { data } = subject.spec;
  if (data[split] !== undefined) return true; // a source of its own is never empty
  if (subject.known.rows) return subject.known.rows[split] > 0;
  if (data.split) return data.split[split] > 0 || (split === 'test' ? undefined : false);
  return split === 'validation' ? false : undefined; // only a test set can come with the source
}
