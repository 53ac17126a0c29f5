// From the command to the panel's full picture, for a finished run with very many cost points; and what the panel of a spec
// without any run takes, which is the editor's own part.
import { copyFileSync, readFileSync } from 'node:fs';
import { createRun, runsFolderOf } from '../../../src/files/runs';
import type { MetricsPoint } from '../../../src/protocol/engine';
import { sleep } from '../engine';
import { digits, median } from '../statistics';
import type { Figure } from './figure';
import { seen, type Stage } from './stage';

export const POINTS = 100_000;
const LONG = 'long.nnspec';
const EMPTY = 'empty.nnspec';
const TAKES = 7;
/** What the chart's table tells of the training line, once all of it is there. */
const WHOLE = ((POINTS * 9) / 10).toLocaleString('en');

/** A spec with a finished run of POINTS points, one of another split in ten, as training writes them. */
export function prepareOpening(workspace: string): void {
  for (const name of [LONG, EMPTY]) copyFileSync(`${workspace}/xor.nnspec`, `${workspace}/${name}`);
  const file = `${workspace}/${LONG}`;
  const specText = readFileSync(file, 'utf8');
  const run = createRun({ name: 'XOR', specFile: file, specText, seed: 1 }, runsFolderOf(file));
  const points = Array.from({ length: POINTS }, (_, index): MetricsPoint => {
    const iteration = 5 * index;
    const loss = Math.exp(-index / 20_000) * (1 + 0.1 * Math.sin(index)) + 1e-3;
    return {
      index,
      iteration,
      epoch: iteration,
      split: index % 10 === 9 ? 'validation' : 'train',
      learningRate: 0.3,
      seconds: index * 1.37e-4,
      values: { loss, accuracy: 1 - loss / 2 },
    };
  });
  run.appendMetrics(points);
  const last = points.at(-1)!.iteration;
  const position = { iteration: last, epoch: last, totalIterations: last, iterationsPerEpoch: 1 };
  const splits = { train: { values: { loss: 0.01, accuracy: 1 } } };
  run.update({ state: 'finished', reason: 'finished', position, seconds: 14, splits });
  // Weights for the network of xor.nnspec: it is opened once the panel has painted.
  const shapes = { 'dense_1.weight': [4, 2], 'dense_1.bias': [4], 'dense_2.weight': [1, 4], 'dense_2.bias': [1] };
  const tensors = Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
  }));
  run.writeWeights({ tensors, metadata: {} });
  run.release();
}

export async function opening(stage: Stage): Promise<Figure[]> {
  const takes: Take[] = [];
  for (let i = 0; i < TAKES; i++) takes.push(await open(stage, LONG, true));
  const empty: Take[] = [];
  for (let i = 0; i < TAKES; i++) empty.push(await open(stage, EMPTY, false));
  const part = (of: (take: Take) => number): string => digits(median(takes.map(of)));
  return [
    {
      what: `Opening the panel for a finished run of ${POINTS.toLocaleString('en')} points`,
      unit: 'ms',
      takes: takes.map(({ script, data, chart }) => script + data + chart),
      most: 500,
      note: `${part(({ script }) => script)} until the panel's script runs, ${part(({ data }) => data)} until it has its points, ${part(({ chart }) => chart)} until they are on the screen`,
    },
    {
      what: '… until every point is there, to zoom into and to save',
      unit: 'ms',
      takes: takes.map(({ whole }) => whole),
    },
    {
      what: '… of which the editor itself, until the script of any panel runs',
      unit: 'ms',
      takes: empty.map(({ script }) => script),
    },
    {
      what: '… the extension host is held up at a time by at most',
      unit: 'ms',
      takes: takes.map(({ blocked }) => blocked),
      most: 20,
      note: `a panel without a run: ${digits(median(empty.map(({ blocked }) => blocked)))} ms`,
    },
  ];
}

/** Milliseconds from one to the next. */
interface Take {
  readonly script: number;
  readonly data: number;
  readonly chart: number;
  /** From the command on. */
  readonly whole: number;
  readonly blocked: number;
}

async function open(stage: Stage, name: string, points: boolean): Promise<Take> {
  await stage.bench.openFile(name);
  await sleep(500);
  await stage.ask('watchBlocks');
  const { at } = await stage.ask('command', { name: 'nnspec.openPanel', file: stage.file(name) });
  const panel = await stage.panel();
  await panel.waitForFunction(
    (points) => {
      const { snapshot, chart } = (globalThis as unknown as { eyes: { snapshot?: number; chart?: number } }).eyes;
      return (points ? chart : snapshot) !== undefined;
    },
    points,
    { polling: 50 },
  );
  const { script, snapshot, chart } = await seen(panel);
  if (points)
    await panel.locator('[data-section="cost"] td', { hasText: WHOLE }).first().waitFor({ state: 'attached' });
  const whole = Date.now();
  const { worst } = await stage.ask('blocked');
  await stage.ask('closePanels');
  await sleep(300);
  return {
    script: script! - at,
    data: snapshot! - script!,
    chart: (chart ?? NaN) - snapshot!,
    whole: whole - at,
    blocked: worst,
  };
}
