// A person looks around in the panel of a run that has ended: views answer the mouse and the keyboard in the real editor.
// What each of them shows in every case is tested in test/webview.
import assert from 'node:assert/strict';
import { eventually, inSteps, reads, setStage, type Stage } from './story';

/** What VS Code has beside an editor that is maximized. */
const BESIDE = 360;

describe('A person looks around', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage('views');
    const { bench, panel } = stage;
    await bench.openFile('circle.nnspec');
    await bench.codeLens('Train').click();
    await panel.waitForState('finished');
  });
  inSteps(() => stage);

  /** Does it, and waits for what the section shows to look otherwise. */
  async function changes(section: string, what: string, act: () => Promise<void>): Promise<void> {
    const before = await stage.panel.pixels(section);
    await act();
    await eventually(what, async () => (await stage.panel.pixels(section)) !== before);
  }

  it('the cost: smoothed, on logarithmic axes, another metric beside it, nearer and whole again', async () => {
    const { bench, panel } = stage;
    const cost = await panel.show('cost');
    await changes('cost', 'a smooth curve', async () => {
      await cost.getByRole('slider', { name: 'Smoothing' }).focus();
      for (let i = 0; i < 5; i++) await bench.page.keyboard.press('PageUp');
    });
    for (const name of ['Log cost', 'Log iterations'])
      await changes('cost', name, () => cost.getByRole('checkbox', { name }).click());
    await changes('cost', 'another metric', () => panel.choose('Second chart', 'AUC'));
    const whole = cost.getByRole('button', { name: 'Show the whole run' });
    await changes('cost', 'a part of it', () => cost.getByRole('button', { name: 'Zoom in' }).click());
    await changes('cost', 'all of it', () => whole.click());
    await bench.screenshots('1-cost');
  });

  it('the architecture: nearer, a neuron, what its layer is and how its weights stand', async () => {
    const { bench, panel } = stage;
    const architecture = await panel.show('architecture');
    const neuron = architecture.locator('.neuron').nth(3);
    const width = async (): Promise<number> => (await neuron.boundingBox())!.width;
    const before = await width();
    await architecture.getByRole('button', { name: 'Zoom in' }).click();
    await eventually('it nearer', async () => (await width()) > 1.2 * before);
    await neuron.click();
    await reads(architecture.locator('.selection-text'), /^dense_1, unit 1/);
    await reads(architecture.locator('.layer-facts'), /Formula[^]*a = f\(x wᵀ \+ b\)[^]*he_normal/);
    await panel.choose('Colours show', 'Sample, forward');
    await reads(architecture.locator('.selection-text'), /^dense_1, unit 1 · a = [\d.]+$/);
    await bench.screenshots('2-architecture');
    const x = async (): Promise<number> => (await neuron.boundingBox())!.x;
    const [stood, picture] = [await x(), (await architecture.locator('.network-scroll').boundingBox())!];
    const { mouse } = bench.page;
    await mouse.move(picture.x + 0.6 * picture.width, picture.y + 12);
    await mouse.down();
    await mouse.move(picture.x + 0.2 * picture.width, picture.y + 12, { steps: 4 });
    await mouse.up();
    await eventually('it further to the left', async () => (await x()) < stood - 20);
    await neuron.focus();
    for (const key of ['ArrowDown', 'Enter']) await bench.page.keyboard.press(key);
    await reads(architecture.locator('.selection-text'), /^dense_1, unit 2/);
  });

  it('the plane: samples by the arrow keys, and each neuron’s map', async () => {
    const { bench, panel } = stage;
    const plane = await panel.show('plane');
    await plane.locator('.neuron-map canvas').first().waitFor();
    assert.equal(await plane.locator('.neuron-map').count(), 8 + 1);
    await plane.locator('.plot').focus();
    for (let i = 0; i < 2; i++) await bench.page.keyboard.press('ArrowRight');
    await reads(panel.locator('.tooltip:visible'), /training 1\s*Target: [01]/);
    await plane.locator('.neuron-map').first().focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await bench.page.keyboard.press(key);
    await bench.screenshots('3-plane');
    const architecture = await panel.show('architecture'); // what is out of sight is not drawn
    await reads(architecture.locator('.selection-text'), /^dense_1, unit 3/);
  });

  it('the weights: one scale, other colours, a matrix in full and its change since the start', async () => {
    const { bench, panel } = stage;
    const weights = await panel.show('weights');
    await weights.getByRole('checkbox', { name: 'One colour scale' }).click();
    const bars = (): Promise<string[]> =>
      weights.locator('.tensor .colour-bar').evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')!));
    await eventually('one scale', async () => new Set(await bars()).size === 1);
    await changes('weights', 'other colours', () => panel.choose('Colours', 'Grey'));
    await weights.getByRole('button', { name: 'Show dense_1.weight in full' }).click();
    const whole = weights.getByRole('region', { name: 'dense_1.weight in full' });
    await whole.getByRole('img', { name: /^dense_1.weight/ }).waitFor();
    await changes('weights', 'the change', () => whole.getByRole('radio', { name: 'Change since the start' }).click());
    await bench.screenshots('4-weights');
  });

  it('a cell of the confusion matrix filters the samples', async () => {
    const { bench, panel } = stage;
    const filtered = async (expected: RegExp): Promise<void> =>
      reads((await panel.show('sample')).locator('.sample-filter span').first(), expected);
    const report = await panel.show('report');
    await report.locator('.confusion-table td[tabindex]').first().focus();
    await bench.page.keyboard.press('Enter');
    await filtered(/^1 of \d+: true 0, predicted 0$/);
    await bench.screenshots('5-filtered');
  });

  it('the samples by keyboard: the next one, a filter, the way back to all', async () => {
    const { bench, panel } = stage;
    const sample = await panel.show('sample');
    await sample.getByRole('button', { name: 'All samples', exact: true }).click();
    const number = sample.getByRole('textbox', { name: 'Sample number' });
    const before = await number.inputValue();
    await sample.getByRole('button', { name: 'Next sample' }).focus();
    await bench.page.keyboard.press('ArrowRight');
    await eventually('the next one', async () => (await number.inputValue()) === String(Number(before) + 1));
    await bench.page.keyboard.press('ArrowLeft');
    await eventually('the one before', async () => (await number.inputValue()) === before);
  });

  it('a row of one’s own by its sliders is answered at once', async () => {
    const { bench, panel } = stage;
    const own = await panel.show('own');
    const said = async (): Promise<string> => (await own.locator('.bar-value').allInnerTexts()).join();
    await own.locator('.own-prediction:not(:empty)').waitFor();
    const before = await said();
    await own.getByRole('slider', { name: 'x', exact: true }).focus();
    await bench.page.keyboard.press('End');
    await eventually('another answer', async () => (await said()) !== before);
    await bench.screenshots('6-own');
  });

  for (const width of [400, 900, 2400])
    it(`at ${width} pixels nothing is wider than the panel, and what comes first stands in sight`, async () => {
      const { bench, panel } = stage;
      await bench.page.setViewportSize({ width: width + BESIDE, height: 1000 });
      await panel.locator('h1').first().click(); // its group is to be the large one
      if (width === 400) await bench.command('View: Toggle Maximize Editor Group');
      await panel.show('architecture');
      const wide = (): Promise<readonly number[]> =>
        panel.locator('html').evaluate((html) => [html.clientWidth, html.scrollWidth]);
      await eventually(`${width} pixels`, async () => Math.abs((await wide())[0]! - width) < 40);
      const [seen, needed] = await wide();
      assert.ok(needed! <= seen!, `${needed} of ${seen} pixels`);
      for (const section of ['architecture', 'cost'])
        assert.ok((await panel.locator(`[data-section="${section}"]`).boundingBox())!.height > 100, section);
      await bench.screenshots(`7-at-${width}`);
    });
});
