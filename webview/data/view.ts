// What a part of the data view is, and what it may do.
import type { DataRequests } from '../../src/protocol/dataPanel';
import type { RowFilter } from '../../src/data/profile/query';
import type { Chosen, DataState } from './state';

export interface DataPart {
  readonly element: HTMLElement;
  /** `before`: the state of the last update; undefined asks to draw everything. */
  update(state: DataState, before: DataState | undefined): void;
}

export interface DataContext {
  choose(chosen: Partial<Chosen>): void;
  /** Shows only rows that the filter lets through, beside the other filters. */
  filter(filter: RowFilter): void;
  request<K extends keyof DataRequests & string>(
    name: K,
    params: DataRequests[K]['params'],
  ): Promise<DataRequests[K]['result']>;
  /** The same where nobody waits for the answer; what goes wrong is said. */
  tell<K extends keyof DataRequests & string>(name: K, params: DataRequests[K]['params']): void;
  /** Speaks through a polite live region. */
  announce(text: string): void;
  /** Brings the rows into sight, where they are further down. */
  showRows(): void;
}

/** The profile changed, or something of the choice. */
export function changed(state: DataState, before: DataState | undefined, ...parts: readonly (keyof Chosen)[]): boolean {
  return (
    !before || state.snapshot !== before.snapshot || parts.some((part) => state.chosen[part] !== before.chosen[part])
  );
}
