// A kept run in the panel: its lines and its end at first, then its network; nothing trains.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { COARSE } from './harness/scenes';
import { useChromium } from './harness/useChromium';

describe('A kept run in the panel', function () {
  this.timeout(120_000);
  const chromium = useChromium();

  async function open(query = 'scenario=iris&iterations=6000&kept'): Promise<Page> {
    const { browser, served } = chromium();
    const page = await browser.newPage({
      viewport: { width: 900, height: 3600 },
      deviceScaleFactor: COARSE,
      reducedMotion: 'reduce',
    });
    await page.goto(`${served.origin}/?${query}`);
    await page.waitForFunction(() => document.querySelector('.toolbar h1')?.textContent !== 'nnspec');
    return page;
  }

  const looks = (page: Page): Promise<string[]> => page.evaluate(() => [...window.harness.log.looks]);
  const asked = (page: Page, n: number): Promise<unknown> =>
    page.waitForFunction((count) => window.harness.log.looks.length === count, n);
  const button = (page: Page, name: string) => page.locator('.look-inside').getByRole('button', { name });
  const pixels = (page: Page, section: string): Promise<string> =>
    page
      .locator(`[data-section="${section}"] canvas`)
      .first()
      .evaluate((c) => (c as HTMLCanvasElement).toDataURL());

  it('is asked for once its picture is painted; then network, weights, a sample and every row are there, and the chart stays', async () => {
    const page = await open();
    await page.waitForSelector('.legend-value');
    await page.waitForSelector('.metrics tbody tr');
    await asked(page, 1);
    assert.deepEqual(await looks(page), ['unasked']);
    await page.locator('.look-inside', { hasText: 'Opening the network of this run' }).waitFor();
    assert.match(await page.locator('.confusion-table').innerText(), /setosa/);
    const chart = await pixels(page, 'cost');
    await page.evaluate(() => window.harness.tellKept('open'));
    await page.waitForSelector('.network [data-column]');
    await page.waitForSelector('.tensor canvas');
    await page.waitForSelector('.sample-layers table');
    await page.waitForSelector('.card-outcomes .chart-head h3');
    assert.equal(await page.locator('.look-inside').isVisible(), false);
    assert.equal(await pixels(page, 'cost'), chart);
    assert.equal(await page.locator('.toolbar .state').innerText(), 'Finished');
    const enabled = (command: string) =>
      page
        .locator(`.toolbar [data-command="${command}"]`)
        .first()
        .evaluate((element) => !(element as HTMLButtonElement).disabled);
    assert.deepEqual(
      [await enabled('train'), await enabled('export'), await enabled('gradcheck'), await enabled('reset')],
      [true, true, true, false],
    );
    await page.getByRole('status').filter({ hasText: 'The network of this run is there.' }).waitFor({ state: 'attached' }); // prettier-ignore
    assert.deepEqual(await looks(page), ['unasked']);
    await page.close();
  });

  it('that is not opened unasked has a button; what is opened can be given up; what cannot be opened says why', async () => {
    const page = await open();
    await asked(page, 1);
    await page.evaluate(() => window.harness.tellKept('offered'));
    await page.locator('.look-inside', { hasText: 'kept, but not open' }).waitFor();
    await button(page, 'Look Inside').click();
    await button(page, 'Cancel').waitFor();
    await page.evaluate(() => window.harness.channel.emit('loading', { message: 'Reading iris.csv' }));
    await page.locator('.look-inside', { hasText: 'Reading iris.csv' }).waitFor();
    await button(page, 'Cancel').click();
    await button(page, 'Look Inside').waitFor();
    await page.evaluate(() => window.harness.tellKept('offered', { problem: 'iris.csv does not exist.' }));
    await page.locator('.look-inside', { hasText: 'iris.csv does not exist.' }).waitFor();
    await page.locator('.toolbar .notes', { hasText: 'iris.csv does not exist.' }).waitFor(); // wherever one has scrolled to
    assert.deepEqual(await looks(page), ['unasked', 'asked', 'cancel']);
    assert.equal(await page.locator('.problem').isVisible(), false);
    assert.ok(await page.locator('.metrics tbody tr').first().isVisible());
    await page.close();
  });

  it('of a spec that has changed says so, with a button that shows what changed', async () => {
    const page = await open();
    await asked(page, 1);
    assert.equal(await page.locator('.spec-changed').isVisible(), false);
    await page.evaluate(() => window.harness.tellKept('open', { specChanged: true }));
    await page.locator('.spec-changed', { hasText: 'The spec has changed since this run.' }).waitFor();
    await page.locator('.spec-changed').getByRole('button', { name: 'What Changed' }).click();
    await asked(page, 2);
    assert.deepEqual(await looks(page), ['unasked', 'changes']);
    await page.close();
  });

  it('that was stopped has a button to go on with it; one that ended by itself has none', async () => {
    const page = await open('scenario=iris&iterations=6000&kept&resumable');
    await asked(page, 1);
    await page.locator('.resumable', { hasText: 'can be gone on with from its checkpoint' }).waitFor();
    await page.locator('.resumable').getByRole('button', { name: 'Resume' }).click();
    await asked(page, 2);
    assert.deepEqual(await looks(page), ['unasked', 'resume']);
    await page.evaluate(() => window.harness.channel.emit('deleted', {}));
    await page.locator('.resumable').waitFor({ state: 'hidden' });
    await page.close();
    const other = await open();
    await asked(other, 1);
    assert.equal(await other.locator('.resumable').isVisible(), false);
    await other.close();
  });

  it('of which the files were deleted says so, and what is still there; its folder is named no more', async () => {
    const page = await open();
    await asked(page, 1);
    await page.evaluate(() => window.harness.tellKept('open'));
    await page.waitForSelector('.report-sentence:has-text("Kept in")');
    assert.equal(await page.locator('.notes.deleted').isVisible(), false);
    await page.evaluate(() => window.harness.channel.emit('deleted', {}));
    await page.locator('.notes.deleted', { hasText: 'deleted. Its network is still in memory' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'The files of this run were deleted.' }).waitFor({ state: 'attached' }); // prettier-ignore
    assert.doesNotMatch(await page.locator('.report-sentence').innerText(), /Kept/);
    await page.close();
  });

  it('goes when a new run begins', async () => {
    const page = await open();
    await asked(page, 1);
    await page.evaluate(() => window.harness.tellKept('offered'));
    await page.locator('.main-command').click();
    await page.waitForFunction(() => document.querySelector('.toolbar')?.getAttribute('data-state') === 'running');
    assert.equal(await page.locator('.look-inside').isVisible(), false);
    await page.close();
  });
});
