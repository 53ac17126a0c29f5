// Runs beside each other, with the mouse: laid over the cost chart, compared, and everything a run's menu offers.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { NetworksView } from './networksView';
import { eventually, inSteps, setStage, type Stage } from './story';

describe('A person compares runs', () => {
  let stage: Stage;
  let view: NetworksView;
  /** Folders, in the order in which they were trained. */
  let short: string;
  let long: string;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('runs');
    view = new NetworksView(stage.bench);
    await stage.bench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  const kept = (): string => path.join(stage.workspace, '.nnspec/runs/XOR');
  const runs = (): string[] => (existsSync(kept()) ? readdirSync(kept()).map((name) => path.join(kept(), name)) : []);
  const file = (folder: string, name: string): Record<string, unknown> =>
    JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Record<string, unknown>;
  const shown = (text: string | RegExp): Locator =>
    stage.bench.page.locator('.editor-group-container.active .monaco-diff-editor .view-line', { hasText: text });

  async function type(from: string, to: string): Promise<void> {
    await stage.bench.retype('xor.nnspec', from, to);
    const spec = path.join(stage.workspace, 'xor.nnspec');
    await eventually('the file to be saved', () => Promise.resolve(readFileSync(spec, 'utf8').includes(to)));
  }

  it('marks on the chart where a run was paused, and where the spec was saved with changes', async () => {
    const { bench, panel } = stage;
    await bench.openFile('xor.nnspec');
    await bench.codeLens('Train').click();
    await panel.waitForState('finished');
    [short] = runs() as [string];
    await type('"epochs": 1000', '"epochs": 100000');
    await panel.choose('Speed', '60 a second');
    await panel.press('train');
    await panel.waitForState('running');
    await eventually('ten updates', async () => (await panel.fact('iteration')) >= 10);
    await panel.press('pause');
    await panel.waitForState('paused');
    long = runs().find((run) => run !== short)!;
    await type('"learningRate": 0.3', '"learningRate": 0.31');
    const at = await panel.fact('iteration');
    assert.ok(at >= 10 && at < 100_000, `${at} at 60 updates a second`);
    const section = await panel.show('cost');
    const marks = section.locator('table', { hasText: 'What happened' }).first();
    await eventually('both marks', async () => {
      const told = (await marks.textContent()) ?? '';
      return told.includes(`Paused at iteration ${at}`) && told.includes(`Spec saved with changes at iteration ${at}`);
    });
    await panel.locator('.spec-changed').filter({ hasText: 'which goes on as it began' }).waitFor();
    await bench.screenshots('1-marks');
  });

  it('lays an earlier run over the chart', async () => {
    const { bench, panel } = stage;
    const section = await panel.show('cost');
    const alone = await panel.pixels('cost');
    await section.getByRole('button', { name: 'Earlier runs' }).click();
    const run = section.locator('.earlier-run', { hasText: '1,000 iterations' });
    await run.locator('vscode-checkbox').click();
    await section.getByRole('button', { name: 'Earlier runs (1)' }).waitFor();
    await run.locator('.earlier-swatch', { hasText: '1' }).waitFor();
    await section.locator('table', { hasText: 'run 1, training' }).first().waitFor({ state: 'attached' });
    await eventually('its line', async () => (await panel.pixels('cost')) !== alone);
    await panel.show('cost');
    await bench.screenshots('2-earlier');
  });

  it('shows what changed in the spec since a run, by the button in its row', async () => {
    const { bench, panel } = stage;
    await panel.locator('header.toolbar').scrollIntoViewIfNeeded();
    await panel.press('stop');
    await panel.waitForState('stopped');
    await view.open();
    await view.expand('xor');
    await view.row(/seed.*stopped/).waitFor();
    await view.press(view.row(/seed.*stopped/), 'What Changed Since Run', () =>
      bench.page.locator('.tab.active', { hasText: '↔ now' }).isVisible(),
    );
    await shown('"learningRate": 0.31').waitFor();
    await bench.screenshots('3-changed-since');
  });

  it('shows what changed between two runs that are selected, the older one on the left', async () => {
    const { bench } = stage;
    await view.select(view.row(/seed.*stopped/), view.row(/seed.*finished/));
    await view.menu(view.row(/seed.*finished/), 'What Changed Between Runs');
    await bench.page.locator('.tab.active', { hasText: /seed \d+ ↔ .*seed \d+/ }).waitFor();
    await bench.page.locator('.monaco-diff-editor .original .view-line', { hasText: '"epochs": 1000,' }).waitFor();
    await bench.page.locator('.monaco-diff-editor .modified .view-line', { hasText: '"epochs": 100000,' }).waitFor();
    await bench.screenshots('4-changed-between');
  });

  it('compares the two in a table: what differs in the specs, and their metrics', async () => {
    const { bench } = stage;
    await view.select(view.row(/seed.*stopped/), view.row(/seed.*finished/));
    await view.menu(view.row(/seed.*finished/), 'Compare Runs');
    await bench.page.locator('.tab.active', { hasText: '2 runs' }).waitFor();
    const cells = (row: string) => bench.panel().locator('tr', { hasText: row }).locator('td').allInnerTexts();
    await eventually(
      'the epochs',
      async () => (await cells('training.epochs')).join() === 'training.epochs,100000,1000',
    );
    assert.deepEqual((await cells('state')).slice(1), ['stopped', 'finished']);
    await bench.screenshots('5-compared');
    await bench.command('View: Close Editor');
  });

  it('copies the paths of both, and reveals one in the explorer', async () => {
    const { bench } = stage;
    await view.select(view.row(/seed.*stopped/), view.row(/seed.*finished/));
    await view.menu(view.row(/seed.*finished/), 'Copy Path of Run');
    await eventually('the paths', async () => {
      const copied = await bench.page.evaluate(() => navigator.clipboard.readText());
      return copied.split('\n').sort().join() === [short, long].sort().join();
    });
    await view.select(view.row(/seed.*stopped/));
    await view.menu(view.row(/seed.*stopped/), 'Reveal Run in Explorer View');
    await bench.page
      .locator('.explorer-folders-view .monaco-list-row.selected', { hasText: path.basename(long) })
      .waitFor();
  });

  it('keeps a run, which its row then says, and keeps it no longer', async () => {
    await view.open();
    await view.press(view.row(/seed.*finished/), 'Keep Run', () => view.row(/seed.*finished.*kept/).isVisible());
    assert.equal(file(short, 'run.json').reason, 'finished');
    await view.press(view.row(/seed.*finished/), 'Keep Run No Longer', () =>
      view.row(/seed.*finished(?!.*kept)/).isVisible(),
    );
  });

  it('goes on with the stopped run by the button in its row; the chart marks where', async () => {
    const { panel } = stage;
    const { iteration } = file(long, 'run.json').position as { iteration: number };
    await view.press(view.row(/seed.*stopped/), 'Resume Run from Checkpoint', async () => (await panel.state()) === 'running'); // prettier-ignore
    await eventually('more updates', async () => (await panel.fact('iteration')) > iteration);
    const section = await panel.show('cost');
    const marks = section.locator('table', { hasText: 'What happened' }).first();
    await eventually('the mark', async () =>
      ((await marks.textContent()) ?? '').includes(`Gone on with at iteration ${iteration}`),
    );
    assert.deepEqual(runs().sort(), [short, long].sort());
    await panel.locator('header.toolbar').scrollIntoViewIfNeeded();
    await panel.press('stop');
    await panel.waitForState('stopped');
  });

  it('renames a run and deletes it by its menu, when the question is answered with yes', async () => {
    const { bench } = stage;
    await view.menu(view.row(/seed.*finished/), 'Rename Run');
    await bench.answer('the short one');
    await view.row('the short one').waitFor();
    const dialog = bench.page.locator('.monaco-dialog-box');
    await view.menu(view.row('the short one'), 'Delete Run');
    await dialog.getByText('Delete the run the short one').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.ok(existsSync(short));
    await view.menu(view.row('the short one'), 'Delete Run');
    await dialog.getByRole('button', { name: 'Move to Trash' }).click();
    await dialog.getByRole('button', { name: 'Delete Permanently' }).click(); // a server has no trash
    await view.row('the short one').waitFor({ state: 'detached' });
    assert.deepEqual(runs(), [long]);
  });

  it('opens all examples as a folder of its own, with the data they read', async () => {
    const { bench } = stage;
    const parent = path.join(stage.workspace, 'elsewhere');
    mkdirSync(parent);
    const opened = bench.page.context().waitForEvent('page', { timeout: 120_000 });
    await bench.command('Open the Examples');
    await bench.typePath(`${parent}/`);
    await bench.acceptPath((folder) => folder === `${parent}/`, 'Copy the examples here');
    const window = await opened;
    await window.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    const [copy] = readdirSync(parent);
    assert.ok(existsSync(path.join(parent, copy!, 'xor.nnspec')));
    assert.ok(existsSync(path.join(parent, copy!, 'data/coffee.csv')));
    assert.ok(decodeURIComponent(window.url()).includes(path.join(parent, copy!)), window.url());
  });
});
