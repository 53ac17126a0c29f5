// A person writes a spec with the keyboard: what the editor offers, tells, draws and mends on the way, on a real table.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, inSteps, setStage, type Stage, untilSeen } from './story';

const FILE = 'cups.nnspec';
const BEGUN = `{
  "data": { "source": "data/coffee.csv", "target": "", "ignore": ["cup"], "missing": "median", "scale": "standard" },
  "network": [
    { "type": "dense", "units": 12, "activation": "relu" },
    { "type": "dense", "units": 5, "activation": "softmax" }
  ],
  "loss": "",
     "training": {"optimizer": "adam","epochs":5,
  "seed": 1 }
}
`;
const WRITTEN = BEGUN.replace('"target": ""', '"target": "taste"')
  .replace('"units": 5', '"units": 3')
  .replace('"loss": ""', '"loss": "categorical_crossentropy"');

describe('A person writes a spec', () => {
  let stage: Stage;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('writing', { settings: { 'files.autoSave': 'off' } });
    for (const [name, text] of [
      ['empty.nnspec', ''],
      [FILE, BEGUN],
    ] as const)
      writeFileSync(path.join(stage.workspace, name), text);
  });

  const onDisk = (name = FILE): string => readFileSync(path.join(stage.workspace, name), 'utf8');
  const offers = () => stage.bench.page.locator('.suggest-widget.visible .monaco-list-row');
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await stage.bench.page.keyboard.press(key);
  };
  const saved = (what: string, name: string, is: (text: string) => boolean): Promise<void> =>
    untilSeen(
      what,
      () => press('Control+s'),
      async () => is(onDisk(name)),
    );
  /** Completion at the cursor, once it offers `what`; the rows in their order. */
  async function offered(what: RegExp): Promise<string[]> {
    await untilSeen(
      `${what} among the completions`,
      async () => {
        if (await offers().first().isVisible()) await press('Escape');
        await press('Control+Space');
      },
      () => offers().filter({ hasText: what }).first().isVisible(),
    );
    return offers().allInnerTexts();
  }
  /** Takes what is offered for the empty quotes behind `key`. */
  async function complete(key: string, typed: string, word: string): Promise<string[]> {
    const { bench } = stage;
    await bench.select(FILE, `"${key}": "`);
    await press('ArrowRight');
    const rows = await offered(new RegExp(word));
    await bench.screenshots(`completion-${key}`);
    await bench.page.keyboard.type(typed);
    await offers().first().filter({ hasText: word }).waitFor();
    await press('Enter');
    await saved(word, FILE, (text) => text.includes(`"${key}": "${word}"`));
    return rows;
  }

  it('an empty file: a whole spec is offered, which has no problem as it stands', async () => {
    const { bench } = stage;
    await bench.openFile('empty.nnspec');
    await bench.page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    await offered(/network/i);
    await bench.screenshots('snippets');
    await press('Enter');
    await saved('a spec', 'empty.nnspec', (text) => /"data"[^]*"network"[^]*"loss"/.test(text));
    await bench.codeLens('Train').waitFor();
    await bench.page.locator('.tab.active .monaco-icon-label:not(.list-errors)').first().waitFor();
    await bench.command('View: Close All Editors');
  });

  it('between the quotes of "target": the columns of the table', async () => {
    await stage.bench.openFile(FILE);
    const rows = (await complete('target', 'ta', 'taste')).join('\n');
    for (const column of ['temperature', 'grind', 'taste']) assert.match(rows, new RegExp(column));
  });

  it('between the quotes of "loss": the losses that fit the last layer come first', async () => {
    const [first] = await complete('loss', 'categ', 'categorical_crossentropy');
    assert.match(first!, /categorical_crossentropy/);
  });

  it('a number that does not fit is underlined; the quick fix sets it', async () => {
    const { bench } = stage;
    await bench.page.locator('.squiggly-error').first().waitFor();
    await bench.select(FILE, '"units": 5');
    await press('ArrowRight');
    const fix = bench.page.locator('.action-widget .monaco-list-row', { hasText: 'Set network[1].units to 3' });
    await untilSeen(
      'the quick fix',
      () => press('Control+.'),
      () => fix.isVisible(),
    );
    await bench.screenshots('quick-fix');
    await press('Enter');
    await saved('the number', FILE, (text) => text === WRITTEN);
    await bench.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  });

  it('behind each layer stand its shape and its parameters; the hover has the formula', async () => {
    const { bench } = stage;
    const { page } = bench;
    for (const text of ['→ [12] · 84 parameters', '→ [3] · 39 parameters'])
      await page.locator('.view-line', { hasText: text }).first().waitFor();
    await bench.select(FILE, 'softmax');
    const hover = page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    await untilSeen(
      'the hover',
      () => press('Control+k', 'Control+i'),
      async () => (await hover.isVisible()) && /\[12\] → \[3\][^]*39 parameters/.test(await hover.innerText()),
    );
    assert.match(await hover.innerText(), /softmax/);
    await bench.screenshots('hover');
    await press('Escape');
  });

  it('the file is laid out by Format Document, goes to a layer by its name, and folds', async () => {
    const { bench } = stage;
    const { page } = bench;
    await bench.select(FILE, '"epochs"');
    await bench.command('Format Document');
    await saved('the layout', FILE, (text) => text.includes('\n  "training": {'));
    assert.deepEqual(JSON.parse(onDisk()), JSON.parse(WRITTEN), 'the same spec');
    await untilSeen(
      'the layers by name',
      () => press('Control+Shift+o'),
      () => page.locator('.quick-input-list .monaco-list-row', { hasText: 'dense_2' }).first().isVisible(),
    );
    await bench.screenshots('outline');
    await bench.pick('dense_2');
    const line = onDisk().split('\n').findIndex((text) => text.includes('"softmax"')) + 1; // prettier-ignore
    await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line}, ` }).waitFor();
    const softmax = page.locator('.view-line', { hasText: '"softmax"' }).first();
    await bench.select(FILE, '"network"');
    await press('Control+Shift+BracketLeft');
    await softmax.waitFor({ state: 'detached' });
    await press('Control+Shift+BracketRight');
    await softmax.waitFor();
  });

  it('Ctrl and a click on the name of the data file open it', async () => {
    const { bench } = stage;
    const { page } = bench;
    await untilSeen(
      'the data file',
      async () => {
        await page.keyboard.down('Control');
        try {
          await page.locator('.view-line span', { hasText: 'data/coffee.csv' }).last().click({ timeout: 4000 });
        } finally {
          await page.keyboard.up('Control');
        }
      },
      () => page.locator('.tab.active', { hasText: 'coffee.csv' }).isVisible(),
    );
  });

  it('what was written trains', async () => {
    const { bench, panel } = stage;
    await bench.page.locator('.tab', { hasText: FILE }).first().click();
    await bench.codeLens('Train').click();
    await panel.waitForState('finished');
    await eventually('a cost', async () => Number.isFinite(await panel.fact('cost')));
  });
});
