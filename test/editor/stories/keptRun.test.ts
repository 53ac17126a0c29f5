// A run that has ended is there whole after the window was reloaded, and whenever it is opened again: network, heatmaps,
// samples, confusion matrix. Its data may be gone, and the spec may have changed since.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { NetworksView } from './networksView';
import { untilSeen } from '../workbench';
import { eventually, inSteps, setStage, type Stage } from './story';

describe('A person looks into a run that was kept', () => {
  let stage: Stage;
  let view: NetworksView;
  /** What the panel showed at the run's end. */
  let seen: Awaited<ReturnType<typeof look>>;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('keptRun');
    view = new NetworksView(stage.bench);
  });

  const runs = (): string[] => readdirSync(path.join(stage.workspace, '.nnspec/runs/Coffee'));

  /** Brings something of a section into sight. The panel goes back to its place while it fills, so perhaps again. */
  async function shown(section: string, selector: string): Promise<Locator> {
    const found = stage.panel.locator(`[data-section="${section}"] ${selector}`).first();
    await stage.panel.show(section);
    await untilSeen(
      `${selector} of ${section}`,
      () => stage.panel.show(section),
      () => found.isVisible(),
    );
    return found;
  }

  /** The first run, by its row in the Networks view. */
  async function opened(): Promise<void> {
    const row = view.row(/seed.*finished/).last();
    await untilSeen(
      'the panel',
      () => row.click(),
      () => stage.panel.locator('.toolbar').getByText('This is the run of').isVisible(),
    );
  }

  /** All of it, once what comes bit by bit has come. */
  async function looksAs(expected: typeof seen): Promise<void> {
    for (let looks = 1; looks < 5; looks++) if (isDeepStrictEqual(await look(), expected)) return;
    assert.deepEqual(await look(), expected);
  }

  /** Section by section, as a person scrolls through the panel. */
  async function look() {
    const { panel } = stage;
    await shown('architecture', '[data-column]');
    const network = await panel.locator('[data-section="architecture"] .section-note').innerText();
    await shown('weights', '[data-statistic="std"]:not(:empty)');
    const statistics = await panel.locator('[data-section="weights"] .statistics dd').allTextContents();
    await shown('sample', '.sample-layers table');
    const predicted = await (await shown('sample', '.sample-outcome')).innerText();
    const confusion = await (await shown('report', '.confusion-table')).innerText();
    await shown('outcomes', '.row-wall h3');
    return { network, statistics, predicted, confusion };
  }

  it('finds it after the window was reloaded as it was at its end: network, weights, a sample, the confusion matrix', async () => {
    const { bench, panel } = stage;
    await bench.openFile('my-own-csv.nnspec');
    await bench.codeLens('Train').click();
    await panel.waitForState('finished');
    seen = await look();
    await bench.screenshots('1-trained');
    await bench.page.reload({ waitUntil: 'domcontentloaded' });
    // A browser may leave a page before VS Code has written down which editors and panels there are.
    const spec = bench.page.locator('.tab', { hasText: 'my-own-csv.nnspec' });
    const again = await spec.waitFor({ timeout: 15_000 }).then(() => true, () => false); // prettier-ignore
    if (!again) await bench.openFile('my-own-csv.nnspec');
    await bench.codeLens('Open panel').waitFor();
    const tab = bench.page.locator('.tab', { hasText: /^my-own-csv$/ });
    const there = await tab.waitFor({ timeout: 5000 }).then(() => true, () => false); // prettier-ignore
    if (!there) await bench.codeLens('Open panel').click();
    await panel.waitForState('finished');
    await looksAs(seen);
    assert.match(await panel.locator('[data-section="sample"]').innerText(), /A kept run has no last batch/);
    await bench.screenshots('2-reloaded');
    for (const section of ['weights', 'sample', 'report']) {
      await panel.show(section);
      await bench.screenshots(`2-reloaded-${section}`);
    }
    assert.deepEqual(runs().length, 1);
  });

  it('exports its weights, and trains a new run at once by the large button', async () => {
    const { bench, panel } = stage;
    await panel.press('export');
    await bench.pick('safetensors');
    await eventually('the save dialog', async () => (await bench.typed())?.endsWith('safetensors') ?? false);
    await bench.page.keyboard.press('Enter');
    await bench.notification(/Wrote my-own-csv\.safetensors/).waitFor();
    await panel.press('train');
    await eventually('a second run', async () => runs().length === 2);
    await panel.waitForState('finished');
  });

  it('is told when its spec says something else by now, and when it says the same again', async () => {
    const { bench, panel } = stage;
    const spec = path.join(stage.workspace, 'my-own-csv.nnspec');
    const [before, after] = ['"units": 12', '"units": 5'];
    const changed = panel.locator('.spec-changed');
    for (const [from, to, state] of [
      [before, after, 'visible'],
      [after, before, 'hidden'],
      [before, after, 'visible'],
    ] as const) {
      writeFileSync(spec, readFileSync(spec, 'utf8').replace(from, to));
      await bench.page.locator('.view-line', { hasText: to }).waitFor();
      await changed.waitFor({ state });
    }
  });

  it('opens from the Networks view with its own network, also beside a run that has ended here; its gradients are checked, not the spec’s', async () => {
    const { bench, panel } = stage;
    await view.open();
    await view.expand('my-own-csv');
    await opened();
    await panel.waitForState('finished');
    await looksAs(seen);
    await panel.locator('.spec-changed').waitFor();
    await bench.screenshots('3-spec-changed');
    await panel.press('gradcheck');
    const told = await bench.told(/my-own-csv, iteration \d+: all \d+ gradients agree/);
    const [, checked] = /all (\d+) gradients/.exec(await told.innerText())!;
    assert.ok(Number(checked) > 6 * 5 + 5 + 5 * 3 + 3, `${checked} of 123`);
    await panel.locator('.spec-changed vscode-button').click();
    await bench.page.locator('.tab.active', { hasText: '↔ now' }).waitFor();
    await bench.page.locator('.monaco-diff-editor .view-line', { hasText: '"units": 5' }).waitFor();
    await bench.command('View: Close Editor');
  });

  it('says so where its data is gone, and opens it by a button when the data is back', async () => {
    const { bench, panel } = stage;
    const data = path.join(stage.workspace, 'data/coffee.csv');
    renameSync(data, `${data}.away`);
    const tab = bench.page.locator('.tab', { hasText: /^my-own-csv$/ });
    await tab.click();
    await bench.page.locator('.tab.active', { hasText: /^my-own-csv$/ }).waitFor();
    await bench.command('View: Close Editor');
    await tab.waitFor({ state: 'hidden' });
    await opened();
    await panel.locator('.toolbar').getByText('data/coffee.csv does not exist.').waitFor();
    const closed = await shown('architecture', '.look-inside:has-text("data/coffee.csv does not exist.")');
    await panel.waitForState('idle');
    await panel.locator('.confusion-table').filter({ hasText: '88.2%' }).waitFor();
    await bench.screenshots('4-data-gone');
    renameSync(`${data}.away`, data);
    await closed.getByRole('button', { name: 'Look Inside' }).click();
    await panel.waitForState('finished');
    await looksAs(seen);
  });

  it('is told when its files are deleted, and still shows what is in memory', async () => {
    const { bench, panel } = stage;
    const [oldest] = runs().sort();
    await panel.locator('.toolbar').getByText('This is the run of').waitFor();
    rmSync(path.join(stage.workspace, '.nnspec/runs/Coffee', oldest!), { recursive: true });
    await panel.locator('.notes.deleted').getByText('The files of this run were deleted.').waitFor();
    await bench.screenshots('5-deleted');
    await looksAs(seen);
  });

  it('goes on with one that was stopped by the button in its panel', async () => {
    const { bench, panel } = stage;
    const training = { optimizer: 'sgd', batchSize: 'full', iterations: 2e9, logEvery: 1e6 };
    const network = [{ type: 'dense', units: 1, activation: 'sigmoid' }];
    const spec = { data: 'builtin:xor', network, loss: 'binary_crossentropy', training };
    writeFileSync(path.join(stage.workspace, 'long.nnspec'), JSON.stringify(spec));
    await bench.command('View: Close All Editors');
    await bench.openFile('long.nnspec');
    await bench.codeLens('Train').click();
    await panel.waitForState('running');
    await panel.press('stop');
    await panel.waitForState('stopped');
    const resume = panel.locator('.resumable').getByRole('button', { name: 'Resume' });
    await resume.waitFor();
    await bench.screenshots('6-stopped-here');
    await bench.command('View: Close All Editors');
    await view.open();
    await view.expand('long');
    await untilSeen(
      'the panel',
      () => view.row(/seed.*stopped/).click(),
      () => panel.locator('.toolbar').getByText('This is the run of').isVisible(),
    );
    await bench.screenshots('6-stopped');
    await resume.click();
    await panel.waitForState('running');
    await panel.press('stop');
    await panel.waitForState('stopped');
    assert.equal(readdirSync(path.join(stage.workspace, '.nnspec/runs/long')).length, 1);
  });
});
