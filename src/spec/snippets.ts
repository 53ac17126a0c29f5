// What completion offers as a whole: a layer, an optimizer with its rate, a first spec. In VS Code's
// snippet form; `body` is JSON whose strings may hold tab stops.
import { optionFacts, type JsonSchema } from '../nn/describe';
import type { Word } from '../nn/words';

export interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

/** A tab stop in a string, and one that stands for a bare value (a number): VS Code drops the quotes after ^. */
const tab = (stop: number, text: string): string => `$` + `{${stop}:${text}}`;
const raw = (stop: number, text: string): string => `^${tab(stop, text)}`;

const dense = (units: string, activation: string): JsonSchema => ({ type: 'dense', units, activation });

const layers: readonly Snippet[] = [
  { label: 'dense', description: 'A fully connected layer', body: dense(raw(1, '8'), tab(2, 'relu')) },
  { label: 'dense sigmoid', description: 'Last layer for two classes', body: dense(raw(1, '1'), 'sigmoid') },
  { label: 'dense softmax', description: 'Last layer for several classes', body: dense(raw(1, '10'), 'softmax') },
  { label: 'flatten', description: 'An image as one row of numbers', body: { type: 'flatten' } },
  {
    label: 'dropout',
    description: 'Silence inputs at random while training',
    body: { type: 'dropout', rate: raw(1, '0.2') },
  },
  { label: 'batch_norm', description: 'Normalise over the batch', body: { type: 'batch_norm' } },
  {
    label: 'activation',
    description: 'An activation on its own',
    body: { type: 'activation', activation: tab(1, 'relu') },
  },
];

const spec: readonly Snippet[] = [
  {
    label: 'A first network',
    description: 'XOR with one hidden layer: change the data and go on from here',
    body: {
      data: tab(1, 'builtin:xor'),
      network: [dense(raw(2, '4'), 'tanh'), dense('^1', 'sigmoid')],
      loss: 'binary_crossentropy',
      training: {
        optimizer: { type: 'sgd', learningRate: raw(3, '0.3') },
        batchSize: 'full',
        epochs: raw(4, '1000'),
        seed: '^1',
      },
    },
  },
];

const data: readonly Snippet[] = [
  {
    label: 'A table of my own',
    description: 'A CSV file beside this spec',
    body: {
      source: tab(1, 'data.csv'),
      target: tab(2, 'target'),
      scale: 'standard',
      split: { validation: '^0.1', test: '^0.2' },
    },
  },
];

/** An object for each word that has options, with those that must be said. */
function words(list: readonly Word[]): Snippet[] {
  return list.flatMap((word) => {
    const facts = optionFacts(word);
    if (!facts.length) return [];
    const shown = facts.some((f) => f.required) ? facts.filter((f) => f.required) : facts.slice(0, 1);
    const body: JsonSchema = { type: word.name };
    shown.forEach((fact, i) => (body[fact.key] = value(fact, i + 1)));
    return [{ label: `{ ${word.name} … }`, description: word.summary, body }];
  });
}

function value({ schema, default: fallback }: { schema: JsonSchema; default?: unknown }, stop: number): unknown {
  if (typeof fallback === 'string') return tab(stop, fallback);
  if (typeof fallback === 'number' || typeof fallback === 'boolean') return raw(stop, String(fallback));
  if (schema['type'] === 'array') return [`^$${stop}`];
  return schema['type'] === 'number' || schema['type'] === 'integer' ? raw(stop, '1') : `$${stop}`;
}

export const snippets = { layers, spec, data, words };
