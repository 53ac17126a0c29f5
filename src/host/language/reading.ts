// One reading of a text for all who ask: hints, hover, outline and completion come at every key, of one text.
import type { Look } from '../../files/look';
import { draftShapes, readDraft, type Draft } from '../../spec/draft';
import type { LayerShape } from '../../spec/shapes';
import { sketch, type Known } from '../../spec/sketch';

export interface Reading extends Draft {
  /** What is known of the data: from a look at this very data, else from its name. */
  readonly known: Known;
  /** One for each entry of `network`; a hole where a layer makes no sense or does not fit. */
  readonly shapes: readonly (LayerShape | undefined)[];
}

const MOST = 4; // texts that are open side by side
const kept: { readonly text: string; readonly look: Look | undefined; readonly reading: Reading }[] = [];

export function readingOf(text: string, look?: Look): Reading {
  const index = kept.findIndex((one) => one.text === text && one.look === look);
  const found = index < 0 ? { text, look, reading: fresh(text, look) } : kept.splice(index, 1)[0]!;
  kept.unshift(found);
  kept.length = Math.min(kept.length, MOST);
  return found.reading;
}

function fresh(text: string, look: Look | undefined): Reading {
  const draft = readDraft(text);
  const { data, loss } = draft;
  const facts = data && look?.of === JSON.stringify(data) ? look.facts : undefined;
  const known: Known = { ...(data && sketch({ data, loss })), ...facts };
  return { ...draft, known, shapes: draftShapes(draft.network, known.inputShape) };
}
