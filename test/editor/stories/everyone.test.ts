// The panel in a real VS Code for everyone: the rules of WCAG on VS Code's own colours, every kind of theme chosen while
// the panel is open, and a panel that comes back as it was left.
import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { axe } from '../../webview/harness/axe';
import { eventually, inSteps, setStage, type Stage } from './story';

const THEMES = [
  { name: 'Dark Modern', kind: 'vscode-dark' },
  { name: 'Light Modern', kind: 'vscode-light' },
  { name: 'Dark High Contrast', kind: 'vscode-high-contrast' },
  { name: 'Light High Contrast', kind: 'vscode-high-contrast-light' },
];

describe('Everyone can use the panel', () => {
  let stage: Stage;
  inSteps(() => stage);
  before(async () => {
    stage = await setStage('everyone', { settings: { 'window.autoDetectColorScheme': false } });
  });

  /** The panel's own document. */
  async function frame(): Promise<Frame> {
    const owner = await stage.bench.panel().owner().elementHandle();
    return (await owner!.contentFrame())!;
  }

  async function chooseTheme({ name, kind }: (typeof THEMES)[number]): Promise<void> {
    const { bench, panel } = stage;
    await bench.command('Preferences: Color Theme');
    await bench.quickInputText().fill(name); // once it is open
    await bench.pick(new RegExp(`^${name}`));
    await eventually(`the theme ${name}`, async () =>
      ((await panel.locator('body').getAttribute('class')) ?? '').split(' ').includes(kind),
    );
    await bench.page.waitForTimeout(600); // the pictures are drawn anew
  }

  it('trains, and the panel is there', async () => {
    await stage.bench.openFile('xor.nnspec');
    await stage.bench.codeLens('Train').click();
    await stage.panel.waitForState('finished');
    await eventually('heatmaps', async () => (await stage.panel.pixels('architecture')).length > 0);
  });

  it('axe-core finds no violation in any of the four kinds of theme; each redraws every picture in sight', async () => {
    let before = '';
    for (const theme of THEMES) {
      await chooseTheme(theme);
      const pictures = await stage.panel.pixels('architecture');
      assert.notEqual(pictures, before, theme.name);
      before = pictures;
      const { violations, passed } = await axe(await frame());
      assert.deepEqual(violations, [], theme.name);
      assert.ok(passed > 20, `${passed} rules had something to judge`);
      await stage.bench.screenshot(theme.kind);
    }
  });

  it('hidden behind another file, and after a reload of the window: scrolled, folded and open as it was left', async () => {
    const { bench, panel } = stage;
    await panel.locator('.card-cost summary').first().click();
    await panel.locator('.card-plane .section-toggle').click();
    await panel.locator('nav a[href="#section-weights"]').click();
    await bench.page.waitForTimeout(1000);
    const top = async (): Promise<number> => (await panel.locator('.card-weights').boundingBox())!.y;
    const unfolded = async (): Promise<unknown> => {
      return [
        await panel
          .locator('.card-cost details')
          .first()
          .evaluate((e) => (e as HTMLDetailsElement).open),
        await panel.locator('.card-plane .section-toggle').getAttribute('aria-expanded'),
      ];
    };
    const y = await top();
    assert.deepEqual(await unfolded(), [true, 'false']);
    const comesBack = async (how: string): Promise<void> => {
      // A run that is kept has two lines more in its head.
      await eventually(`the panel as it was, ${how}`, async () => Math.abs((await top()) - y) < 100);
      assert.deepEqual(await unfolded(), [true, 'false'], how);
    };
    await bench.page.locator('.tab', { hasText: /^xor$/ }).click();
    await bench.openFile('circle.nnspec');
    await bench.page.locator('.tab', { hasText: /^xor$/ }).click();
    await comesBack('after it was hidden');
    await bench.page.reload();
    await bench.page.locator('.monaco-workbench').waitFor();
    await bench.page.locator('.tab', { hasText: /^xor$/ }).click(); // VS Code may remember the other file as the last one
    await comesBack('after a reload');
    await stage.bench.screenshot('reloaded');
  });
});
