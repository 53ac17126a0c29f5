// The first steps of somebody who has nothing yet, in a workspace that is not trusted: the walkthrough from beginning to
// end, and what is said of what does not count before there is trust.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { NetworksView } from './networksView';
import { eventually, inSteps, setStage, type Stage } from './story';

const STEPS = ['write', 'look', 'train', 'pause', 'export'];

describe('A person takes the first steps', () => {
  let stage: Stage;
  const outside = mkdtempSync(path.join(tmpdir(), 'nnspec-outside-'));
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('first-steps', {
      folder: 'new', // in the workspace, with nothing in it
      workspaceTrust: true,
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'always',
        'nnspec.files.outsideWorkspace': true,
      },
    });
  });
  after(() => rmSync(outside, { recursive: true }));

  const inFolder = (name: string): string => path.join(stage.workspace, 'new', name);
  const step = (id: string): Locator => stage.bench.page.locator(`[data-step-id$="#${id}"]`);
  const done = (id: string): Locator => stage.bench.page.locator(`[data-done-step-id$="#${id}"][aria-checked="true"]`);

  /** The walkthrough with this step open. */
  async function walk(id: string): Promise<void> {
    await stage.bench.command('nnspec: Open Walkthrough');
    await step(id).waitFor();
    if ((await step(id).getAttribute('aria-expanded')) !== 'true')
      await step(id).locator('.step-title').first().click();
  }
  const press = (name: string): Promise<void> =>
    stage.bench.page.locator('.gettingStartedContainer').getByRole('button', { name, exact: true }).click();

  it('says that it does not trust the folder, and finds the walkthrough in the empty Networks view', async () => {
    const { bench } = stage;
    await bench.page.getByRole('button', { name: /^No, I don't trust/ }).click();
    await new NetworksView(bench).open();
    await bench.page.getByRole('button', { name: 'Open the Examples' }).waitFor();
    await bench.screenshots('1-welcome');
    await bench.page.locator('.sidebar a', { hasText: 'open the walkthrough' }).click();
    for (const id of STEPS) await step(id).waitFor();
    for (const id of STEPS) assert.equal(await done(id).count(), 0, id);
    await bench.screenshots('2-walkthrough');
  });

  it('makes a network from a template: the first step is done', async () => {
    const { bench } = stage;
    await walk('write');
    await press('New Network from Template');
    await bench.pick('xor');
    await bench.page.locator('.tab.active', { hasText: 'xor.nnspec' }).waitFor();
    assert.ok(existsSync(inFolder('xor.nnspec')));
    await walk('write');
    await done('write').waitFor();
  });

  it('looks at network and data, trains and pauses: each is done by doing it, wherever its button is', async () => {
    const { bench, panel } = stage;
    await walk('look');
    await press('Open Panel');
    await panel.choose('Speed', '1 a second');
    await walk('look');
    await done('look').waitFor();
    await bench.screenshots('3-look');
    await bench.page.locator('.tab', { hasText: 'xor.nnspec' }).first().click();
    await bench.codeLens('Train').click();
    await panel.waitForState('running');
    await panel.press('pause');
    await panel.waitForState('paused');
    for (const id of ['train', 'pause'] as const) {
      await walk(id);
      await done(id).waitFor();
      await bench.screenshots(`4-${id}`);
    }
  });

  it('a network that was never exported has one step left; exported, none', async () => {
    const { bench } = stage;
    await walk('export');
    assert.equal(await done('export').count(), 0);
    await bench.screenshots('5-export');
    await press('Export Weights');
    await bench.pick(/^safetensors/);
    await bench.acceptPath((file) => file.endsWith('xor.safetensors'));
    await eventually('the file', () => Promise.resolve(existsSync(inFolder('xor.safetensors'))));
    for (const id of STEPS) await done(id).waitFor();
  });

  it('a spec that names a file outside the folder is refused, with what to do about it', async () => {
    const { bench, panel } = stage;
    writeFileSync(path.join(outside, 'rows.csv'), 'a,b\n1,2\n2,3\n3,5\n4,6\n');
    const spec = {
      data: { source: path.join(outside, 'rows.csv'), target: 'b' },
      network: [{ type: 'dense', units: 1 }],
      loss: 'mean_squared_error',
    };
    writeFileSync(inFolder('far.nnspec'), JSON.stringify(spec, undefined, 2));
    await bench.openFile('far.nnspec');
    await bench.codeLens('Train').click();
    const message = bench.notification(/outside the workspace/).first();
    await message.waitFor();
    await message.getByRole('button', { name: 'Manage workspace trust' }).waitFor();
    await panel.locator('.notes').getByText('not trusted: nnspec.files.outsideWorkspace does not count here').waitFor();
    assert.ok(!existsSync(inFolder('.nnspec/runs/far')));
    await bench.screenshots('6-not-trusted');
  });

  it('trusted, it trains', async () => {
    const { bench, panel } = stage;
    await bench.notification(/outside the workspace/).first().getByRole('button', { name: 'Manage workspace trust' }).click(); // prettier-ignore
    await bench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await bench.page.locator('.workspace-trust-editor').getByText('You trust this folder').first().waitFor();
    await bench.page.locator('.monaco-modal-editor-block .codicon-close').first().click();
    await bench.page.locator('.tab', { hasText: 'far.nnspec' }).first().click();
    await bench.codeLens('Train').click();
    await panel.waitForState('finished');
    assert.equal(await panel.locator('.notes').getByText('not trusted').count(), 0);
    assert.match(readFileSync(inFolder('.nnspec/.gitignore'), 'utf8'), /\*/);
  });
});
