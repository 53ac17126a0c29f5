// How long VS Code says that our extension took to load and to activate.
import type { Figure } from './figure';
import type { Stage } from './stage';

export async function activation({ bench }: Stage): Promise<Figure[]> {
  await bench.openFile('xor.nnspec');
  await bench.codeLens('Train').waitFor();
  await bench.command('Developer: Show Running Extensions');
  const row = bench.page.locator('.runtime-extensions-editor .extension', { hasText: 'nnspec' }).first();
  const text = await row.locator('.activation-time').innerText();
  const took = Number(/(\d+)\s*ms/.exec(text)?.[1] ?? NaN);
  return [{ what: 'Activation', unit: 'ms', takes: [took], most: 50, note: `VS Code's own words: “${text.trim()}”` }];
}
