// Typing inside a long spec: from the key to the picture that shows its letter, and what the extension host does for each.
import { writeFileSync } from 'node:fs';
import { sleep } from '../engine';
import { digits, median, quantile } from '../statistics';
import type { Figure } from './figure';
import { seen, type Stage } from './stage';

const LINES = 2000;
const SPEC = 'typing.nnspec';
const PLAIN = 'typing.txt';
const KEYS = 60;
const KEY_MS = 110; // some nine keys a second: a quick typist
const UNTYPED = 10; // the first keys wake what sleeps

/** A valid spec of LINES lines: layers, each on five lines, with a name. */
export function longSpec(): string {
  const head = [
    '{',
    '  "name": "Long",',
    '  "data": "builtin:digits",',
    '  "network": [',
    '    { "type": "flatten" },',
  ];
  const tail = [
    '    { "type": "dense", "units": 10, "activation": "softmax" }',
    '  ],',
    '  "loss": "categorical_crossentropy",',
    '  "training": { "epochs": 1 }',
    '}',
  ];
  const layers = Math.floor((LINES - head.length - tail.length) / 6);
  const body = Array.from({ length: layers }, (_, i) => [
    '    {',
    '      "type": "dense",',
    `      "name": "hidden${i}",`,
    '      "units": 16,',
    '      "activation": "relu"',
    '    },',
  ]).flat();
  const rest = LINES - head.length - tail.length - body.length;
  const filling = Array.from({ length: rest }, (_, i) => `    // ${i}`);
  return [...head, ...body, ...filling, ...tail, ''].join('\n');
}

export function prepareTyping(workspace: string): void {
  for (const name of [SPEC, PLAIN]) writeFileSync(`${workspace}/${name}`, longSpec());
}

export async function typing(stage: Stage): Promise<Figure[]> {
  const spec = await type(stage, SPEC);
  const plain = await type(stage, PLAIN);
  const note = (of: (typed: Typed) => readonly number[]): string =>
    `the same text as plain text: ${digits(median(of(plain)))} ms`;
  return [
    {
      what: `Typing in a spec of ${LINES.toLocaleString('en')} lines, from the key to its letter`,
      unit: 'ms',
      takes: spec.keys,
      most: 50,
      note: `the slowest twentieth ${digits(quantile(spec.keys, 0.95))} ms or more; ${note(({ keys }) => keys)}`,
    },
    {
      what: '… of the extension host for each key',
      unit: 'ms of its processor',
      takes: spec.host,
      most: 50,
      note: note(({ host }) => host),
    },
    {
      what: '… the extension host is held up at a time by at most',
      unit: 'ms',
      takes: spec.blocked,
      most: 50,
      note: note(({ blocked }) => blocked),
    },
  ];
}

interface Typed {
  readonly keys: readonly number[];
  readonly host: readonly number[];
  readonly blocked: readonly number[];
}

async function type(stage: Stage, name: string): Promise<Typed> {
  const { page } = stage.bench;
  const { keyboard } = page;
  await stage.bench.openFile(name);
  await sleep(2000); // problems, outline, folds of the text as it was opened
  await keyboard.press('Control+g');
  const line = page.locator('.quick-input-widget:visible input.input');
  await line.fill(`:${6 * 150 + 8}:18`); // inside the name of a layer in the middle
  await keyboard.press('Enter');
  await sleep(500);
  const write = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      await keyboard.press('abcdefghij'[i % 10]!);
      await sleep(KEY_MS);
    }
  };
  await write(UNTYPED);
  const host: number[] = [];
  const blocked: number[] = [];
  const already = (await seen(page.mainFrame())).keys.length;
  for (let round = 0; round < 3; round++) {
    await stage.ask('watchBlocks');
    await write(KEYS / 3);
    await sleep(1000); // what waits for a pause in typing belongs to it
    blocked.push((await stage.ask('blocked')).worst);
  }
  const { keys } = await seen(page.mainFrame());
  for (let round = 0; round < 3; round++) {
    const before = await stage.ask('usage');
    await write(KEYS / 3);
    await sleep(1000);
    host.push(((await stage.ask('usage')).host - before.host) / (KEYS / 3));
  }
  await stage.ask('command', { name: 'workbench.action.files.revert' });
  return { keys: keys.slice(already), host, blocked };
}
