// How long VS Code says that our extension took to load and to activate, in windows opened one after another.
import type { Figure } from './figure';
import type { Stage } from './stage';

const TAKES = 4;

export async function activation(stage: Stage): Promise<Figure[]> {
  const takes: number[] = [];
  while (takes.length < TAKES) {
    if (takes.length > 0) await stage.reload();
    takes.push(await take(stage));
  }
  return [{ what: 'Activation, in VS Code’s own words', unit: 'ms', takes, most: 50 }];
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
