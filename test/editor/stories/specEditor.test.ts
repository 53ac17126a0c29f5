// A person edits a spec in the panel: what is asked for there stands in the file's editor, unsaved, with its comments, and
// is undone from either side.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { root } from '../../../scripts/bootstrap.mjs';
import { eventually, inSteps, setStage, type Stage, untilSeen } from './story';

const FILE = 'xor.nnspec';
/** The extension starts beside a workbench that still loads. */
const START_MS = 120_000;
const xor = readFileSync(path.join(root, 'examples', FILE), 'utf8');
const [first] = xor.split('\n').filter((line) => line.includes('"type": "dense"')) as [string];
const fresh = '    { "type": "dense", "units": 8, "activation": "relu" },';
const added = xor.replace(`${first}\n`, `${first}\n${fresh}\n`);
const twelve = added.replace('"units": 8', '"units": 12');
const moved = xor.replace('    // a¹', `${fresh.replace('8', '12')}\n    // a¹`);

describe('Editing a spec in the panel', () => {
  let stage: Stage;
  let panel: FrameLocator;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('specEditor', { settings: { 'files.autoSave': 'off' } });
  });

  const onDisk = (): string => readFileSync(path.join(stage.workspace, FILE), 'utf8');
  const tab = () => stage.bench.page.locator('.tab', { hasText: FILE }).first();
  const dirty = () => stage.bench.page.locator('.tab.dirty', { hasText: FILE }).first();

  async function inEditor(...keys: string[]): Promise<void> {
    await tab().click();
    await stage.bench.page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    for (const key of keys) await stage.bench.page.keyboard.press(key);
  }

  /** Saves from the editor, and compares the file letter by letter. */
  async function saved(expected: string): Promise<void> {
    await untilSeen(
      'the text to be saved',
      () => inEditor('Control+s'),
      async () => onDisk() === expected,
    ).catch(() => assert.equal(onDisk(), expected));
    await dirty().waitFor({ state: 'detached' });
  }

  it('before any run, the panel opens the spec for editing', async () => {
    await stage.bench.openFile(FILE);
    await stage.bench.codeLens('Open panel').click({ timeout: START_MS });
    panel = stage.bench.panel();
    await panel.getByRole('button', { name: 'Edit the network' }).click({ timeout: START_MS });
    await panel.getByRole('button', { name: /^Layer 2 of 2, dense_2/ }).waitFor();
  });

  it('a layer that is added stands in the editor, unsaved, and the comments around it are kept', async () => {
    await panel.getByRole('button', { name: 'Add a layer before dense_2' }).click();
    await panel.getByRole('menuitem', { name: /^dense/ }).click();
    await panel.getByRole('button', { name: /^Layer 3 of 3, dense_3/ }).waitFor();
    await dirty().waitFor();
    assert.equal(onDisk(), xor);
    await stage.bench.screenshots('added');
    await saved(added);
  });

  it('its units are changed in the form', async () => {
    const units = panel.getByRole('textbox', { name: 'units', exact: true });
    await units.fill('12');
    await units.press('Enter');
    await panel.getByRole('button', { name: /^Layer 2 of 3, dense_2: dense · relu, → 12/ }).waitFor();
    await saved(twelve);
  });

  it('it is moved by keyboard and keeps the focus', async () => {
    await panel.getByRole('button', { name: /^Layer 2 of 3/ }).focus();
    await stage.bench.page.keyboard.press('Alt+ArrowLeft');
    await panel
      .getByRole('button', { name: /^Layer 1 of 3, dense_1: dense · relu/ })
      .and(panel.locator(':focus'))
      .waitFor();
    await saved(moved);
  });

  it('it is removed, and the file is as it was', async () => {
    await panel.getByRole('button', { name: 'Remove dense_1' }).click();
    await panel.getByRole('button', { name: /^Layer 2 of 2/ }).waitFor();
    await saved(xor);
  });

  it('Undo in the panel goes back step by step, Redo forth', async () => {
    for (const text of [moved, twelve, added]) {
      await panel.getByRole('button', { name: 'Undo' }).click();
      await dirty().waitFor();
      await saved(text);
    }
    await panel.getByRole('button', { name: 'Redo' }).click();
    await dirty().waitFor();
    await saved(twelve);
  });

  it('Ctrl+Z in the editor undoes what the panel did, and the panel shows it', async () => {
    await panel.getByRole('button', { name: 'Remove dense_3' }).click();
    await panel.getByRole('button', { name: /^Layer 2 of 2/ }).waitFor();
    await inEditor('Control+z');
    await panel.getByRole('button', { name: /^Layer 3 of 3/ }).waitFor();
    await saved(twelve);
  });

  it('a wrong number is told of at its field, as in the Problems of the editor', async () => {
    const units = panel.getByRole('textbox', { name: 'units', exact: true });
    await units.fill('0');
    await units.press('Enter');
    await panel
      .getByText(/^network\[\d\]\.units must be greater than 0, not 0\.$/)
      .first()
      .waitFor();
    const counts = async (): Promise<string> => stage.bench.page.locator('[id="status.problems"]').innerText();
    await eventually('the Problem', async () => /^\D*1\b/.test(await counts()));
    await panel.getByRole('button', { name: 'Undo' }).click();
    await eventually('no Problem', async () => /^\D*0\b/.test(await counts()));
  });
});
