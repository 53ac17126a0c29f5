// Pictures of the panel on real runs of the examples, for the eye.
//   NNSPEC_SHARED=… npx tsx test/webview/harness/realShots.ts FOLDER [part of a name]
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { buildEngine, openReal } from './real';
import { launch, serve } from './serve';

const [folder = 'out/shots', only = ''] = process.argv.slice(2);
const root = path.resolve(__dirname, '../../..');
const shared = process.env['NNSPEC_SHARED'];

const SPECS: Readonly<Record<string, () => string>> = {
  spiral: () => example('spiral'),
  circle: () => example('circle'),
  plane: () =>
    example('circle')
      .replace('builtin:circle', 'builtin:plane')
      .replace('"sigmoid"', '"linear"')
      .replace('binary_crossentropy', 'mean_squared_error')
      .replace('["accuracy", "auc"]', '["rmse", "r2"]'),
  boston: () => example('boston'),
  wisconsin: () => example('wisconsin'),
  coffee: () => example('my-own-csv').replaceAll('data/coffee.csv', path.join(root, 'examples/data/coffee.csv')),
  digits: () => example('digits'),
  mnist: () => example('mnist').replace('"epochs": 10', '"iterations": 600'),
};

const LOOKS = ['light', 'dark', 'hc'].flatMap((theme) => [500, 1400].map((width) => ({ theme, width })));

function example(name: string): string {
  return readFileSync(path.join(root, 'examples', `${name}.nnspec`), 'utf8');
}

async function drawSeven(page: Page): Promise<void> {
  const canvas = page.locator('.own-canvas');
  if (!(await canvas.isVisible())) return;
  const box = (await canvas.boundingBox())!;
  const at = (x: number, y: number): readonly [number, number] => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(0.3, 0.25));
  await page.mouse.down();
  for (const [x, y] of [
    [0.68, 0.25],
    [0.52, 0.5],
    [0.42, 0.8],
  ] as const)
    await page.mouse.move(...at(x, y), { steps: 6 });
  await page.mouse.up();
  await page.waitForTimeout(300);
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(path.join(tmpdir(), 'nnspec-shots-'));
  const engine = path.join(work, 'engine.js');
  await buildEngine(engine);
  for (const kernels of ['kernels-strict.wasm', 'kernels-relaxed.wasm']) {
    const built = path.join(root, 'dist', kernels);
    if (existsSync(built)) copyFileSync(built, path.join(work, kernels));
  }
  const served = await serve();
  const browser = await launch();
  for (const [name, spec] of Object.entries(SPECS)) {
    const looks = LOOKS.filter(({ theme, width }) => `${name}-${theme}-${width}`.includes(only));
    if (looks.length === 0) continue;
    const panel = await openReal(
      {
        served,
        browser,
        engine,
        folder: work,
        viewport: { width: 1400, height: 6000 },
        ...(shared ? { datasetFolders: [path.join(shared, 'data')] } : {}),
      },
      spec(),
    );
    const { page, session, errors } = panel;
    await page.locator('.toolbar').getByRole('button', { name: 'Train', exact: true }).click();
    for (let i = 0; i < 1200 && !session.end; i++) await page.waitForTimeout(100);
    await page.waitForTimeout(2500);
    for (const { theme, width } of looks) {
      await page.goto(`${served.origin}/?bridge&theme=${theme}`);
      await page.setViewportSize({ width, height: 8000 });
      await page.waitForTimeout(2500);
      await drawSeven(page);
      const height = await page.evaluate(() => document.querySelector('#app')!.scrollHeight);
      await page.setViewportSize({ width, height: Math.min(9000, height) });
      await page.waitForTimeout(900);
      await page.screenshot({ path: path.join(folder, `${name}-${theme}-${width}.png`) });
      for (const card of ['plane', 'outcomes', 'own', 'sample']) {
        const section = page.locator(`.card-${card}`);
        if (await section.isVisible())
          await section.screenshot({ path: path.join(folder, `${name}-${theme}-${width}-${card}.png`) });
      }
    }
    if (errors.length > 0) console.error(name, errors);
    await panel.close();
  }
  await browser.close();
  await served.close();
  rmSync(work, { recursive: true, force: true });
}

void main();
