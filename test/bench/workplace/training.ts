// What the open panel costs a run of MNIST 784-1000-10, in windows of some seconds with the panel closed and open in turns,
// and how many frames it paints meanwhile. Two things are told apart: what a step costs the engine's own threads, and how
// much of the machine they are left by everything that paints (here a browser that renders in software).
import { readFileSync, writeFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { sleep } from '../engine';
import { digits, median } from '../statistics';
import type { Figure } from './figure';
import { seen, type Progress, type Stage } from './stage';

const SPEC = 'digits784.nnspec';
const WINDOW_MS = 3500;
const SETTLE_MS = 1200;
const PAIRS = 8;

export function prepareTraining(workspace: string): void {
  const spec = readFileSync(`${workspace}/mnist.nnspec`, 'utf8');
  // The scoring at an epoch's end would fall into one window and not into the next.
  writeFileSync(`${workspace}/${SPEC}`, spec.replace('"epochs": 10', '"epochs": 100000, "logEvery": 1000000000'));
}

interface View {
  readonly name: string;
  /** Brings it about in a panel that has just opened. */
  show(panel: Frame): Promise<void>;
}

const VIEWS: readonly View[] = [
  { name: 'as it opens', show: async () => {} },
  {
    name: 'every weight in sight as heatmaps',
    show: async (panel) => {
      await panel.locator('[data-section="weights"]').evaluate((section) => section.scrollIntoView());
      const images = panel.locator('[data-section="weights"] .weights-options vscode-checkbox').last();
      if ((await images.getAttribute('aria-checked')) !== 'false') await images.click();
    },
  },
];

interface Pair {
  readonly closed: Progress;
  readonly open: Progress;
  readonly frames: number;
}

export async function training(stage: Stage): Promise<Figure[]> {
  const file = stage.file(SPEC);
  await stage.bench.openFile(SPEC);
  await stage.ask('train', { file });
  while ((await stage.ask('state', { file })) !== 'running') await sleep(200);
  await sleep(6000); // warm
  const figures: Figure[] = [];
  for (const view of VIEWS) {
    const pairs: Pair[] = [];
    for (let i = 0; i < PAIRS; i++) pairs.push(await pair(stage, file, view));
    figures.push(...told(view, pairs));
  }
  await stage.ask('closePanels');
  await stage.ask('command', { name: 'nnspec.stop', file });
  while ((await stage.ask('state', { file })) === 'running') await sleep(200);
  await stage.ask('closeAll');
  return figures;
}

async function pair(stage: Stage, file: string, view: View): Promise<Pair> {
  await stage.ask('closePanels');
  const closed = (await watched(stage, file)).progress;
  await stage.ask('command', { name: 'nnspec.openPanel', file });
  const panel = await stage.panel();
  await panel.waitForFunction(() => (globalThis as unknown as { eyes: { painted: number } }).eyes.painted > 2);
  await view.show(panel);
  const { progress: open, frames } = await watched(stage, file, panel);
  return { closed, open, frames };
}

async function watched(stage: Stage, file: string, panel?: Frame): Promise<{ progress: Progress; frames: number }> {
  await sleep(SETTLE_MS);
  const painted = async (): Promise<number> => (panel ? (await seen(panel)).painted : 0);
  await stage.ask('watchProgress', { file });
  const [before, start] = [await painted(), performance.now()];
  await sleep(WINDOW_MS);
  const [after, end] = [await painted(), performance.now()];
  return { progress: await stage.ask('progress'), frames: (1000 * (after - before)) / (end - start) };
}

function told({ name }: View, pairs: readonly Pair[]): Figure[] {
  const loss = (rate: (progress: Progress) => number): number[] =>
    pairs.map(({ closed, open }) => 100 * (1 - rate(open) / rate(closed)));
  const middle = (of: (pair: Pair) => number): string => digits(median(pairs.map(of)));
  const share = ({ engine, seconds }: Progress): number => engine / seconds;
  return [
    {
      what: `MNIST, panel ${name}: frames painted`,
      unit: 'a second',
      takes: pairs.map(({ frames }) => frames),
      least: 30,
    },
    {
      what: '… processor time of the engine for a step grows by',
      unit: '%',
      takes: pairs.map(({ closed, open }) => 100 * (open.engine / open.steps / (closed.engine / closed.steps) - 1)),
      note: `${middle(({ closed }) => (1000 * closed.engine) / closed.steps)} ms a step closed, ${middle(({ open }) => (1000 * open.engine) / open.steps)} ms open; two hardware threads share one core here, so each is slower while the other works`,
    },
    {
      what: '… steps a second lost on this machine',
      unit: '%',
      takes: loss(({ steps, seconds }) => steps / seconds),
      note: `${middle(({ closed: { steps, seconds } }) => steps / seconds)} steps a second closed, ${middle(({ open: { steps, seconds } }) => steps / seconds)} open; the engine has ${middle(({ closed }) => share(closed))} and ${middle(({ open }) => share(open))} processors, the thread of all extensions ${middle(({ open }) => open.host / open.seconds)}`,
    },
  ];
}
