// The panel, its editor and the data view in Simplified Chinese, their sentences handed over as the extension does.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { buildEngine } from './harness/real';
import { openRealData, type RealDataView } from './harness/realData';
import { useChromium } from './harness/useChromium';

/** A paper or a page of documentation keeps its title. */
const SOURCE = /\barXiv:|\b(19|20)\d\d\b|\b(Keras|PyTorch|torch|scikit-learn)\b/;

/** Two English words on end that a person reads or hears; names of columns and layers, formulas and numbers are none. */
async function phrases(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement!;
      if (!parent.closest('script, style, code, [hidden]')) texts.push(walker.currentNode.textContent ?? '');
    }
    for (const element of document.querySelectorAll('[title], [aria-label], [placeholder]'))
      for (const name of ['title', 'aria-label', 'placeholder']) texts.push(element.getAttribute(name) ?? '');
    return texts;
  });
  const phrase = /\b[A-Za-z][a-z]+ (of|the|and|to|a|in|[a-z]{4,}) ?/;
  return [...new Set(said.filter((text) => phrase.test(text) && !SOURCE.test(text)))];
}

/** That no window from 400 pixels on is too narrow for the page or, of `labels`, for one that is not cut off. */
async function fits(page: Page, labels: string, what: string): Promise<void> {
  for (const width of [400, 500, 700, 1100]) {
    await page.setViewportSize({ width, height: 1400 });
    await page.waitForTimeout(120);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${what} at ${width}: ${over} pixels too wide`);
    const cut = await page
      .locator(labels)
      .evaluateAll((all) =>
        all.filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent),
      );
    assert.deepEqual(cut, [], `${what} at ${width}: cut off`);
  }
}

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

  async function edit(scenario: string): Promise<Page> {
    const page = await open(`scenario=${scenario}&start=empty`);
    await page.getByRole('button', { name: /^编辑/ }).first().click();
    await page.waitForSelector('.strip-card');
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
      assert.deepEqual(await phrases(page), [], query);
      await page.close();
    }
  });

  it('fits from 400 pixels on, and cuts off no label', async () => {
    const labels = '.layer-size, .layer-name, .fact dt, .fact dd, label, h2, h3, .button, vscode-button, .hint, .state';
    for (const scenario of ['xor', 'iris', 'mnist']) {
      const page = await open(`scenario=${scenario}&iterations=60`);
      await page.waitForSelector('.pair canvas');
      await fits(page, labels, scenario);
      await page.close();
    }
  });

  it('edits a spec without an English word: its layers, every setting, and what a number should be', async () => {
    const page = await edit('iris');
    assert.deepEqual(await phrases(page), [], 'as it opens');
    for (const card of await page.locator('.strip-card').all()) {
      await card.click();
      assert.deepEqual(await phrases(page), [], 'a layer');
    }
    for (const group of await page.locator('.editor-tab').all()) {
      await group.click();
      assert.deepEqual(await phrases(page), [], 'a group of settings');
    }
    await page.close();
  });

  it('edits in a window of 400 pixels too, and cuts off no label', async () => {
    for (const scenario of ['xor', 'mnist']) {
      const page = await edit(scenario);
      await fits(page, 'label, h2, h3, .button, vscode-button, .hint, .layer-name', scenario);
      await page.close();
    }
  });
});

/** Of every kind of hint that a table of 300 rows can have. */
const CUPS = [
  'number,size,copy,colour,fixed,wide,price',
  ...Array.from({ length: 300 }, (_, i) => {
    const at = i === 299 ? 0 : i;
    const size = ((at * 37) % 101) / 10;
    const price = ((at * 53) % 97) / 5 + (at === 7 ? 500 : 0);
    const colour = ['red', 'green', 'blue'][at % 3];
    return `${at},${at % 30 === 5 ? '?' : size},${price},${colour},1,${size * 1e4},${price}`;
  }),
].join('\n');
const CLASSES = [
  'a,b,kind',
  ...Array.from({ length: 200 }, (_, i) => `${(i * 7) % 5},${(i * 3) % 4},${i % 40 === 0 ? 'rare' : 'common'}`),
].join('\n');
const SPECS = {
  'a regression': '{ "data": { "source": "cups.csv", "scale": "none" }, "loss": "mse" }',
  'its rows left out': '{ "data": { "source": "cups.csv", "missing": "drop", "scale": "standard" }, "loss": "mse" }',
  classes: '{ "data": { "source": "kinds.csv", "scale": "standard" }, "loss": "binary_crossentropy" }',
  images: '{ "data": "builtin:digits", "loss": "categorical_crossentropy" }',
};

describe('the data view in Simplified Chinese', function () {
  this.timeout(120_000);
  const chromium = useChromium();
  let folder: string;
  let engine: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'nnspec-chinese-'));
    engine = path.join(folder, 'engine.js');
    await buildEngine(engine);
    writeFileSync(path.join(folder, 'cups.csv'), CUPS);
    writeFileSync(path.join(folder, 'kinds.csv'), CLASSES);
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  async function open(spec: string): Promise<RealDataView> {
    const view = await openRealData({ ...chromium(), engine, folder, language: 'zh-cn' }, spec);
    await view.page.waitForSelector('.grid-row, .tile canvas', { timeout: 60_000 });
    return view;
  }

  for (const [what, spec] of Object.entries(SPECS))
    it(`of ${what} says everything in Chinese, and fits from 400 pixels on`, async () => {
      const view = await open(spec);
      try {
        assert.equal(await view.page.evaluate(() => document.documentElement.lang), 'zh-cn');
        assert.deepEqual(await phrases(view.page), []);
        await fits(view.page, 'label, h1, h2, h3, .button, vscode-button, .hint, dt', what);
        assert.deepEqual(view.errors, []);
      } finally {
        await view.close();
      }
    });
});
