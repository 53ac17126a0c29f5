// How long VS Code says that our extension took to load and to activate, in windows opened one after another.
import { sleep } from '../engine';
import type { Figure } from './figure';
import type { Stage } from './stage';

const TAKES = 5;
/** The window's own start is over by then. */
const SETTLED_MS = 6000;

export async function activation(stage: Stage): Promise<Figure[]> {
  const settled: number[] = [];
  const own: number[] = [];
  const starting: number[] = [];
  while (settled.length < TAKES) {
    await stage.ask('closeAll');
    await sleep(1000); // the window writes down what is open
    await stage.reload();
    await sleep(SETTLED_MS);
    settled.push(await take(stage));
    const mine = await stage.ask('ownActivation');
    if (mine !== null) own.push(mine); // else it was there before anybody could look
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
    ...(own.length === 0
      ? []
      : [
          {
            what: '… of our own code, loaded and activated; the rest is the editor’s file reading and waiting',
            unit: 'ms',
            takes: own,
            most: 50,
          },
        ]),
    { what: '… while the window itself starts, with a spec open', unit: 'ms', takes: starting },
  ];
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
