// The panel in every state and with everything open that can be opened, by name: what must hold of every view is
// checked in each of these. A new view adds its scenes here.
import type { Browser, Page } from 'playwright-core';
import type { Served } from './serve';

export interface Scene {
  readonly name: string;
  /** Of the page with the fake host: see scenarios.ts and host.ts. */
  readonly query: string;
  readonly width?: number;
  /** What a person does before looking. */
  readonly act?: (page: Page) => Promise<void>;
}

/** Where elements are judged and not pictures, there need not be much to paint. */
export const COARSE = 0.25;

export async function openScene(
  { browser, served }: { readonly browser: Browser; readonly served: Served },
  { query, width = 900, act }: Pick<Scene, 'query' | 'width' | 'act'>,
  deviceScaleFactor = 1,
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width, height: 6000 },
    deviceScaleFactor,
    reducedMotion: 'reduce',
  });
  await page.goto(`${served.origin}/?${query}`);
  await page.waitForFunction(() => document.querySelector('.toolbar h1')?.textContent !== 'nnspec');
  await page.waitForTimeout(700);
  await act?.(page);
  await page.waitForTimeout(300);
  return page;
}

const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

async function edit(page: Page): Promise<void> {
  await press(page, /^Edit( the network)?$/);
  await page.waitForSelector('.strip-card');
}

const SECTIONS = [
  'Architecture',
  'Cost',
  'What the network sees',
  'Weights',
  'One sample, forward and back',
  'Final metrics',
  'All samples of a split',
  'Your own input',
];

