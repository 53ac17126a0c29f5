// The views that ask the network about many rows: what they ask and when, and that one can use them by keyboard.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Harness } from './harness/host';
import { COARSE } from './harness/scenes';
import { useChromium } from './harness/useChromium';

declare global {
  interface Window {
    harness: Harness;
  }
}

describe('the views of many rows, in Chromium', function () {
  this.timeout(120_000);
  const chromium = useChromium();
  let page: Page;
  const errors: string[] = [];

  afterEach(async () => {
    assert.deepEqual(await page.evaluate(() => window.harness.violations), []);
    assert.deepEqual(errors, []);
    await page.close();
  });

  async function open(query: string): Promise<void> {
    errors.length = 0;
    const { browser, served } = chromium();
    page = await browser.newPage({
      viewport: { width: 900, height: 6000 },
      deviceScaleFactor: COARSE,
      reducedMotion: 'reduce',
    });
    page.on('pageerror', (e) => errors.push(e.message));
    await page.goto(`${served.origin}/?${query}`);
    await page.waitForFunction(() => document.querySelector('.toolbar h1')?.textContent !== 'nnspec');
  }

  const log = (): Promise<Harness['log']> => page.evaluate(() => window.harness.log);
  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();
  const label = (selector: string): Promise<string> =>
    page.locator(selector).first().getAttribute('aria-label').then(String);

  it('two inputs: the plane is asked about while it is in sight, at most six times a second, and not when folded', async () => {
    await open('scenario=circle&start=ready');
    await page.waitForSelector('.card-plane .plot canvas');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForFunction(() => window.harness.log.predicts.filter((p) => p.rows > 4000).length > 3);
    const fine = async (): Promise<number> => (await log()).predicts.filter((p) => p.rows === 64 * 64 + 160).length;
    const [before, began] = [await fine(), Date.now()];
    await page.waitForTimeout(1500);
    for (let i = 0; i < 100 && (await fine()) === before; i++) await page.waitForTimeout(100); // a slow machine rests longer
    const rate = ((await fine()) - before) / ((Date.now() - began) / 1000);
    assert.ok(rate > 0 && rate <= 6, `${rate} questions a second`);
    await page.getByRole('button', { name: 'What the network sees', exact: true }).click();
    await page.waitForTimeout(400);
    const folded = (await log()).predicts.filter((p) => p.rows > 1).length;
    await page.waitForTimeout(1000);
    assert.equal((await log()).predicts.filter((p) => p.rows > 1).length, folded);
  });

  it('two inputs: the picture says in words how many are right; arrow keys read samples in their own units, Enter opens one', async () => {
    await open('scenario=circle&iterations=5900');
    await page.waitForSelector('.card-plane .neuron-map canvas');
    assert.match(
      await label('.card-plane .plot'),
      /Decision boundary over x and y.*training: (9\d\.\d|100)% of 120 right · test: /,
    );
    assert.equal(await page.locator('.card-plane .neuron-map').count(), 6 + 4 + 1);
    await page.waitForSelector('.class-curves .plot canvas'); // asked about the same rows at the same time
    assert.doesNotMatch(await page.locator('main').innerText(), /Newer \w+ were asked for/);
    const asked = (await log()).predicts.length;
    await page.waitForTimeout(1200);
    assert.equal((await log()).predicts.length, asked, 'a network that stands still is asked once');
    await page.locator('.card-plane .plot').focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    assert.match(await text('.tooltip'), /training 2\s+Target: out/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => {
      const last = window.harness.log.samples.at(-1);
      return last?.pick.kind === 'index' && last.pick.index === 2;
    });
    await page.locator('.card-plane .neuron-map').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      /dense_1, unit 1/.test(document.querySelector('.selection-text')?.textContent ?? ''),
    );
  });

  it('the label of what is read by keyboard scrolls with it (1 px)', async () => {
    await open('scenario=circle&iterations=60');
    const plot = page.locator('.card-plane .plot');
    await plot.locator('canvas').waitFor();
    await page.setViewportSize({ width: 900, height: 700 });
    await plot.focus();
    for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await page.waitForTimeout(100); // the page has come to rest
    const apart = async (): Promise<number> =>
      (await page.locator('.tooltip').boundingBox())!.y - (await plot.boundingBox())!.y;
    const before = await apart();
    await page.evaluate(() => window.scrollBy(0, -60));
    await page.waitForTimeout(100);
    assert.ok(Math.abs((await apart()) - before) <= 1, `${await apart()}, was ${before}`);
  });

  it('two inputs: a click opens the sample that has come under a mouse that stands still', async () => {
    await open('scenario=circle&iterations=60');
    const plot = page.locator('.card-plane .plot');
    await plot.locator('canvas').waitFor();
    await plot.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const { x, y, width, height } = (await plot.locator('.plot-cursor').boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await plot.evaluate((element) => element.dispatchEvent(new Event('pointerleave'))); // it has not seen the mouse come
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForFunction(() => {
      const last = window.harness.log.samples.at(-1);
      return last?.pick.kind === 'index' && last.pick.index === 2;
    });
  });

  it('a large split is asked about at a pause, once; while training runs only on demand', async () => {
    await open('scenario=mnist&start=ready');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForFunction(() => window.harness.iteration > 20);
    await page.waitForTimeout(1200);
    assert.deepEqual((await log()).outcomes, []);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.waitForFunction(() => window.harness.log.outcomes.length === 1);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForFunction(() => window.harness.log.outcomes.length === 2);
    await page.waitForSelector('.wall.pictures .wall-row canvas');
    await page.waitForTimeout(1200);
    assert.deepEqual((await log()).outcomes, ['test', 'test']);
    await page.getByRole('button', { name: 'All samples of a split', exact: true }).click();
    await page.getByRole('button', { name: 'Step iteration' }).click();
    await page.waitForTimeout(1200);
    assert.equal((await log()).outcomes.length, 2, 'folded: nothing is asked');
  });

  it('a cell of the confusion matrix filters the samples; arrow keys step through these alone', async () => {
    await open('scenario=iris&iterations=700');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.waitForSelector('.confusion-table');
    // The diagonal has rows in any case: 30 test rows, every third of them the second class.
    const cell = page.locator('.confusion-table tbody tr').nth(0).locator('td[tabindex]').nth(0);
    await cell.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      /^1 of \d+: true setosa, predicted setosa$/.test(
        document.querySelector('.sample-filter span')?.textContent ?? '',
      ),
    );
    const [, many] = /1 of (\d+)/.exec(await text('.sample-filter span'))!;
    const seen = new Set<number>();
    await page.getByRole('button', { name: 'Next sample' }).focus();
    for (let i = 1; i <= Number(many); i++) {
      const samples = (await log()).samples;
      const pick = samples.at(-1)!.pick;
      assert.ok(pick.kind === 'index' && pick.index % 3 === 0, 'every third row is setosa');
      seen.add(pick.index);
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction((n) => window.harness.log.samples.length > n, samples.length);
      await page.waitForFunction(
        (place) => document.querySelector('.sample-filter span')?.textContent?.startsWith(`${place} of `),
        (i % Number(many)) + 1,
      );
    }
    assert.equal(seen.size, Number(many));
    await page.getByRole('button', { name: 'All samples', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('.sample-filter')!.hasAttribute('hidden'));
  });

  it('the wall shows what its filters let through; arrow keys walk it, Enter opens the sample', async () => {
    await open('scenario=iris&iterations=60');
    await page.waitForSelector('.card-outcomes .chart-head h3');
    await page.getByRole('checkbox', { name: 'Misclassified only' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.wall-row').length === 30);
    const sure = (await page.locator('.wall-row .wall-sure').allInnerTexts()).map((s) => parseFloat(s));
    assert.deepEqual(
      sure,
      [...sure].sort((a, b) => a - b),
      'the least sure first',
    );
    await page.locator('.neuron').last().click(); // a chosen layer: the sample is shown from its beginning all the same
    await page.locator('.wall-row').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.setViewportSize({ width: 900, height: 700 });
    const row = await page.evaluate(() => Number((document.activeElement as HTMLElement).dataset['row']));
    await page.keyboard.press('Enter');
    await page.waitForFunction((n) => {
      const last = window.harness.log.samples.at(-1);
      return last?.split === 'test' && last.pick.kind === 'index' && last.pick.index === n;
    }, row);
    await page.waitForFunction(() =>
      /^3 of 30: all/.test(document.querySelector('.sample-filter span')?.textContent ?? ''),
    );
    const { y } = (await page.locator('.card-sample .section-toggle').boundingBox())!;
    assert.ok(y > 0 && y < 350, `the sample's heading stands at ${y} of 700 pixels`);
    await page.setViewportSize({ width: 900, height: 6000 });
    assert.match(
      await text('.class-curves .outcomes-facts'),
      /^AUC [\d.]+ · average precision [\d.]+ · calibration error/,
    );
    assert.equal(await page.locator('.class-curves .plot').count(), 3);
  });

  it('a digit drawn with the mouse is answered at once, layer by layer; so is one drawn by keyboard; Clear forgets it', async () => {
    await open('scenario=mnist&iterations=400');
    const canvas = page.locator('.own-canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + 60, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 180, box.y + 60, { steps: 5 });
    await page.mouse.move(box.x + 120, box.y + 200, { steps: 5 });
    await page.mouse.up();
    await page.waitForSelector('.card-own .own-prediction:not(:empty)');
    assert.match(await text('.own-prediction'), /^\d$/);
    assert.equal(await page.locator('.card-own .bars li').count(), 10);
    assert.equal(await page.locator('.card-own .sample-layer').count(), 2);
    assert.ok((await log()).predicts.every((p) => p.rows === 1 && p.layers));
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('.own-answer')!.hasAttribute('hidden'));
    await canvas.focus();
    for (const key of ['Shift+ArrowRight', 'Shift+ArrowDown', 'Space']) await page.keyboard.press(key);
    await page.waitForFunction(() => !document.querySelector('.own-answer')!.hasAttribute('hidden'));
    assert.match(
      await page.evaluate(() => [...document.querySelectorAll('[aria-live]')].map((e) => e.textContent).join(' ')),
      /pixel \(15, 15\): 100% ink/,
    );
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('.own-answer')!.hasAttribute('hidden'));
  });

  it('a table’s row is set by sliders that span its samples, and answered at once', async () => {
    await open('scenario=iris&iterations=3000');
    await page.waitForSelector('.own-fields input[type="range"]');
    await page.waitForSelector('.card-own .own-prediction:not(:empty)');
    const slider = page.getByRole('slider', { name: 'petal_length' });
    const press = async (key: string): Promise<void> => {
      await slider.focus();
      const n = (await log()).predicts.length;
      await page.keyboard.press(key);
      await page.waitForFunction((k) => window.harness.log.predicts.length > k, n);
    };
    await press('Home');
    const said = (await page.locator('.card-own .bar-value').allInnerTexts()).join();
    await press('End'); // answered otherwise
    await page.waitForFunction(
      (before) => [...document.querySelectorAll<HTMLElement>('.card-own .bar-value')].map((e) => e.innerText).join() !== before, // prettier-ignore
      said,
    );
    const field = page.getByRole('spinbutton', { name: 'sepal_width, as a number' });
    await field.fill('99');
    await page.waitForTimeout(200);
    assert.ok((await log()).predicts.every((p) => p.rows === 1));
  });
});
