// The panel in Simplified Chinese, its sentences handed over as the extension does.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { useChromium } from './harness/useChromium';

describe('the panel in Simplified Chinese', function () {
  this.timeout(120_000);
  const chromium = useChromium();

  async function open(query: string): Promise<Page> {
    const { browser, served } = chromium();
    const page = await browser.newPage({ viewport: { width: 900, height: 1400 }, reducedMotion: 'reduce' });
    await page.goto(`${served.origin}/?language=zh-cn&${query}`);
    await page.waitForFunction(() => document.querySelector('.toolbar h1')?.textContent !== 'nnspec');
    return page;
  }

  it('says in its document what language it speaks', async () => {
    const page = await open('scenario=xor&start=empty');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-cn');
    await page.getByRole('toolbar', { name: '训练控制' }).getByRole('button', { name: '训练', exact: true }).waitFor();
    await page.close();
  });

  it('has no English word left but names, words of the language and signs', async () => {
    for (const query of [
      'scenario=iris&iterations=60',
      'scenario=mnist&iterations=60&state=running',
      'scenario=xor&start=empty',
    ]) {
      const page = await open(query);
      await page.waitForTimeout(500);
      const said = await page.evaluate(() => {
        const texts: string[] = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const parent = walker.currentNode.parentElement!;
          if (!parent.closest('script, style, code, [hidden]')) texts.push(walker.currentNode.textContent ?? '');
        }
        for (const element of document.querySelectorAll('[title], [aria-label]'))
          for (const name of ['title', 'aria-label']) texts.push(element.getAttribute(name) ?? '');
        return texts;
      });
      // Two English words on end are a phrase; names of columns and layers, formulas and numbers are not.
      const phrases = said.filter((text) => /\b[A-Za-z][a-z]+ (of|the|and|to|a|in|[a-z]{4,}) ?/.test(text));
      assert.deepEqual([...new Set(phrases)], [], query);
      await page.close();
    }
  });

  it('fits from 400 pixels on, and cuts off no label', async () => {
    for (const scenario of ['xor', 'iris', 'mnist']) {
      const page = await open(`scenario=${scenario}&iterations=60`);
      await page.waitForSelector('.pair canvas');
      for (const width of [400, 500, 700, 1100]) {
        await page.setViewportSize({ width, height: 1400 });
        await page.waitForTimeout(120);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${scenario} at ${width}: ${over} pixels too wide`);
        const cut = await page
          .locator('.layer-size, .layer-name, .fact dt, .fact dd, label, h2, h3, .button, vscode-button, .hint, .state')
          .evaluateAll((all) =>
            all.filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent),
          );
        assert.deepEqual(cut, [], `${scenario} at ${width}: cut off`);
      }
      await page.close();
    }
  });
});
