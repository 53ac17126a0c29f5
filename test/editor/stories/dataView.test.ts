// A person looks at the data before training: from the line above "data", through the rows of a hint, to the file.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, inSteps, reads, setStage, type Stage } from './story';

describe('Looking at data', () => {
  let stage: Stage;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('data');
  });

  it('the line above "data" opens the table, before anything was trained', async () => {
    const { bench, workspace } = stage;
    // One cup is far too hot.
    const file = path.join(workspace, 'data/coffee.csv');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(
      file,
      [...lines.slice(0, 10), lines[10]!.replace(/^10,[^,]*/, '10,9999'), ...lines.slice(11)].join('\n'),
    );
    await bench.openFile('my-own-csv.nnspec');
    await bench.codeLens(/Look at the data/).click();
    const view = bench.panel();
    await view.locator('#rows-0-0').waitFor();
    assert.match(await view.locator('h1').innerText(), /coffee\.csv/);
    await bench.screenshots('table');
  });

  it('a column by its heading: how its values lie in each split, before and after scaling', async () => {
    const { bench } = stage;
    const view = bench.panel();
    await view.locator('#rows--1-1 .head-name').click();
    const column = view.locator('.fold-column');
    await reads(column.locator('.statistics'), /Mean[^]*Standard deviation/i);
    const cell = view.locator('#rows-0-1');
    const before = await cell.innerText();
    await view.getByRole('radio', { name: 'As the network gets them' }).click();
    await eventually('the value after scaling', async () => (await cell.innerText()) !== before);
    assert.ok(Math.abs(Number((await cell.innerText()).replace('\u2212', '-'))) < 4, await cell.innerText());
    await bench.screenshots('column');
    await view.getByRole('radio', { name: 'As in the file' }).click();
    await column.locator('.bar').first().focus();
    await bench.page.keyboard.press('Enter');
    await reads(view.locator('.rows-found'), /^\d+ of 240 rows$/);
    await view.getByRole('button', { name: 'Clear filters' }).click();
    await reads(view.locator('.rows-found'), /^All 240 rows$/);
  });

  it('the classes in each split; one split’s rows alone', async () => {
    const { bench } = stage;
    const view = bench.panel();
    const splits = view.locator('.fold-splits');
    await reads(splits.locator('.balance-table'), /sour[^]*%/);
    await splits.getByRole('button', { name: /test/i }).first().click();
    await reads(view.locator('.rows-found'), /^4\d of 240 rows$/);
    await bench.screenshots('splits');
    await view.getByRole('button', { name: 'Clear filters' }).click();
    await reads(view.locator('.rows-found'), /^All 240 rows$/);
  });

  it('a hint shows its row, Enter on it opens the file at that line', async () => {
    const { bench } = stage;
    const view = bench.panel();
    await view.locator('.hint-item', { hasText: 'Outliers' }).first().locator('vscode-button').first().click();
    await view.locator('.rows-found', { hasText: /^1 of / }).waitFor();
    await view.locator('#rows-0-1', { hasText: '9999' }).click();
    await bench.page.keyboard.press('Enter');
    await bench.page.locator('.tab.active', { hasText: 'coffee.csv' }).waitFor();
    await bench.page.locator('[id="status.editor.selection"]', { hasText: /Ln 11, Col 4/ }).waitFor();
  });

  it('the file is mended and read again; the panel of the spec is one click away', async () => {
    const { bench, workspace } = stage;
    const file = path.join(workspace, 'data/coffee.csv');
    writeFileSync(file, readFileSync(file, 'utf8').replace('9999', '95.4'));
    await bench.page.locator('.tab', { hasText: 'Data of my-own-csv' }).click();
    await bench.panel().getByRole('button', { name: 'Read again' }).click();
    await bench.panel().locator('.rows-found', { hasText: /^All / }).waitFor();
    assert.equal(await bench.panel().locator('.hint-item', { hasText: 'Outliers' }).count(), 0);
    await bench.panel().getByRole('button', { name: 'Open the panel' }).click();
    await bench.panel().locator('.welcome h2').waitFor();
    await bench.panel().locator('.welcome').getByRole('button', { name: 'Look at the data' }).click();
    await bench.panel().locator('#rows-0-0').waitFor();
  });

  it('images stand as a wall: by keyboard to one of them, those of one class, the least like the others first', async () => {
    const { bench } = stage;
    await bench.command('View: Close All Editors');
    await bench.openFile('digits.nnspec');
    await bench.codeLens(/Look at the data/).click();
    const view = bench.panel();
    await view.locator('.tile canvas').first().waitFor();
    await view.getByRole('grid').focus();
    await bench.page.keyboard.press('ArrowRight');
    await reads(view.locator('.image-facts'), /Class/);
    await view.getByRole('button', { name: /^Show the images of class 3: / }).click();
    await reads(view.locator('.rows-found'), /^4\d\d of 4,000 images$/);
    await stage.panel.choose('Order', 'Least like their class first');
    await view.locator('.tile canvas').first().waitFor();
    await bench.screenshots('images');
  });
});
