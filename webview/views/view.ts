// What a view is: an element and a way to follow the state. A view is not updated while it is out of sight;
// when it comes back, or the theme or its width changes, it is told with `force`.
import type { SplitName } from '../../src/data/dataset';
import type { EditedSpec, PanelChange } from '../../src/protocol/editing';
import type { SampleQuery, SplitRows } from '../../src/protocol/engine';
import type { PanelCommand, PanelFile, PanelRequests } from '../../src/protocol/panel';
import type { Choices } from '../choices';
import type { RowFilter } from '../rowFilter';
import type { State } from '../store';
import type { Theme } from '../theme';

export interface View {
  readonly element: HTMLElement;
  /** `before` is the state of the last update; undefined asks to draw everything. */
  update(state: State, before: State | undefined): void;
}

export interface ViewContext {
  theme(): Theme;
  choose(choices: Partial<Choices>): void;
  /** Remembers that a table or a list of details is open, or no longer. */
  keepOpen(id: string, open: boolean): void;
  command(command: PanelCommand): void;
  /** What a view asks the host for on its own account. */
  request<K extends keyof PanelRequests & string>(
    name: K,
    params: PanelRequests[K]['params'],
  ): Promise<PanelRequests[K]['result']>;
  /** Offers something drawn as a file; what goes wrong is said as a problem. */
  save(name: PanelFile['name'], kind: PanelFile['kind'], bytes: Promise<Uint8Array>): void;
  sample(query: SampleQuery): void;
  /** Shows a sample and its section; `filtered`: stepping stays among the rows of the filter. */
  openSample(split: SplitName, index: number, filtered: boolean): void;
  /** Shows the first sample that a filter lets through; stepping stays among them. */
  filterSamples(split: SplitName, filter: RowFilter): void;
  /** Asks for every row of the chosen split, now. */
  refreshOutcomes(): void;
  /** Asks what the network says to a row of one's own, scaled, now and as it changes; undefined: to none. */
  ownInput(inputs: Float32Array | undefined): void;
  rows(split: SplitName, positions: readonly number[]): Promise<SplitRows>;
  /** Opens the kept run that is shown, or thinks better of it. */
  lookInside(how: 'asked' | 'cancel'): void;
  /** Goes on with the run that is shown from its checkpoint. */
  resumeRun(): void;
  /** Shows what changed in the spec since the kept run. */
  specChanges(): void;
  dismissProblem(): void;
  /**
   * Changes the spec's text, after the changes before it; `make` sees the spec as it is by then. The spec it became, or a
   * sentence that says why it was refused; undefined where nothing was asked for.
   */
  edit(make: (spec: EditedSpec) => PanelChange | undefined): Promise<EditedSpec | string | undefined>;
  /** Opens a section if it is collapsed and scrolls it into sight. */
  reveal(section: 'weights' | 'sample' | 'report'): void;
  /** Draw the view again soon, whatever changed (its width did). */
  redraw(): void;
  tooltip: Tooltip;
  /** Speaks through a polite live region. */
  announce(text: string): void;
}

export interface Tooltip {
  show(lines: readonly string[], clientX: number, clientY: number): void;
  hide(): void;
}
