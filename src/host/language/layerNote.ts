// What a hover adds about a layer of this very spec: the shapes going in and out, its parameters, its formulas.
import type { Look } from '../../files/look';
import { activation as activationWord } from '../../nn/activations';
import { parameterCount, type LayerShape } from '../../spec/shapes';
import { t } from '../say';
import { brackets, parametersWord, tensors } from './layerFacts';
import { pathAt } from './pathAt';
import { readingOf } from './reading';

/**
 * Markdown, or undefined where the offset is in no layer, or in one that makes no sense. `said` is what stands below
 * it about the word: its formula is not said twice.
 */
export function layerNote(text: string, offset: number, look?: Look, said = ''): string | undefined {
  const [part, index, ...inside] = pathAt(text, offset);
  if (part !== 'network' || typeof index !== 'number' || inside.length > 1) return undefined;
  const layer = readingOf(text, look).shapes[index];
  return layer && [title(layer), parameters(layer), formulas(layer, said)].filter(Boolean).join('\n\n');
}

function title({ spec, input, output }: LayerShape): string {
  const shapes = output && (input ? `${brackets(input)} → ${brackets(output)}` : `→ ${brackets(output)}`);
  const kind = spec.name.startsWith(spec.type) ? [] : [spec.type];
  return [`**${spec.name}**`, ...kind, ...(shapes ? [shapes] : [])].join(' · ');
}

/** "785,000 parameters: weight 1000×784 = 784,000, bias 1,000" */
function parameters(layer: LayerShape): string | undefined {
  const count = parameterCount(layer);
  if (count === undefined) return undefined;
  if (count === 0) return t('no parameters');
  const kept = layer.parameters!.filter((plan) => !plan.trainable).map((plan) => plan.name);
  const learned = `${parametersWord(count)}: ${tensors(layer.parameters!).join(', ')}`;
  return kept.length ? `${learned}; ${t('kept, not learned: {0}', kept.join(', '))}` : learned;
}

/** The layer's, and its activation's; '' where all is said. */
function formulas({ word, activation }: LayerShape, said: string): string {
  const second = activation && activationWord(activation.type)?.formula;
  const all = [
    { formula: word.formula, text: word.formula },
    ...(second ? [{ formula: second, text: `${activation.type}: ${second}` }] : []),
  ];
  return all
    .filter(({ formula }) => !said.includes(formula))
    .map(({ text }) => `\`${text}\``)
    .join('  \n');
}
