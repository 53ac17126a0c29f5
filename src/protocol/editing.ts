// A spec as the panel's Edit mode shows it: its layers and settings as forms. Types only.
import type { SpecChange } from '../spec/changes';
import type { Choice, Field } from '../spec/form';
import type { PathSegment, Problem } from '../spec/problem';

export type { Choice, Control, Field } from '../spec/form';
export type { SpecChange } from '../spec/changes';

export interface LayerView {
  readonly name: string;
  readonly type: string;
  /** "linear" is not said. */
  readonly activation?: string;
  /** As far as they are known. */
  readonly input?: readonly number[];
  readonly output?: readonly number[];
  readonly parameters?: number;
  readonly field: Field;
}

export interface ProblemView {
  readonly path: readonly PathSegment[];
  readonly severity: Problem['severity'];
  readonly message: string;
}

/** What a text says. */
export interface SpecView {
  /** Why the text cannot be edited here: it is no JSON as it stands. There are no fields then. */
  readonly fault?: string;
  readonly layers: readonly LayerView[];
  readonly layerTypes: readonly Choice[];
  /** Everything beside the layers. */
  readonly settings: readonly Field[];
  readonly problems: readonly ProblemView[];
}

/** What the document says that is open in the editor. */
export interface EditedSpec extends SpecView {
  /** Of the document: a change is asked for with the version it was meant for. */
  readonly version: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export type PanelChange = SpecChange | { readonly kind: 'undo' } | { readonly kind: 'redo' };
