// A person judges what a network has learnt: of images by their pictures, the mistakes and a digit of one's own; of a
// regression by its residuals.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, inSteps, reads, setStage, type Stage } from './story';

const REGRESSION = `{
  "data": { "source": "builtin:friedman1", "samples": 300, "scale": "standard" },
  "network": [{ "type": "dense", "units": 8, "activation": "tanh" }, { "type": "dense", "units": 1 }],
  "loss": "mse",
  "training": { "optimizer": "adam", "epochs": 30, "batchSize": 16, "seed": 1 }
}
`;

describe('A person judges a network', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage('judge');
    const { bench, panel, workspace } = stage;
    const file = path.join(workspace, 'digits.nnspec');
    const fewer = readFileSync(file, 'utf8').replace('"samples": 4000', '"samples": 1200');
    writeFileSync(file, fewer.replace('"epochs": 10', '"epochs": 3')); // some are still mistaken
    await bench.openFile('digits.nnspec');
    await bench.codeLens('Train').click();
    await panel.waitForState('finished', 120_000);
  });
  inSteps(() => stage);

  it('the first layer as images, walked by keyboard: the chosen one is the chosen neuron', async () => {
    const { bench, panel } = stage;
    const weights = await panel.show('weights');
    const filters = weights.locator('.tensor.images .filters');
    await filters.locator('canvas').waitFor();
    await filters.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await bench.page.keyboard.press(key);
    await bench.screenshots('1-images');
    const images = weights.getByRole('checkbox', { name: 'First layer as images' });
    await images.click();
    await weights.locator('.tensor.images').waitFor({ state: 'detached' });
    await images.click();
    await filters.waitFor();
    await reads((await panel.show('architecture')).locator('.selection-text'), /^dense_1, unit 2/);
  });

  it('the wall of mistakes, the least sure first, of one class alone; a click follows one through the network', async () => {
    const { bench, panel } = stage;
    const outcomes = await panel.show('outcomes');
    const row = outcomes.locator('.wall-row');
    await row.first().locator('canvas').waitFor();
    const heading = outcomes.locator('.row-wall h3');
    await reads(heading, /^Mistakes: \d+ of \d+$/);
    await outcomes.getByRole('checkbox', { name: 'Misclassified only' }).click();
    await reads(heading, /^Samples: (\d+) of \1$/);
    await outcomes.getByRole('checkbox', { name: 'Misclassified only' }).click();
    await reads(heading, /^Mistakes: /);
    const sure = (await row.locator('.wall-sure').allInnerTexts()).map(Number.parseFloat);
    assert.ok(sure.length > 1, `${sure.length} mistakes`);
    assert.deepEqual(sure, [...sure].sort((a, b) => a - b)); // prettier-ignore
    const [said] = /\d$/.exec(await row.first().locator('.wall-classes').innerText())!;
    await panel.choose('Predicted', said);
    await eventually('those alone', async () => {
      const all = await row.locator('.wall-classes').allInnerTexts();
      return all.length > 0 && all.every((text) => text.endsWith(said));
    });
    await bench.screenshots('2-wall');
    await row.first().click();
    const sample = panel.locator('[data-section="sample"]');
    await reads(sample.locator('.sample-filter span').first(), /^1 of \d+: .*predicted/);
    await bench.screenshots('3-mistake');
    const next = sample.getByRole('button', { name: 'All samples', exact: true });
    await next.click();
    await next.waitFor({ state: 'hidden' });
  });

  it('the curves of one class: ROC, precision and recall, calibration; a point is read by keyboard', async () => {
    const { bench, panel } = stage;
    const outcomes = await panel.show('outcomes');
    await outcomes.locator('.class-curves').evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const plots = outcomes.locator('.class-curves .plot');
    await plots.locator('canvas').last().waitFor();
    assert.equal(await plots.count(), 3);
    const facts = outcomes.locator('.class-curves .outcomes-facts');
    const before = await facts.innerText();
    assert.match(before, /^AUC [\d.]+ · average precision [\d.]+ · calibration error [\d.]+%/);
    await panel.choose('Class', '8');
    await eventually('the figures of another class', async () => (await facts.innerText()) !== before);
    await plots.first().focus();
    await bench.page.keyboard.press('End');
    await reads(panel.locator('.tooltip:visible'), /recall\) 100%/);
    await bench.screenshots('4-curves');
  });

  it('a seven that is drawn with the mouse is taken for a digit at once; by keyboard it is erased', async () => {
    const { bench, panel } = stage;
    const own = await panel.show('own');
    const pad = own.locator('.own-canvas');
    const { x, y, width, height } = (await pad.boundingBox())!;
    const { mouse, keyboard } = bench.page;
    await mouse.move(x + 0.3 * width, y + 0.25 * height);
    await mouse.down();
    await mouse.move(x + 0.68 * width, y + 0.25 * height, { steps: 5 });
    await mouse.move(x + 0.42 * width, y + 0.8 * height, { steps: 5 });
    await mouse.up();
    await reads(own.locator('.own-prediction'), /^\d$/);
    assert.equal(await own.locator('.bars li').count(), 10);
    assert.ok((await own.locator('.sample-layer').count()) >= 2, 'every layer reacts');
    await bench.screenshots('5-drawn');
    await pad.focus();
    await keyboard.press('Escape');
    await own.locator('.own-answer').waitFor({ state: 'hidden' });
  });

  it('a regression: predicted against true and its residuals; the worst is opened by keyboard', async () => {
    const { bench, panel, workspace } = stage;
    await bench.command('View: Close All Editors');
    writeFileSync(path.join(workspace, 'friedman.nnspec'), REGRESSION);
    await bench.openFile('friedman.nnspec');
    await bench.codeLens('Train').click();
    await panel.waitForState('finished');
    const outcomes = await panel.show('outcomes');
    await reads(outcomes.locator('.regression .outcomes-facts'), /RMSE [\d.]+/);
    const plots = outcomes.locator('.regression .plot');
    await plots.locator('canvas').last().waitFor();
    assert.equal(await plots.count(), 2);
    await plots.last().focus();
    await bench.page.keyboard.press('ArrowRight');
    const tooltip = panel.locator('.tooltip:visible');
    await reads(tooltip, /test [\d,]+\s*Target: /);
    const [, row] = /test ([\d,]+)/.exec((await tooltip.textContent())!)!;
    await bench.screenshots('6-regression');
    await bench.page.keyboard.press('Enter');
    const number = (await panel.show('sample')).getByRole('textbox', { name: 'Sample number' });
    await eventually(`sample ${row}`, async () => (await number.inputValue()) === row);
  });
});
