import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildEngine, openReal, type RealPanel } from './harness/real';
import { findChromium } from '../../scripts/systemPackages.mjs';
import { launch, serve, type Served } from './harness/serve';

const root = path.resolve(__dirname, '../..');
const XOR = `{
  "data": "builtin:xor",
  "network": [
    { "type": "dense", "units": 4, "activation": "tanh" },
    { "type": "dense", "units": 1, "activation": "sigmoid" }
  ],
  "loss": "binary_crossentropy",
  "training": { "optimizer": { "type": "sgd", "learningRate": 0.3 }, "batchSize": "full", "epochs": 1000000000, "logEvery": 50000, "seed": 1 }
}`;

/** A panel in Chromium, a real session and its real worker: everything but the editor. */
describe('the panel on a real run', function () {
  this.timeout(120_000);
  let served: Served;
  let browser: Browser;
  let folder: string;
  let engine: string;

  before(async function () {
    if (!findChromium()) {
      console.log('    no Chromium here: the panel was not driven');
      this.skip();
    }
    folder = mkdtempSync(path.join(tmpdir(), 'nnspec-panel-'));
    engine = path.join(folder, 'engine.js');
    await buildEngine(engine);
    served = await serve();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await served?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  let closing: (() => Promise<void>) | undefined;
  afterEach(() => closing?.());

  async function open(text: string, kept?: string): Promise<RealPanel> {
    const panel = await openReal({ served, browser, engine, folder, ...(kept === undefined ? {} : { kept }) }, text);
    closing = async () => {
      closing = undefined;
      await panel.close();
    };
    return panel;
  }

  /** The panel writes a true minus sign. */
  const figure = (text: string): number => Number(text.replaceAll('\u2212', '-'));
  const press = (page: Page, name: string): Promise<void> =>
    page.locator('.toolbar').getByRole('button', { name, exact: true }).click();

  it('a kept run: everything in sight is asked for and answered, in whatever order it comes into sight', async () => {
    const text = XOR.replace('1000000000', '2000').replace('50000', '100');
    const first = await open(text);
    await press(first.page, 'Train');
    await first.page.waitForFunction(() => {
      document.querySelector('.card-report')?.scrollIntoView(); // what is out of sight is not drawn, and those above grow
      return document.querySelector('.confusion-table');
    });
    const { run } = first.session;
    await closing!();
    for (const height of [1900, 700]) {
      const { page, session, errors } = await open(text, run);
      await page.setViewportSize({ width: 900, height });
      await page.waitForSelector('.network [data-column]');
      assert.equal(session.state, 'finished');
      for (const [section, shown] of [
        ['weights', '.heatmap canvas'],
        ['sample', '.sample-layers table'],
        ['plane', '.plot canvas'],
        ['outcomes', '.row-wall h3'],
      ] as const) {
        const card = page.locator(`.card-${section}`);
        await card.evaluate((element) => element.scrollIntoView({ block: 'start' }));
        await card.locator(shown).first().waitFor();
      }
      const weights = page.locator('.card-weights');
      await weights.evaluate((element) => element.scrollIntoView({ block: 'start' }));
      for (const aspect of ['Gradient', 'Update']) {
        await weights.getByRole('radio', { name: aspect, exact: true }).click();
        const told = weights.locator('[data-tensor="dense_1.weight"]').getByText('A kept run has no last batch.');
        await told.waitFor(); // nothing will come
      }
      assert.deepEqual(errors, []);
      await closing!();
    }
  });

  it('XOR: trains, moves, is held; the sample’s numbers and the edge’s weight are the engine’s; steps, checks, ends', async () => {
    const { page, session, errors } = await open(XOR);
    await press(page, 'Train');
    await page.waitForSelector('[data-tensor="dense_1.weight"] .heatmap canvas');
    await page.waitForFunction(
      () => Number(document.querySelector('.legend-value')?.textContent?.replaceAll('−', '-')) < 0.2,
    );
    await press(page, 'Pause');
    await page.waitForFunction(() => document.querySelector('.state')?.getAttribute('data-state') === 'paused');
    const at = session.position!.iteration;
    await page.locator('.card-sample').scrollIntoViewIfNeeded(); // what is out of sight asks nothing
    await page.waitForFunction(
      (n) => document.querySelector('.card-sample .section-note')?.textContent?.includes(n),
      at.toLocaleString('en'),
    );
    const report = await session.sample({ split: 'train', pick: { kind: 'index', index: 0 } });
    const loss = figure(await page.locator('.outcome dd.big.number').innerText());
    assert.ok(Math.abs(loss - report.loss) <= 5e-3 * report.loss, `${loss} against ${report.loss}`);
    const z = report.activations.find((a) => a.name === 'dense_1.z')!.values;
    const shown = await page.locator('.card-sample [data-layer="dense_1"] tbody tr td:nth-child(2)').allInnerTexts();
    assert.deepEqual(
      shown.map((v) => figure(v)).map((v, i) => Math.abs(v - z[i]!) < 5e-3 * Math.abs(z[i]!) + 1e-6),
      [true, true, true, true],
    );
    await press(page, 'Step iteration');
    await page.waitForFunction(
      (n) => document.querySelector('[data-fact="iteration"] dd')?.textContent?.startsWith(n),
      (at + 1).toLocaleString('en'),
    );
    await press(page, 'Gradient check');
    await page.waitForSelector('.check-verdict[data-correct="true"]');
    await press(page, 'Stop');
    await page.getByRole('link', { name: 'Metrics' }).click(); // what is out of sight is not drawn
    await page.waitForFunction(() =>
      /Stopped after/.test(document.querySelector('.report-sentence')?.textContent ?? ''),
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(await page.evaluate(() => (window as unknown as { violations: string[] }).violations), []);
  });

  it('a spec that cannot run: the engine’s sentence stands in the alert', async () => {
    const { page } = await open(XOR.replace('builtin:xor', 'nowhere.csv'));
    await press(page, 'Train');
    await page.waitForFunction(() => /nowhere\.csv/.test(document.querySelector('[role="alert"]')?.textContent ?? ''));
    assert.equal(await page.locator('.welcome h2').innerText(), 'Not trained', 'it is not "Ready to train"');
  });

  it('a cost watched from its first points looks like the same cost seen afterwards: no dots stay', async () => {
    const { page, session } = await open(XOR.replace('"logEvery": 50000', '"logEvery": 80000'));
    await press(page, 'Train');
    const points = async (): Promise<number> =>
      Number(
        (await page.locator('[data-section="cost"] table tbody tr').first().locator('th, td').allTextContents())[1],
      );
    const canvas = page.locator('[data-section="cost"] canvas').first();
    const picture = (): Promise<string> => canvas.evaluate((c) => (c as HTMLCanvasElement).toDataURL());
    await page.waitForSelector('[data-section="cost"] table tbody tr', { state: 'attached' });
    assert.ok((await points()) <= 24, 'single points had dots');
    for (let i = 0; i < 900 && session.history.points.length < 60; i++) await page.waitForTimeout(100);
    await session.pause();
    const all = session.history.points.filter((p) => p.split === 'train').length;
    for (let i = 0; i < 100 && (await points()) < all; i++) await page.waitForTimeout(100);
    assert.ok((await points()) >= 60);
    const watched = await picture();
    await page.reload();
    await page.waitForSelector('[data-section="cost"] table tbody tr', { state: 'attached' });
    for (let i = 0; i < 100 && (await picture()) !== watched; i++) await page.waitForTimeout(100);
    assert.ok((await picture()) === watched, 'the two pictures differ');
  });

  it('at 10 updates a second the engine makes at most 13 in a second; at full speed it goes on as before', async () => {
    const { page, session } = await open(XOR);
    await page.getByRole('combobox', { name: 'Speed' }).click();
    await page.getByRole('option', { name: '10 a second' }).click();
    await press(page, 'Train');
    for (let i = 0; i < 100 && (session.position?.iteration ?? 0) < 2; i++) await page.waitForTimeout(50);
    const [from, at] = [session.position!.iteration, performance.now()];
    await page.waitForTimeout(2000);
    const made = ((session.position!.iteration - from) * 1000) / (performance.now() - at);
    assert.ok(made > 0 && made < 13, `${made.toFixed(1)} a second`);
    await page.getByRole('combobox', { name: 'Speed' }).click();
    await page.getByRole('option', { name: 'Full speed' }).click();
    for (let i = 0; i < 100 && session.position!.iteration < 1000; i++) await page.waitForTimeout(50);
    assert.ok(session.position!.iteration >= 1000);
  });

  it('a deep network scrolls in its own card: the cost stays near', async () => {
    const layer = '{ "type": "dense", "units": 4, "activation": "tanh" },';
    const { page } = await open(XOR.replace(layer, layer.repeat(30)));
    await press(page, 'Train');
    const cost = page.locator('[data-section="cost"]');
    await page.waitForSelector('.network .neuron');
    const top = await cost.evaluate((e) => e.getBoundingClientRect().top + window.scrollY);
    const seen = await page.evaluate(() => window.innerHeight);
    assert.ok(top < Math.max(900, seen * 1.3), `the cost stands at ${top} of ${seen} pixels`);
    await page.locator('.layer-header').last().click(); // which scrolls to it, and waits where it is just drawn anew
    await page.waitForFunction(() => /dense_31/.test(document.querySelector('.selection-text')?.textContent ?? ''));
  });

  const TABLE = (data: string, last: string, loss: string, metrics: string): string => `{
    "data": { "source": "${data}", "samples": 200, "scale": "standard", "split": { "test": 0.25 } },
    "network": [{ "type": "dense", "units": 6, "activation": "tanh" }, { "type": "dense", "units": 1${last} }],
    "loss": "${loss}", "metrics": [${metrics}],
    "training": { "optimizer": "adam", "batchSize": 20, "epochs": 30, "seed": 1 }
  }`;

  /** What was said while training ran is asked once more when it has ended. */
  const asked = (page: Page, session: RealPanel['session']): Promise<unknown> =>
    page.waitForFunction(
      (n) => document.querySelector('.card-outcomes .section-note')?.textContent === `at iteration ${n}`,
      session.end!.position.iteration,
    );

  it('a regression: the residuals’ figures are the final metrics; an input of one’s own is answered as the sample is', async () => {
    const { page, session, errors } = await open(TABLE('builtin:plane', '', 'mean_squared_error', '"rmse", "r2"'));
    await page.setViewportSize({ width: 900, height: 6000 });
    await press(page, 'Train');
    await page.waitForFunction(() => /Finished/.test(document.querySelector('.report-sentence')?.textContent ?? ''));
    await asked(page, session);
    const [, rmse, r2] = /RMSE (\S+) · .* R² (\S+) ·/.exec(
      await page.locator('.regression .outcomes-facts').innerText(),
    )!;
    const { values } = session.end!.splits.test!;
    assert.ok(Math.abs(figure(rmse!) - values['rmse']!) < 1e-3 * values['rmse']!, `${rmse} for ${values['rmse']}`);
    assert.ok(Math.abs(figure(r2!) - values['r2']!) < 1e-3, `${r2} for ${values['r2']}`);
    await page.waitForSelector('.card-plane .plot[aria-label]');
    assert.match(
      (await page.locator('.card-plane .plot').getAttribute('aria-label'))!,
      /Predictions over x and y.*training: RMSE .* over 150 · test: RMSE .* over 50/,
    );
    await page.waitForSelector('.sample-content .outcome dd.big');
    await page.getByRole('button', { name: 'Random' }).click();
    await page.waitForFunction(() => document.querySelector('.sample-content')?.getAttribute('aria-busy') !== 'true');
    await page.getByRole('button', { name: 'Take the sample' }).click();
    const own = (): Promise<string> => page.locator('.own-prediction').innerText();
    const sample = async (): Promise<string> =>
      `z: ${await page.locator('.sample-content .outcome dd.big').first().innerText()}`;
    for (let i = 0; i < 100 && (await own()) !== (await sample()); i++) await page.waitForTimeout(100);
    assert.equal(await own(), await sample());
    assert.deepEqual(errors, []);
  });

  it('a classification: the AUC under the ROC curve is the engine’s metric (1e-3 of what is printed)', async () => {
    const { page, session, errors } = await open(
      TABLE('builtin:moons', ', "activation": "sigmoid"', 'binary_crossentropy', '"accuracy", "auc"'),
    );
    await page.setViewportSize({ width: 900, height: 6000 });
    await press(page, 'Train');
    await page.waitForFunction(() => /Finished/.test(document.querySelector('.report-sentence')?.textContent ?? ''));
    await asked(page, session);
    const [, auc] = /AUC (\S+)/.exec(await page.locator('.class-curves .outcomes-facts').innerText())!;
    assert.ok(Math.abs(figure(auc!) - session.end!.splits.test!.values['auc']!) < 1e-3);
    const mistakes = session.end!.splits.test!.confusionMatrix!;
    const wrong = mistakes[0]![1]! + mistakes[1]![0]!;
    assert.match(await page.locator('.row-wall h3').innerText(), new RegExp(`^Mistakes: ${wrong} of 50$`));
    assert.deepEqual(errors, []);
  });

  const mnist = path.join(root, 'examples/digits.nnspec');
  it('digits: first-layer images move while it trains, and a reload shows the same run', async function () {
    if (!existsSync(mnist)) {
      console.log('      examples/digits.nnspec is not here');
      this.skip();
    }
    // It has not learned all before the first picture is there.
    const endless = readFileSync(mnist, 'utf8').replace(/"epochs": \d+/, '"epochs": 100000');
    const { page, session, errors } = await open(endless);
    await page.setViewportSize({ width: 900, height: 6000 }); // what is not in sight is not watched
    await press(page, 'Train');
    await page.waitForSelector('.tensor.images .filters canvas', { timeout: 60_000 });
    const picture = (): Promise<string> =>
      page.locator('.tensor.images .filters canvas').evaluate((c) => (c as HTMLCanvasElement).toDataURL());
    const first = await picture();
    for (let i = 0; i < 100 && (await picture()) === first; i++) await page.waitForTimeout(100);
    assert.notEqual(await picture(), first);
    if (session.state === 'running') await session.pause();
    const shown = (): Promise<string> => page.locator('.legend-value').first().innerText();
    let cost = '';
    for (let i = 0; i < 40 && cost !== (await shown()); i++) {
      cost = await shown();
      await page.waitForTimeout(500); // what was told before the pause is drawn
    }
    await page.reload();
    await page.waitForSelector('.tensor.images .filters canvas');
    assert.equal(await shown(), cost);
    assert.deepEqual(errors, []);
  });
});
