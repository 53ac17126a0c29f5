// The outline: the parts of a spec, with what matters of each beside its name.
import type { Look } from '../../files/look';
import { label } from '../../spec/issues';
import type { Node, Property } from '../../spec/tree';
import { arrow } from './layerFacts';
import { readingOf, type Reading } from './reading';

export interface Entry {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'part' | 'network' | 'layer' | 'word' | 'option';
  readonly offset: number;
  readonly length: number;
  /** What is selected when it is chosen: the key, or a layer's beginning. */
  readonly selection: { readonly offset: number; readonly length: number };
  readonly children: readonly Entry[];
}

export function outline(text: string, look?: Look): Entry[] {
  const reading = readingOf(text, look);
  return (reading.root?.properties ?? []).map((property) => part(property, reading));
}

function part(property: Property, reading: Reading): Entry {
  const { key, value } = property;
  if (key === 'network' && value.kind === 'array')
    return entry(
      property,
      'network',
      '',
      value.items.map((item, i) => layer(item, i, reading)),
    );
  if (key === 'loss' || key === 'metrics') return entry(property, 'word', brief(value), []);
  return entry(property, 'part', brief(value), options(value));
}

function layer(item: Node, index: number, { network, shapes }: Reading): Entry {
  const { offset, length } = item;
  const shape = shapes[index];
  return {
    name: network[index]?.name ?? label([index]),
    detail: (shape && arrow(shape)) ?? '',
    kind: 'layer',
    offset,
    length,
    selection: { offset, length: 1 },
    children: options(item),
  };
}

function options(value: Node): Entry[] {
  if (value.kind !== 'object') return [];
  return value.properties.map((property) => entry(property, 'option', brief(property.value), options(property.value)));
}

function entry(property: Property, kind: Entry['kind'], detail: string, children: readonly Entry[]): Entry {
  const { key, keyOffset, keyLength, value } = property;
  const length = value.offset + value.length - keyOffset;
  const selection = { offset: keyOffset, length: keyLength };
  return { name: key || '""', detail, kind, offset: keyOffset, length, selection, children };
}

const MOST_LETTERS = 40;

/** "adam" of { "type": "adam", … }; a list's words. */
function brief(value: Node): string {
  if (value.kind === 'scalar') return short(String(value.value));
  if (value.kind === 'array') return short(value.items.map(brief).filter(Boolean).join(', '));
  const word = value.properties.findLast((p) => p.key === 'type' || p.key === 'source' || p.key === 'format');
  return word ? brief(word.value) : '';
}

const short = (text: string): string => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text);
