// The data view in a browser with the real engine behind it, driven by mouse and keyboard.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { buildEngine } from '../harness/real';
import { openRealData, type RealDataView } from '../harness/realData';
import { useChromium } from '../harness/useChromium';
import { datasetsOrSkip } from '../../sharedData';

/** 300 rows; the price is twice the size and a little, ten cells are missing, row 299 repeats row 0. */
const CUPS = [
  'size,colour,price',
  ...Array.from({ length: 300 }, (_, i) => {
    const at = i === 299 ? 0 : i;
    const size = at % 30 === 5 ? '?' : String(((at * 37) % 101) / 10);
    return `${size},${['red', 'green', 'blue'][at % 3]},${((at * 53) % 97) / 5 + (at === 7 ? 500 : 0)}`;
  }),
].join('\n');
const SPEC = '{ "data": { "source": "cups.csv", "missing": "drop", "scale": "standard" }, "loss": "mse" }';

/** Not with each picture: a page that has nothing to draw may have none. */
const POLLING = { polling: 100 };

describe('the data view on real data', function () {
  this.timeout(120_000);
  const chromium = useChromium();
  let folder: string;
  let engine: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'nnspec-data-'));
    engine = path.join(folder, 'engine.js');
    await buildEngine(engine);
    writeFileSync(path.join(folder, 'cups.csv'), CUPS);
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));
  let closing: RealDataView | undefined;
  afterEach(async () => {
    await closing?.close();
    closing = undefined;
  });

  async function open(text: string, datasets?: string): Promise<RealDataView> {
    const more = datasets ? { datasetFolders: [datasets] } : {};
    closing = await openRealData({ ...chromium(), engine, folder, ...more }, text);
    return closing;
  }

  const reads = (page: Page, selector: string, expected: RegExp): Promise<unknown> =>
    page.waitForFunction(
      ([where, source]) => new RegExp(source!).test(document.querySelector<HTMLElement>(where!)?.innerText ?? ''),
      [selector, expected.source] as const,
      POLLING,
    );
  const cells = (page: Page, row: number): Promise<string[]> =>
    page.locator(`[role="gridcell"][data-row="${row}"]`).allInnerTexts();
  const untilCell = (page: Page, id: string, text: string): Promise<unknown> =>
    page.waitForFunction(
      ([where, wanted]) => document.getElementById(where!)?.innerText === wanted,
      [id, text] as const,
      POLLING,
    );
  const violations = (page: Page): Promise<string[]> =>
    page.evaluate(() => (window as unknown as { violations: string[] }).violations);

  it('shows a table before anything is trained: rows, splits, cells raw and scaled; it breaks no rule of the policy', async () => {
    const { page, errors } = await open(SPEC);
    await untilCell(page, 'rows-0-2', '0');
    assert.equal(await page.locator('h1').innerText(), 'cups.csv');
    await reads(page, '.rows-found', /^All 300 rows$/);
    assert.deepEqual(await cells(page, 1), ['3.7', 'green', '10.6']);
    const legend = await page.locator('.part-legend li').allInnerTexts();
    assert.deepEqual(legend, ['Train (232)', 'Test (58)', 'Left out, cells missing (10)']);
    assert.equal(
      await page
        .locator('#rows-5-0')
        .getAttribute('class')
        .then((c) => /missing/.test(c!)),
      true,
    );
    const grid = page.getByRole('grid');
    assert.deepEqual(
      [await grid.getAttribute('aria-rowcount'), await grid.getAttribute('aria-colcount')],
      ['301', '4'],
    );
    await page.getByRole('radio', { name: 'As the network gets them' }).click();
    await page.waitForFunction(() => /^[−\d.]+ [−\d.]+ [−\d.]+$/.test(document.getElementById('rows-1-1')!.innerText));
    assert.notEqual((await cells(page, 1))[0], '3.7');
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
  });

  it('each split has a colour of its own in every kind of theme, no two alike and none that of the page', async () => {
    const { page } = await open(SPEC);
    await untilCell(page, 'rows-0-2', '0');
    for (const theme of ['dark', 'light', 'hc', 'hc-light'] as const) {
      const colours = await page.evaluate((name) => {
        window.harness.setTheme(name);
        return ['paint-train', 'paint-validation', 'paint-test', ''].map((className) => {
          const element = document.body.appendChild(document.createElement('i'));
          element.className = className;
          const { backgroundColor } = getComputedStyle(className === '' ? document.body : element);
          element.remove();
          return backgroundColor;
        });
      }, theme);
      assert.equal(new Set([...colours, 'rgba(0, 0, 0, 0)']).size, 5, `${theme}: ${colours.join(' ')}`);
    }
  });

  it('is driven by the keyboard: arrows, Ctrl+End, a heading sorts with Enter and shows its column with Space', async () => {
    const { page, shown } = await open(SPEC);
    await untilCell(page, 'rows-0-2', '0');
    await page.getByRole('grid').focus();
    const active = (): Promise<string | null> => page.getByRole('grid').getAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.equal(await active(), 'rows-1-1');
    await page.keyboard.press('Control+End');
    assert.equal(await active(), 'rows-299-2');
    await untilCell(page, 'rows-299-1', 'red');
    await page.keyboard.press('Enter');
    for (let i = 0; i < 100 && shown.cells.length === 0; i++) await page.waitForTimeout(20);
    assert.deepEqual(
      shown.cells.map(({ file, line }) => [file, line]),
      [['cups.csv', 301]],
    );
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(), 'rows--1-0');
    await page.keyboard.press('Enter');
    await untilCell(page, 'rows-0-0', '0');
    assert.equal(await page.locator('#rows--1-0').getAttribute('aria-sort'), 'ascending');
    await page.keyboard.press('Enter');
    await untilCell(page, 'rows-0-0', '10');
    await page.keyboard.press('Space');
    await reads(page, '.fold-column', /fitted on the training rows/);
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('.fold-column vscode-dropdown')!.value === '0',
    );
  });

  it('a hint shows its rows, the gravest of them stands first; a chip takes the filter away', async () => {
    const { page } = await open(SPEC);
    await untilCell(page, 'rows-0-2', '0');
    const titles = await page.locator('.hint-item h3').allInnerTexts();
    assert.ok(titles.includes('Outliers: price') && titles.includes('Missing cells: size'), titles.join());
    await page.locator('[data-hint="outliers price"] vscode-button').click();
    await reads(page, '.rows-found', /^1 of 300 rows$/);
    await untilCell(page, 'rows-0-2', '516');
    await reads(page, '.fold-column', /Maximum\s+516/);
    await page.getByRole('button', { name: 'Take the filter away: Outliers: price' }).click();
    await reads(page, '.rows-found', /^All 300 rows$/);
    await page.locator('[data-hint="missing size"] vscode-button').click();
    await reads(page, '.rows-found', /^10 of 300 rows$/);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await reads(page, '.rows-found', /^All 300 rows$/);
  });

  it('a bar of a distribution shows the rows in it; the numbers stand in a table behind it', async () => {
    const { page } = await open(SPEC);
    await untilCell(page, 'rows-0-2', '0');
    await page.locator('#rows--1-1 .head-name').click();
    await reads(page, '.fold-column', /The network gets 3 inputs/);
    const table = page.locator('.fold-column .bar-chart-whole table');
    assert.deepEqual(await table.locator('tbody tr td:first-child').allTextContents(), ['blue', 'green', 'red']);
    await page.locator('.fold-column .bar').nth(2).click();
    await reads(page, '.rows-found', /^101 of 300 rows$/);
    await page.locator('.fold-column .bar').nth(2).press('ArrowLeft');
    await page.keyboard.press('Enter');
    await reads(page, '.rows-found', /^100 of 300 rows$/);
    assert.equal(await page.locator('.chip').innerText(), 'colour is green');
  });

  it('follows the spec when it is saved, keeps what was chosen over a reload of the page', async () => {
    const view = await open(SPEC);
    const { page } = view;
    await untilCell(page, 'rows-0-2', '0');
    await page.getByRole('combobox', { name: 'Split' }).click();
    await page.getByRole('option', { name: 'Test (58)' }).click();
    await reads(page, '.rows-found', /^58 of 300 rows$/);
    await page.reload();
    await reads(page, '.rows-found', /^58 of 300 rows$/);
    assert.equal(view.requests.filter((name) => name === 'refresh').length, 0);
    view.write(SPEC.replace('"drop"', '"median", "split": { "test": 0.5 }'));
    await reads(page, '.rows-found', /^150 of 300 rows$/);
    await reads(page, '[data-hint="missing size"]', /The network gets .* in their place/);
  });

  it('what keeps data from being trained on is said, and led to in the spec; the data is shown as far as it goes', async () => {
    const { page, shown } = await open('{ "data": "cups.csv" }');
    await untilCell(page, 'rows-0-2', '0');
    await reads(page, '[role="alert"]', /missing cells in "size": lines 7, [\s\S]*as if the rows with missing cells/);
    await page.getByRole('button', { name: 'Show in the spec' }).click();
    for (let i = 0; i < 100 && shown.specs.length === 0; i++) await page.waitForTimeout(20);
    assert.deepEqual(shown.specs, [['data', 'missing']]);
  });

  it('a file that is not there: its sentence, and no table; Read again finds it', async () => {
    const late = path.join(folder, 'late.csv');
    const { page } = await open('{ "data": "late.csv", "loss": "mse" }');
    await reads(page, '[role="alert"]', /late\.csv does not exist/);
    assert.equal(await page.getByRole('grid').count(), 0);
    writeFileSync(late, 'a,y\n1,2\n3,4\n5,6\n7,8\n9,9\n');
    await page.getByRole('button', { name: 'Read again' }).click();
    await untilCell(page, 'rows-0-0', '1');
    assert.equal(await page.locator('[role="alert"]').isVisible(), false);
  });

  it('made digits are a wall: classes, keys, the mean of each class filters, the chosen image is shown large', async () => {
    const { page, errors } = await open(
      '{ "data": { "source": "builtin:digits", "samples": 700 }, "loss": "categorical_crossentropy" }',
    );
    await page.waitForSelector('.tile canvas');
    await reads(page, '.rows-found', /^All 700 images$/);
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowRight');
    const tile = page.locator('#images-0-1');
    const label = (await tile.innerText()).trim();
    await reads(page, '.image-facts', new RegExp(`Class\\s+${label}\\s`));
    assert.match((await tile.getAttribute('aria-label'))!, new RegExp(`^${label}, (Train|Test) row 1$`));
    const painted = await page
      .locator('.large-picture')
      .evaluate((c) => new Set((c as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 28, 28).data).size);
    assert.ok(painted > 2, 'a picture is drawn');
    await page.getByRole('button', { name: /^Show the images of class 3: / }).click();
    await reads(page, '.rows-found', /^\d\d of 700 images$/);
    await page.waitForFunction(() => [...document.querySelectorAll('.tile-label')].every((e) => e.textContent === '3'));
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(errors, []);
  });

  it('mnist, all 70,000: the wall’s last image is a key away, and the images least like their class come first when asked for', async function () {
    const datasets = datasetsOrSkip(this);
    const { page, requests } = await open('{ "data": "dataset:mnist", "loss": "categorical_crossentropy" }', datasets);
    await reads(page, '.rows-found', /^All 70,000 images$/);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+End');
    await reads(page, '.image-facts', /Class\s+6\s+Split\s+Test\s+Place in its split\s+9,999/);
    assert.ok(requests.filter((name) => name === 'rows').length < 12, 'what flew past was not fetched');
    await page.getByRole('combobox', { name: 'Order' }).click();
    await page.getByRole('option', { name: 'Least like their class first' }).click();
    await page.waitForFunction(
      () => document.querySelector('#images-0-0')?.getAttribute('aria-label') === '8, Train row 25321',
    );
  });
});