export const SCENES: readonly Scene[] = [
  { name: 'before the first training', query: 'scenario=xor&start=empty' },
  { name: 'ready, nothing trained', query: 'scenario=iris&start=ready' },
  {
    name: 'preparing, data on its way',
    query: 'scenario=iris&start=empty',
    act: async (page) => {
      await page.evaluate(() => {
        window.harness.enter('preparing');
        window.harness.channel.emit('loading', { message: 'Reading iris.csv', fraction: 0.4 });
      });
    },
  },
  { name: 'running', query: 'scenario=iris&iterations=40&state=running' },
  { name: 'paused: a table with classes', query: 'scenario=iris&iterations=900' },
  {
    name: 'finished: a table with classes',
    query: 'scenario=iris&iterations=6000',
    act: async (page) => {
      await press(page, 'Gradient check');
      await page.waitForSelector('.check-verdict');
      await page.locator('.gradcheck summary').click();
    },
  },
  {
    name: 'stopped: images',
    query: 'scenario=mnist&iterations=60',
    act: async (page) => {
      await press(page, 'Stop');
      await page.waitForSelector('.confusion-table');
    },
  },
  { name: 'two inputs: the plane', query: 'scenario=circle&iterations=900' },
  {
    name: 'diverged',
    query: 'scenario=xor&iterations=300',
    act: async (page) => {
      await page.evaluate(() =>
        window.harness.enter('diverged', 'dense_1 became NaN first. Try a smaller learning rate.'),
      );
      await page.waitForSelector('.problem:not([hidden])');
    },
  },
  {
    name: 'failed, with a problem',
    query: 'scenario=xor&start=empty',
    act: async (page) => {
      await page.evaluate(() => window.harness.enter('failed', 'iris.csv is missing. Put it beside the spec.'));
      await page.waitForSelector('.problem:not([hidden])');
    },
  },
  {
    name: 'a kept run on its way',
    query: 'scenario=iris&iterations=6000&kept',
    act: (page) => page.evaluate(() => window.harness.channel.emit('loading', { message: 'Reading iris.csv' })),
  },
  {
    name: 'a kept run that cannot be opened',
    query: 'scenario=iris&iterations=6000&kept',
    act: (page) => page.evaluate(() => window.harness.tellKept('offered', { problem: 'iris.csv does not exist.' })),
  },
  {
    name: 'a kept run, open, of a spec that has changed',
    query: 'scenario=iris&iterations=6000&kept',
    act: (page) => page.evaluate(() => window.harness.tellKept('open', { specChanged: true })),
  },
  {
    name: 'a kept run that was stopped',
    query: 'scenario=iris&iterations=6000&kept&resumable',
    act: (page) => page.evaluate(() => window.harness.tellKept('open')),
  },
  {
    name: 'a kept run of which the files were deleted',
    query: 'scenario=iris&iterations=6000&kept',
    act: (page) =>
      page.evaluate(() => {
        window.harness.tellKept('open');
        window.harness.channel.emit('deleted', {});
      }),
  },
  {
    name: 'every section folded',
    query: 'scenario=circle&iterations=300',
    act: async (page) => {
      for (const name of SECTIONS) await press(page, name);
    },
  },
  {
    name: 'a layer with its details, a neuron, an edge',
    query: 'scenario=iris&iterations=200',
    act: async (page) => {
      await page.getByRole('button', { name: /^dense_2: dense/ }).click();
    },
  },
  {
    name: 'an edge chosen, the architecture zoomed',
    query: 'scenario=iris&iterations=200',
    act: async (page) => {
      await page.getByRole('button', { name: 'dense_2, unit 3', exact: true }).focus();
      for (const key of ['e', 'ArrowDown', 'Enter', '+', '+']) await page.keyboard.press(key);
    },
  },
  {
    name: 'tensors in full, with their change',
    query: 'scenario=mnist&iterations=40',
    act: async (page) => {
      await page.waitForSelector('.filters canvas');
      await press(page, 'Show dense_1.weight in full');
      await page.getByRole('radio', { name: 'Change since the start' }).click();
      await page.getByRole('img', { name: /^dense_1.weight, rows 0 to 63/ }).waitFor();
    },
  },
  {
    name: 'weights as heatmaps on one scale, one layer',
    query: 'scenario=mnist&iterations=40',
    act: async (page) => {
      await page.getByRole('checkbox', { name: 'First layer as images' }).click();
      await page.getByRole('checkbox', { name: 'One colour scale' }).click();
      await page.getByRole('radio', { name: 'Gradient', exact: true }).click();
    },
  },
  {
    name: 'a list of choices open',
    query: 'scenario=iris&iterations=200',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Colours show', exact: true }).click();
    },
  },
  {
    name: 'charts zoomed and smoothed, earlier runs over them',
    query: 'scenario=xor&iterations=1400',
    act: async (page) => {
      await page.getByRole('slider', { name: 'Smoothing' }).fill('80');
      await press(page, /^Earlier runs/);
      for (let i = 0; i < 3; i++) await page.locator('.earlier-run vscode-checkbox').nth(i).click();
      await page.locator('.chart canvas').first().focus();
      await page.keyboard.press('+');
      await page.keyboard.press('ArrowRight');
    },
  },
  {
    name: 'a series switched off, logarithmic axes',
    query: 'scenario=iris&iterations=900',
    act: async (page) => {
      for (const name of ['Log iterations', 'Log cost']) await page.getByRole('checkbox', { name }).click();
      await page.locator('.legend-entry').nth(1).click();
    },
  },
  {
    name: 'samples of one cell of the confusion matrix',
    query: 'scenario=mnist&iterations=60',
    act: async (page) => {
      await press(page, 'Stop');
      await page.locator('.confusion-table td[tabindex]:not(.zero)').first().click();
      await page.waitForSelector('.sample-filter:not([hidden])');
    },
  },
  {
    name: 'a digit of one’s own',
    query: 'scenario=mnist&iterations=60',
    act: async (page) => {
      await page.locator('.own-canvas').focus();
      for (const key of ['Space', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown'])
        await page.keyboard.press(key);
      await page.waitForSelector('.own-answer:not([hidden])');
    },
  },
  {
    name: 'a sample that there is not, a tooltip in sight',
    query: 'scenario=xor&iterations=3000',
    act: async (page) => {
      const field = page.locator('vscode-text-field input');
      await field.fill('99');
      await field.press('Enter');
      await page.locator('[data-tensor="dense_1.weight"] .heatmap').focus();
      await page.keyboard.press('ArrowRight');
    },
  },
  ...['Name', 'Data', 'Loss and metrics', 'Training', 'Files'].map((tab) => ({
    name: `editing: ${tab}`,
    query: 'scenario=xor&start=empty',
    act: async (page: Page) => {
      await edit(page);
      await page.locator('.editor-tab', { hasText: tab }).click();
    },
  })),
  {
    name: 'editing, beside a run: the menu of layers to add',
    query: 'scenario=iris&iterations=200',
    act: async (page) => {
      await edit(page);
      await press(page, 'Add a layer before dense_2');
      await page.getByRole('menuitem', { name: /^dense/ }).waitFor();
    },
  },
  {
    name: 'editing: a field with a problem',
    query: 'scenario=xor&start=empty',
    act: async (page) => {
      await edit(page);
      const units = page.getByRole('textbox', { name: 'units', exact: true });
      await units.fill('0');
      await units.press('Enter');
      await page.locator('[data-field="network.0.units"] .edit-problem').waitFor();
    },
  },
  { name: 'in 400 pixels', query: 'scenario=iris&iterations=900', width: 400 },
  { name: 'in 2400 pixels', query: 'scenario=circle&iterations=900', width: 2400 },
];
