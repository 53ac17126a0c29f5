// Editing a spec in the panel, in a browser: what is pressed becomes a change of the text.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Harness } from './harness/host';
import { useChromium } from './harness/useChromium';

declare global {
  interface Window {
    harness: Harness;
  }
}

const xor = readFileSync(path.join(__dirname, '../../examples/xor.nnspec'), 'utf8');
const [first, second] = xor.split('\n').filter((line) => line.includes('"type": "dense"')) as [string, string];

describe('the spec, edited in the panel', function () {
  this.timeout(120_000);
  const chromium = useChromium();
  const errors: string[] = [];

  async function open(query: string, width = 900): Promise<Page> {
    errors.length = 0;
    const { browser, served } = chromium();
    const page = await browser.newPage({ viewport: { width, height: 1400 }, reducedMotion: 'reduce' });
    page.on('pageerror', (e) => errors.push(e.message));
    await page.goto(`${served.origin}/?${query}`);
    await page.getByRole('button', { name: /^Edit( the network)?$/ }).click();
    await page.waitForSelector('.strip-card');
    return page;
  }

  const text = (page: Page): Promise<string> => page.evaluate(() => window.harness.spec.text);

  async function becomes(page: Page, expected: string | RegExp): Promise<void> {
    const fits = (now: string): boolean => (typeof expected === 'string' ? now === expected : expected.test(now));
    for (let i = 0; i < 60 && !fits(await text(page)); i++) await page.waitForTimeout(50);
    if (typeof expected === 'string') assert.equal(await text(page), expected);
    else assert.match(await text(page), expected);
  }

  /** The name of the layer whose card has the focus. */
  const focused = (page: Page): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.querySelector('.layer-name')?.textContent ?? null);
  const card = (page: Page, n: number) => page.locator('.strip-card').nth(n);
  /** Waits for the live region to say it. */
  const said = (page: Page, sentence: string): Promise<unknown> =>
    page.waitForFunction(
      (wanted) => [...document.querySelectorAll('[aria-live]')].some((e) => e.textContent === wanted),
      sentence,
    );

  it('before any run: a layer is added from the menu, its units are changed, it is moved and removed, all is undone', async () => {
    const page = await open('scenario=xor&start=empty');
    await page.getByRole('button', { name: 'Add a layer before dense_2' }).click();
    await page.getByRole('menuitem', { name: /^dense/ }).click();
    const added = '    { "type": "dense", "units": 8, "activation": "relu" },';
    const withLayer = xor.replace(`${first}\n`, `${first}\n${added}\n`);
    await becomes(page, withLayer);
    await page.waitForFunction(() => document.querySelectorAll('.strip-card').length === 3);
    assert.equal(await focused(page), 'dense_2');
    await said(page, 'dense_2 added as layer 2 of 3.');

    const units = page.getByRole('textbox', { name: 'units', exact: true });
    assert.equal(await units.inputValue(), '8');
    await units.fill('12');
    await units.press('Enter');
    const twelve = withLayer.replace('"units": 8', '"units": 12');
    await becomes(page, twelve);
    await card(page, 1).and(page.locator('[aria-label*="12"]')).waitFor();

    await page.getByRole('button', { name: 'Move dense_2 towards the input' }).click();
    // Above the comments of the layer that was the first.
    await becomes(page, xor.replace('    // a¹', `${added.replace('8', '12')}\n    // a¹`));
    await page.getByRole('button', { name: 'Remove dense_1' }).click();
    await becomes(page, xor);

    for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Undo' }).click();
    await becomes(page, xor);
    assert.ok(await page.getByRole('button', { name: 'Undo' }).evaluate((e) => (e as HTMLButtonElement).disabled));
    for (let i = 0; i < 2; i++) await page.getByRole('button', { name: 'Redo' }).click();
    await becomes(page, twelve);
    assert.deepEqual(errors, []);
    assert.deepEqual(await page.evaluate(() => window.harness.violations), []);
    await page.close();
  });

  it('by keyboard alone: layers are walked, moved, removed, added and opened; the focus stays with the layer', async () => {
    const page = await open('scenario=xor&iterations=50');
    await card(page, 0).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(page), 'dense_2');
    await page.keyboard.press('Alt+ArrowLeft');
    await becomes(page, new RegExp(`"units": 1[^]*"units": 4`));
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-key') === 'card 0');
    await said(page, 'dense_2 is now layer 1 of 2.');
    await page.keyboard.press('Alt+ArrowRight');
    await becomes(page, xor);
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-key') === 'card 1');
    // A button that can do no more hands the focus to its layer.
    await page.locator('[data-key="earlier 1"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-key') === 'card 0');
    await page.keyboard.press('Alt+ArrowRight');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-key') === 'card 1');
    await page.keyboard.press('Delete');
    await becomes(page, xor.replace(first, first.slice(0, -1)).replace(`${second}\n`, ''));
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-key') === 'card 0');
    await said(page, 'dense_2 removed. Ctrl+Z takes that back.');
    await page.keyboard.press('Control+z');
    await becomes(page, xor);
    await page.keyboard.press('+');
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-key')), 'add 1');
    await card(page, 1).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'VSCODE-DROPDOWN');
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'dense_2');
    await page.close();
  });

  it('every kind of field is written as it is meant, and taken back to its default', async () => {
    const page = await open('scenario=xor&start=empty');
    const choose = async (list: string, option: string): Promise<void> => {
      await page.getByRole('combobox', { name: list, exact: true }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await choose('activation', 'relu');
    await becomes(page, xor.replace('"activation": "tanh"', '"activation": "relu"'));
    await page.getByRole('checkbox', { name: 'bias' }).click();
    await becomes(page, /"units": 4,[^\n]*"bias": false/);
    await page.getByRole('button', { name: 'Back to the default of bias' }).click();
    await becomes(page, xor.replace('"activation": "tanh"', '"activation": "relu"'));

    await page.locator('.editor-tab', { hasText: 'Training' }).click();
    await choose('optimizer', 'adam');
    await becomes(page, /"optimizer": \{ "type": "adam", "learningRate": 0.3 \}/);
    const batch = page.getByRole('textbox', { name: 'batchSize' });
    await batch.fill('16');
    await batch.press('Tab');
    await becomes(page, /"batchSize": 16/);
    await page.getByRole('button', { name: 'Set earlyStopping' }).click();
    await becomes(page, /"earlyStopping": \{\}/);
    const patience = page.getByRole('textbox', { name: 'patience' });
    await patience.fill('3');
    await patience.press('Enter');
    await becomes(page, /"earlyStopping": \{ "patience": 3 \}/);
    await page.getByRole('button', { name: 'Remove earlyStopping' }).click();
    await becomes(page, /^(?![^]*earlyStopping)/);

    await page.locator('.editor-tab', { hasText: 'Loss and metrics' }).click();
    await page.getByRole('checkbox', { name: 'auc' }).click();
    await becomes(page, /"metrics": \["auc"\]/);
    await page.getByRole('checkbox', { name: 'f1' }).click();
    await becomes(page, /"metrics": \["auc", "f1"\]/);

    await page.locator('.editor-tab', { hasText: 'Data' }).click();
    const source = page.getByRole('textbox', { name: 'source' }).or(page.getByRole('combobox', { name: 'source' }));
    await source.fill('builtin:circle');
    await source.press('Enter');
    await becomes(page, /"data": "builtin:circle"/);
    const samples = page.getByRole('textbox', { name: 'samples' });
    await samples.fill('90');
    await samples.press('Enter');
    await becomes(page, /"data": \{ "source": "builtin:circle", "samples": 90 \}/);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('a problem of the spec stands at its field and on its layer; what is no number is not written', async () => {
    const page = await open('scenario=xor&start=empty');
    const units = page.getByRole('textbox', { name: 'units', exact: true });
    await units.fill('0');
    await units.press('Enter');
    const field = page.locator('[data-field="network.0.units"]');
    await field.getByText('network[0].units must be greater than 0, not 0.').waitFor();
    assert.equal(await units.getAttribute('aria-invalid'), 'true');
    assert.match((await card(page, 0).getAttribute('aria-label')) ?? '', /must be greater than 0/);
    const before = await text(page);
    await units.fill('many');
    await units.press('Enter');
    await field.getByText('Write a number, such as 16, 0.5 or 1e-3.').waitFor();
    assert.equal(await text(page), before);
    await units.fill('5');
    await units.press('Enter');
    await becomes(page, xor.replace('"units": 4', '"units": 5'));
    await field.locator('.edit-problem').waitFor({ state: 'hidden' });
    await page.close();
  });

  it('typing in the editor shows here at once, and takes nothing from a hand that types here', async () => {
    const page = await open('scenario=xor&start=empty');
    const units = page.getByRole('textbox', { name: 'units', exact: true });
    await units.fill('77');
    const other = xor.replace('"epochs": 1000', '"epochs": 20');
    await page.evaluate((text) => window.harness.type(text), other);
    await page.waitForTimeout(200);
    assert.equal(await units.inputValue(), '77');
    await units.press('Enter');
    await becomes(page, other.replace('"units": 4', '"units": 77'));
    await page.evaluate((text) => window.harness.type(text), '{ "network": [');
    await page.getByText(/^This cannot be edited here before the text is put right: This \[ is never closed/).waitFor();
    assert.ok(!(await card(page, 0).isVisible()));
    await page.evaluate((text) => window.harness.type(text), xor);
    await card(page, 0).waitFor();
    await page.close();
  });

  it('a change that was meant for another text is refused with a sentence, and nothing is changed', async () => {
    const page = await open('scenario=xor&start=empty');
    const other = xor.replace('"epochs": 1000', '"epochs": 20');
    await page.evaluate((text) => window.harness.spec.type(text), other); // unknown to the panel
    await page.getByRole('button', { name: 'Remove dense_1' }).click();
    await page.getByRole('alert').getByText('The text has changed meanwhile.').waitFor();
    assert.equal(await text(page), other);
    await page.close();
  });

  it('the mode is kept over a reload; while a run is on it is said that edits are for the next', async () => {
    const page = await open('scenario=xor&iterations=50&state=running');
    await page.getByText(/^A run is on, and goes on as it began/).waitFor();
    await page.waitForTimeout(400);
    await page.reload();
    await page.waitForSelector('.strip-card');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.locator('.network canvas').first().waitFor();
    assert.ok(!(await page.locator('.editor').isVisible()));
    await page.close();
  });

  it('fits a narrow panel: nothing is wider than it', async () => {
    const page = await open('scenario=mnist&start=empty', 400);
    for (const tab of ['Data', 'Training', 'Loss and metrics']) {
      await page.locator('.editor-tab', { hasText: tab }).click();
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('.editor *')]
          .filter((e) => e.getBoundingClientRect().right > window.innerWidth)
          .map((e) => e.className),
      );
      assert.deepEqual(wide, [], tab);
    }
    await page.close();
  });
});
