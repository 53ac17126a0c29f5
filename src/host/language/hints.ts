// At the end of each layer's line: the shape that comes out, and how many numbers it learns.
import type { Look } from '../../files/look';
import { nodeAt, type Node } from '../../spec/tree';
import { t } from '../say';
import { arrow, brackets, parametersWord, tensors, totalParameters } from './layerFacts';
import { readingOf, type Reading } from './reading';

export interface Hint {
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** In the order of the text. */
export function hints(text: string, look?: Look): Hint[] {
  const reading = readingOf(text, look);
  const network = nodeAt(reading.root, ['network']);
  if (network?.kind !== 'array') return [];
  const { items } = network;
  const whole = networkHint(reading, text, network, items[0]);
  return [
    ...(whole ? [whole] : []),
    ...items.flatMap((item, i) => {
      const layer = reading.shapes[i];
      const label = layer && arrow(layer);
      if (!label) return [];
      const { name } = layer.spec;
      const learned = layer.parameters && tensors(layer.parameters);
      const tooltip = learned?.length ? `${name}: ${learned.join(', ')}` : name;
      return [{ offset: placeAfter(text, item, items[i + 1]), label, tooltip }];
    }),
  ];
}

/** What goes in and how much is learned in all, behind the bracket that opens the list. */
function networkHint({ known, shapes }: Reading, text: string, list: Node, first: Node | undefined): Hint | undefined {
  const input = known.inputShape;
  const total = shapes.length > 1 ? totalParameters(shapes) : undefined;
  const end = lineEnd(text, list.offset);
  if (!input || !first || first.offset < end) return undefined;
  return {
    offset: end,
    label: [brackets(input), ...(total ? [parametersWord(total)] : [])].join(' · '),
    tooltip: t('The shape of one sample, and what the whole network learns'),
  };
}

/** The end of the line; where another layer follows on the same line, or the list ends there, behind this one. */
function placeAfter(text: string, item: Node, next: Node | undefined): number {
  const end = item.offset + item.length;
  const line = lineEnd(text, end);
  const rest = text.slice(end, line);
  const alone = !next || next.offset >= line;
  if (alone && /^\s*,?\s*($|\/\/|\/\*)/.test(rest)) return line;
  return end + (/^\s*,/.exec(rest)?.[0].length ?? 0);
}

function lineEnd(text: string, offset: number): number {
  const found = text.slice(offset).search(/[\r\n]/);
  return found < 0 ? text.length : offset + found;
}
