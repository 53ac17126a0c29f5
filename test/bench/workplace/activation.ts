// How long VS Code says that our extension took to load and to activate, in windows opened one after another.
import { sleep } from '../engine';
import type { Figure } from './figure';
import type { Stage } from './stage';

const TAKES = 5;
/** A window writes down every now and then what is open in it, and a browser's not when it is left. */
const WRITTEN_MS = 10_000;
const TRIES = 10;
/** A window's own start is over by then. */
const SETTLED_MS = 6000;

export async function activation(stage: Stage): Promise<Figure[]> {
  const settled: number[] = [];
  const own: number[] = [];
  const starting: number[] = [];
  while (settled.length < TAKES) {
    await emptyWindow(stage);
    if ((await stage.ask('ownActivation')) !== null) throw new Error('the extension was active before a spec was open');
    settled.push(await take(stage));
    const mine = await stage.ask('ownActivation');
    if (mine === null) throw new Error('the extension was active before anybody could look');
    own.push(mine);
  }
  while (starting.length < TAKES) {
    await stage.reload();
    starting.push(await take(stage));
  }
  return [
    {
      what: 'Activation by the first spec that is opened, in VS Code’s own words',
      unit: 'ms',
      takes: settled,
      most: 50,
    },
    {
      what: '… of our own code, loaded and activated; the rest is the editor’s file reading and waiting',
      unit: 'ms',
      takes: own,
      most: 50,
    },
    { what: '… while the window itself starts, with a spec open', unit: 'ms', takes: starting },
  ];
}

/** A window that has started with nothing open. */
async function emptyWindow(stage: Stage): Promise<void> {
  for (let i = 0; i < TRIES; i++) {
    await stage.ask('closeAll');
    await sleep(WRITTEN_MS);
    await stage.reload();
    await sleep(SETTLED_MS);
    if ((await stage.bench.page.locator('.tab').count()) === 0) return;
  }
  throw new Error('The window opens with files although they were closed.');
}

async function take({ bench }: Stage): Promise<number> {
  const { page } = bench;
  const before = page.viewportSize()!;
  await page.setViewportSize({ ...before, height: 2000 }); // the list makes only those rows that are in sight
  await bench.openFile('xor.nnspec');
  await bench.codeLens('Train').waitFor();
  await bench.command('Developer: Show Running Extensions');
  const row = page.locator('.runtime-extensions-editor .extension', { hasText: 'nnspec' }).first();
  const text = await row.locator('.activation-time').innerText();
  await page.setViewportSize(before);
  return Number(/(\d+)\s*ms/.exec(text)?.[1] ?? NaN);
}
