// Scenes, as in scenes.ts, of views that are shown with the real engine behind them.
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openReal, type RealPlaces } from './real';
import { openRealData } from './realData';
import { COARSE } from './scenes';

export interface RealScene {
  readonly name: string;
  readonly view: 'panel' | 'data';
  readonly spec: string;
  /** What a person does before looking, and what is there then. */
  readonly act: (page: Page) => Promise<unknown>;
}

const examples = path.resolve(__dirname, '../../../examples');
const COFFEE = readFileSync(path.join(examples, 'my-own-csv.nnspec'), 'utf8');
const DIGITS = '{ "data": { "source": "builtin:digits", "samples": 700 }, "loss": "sparse_categorical_crossentropy" }';

const rowsFound = (page: Page, text: RegExp): Promise<void> =>
  page.locator('.rows-found').filter({ hasText: text }).waitFor();

export const REAL_SCENES: readonly RealScene[] = [
  { name: 'data: a table', view: 'data', spec: COFFEE, act: (page) => rowsFound(page, /^All 240 rows$/) },
  {
    name: 'data: as the network gets it, sorted, a column chosen, a bar filtered by',
    view: 'data',
    spec: COFFEE,
    act: async (page) => {
      await page.getByRole('radio', { name: 'As the network gets them' }).click();
      await page.getByRole('grid').focus();
      for (const key of ['ArrowRight', 'ArrowUp', 'Enter', 'Space']) await page.keyboard.press(key);
      await page.locator('.fold-column .bar').nth(1).click();
      await rowsFound(page, /^\d+ of 240 rows$/);
      await page.locator('.chip').waitFor();
    },
  },
  {
    name: 'data: a hint opened',
    view: 'data',
    spec: COFFEE,
    act: async (page) => {
      await page.locator('.hint-item vscode-button').first().click();
      await rowsFound(page, /^\d+ of 240 rows$/);
    },
  },
  {
    name: 'data: a list of choices open',
    view: 'data',
    spec: COFFEE,
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Split' }).click();
      await page.getByRole('option', { name: /^Test/ }).waitFor();
    },
  },
  {
    name: 'data: images, one chosen',
    view: 'data',
    spec: DIGITS,
    act: async (page) => {
      await page.waitForSelector('.tile canvas');
      await page.getByRole('grid').focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('.image-facts', { hasText: 'Class' }).waitFor();
    },
  },
  {
    name: 'data: images of one class',
    view: 'data',
    spec: DIGITS,
    act: async (page) => {
      await page.getByRole('button', { name: /^Show the images of class 3: / }).click();
      await rowsFound(page, /^\d+ of 700 images$/);
    },
  },
  {
    name: 'data: of a regression',
    view: 'data',
    spec: '{ "data": { "source": "builtin:friedman1", "scale": "standard" }, "loss": "mse" }',
    act: (page) => rowsFound(page, /^All 500 rows$/),
  },
  {
    name: 'data: a file that is not there',
    view: 'data',
    spec: '{ "data": "nowhere.csv" }',
    act: (page) => page.waitForSelector('.data-problem:not([hidden])'),
  },
  {
    name: 'data: a problem, with the data below it',
    view: 'data',
    spec: COFFEE.replace('"missing": "median",', ''),
    act: async (page) => {
      await page.waitForSelector('.data-problem:not([hidden])');
      await rowsFound(page, /^All 240 rows$/);
    },
  },
  ...['builtin:plane', 'builtin:friedman1'].map((source): RealScene => ({
    name: `a regression of ${source}: predicted against true, residuals`,
    view: 'panel',
    spec: `{
      "data": { "source": "${source}", "samples": 200 },
      "network": [{ "type": "dense", "units": 6, "activation": "tanh" }, { "type": "dense", "units": 1 }],
      "loss": "mse",
      "training": { "optimizer": "adam", "batchSize": 16, "epochs": 20, "seed": 1 }
    }`,
    act: async (page) => {
      await page.locator('.toolbar').getByRole('button', { name: 'Train', exact: true }).click();
      await page.locator('.report-sentence', { hasText: 'Finished' }).waitFor();
      await page.locator('.regression .outcomes-facts', { hasText: 'RMSE' }).waitFor();
      await page.waitForSelector('.sample-content .outcome dd.big');
    },
  })),
];

/** In a folder of its own below that of `places`, so that scenes can be opened side by side. */
export async function openRealScene(places: RealPlaces, { view, spec, act }: RealScene): Promise<Page> {
  const folder = mkdtempSync(path.join(places.folder, 'scene-'));
  cpSync(path.join(examples, 'data'), path.join(folder, 'data'), { recursive: true });
  const opened = await (view === 'data' ? openRealData : openReal)(
    { ...places, folder, viewport: { width: 1000, height: view === 'data' ? 1400 : 6000 }, scale: COARSE },
    spec,
  );
  opened.page.once('close', () => void opened.close());
  await act(opened.page);
  await opened.page.waitForTimeout(600);
  return opened.page;
}
