// A network for a data file, as somebody makes it who has the keyboard alone: the command, the file, what is asked, the
// spec, and its training.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/bootstrap.mjs';
import { parseSpec } from '../../../src/spec/parse';
import { eventually, inSteps, setStage, type Stage, untilSeen } from './story';

/** Grades from 3 to 7 in a last column whose name says nothing: target and task are guesses. */
const grades = `acid,sugar,colour,mark\n${Array.from({ length: 120 }, (_, i) => `${(i * 37) % 101},${(i * 53) % 97},${i % 4},${3 + (i % 5)}`).join('\n')}\n`;

describe('A network from a data file', () => {
  let stage: Stage;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('from-data');
    mkdirSync(inFolder('flowers'));
    copyFileSync(path.join(root, 'test/fixtures/catalogue/iris/iris.csv'), inFolder('flowers/iris.csv'));
    writeFileSync(inFolder('grades.csv'), grades);
    writeFileSync(inFolder('short.csv'), 'a,b,class\n');
  });

  const inFolder = (name: string): string => path.join(stage.workspace, name);
  const activeTab = (name: string) => stage.bench.page.locator('.tab.active', { hasText: name }).first().waitFor();

  /** Types into the quick input once its title or first row says what is asked. */
  async function answer(title: RegExp | string, typed: string, shot?: string): Promise<void> {
    const { page } = stage.bench;
    const asked = page.locator('.quick-input-widget:visible .quick-input-title', { hasText: title });
    await asked.waitFor();
    if (typed) await page.keyboard.type(typed);
    // The rows follow what is typed.
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: typed }).waitFor();
    if (shot) await stage.bench.screenshots(shot);
    await untilSeen(
      `the answer to be taken to ${title}`,
      () => page.keyboard.press('Enter'),
      async () => !(await asked.isVisible()),
    );
  }

  /** By the keys of the command palette, which shows what was there when it opened: the extension may come later. */
  async function command(): Promise<void> {
    const { page } = stage.bench;
    const title = 'New Network from Data File';
    await untilSeen(
      'the command',
      async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('F1');
        await stage.bench.quickInputText().waitFor({ timeout: 1500 });
        await page.keyboard.type(title);
      },
      () => page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).isVisible(),
    );
    await page.keyboard.press('Enter');
  }

  it('is made with the keyboard: the file is chosen, the spec opens beside it and says why', async () => {
    await command();
    await answer('New network from a data file', 'iris', '1-file');
    await activeTab('iris.nnspec');
    const text = readFileSync(inFolder('flowers/iris.nnspec'), 'utf8');
    const { spec, problems } = parseSpec(text);
    assert.deepEqual([problems, spec!.data.source, spec!.loss.type], [[], 'iris.csv', 'categorical_crossentropy']);
    await stage.bench.codeLens('Train').waitFor();
    await stage.bench.screenshots('2-spec');
  });

  it('trains untouched, with a key, to a test accuracy of 0.93', async () => {
    const { bench, panel } = stage;
    await bench.page.keyboard.press('Control+F5');
    await panel.waitForState('finished');
    const report = await panel.show('report');
    await eventually('the metrics', async () => /accuracy/i.test(await report.innerText()));
    await bench.screenshots('3-trained');
    const folder = inFolder('flowers/.nnspec/runs/iris');
    const record = readFileSync(path.join(folder, readdirSync(folder)[0]!, 'run.json'), 'utf8');
    const { splits } = JSON.parse(record) as { splits: { test: { values: { accuracy: number } } } };
    assert.ok(splits.test.values.accuracy >= 0.93, record);
  });

  it('asks for target and task where they are guesses; Enter takes the proposal', async () => {
    await command();
    await answer('New network from a data file', 'grades');
    await answer('What is to be predicted?', '', '4-target');
    await answer('What are the whole numbers in mark?', '', '5-task');
    await activeTab('grades.nnspec');
    const { spec } = parseSpec(readFileSync(inFolder('grades.nnspec'), 'utf8'));
    assert.deepEqual([spec!.data.target, spec!.loss.type], [['mark'], 'categorical_crossentropy']);
  });

  it('takes another answer, and never writes over a spec', async () => {
    await command();
    await answer('New network from a data file', 'grades');
    await answer('What is to be predicted?', 'mark');
    await answer('What are the whole numbers in mark?', 'regression');
    await activeTab('grades-2.nnspec');
    const { spec } = parseSpec(readFileSync(inFolder('grades-2.nnspec'), 'utf8'));
    assert.equal(spec!.loss.type, 'mean_squared_error');
  });

  it('says in a sentence why a file cannot be learnt from, and writes nothing', async () => {
    await command();
    await answer('New network from a data file', 'short');
    await stage.bench.notification(/short\.csv has a header and no rows below it/).waitFor();
    assert.equal(existsSync(inFolder('short.nnspec')), false);
    await stage.bench.screenshots('6-refused');
  });

  it('is offered for a data file and a folder in the Explorer, not for a spec', async () => {
    const { bench } = stage;
    const ours = 'New Network from Data File';
    const row = (name: string) =>
      bench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
    await bench.openMenu(row('xor.nnspec'), 'Copy Path');
    assert.equal(await bench.page.locator('.monaco-menu .action-label', { hasText: ours }).count(), 0);
    await bench.closeMenu();
    await bench.openMenu(row('grades.csv'), ours);
    await bench.screenshots('7-explorer');
    await bench.closeMenu();
    await bench.menu(row('flowers'), ours);
    await activeTab('iris-2.nnspec');
  });
});
