// Renaming a layer. Nothing else in a spec refers to a layer's name, so its own `name` is all there is to change; a
// layer that goes by its type and number gets one.
import { editsOf, type Edit } from '../../spec/edits';
import { set } from '../../spec/mend';
import { LAYER_NAME } from '../../spec/schema';
import { nodeAt } from '../../spec/tree';
import { t } from '../say';
import { pathAt } from './pathAt';
import { readingOf } from './reading';

export interface Renaming {
  /** What the name stands in place of: the name's own letters, or the layer's type. */
  readonly offset: number;
  readonly length: number;
  readonly name: string;
}

/** On a layer's `name` or `type`; undefined elsewhere. */
export function renamingAt(text: string, offset: number): Renaming | undefined {
  const index = layerAt(text, offset);
  if (index === undefined) return undefined;
  const { root, network } = readingOf(text);
  const name = network[index]?.name;
  const node = nodeAt(root, ['network', index, 'name']) ?? nodeAt(root, ['network', index, 'type']);
  if (name === undefined || node?.kind !== 'scalar') return undefined;
  return { offset: node.offset + 1, length: node.length - 2, name };
}

/** The edits, or a sentence that says why the layer cannot be called so. */
export function renamed(text: string, offset: number, name: string): Edit[] | string {
  const index = layerAt(text, offset);
  if (index === undefined) return t('Only layers are renamed: put the cursor on a layer’s name or type.');
  if (!LAYER_NAME.test(name) || name.length > 64)
    return t('"{0}" cannot be the name of a layer: letters, digits, _ and - only, a letter first, at most 64.', name);
  const { network } = readingOf(text);
  const twin = network.findIndex((layer, i) => i !== index && layer?.name.toLowerCase() === name.toLowerCase());
  if (twin >= 0) return t('network[{0}] is called "{1}" already.', twin, network[twin]!.name);
  return editsOf(text, set(['network', index, 'name'], name)) ?? [];
}

function layerAt(text: string, offset: number): number | undefined {
  const [part, index, key, ...inside] = pathAt(text, offset);
  const there = part === 'network' && typeof index === 'number' && (key === 'name' || key === 'type') && !inside.length;
  return there ? index : undefined;
}
