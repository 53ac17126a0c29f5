// What completion offers as a whole: a layer, an optimizer with its rate, a block, a first spec. In VS Code's
// snippet form, laid out as people write specs: a layer on a line.
import { optionFacts, type JsonSchema } from '../nn/describe';
import type { Word } from '../nn/words';
import { written } from './edits';

export interface Snippet {
  readonly label: string;
  readonly description: string;
  readonly bodyText: string;
}

/** `body` is JSON whose strings may hold tab stops. */
interface Block {
  readonly label: string;
  readonly description: string;
  readonly body: unknown;
}

const LINE = 80;

/** Objects that fit stay on one line; lists of objects have a line for each. VS Code makes of a tab what it indents with. */
function laidOut(value: unknown, indent = ''): string {
  const line = written(value).replace(/"\^([^"]*)"/g, '$1');
  if (typeof value !== 'object' || value === null || (!broken(value) && shown(line).length <= LINE)) return line;
  const inside = `${indent}\t`;
  const entries = Array.isArray(value)
    ? value.map((one) => laidOut(one, inside))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${laidOut(one, inside)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${entries.map((entry) => inside + entry).join(',\n')}\n${indent}${close}`;
}

const broken = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) ? value.some((one) => typeof one === 'object') : Object.values(value).some(broken));

/** With the texts of its tab stops. */
const shown = (text: string): string => text.replace(/\$\{\d:([^}]*)\}/g, '$1');

const made = (blocks: readonly Block[]): Snippet[] =>
  blocks.map(({ label, description, body }) => ({ label, description, bodyText: laidOut(body) }));

/** A tab stop in a string, and one that stands for a bare value (a number): VS Code drops the quotes after ^. */
const tab = (stop: number, text: string): string => `$` + `{${stop}:${text}}`;
const raw = (stop: number, text: string): string => `^${tab(stop, text)}`;

const dense = (units: string, activation: string): JsonSchema => ({ type: 'dense', units, activation });

const layers: readonly Block[] = [
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

// Pieces of the blocks below; `stop` is the first tab stop that is free.
const hidden = (stop: number, units = '16'): JsonSchema => ({ ...dense(raw(stop, units), 'relu'), init: 'he_normal' });

const table = (stop: number): JsonSchema => ({
  source: tab(stop, 'data.csv'),
  target: tab(stop + 1, 'target'),
  scale: 'standard',
  split: { validation: '^0.1', test: '^0.2' },
});

const adam = (stop: number): JsonSchema => ({
  optimizer: { type: 'adam', learningRate: raw(stop, '0.001') },
  batchSize: raw(stop + 1, '32'),
  epochs: raw(stop + 2, '50'),
  seed: '^1',
});

const stopping = (stop: number): JsonSchema => ({ monitor: 'validation.loss', patience: raw(stop, '10') });

const spec: readonly Block[] = [
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
  {
    label: 'A table, two classes',
    description: 'One sigmoid unit and the cross-entropy',
    body: {
      data: table(1),
      network: [hidden(3), dense('^1', 'sigmoid')],
      loss: 'binary_crossentropy',
      metrics: ['accuracy', 'auc'],
      training: adam(4),
    },
  },
  {
    label: 'A table, several classes',
    description: 'A softmax with one unit a class and the cross-entropy',
    body: {
      data: table(1),
      network: [hidden(3), dense(raw(4, '3'), 'softmax')],
      loss: 'categorical_crossentropy',
      metrics: ['accuracy'],
      training: adam(5),
    },
  },
  {
    label: 'A table, numbers',
    description: 'Regression: one linear unit and the squared error',
    body: {
      data: { ...table(1), scaleTarget: 'standard' },
      network: [hidden(3), dense('^1', 'linear')],
      loss: 'mean_squared_error',
      metrics: ['rmse', 'r2'],
      training: { ...adam(4), earlyStopping: stopping(7) },
    },
  },
  {
    label: 'Images, ten classes',
    description: 'Flatten, a hidden layer, a softmax',
    body: {
      data: tab(1, 'builtin:digits'),
      network: [{ type: 'flatten' }, hidden(2, '128'), dense('^10', 'softmax')],
      loss: 'categorical_crossentropy',
      metrics: ['accuracy'],
      training: adam(3),
    },
  },
];

const data: readonly Block[] = [
  { label: 'A table of my own', description: 'A CSV file beside this spec', body: table(1) },
  {
    label: 'Images of my own',
    description: 'A pair of IDX files',
    body: {
      source: { images: tab(1, 'images-idx3-ubyte.gz'), labels: tab(2, 'labels-idx1-ubyte.gz') },
      split: { validation: '^0.1', test: '^0.2' },
    },
  },
];

const network: readonly Block[] = [
  {
    label: 'Layers for two classes',
    description: 'Two hidden layers and a sigmoid',
    body: [hidden(1), hidden(2, '8'), dense('^1', 'sigmoid')],
  },
  {
    label: 'Layers for several classes',
    description: 'Two hidden layers and a softmax',
    body: [hidden(1), hidden(2, '8'), dense(raw(3, '3'), 'softmax')],
  },
  {
    label: 'Layers for a regression',
    description: 'Two hidden layers and a linear unit',
    body: [hidden(1), hidden(2, '8'), dense('^1', 'linear')],
  },
  {
    label: 'Layers for images',
    description: 'Flatten, a hidden layer with dropout, a softmax',
    body: [
      { type: 'flatten' },
      hidden(1, '128'),
      { type: 'dropout', rate: raw(2, '0.2') },
      dense(raw(3, '10'), 'softmax'),
    ],
  },
];

const training: readonly Block[] = [
  { label: 'Mini-batches with Adam', description: 'A good start for most networks', body: adam(1) },
  {
    label: 'Adam until nothing improves',
    description: 'Early stopping on the validation loss, best weights kept',
    body: { ...adam(1), earlyStopping: stopping(4) },
  },
  {
    label: 'Gradient descent on all rows',
    description: 'Plain and easy to follow, for small data',
    body: {
      optimizer: { type: 'sgd', learningRate: raw(1, '0.1') },
      batchSize: 'full',
      iterations: raw(2, '1000'),
      seed: '^1',
    },
  },
];

const earlyStopping: readonly Block[] = [
  {
    label: 'On the validation loss',
    description: 'Stop after so many evaluations without improvement',
    body: stopping(1),
  },
];

const split: readonly Block[] = [
  {
    label: 'Validation and test',
    description: 'Shares of the rows that are held back',
    body: { validation: raw(1, '0.1'), test: raw(2, '0.2') },
  },
];

/** One export a format, with the path that goes with it. */
const exports = (formats: readonly { name: string; summary: string; extension: string }[]): Block[] =>
  formats.map(({ name, summary, extension }) => ({
    label: name,
    description: summary,
    body: { format: name, path: tab(1, `weights${extension}`) },
  }));

/** An object for each word that has options, with those that must be said. */
function words(list: readonly Word[]): Block[] {
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

/** What a layer, optimizer, … begins with when it is chosen from a list: what its block has, tab stops filled in. */
export function beginning(list: readonly Word[], type: string): Record<string, unknown> {
  const block = layers.find(({ label }) => label === type);
  const word = list.find((one) => one.name === type);
  const needed = word ? optionFacts(word).filter((fact) => fact.required) : [];
  const known = block ? (filled(block.body) as object) : { type };
  return Object.fromEntries([
    ...Object.entries(known),
    ...needed.filter(({ key }) => !(key in known)).map((fact) => [fact.key, filled(value(fact, 1))]),
  ]);
}

function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one)]));
  if (typeof value !== 'string') return value;
  const text = shown(value);
  return text.startsWith('^') ? (JSON.parse(text.slice(1).replace(/^\$\d$/, '1')) as unknown) : text;
}

export const snippets = {
  layers: made(layers),
  network: made(network),
  spec: made(spec),
  data: made(data),
  training: made(training),
  earlyStopping: made(earlyStopping),
  split: made(split),
  exports: (formats: Parameters<typeof exports>[0]): Snippet[] => made(exports(formats)),
  words: (list: readonly Word[]): Snippet[] => made(words(list)),
};
