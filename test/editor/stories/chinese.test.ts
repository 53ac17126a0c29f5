// A person whose VS Code speaks Simplified Chinese: what the extension says there, from the manifest to the worker.
import assert from 'node:assert/strict';
import { setStage, type Stage } from './story';

describe('A person who reads Simplified Chinese', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage('chinese', { language: 'zh-cn' });
  });
  after(() => stage?.end());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await stage.bench.failed();
  });

  it('finds commands, buttons above the spec, and the panel in Chinese', async () => {
    const { bench, panel } = stage;
    await bench.openFile('xor.nnspec');
    await bench.codeLens('▶ 训练').click({ timeout: 120_000 }); // the language part may still be loading
    await panel.waitForState('finished');
    assert.equal(await panel.locator(':root').getAttribute('lang'), 'zh-cn');
    assert.match(await panel.locator('header.toolbar').innerText(), /已完成/);
    assert.match(await panel.locator('[data-section="cost"]').innerText(), /代价/);
    await bench.command('梯度检查');
    const verdict = bench.notification(/梯度与中心差分一致/);
    await verdict.waitFor();
    await bench.screenshots('1-trained');
    await bench.page.keyboard.press('Escape');
    await verdict.waitFor({ state: 'hidden' });
  });

  it('reads in Chinese what is wrong with a spec, with its data, and what a key means', async () => {
    const { bench } = stage;
    const { page } = bench;
    await page.keyboard.press('Control+Shift+m');
    const problems = page.locator('.markers-panel');
    await bench.retype('xor.nnspec', '"builtin:xor"', '"gone.csv"');
    await problems.getByText('gone.csv 不存在').waitFor();
    await bench.retype('xor.nnspec', '"units": 4', '"unitz": 4');
    await problems.getByText('未知的键 "unitz"').waitFor();
    await page.locator('.view-line', { hasText: '"loss"' }).locator('span', { hasText: 'loss' }).last().hover();
    await page.locator('.monaco-hover', { hasText: '训练要减小的量' }).waitFor();
    await bench.screenshots('2-problems');
  });
});
