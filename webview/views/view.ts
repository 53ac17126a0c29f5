// What a view is: an element and a way to follow the state. A view is not updated while it is out of sight;
// when it comes back, or the theme or its width changes, it is told with `force`.
import type { SampleQuery } from '../../src/protocol/engine';
import type { PanelCommand, PanelFile, PanelRequests } from '../../src/protocol/panel';
import type { Choices } from '../choices';
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
  command(command: PanelCommand): void;
  /** What a view asks the host for on its own account. */
  request<K extends keyof PanelRequests & string>(
    name: K,
    params: PanelRequests[K]['params'],
  ): Promise<PanelRequests[K]['result']>;
  /** Offers something drawn as a file; what goes wrong is said as a problem. */
  save(name: PanelFile['name'], kind: PanelFile['kind'], bytes: Promise<Uint8Array>): void;
  sample(query: SampleQuery): void;
  dismissProblem(): void;
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
