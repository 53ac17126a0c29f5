import assert from 'node:assert/strict';
import { packFrame } from '../../src/protocol/frame';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import type { Harness } from './harness/host';
import { useChromium } from './harness/useChromium';

declare global {
  interface Window {
    harness: Harness;
  }
}

describe('the panel in Chromium, under the extension’s own policy', function () {
  this.timeout(120_000);
  const chromium = useChromium();
  const errors: string[] = [];

  async function open(query: string, width = 900, height = 2600): Promise<Page> {
    errors.length = 0;
    const { browser, served } = chromium();
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    page.on('pageerror', (e) => errors.push(e.message));
    await page.goto(`${served.origin}/?${query}`);
    await page.waitForFunction(() => document.querySelector('.toolbar h1')?.textContent !== 'nnspec');
    return page;
  }

  const text = (page: Page, selector: string): Promise<string> => page.locator(selector).first().innerText();

  /** The panel paints a frame later, and later still on a busy machine: asked again until it is so. */
  async function becomes<T>(ask: () => Promise<T>, isSo: (now: T) => boolean, what: string): Promise<void> {
    let now = await ask();
    for (const limit = Date.now() + 20_000; !isSo(now) && Date.now() < limit; now = await ask())
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(isSo(now), `${what}: ${JSON.stringify(now)}`);
  }

  const reads = (page: Page, selector: string, expected: RegExp): Promise<void> =>
    becomes(() => text(page, selector), (now) => expected.test(now), selector); // prettier-ignore

  /** Resolves when the panel has laid itself out: what observes sizes runs in the first frame, what it changes in the next. */
  async function resize(page: Page, width: number): Promise<void> {
    await page.setViewportSize({ width, height: 1400 });
    await page.evaluate(async () => {
      for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
    });
  }

  /** A choice is written down a moment after it is made. */
  const isKept = (page: Page, ...parts: readonly string[]): Promise<unknown> =>
    page.waitForFunction((all) => all.every((part) => sessionStorage.getItem('view')?.includes(part)), parts);

  it('a name in the head leads to the beginning of its section (2 px), whatever is filled on the way there', async () => {
    const page = await open('scenario=circle&iterations=300', 900, 800);
    const below = (name: string): Promise<number> =>
      page.evaluate((section) => {
        const { top } = document.querySelector(`[data-section="${section}"]`)!.getBoundingClientRect();
        return top - document.querySelector('.head')!.getBoundingClientRect().bottom;
      }, name);
    for (const [entry, section] of [
      ['All samples', 'outcomes'],
      ['Weights', 'weights'],
      ['Sample', 'sample'],
    ] as const) {
      await page.locator('.nav-entry', { hasText: entry }).first().click();
      await page.waitForTimeout(1200);
      const gap = await below(section);
      assert.ok(gap > 0 && gap < 20, `${entry}: ${gap} pixels below the head`);
    }
    await page.close();
  });

  it('breaks no rule of the policy and throws nothing, while every control is used', async () => {
    const page = await open('scenario=mnist&iterations=40');
    await page.waitForSelector('.filters canvas');
    for (const name of ['Gradient', 'Update', 'Weight']) await page.getByRole('radio', { name, exact: true }).click();
    for (const label of ['Log iterations', 'Log cost', 'First layer as images'])
      await page.getByRole('checkbox', { name: label }).click();
    for (const label of ['Colours show', 'Second chart', 'Layer']) {
      await page.getByRole('combobox', { name: label, exact: true }).click();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    }
    await page.getByRole('button', { name: 'Gradient check' }).click();
    await page.waitForSelector('.check-verdict');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('link', { name: 'Metrics' }).click(); // what is out of sight is not drawn
    await page.waitForSelector('.confusion-table');
    assert.deepEqual(await page.evaluate(() => window.harness.violations), []);
    assert.deepEqual(errors, []);
    assert.equal(await page.locator('[style*="expression"], body style').count(), 0);
    await page.close();
  });

  it('a choice is kept at once: the panel may be covered in the next moment', async () => {
    const page = await open('scenario=xor&iterations=40');
    await page.waitForSelector('.toolbar');
    const kept = await page.getByRole('radio', { name: 'Gradient', exact: true }).evaluate(async (radio) => {
      sessionStorage.removeItem('view');
      (radio as HTMLElement).click();
      for (let task = 0; task < 5; task++) await new Promise((resolve) => setTimeout(resolve));
      return sessionStorage.getItem('view');
    });
    assert.match(kept ?? '', /"gradient"/);
    await page.close();
  });

  it('a speed is sent when it is chosen, kept over a reload and sent again; the time left appears while it trains', async () => {
    const page = await open('scenario=mnist&iterations=20&state=running');
    await page.getByRole('combobox', { name: 'Speed' }).click();
    await page.getByRole('option', { name: '10 a second' }).click();
    await page.waitForFunction(() => window.harness.log.paces.at(-1) === 10);
    await reads(page, '[data-fact="timeLeft"] dd', /^(\d+ (s|min)|< 1 s)$/);
    await page.getByRole('button', { name: 'Pause' }).click();
    await reads(page, '[data-fact="timeLeft"] dd', /^\u2013$/);
    await isKept(page, '"pace":10');
    await page.reload();
    await page.waitForFunction(() => window.harness?.log.paces[0] === 10);
    assert.equal(
      await page.getByRole('combobox', { name: 'Speed' }).evaluate((e) => (e as HTMLSelectElement).value),
      '10',
    );
    await page.close();
  });

  it('an iteration rate is told while training runs; a last word of it after the end leaves the dash', async () => {
    const page = await open('scenario=mnist&iterations=20&state=running');
    await reads(page, '[data-fact="speed"] dd', /^\d/);
    await page.evaluate(() => window.harness.enter('finished'));
    await reads(page, '[data-fact="speed"] dd', /^\u2013$/);
    await page.evaluate(() => {
      const position = { iteration: 977, epoch: 1, totalIterations: 977, iterationsPerEpoch: 977 };
      window.harness.channel.emit('progress', { ...position, loss: 0.5, iterationsPerSecond: 0 });
    });
    await reads(page, '[data-fact="iteration"] dd', /^977 of/);
    assert.equal(await page.locator('[data-fact="speed"] dd').innerText(), '\u2013');
    await page.close();
  });

  it('of frames that come at once the first and the newest are painted, one after the other, and all give their credit', async () => {
    const page = await open('scenario=xor&iterations=300');
    await page.waitForSelector('[data-tensor="dense_1.weight"] canvas');
    await page.waitForFunction(() => window.harness.log.credits === window.harness.log.frames + 4);
    const frames = [[1, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1]].map((cells) => {
      const facts = { rows: 4, cols: 2, region: [0, 4], cellRows: 4, cellCols: 2, min: 0, max: 1, mean: 1 / 8, std: 0.3 } as const;
      const tensors = [{ tensor: 'dense_1.weight', aspect: 'weight', ...facts } as const];
      return [...new Uint8Array(packFrame({ iteration: 300, epoch: 300, tensors }, [Float32Array.from(cells)]))];
    }); // prettier-ignore
    const before = await page.evaluate(() => window.harness.log.credits);
    /** The pictures that follow what is on the screen, one after the other, once these have come in one task. */
    const shown = (...sent: number[][]): Promise<string[]> =>
      page.evaluate(async (sent) => {
        const canvas = document.querySelector<HTMLCanvasElement>('[data-tensor="dense_1.weight"] .heatmap canvas')!;
        const { log, channel } = window.harness;
        const pictures = [canvas.toDataURL()];
        const all = log.credits + sent.length;
        for (const frame of sent) channel.emit('frame', Uint8Array.from(frame).buffer);
        for (let tasks = 0; tasks < 6 || (log.credits < all && tasks < 600); tasks++) {
          await new Promise(requestAnimationFrame);
          await new Promise((resolve) => setTimeout(resolve));
          pictures.push(canvas.toDataURL());
        }
        return pictures.filter((picture, i) => i > 0 && picture !== pictures[i - 1]);
      }, sent);
    const seen = await shown(...frames);
    const alone: string[] = [];
    for (const frame of frames) alone.push((await shown(frame)).at(-1)!);
    assert.deepEqual(seen.map((picture) => alone.indexOf(picture)), [0, 2]); // prettier-ignore
    await page.waitForFunction((all) => window.harness.log.credits >= all, before + 6);
    assert.equal(await page.evaluate(() => window.harness.log.credits), before + 6);
    await page.close();
  });

  it('gives a credit back for each frame it painted, never more than four ahead', async () => {
    const page = await open('scenario=xor&start=ready');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForFunction(() => window.harness.log.frames > 20);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForFunction(() => window.harness.state === 'paused');
    await page.waitForFunction(() => window.harness.log.credits === window.harness.log.frames + 4);
    await page.waitForTimeout(200);
    const { credits, frames } = await page.evaluate(() => window.harness.log);
    assert.equal(credits, frames + 4);
    assert.equal(await page.evaluate(() => window.harness.log.acks.at(-1)! >= 0), true);
    await page.close();
  });

  it('watches nothing once every section with weights is folded, and again when one is opened', async () => {
    const page = await open('scenario=xor&iterations=50');
    await page.waitForSelector('[data-tensor="dense_1.weight"] canvas');
    await page.getByRole('button', { name: 'Architecture', exact: true }).click();
    await page.getByRole('button', { name: 'Weights', exact: true }).click();
    await page.waitForFunction(() => window.harness.log.watches.at(-1)?.length === 0);
    await page.getByRole('button', { name: 'Weights', exact: true }).click();
    await page.waitForFunction(() => (window.harness.log.watches.at(-1)?.length ?? 0) > 0);
    await page.close();
  });

  it('by keyboard alone: train, pause, step; walk to a neuron and an edge, and the weights follow', async () => {
    const page = await open('scenario=xor&start=ready');
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab');
        const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
        if (name.test(label)) return;
      }
      assert.fail(`Tab never reached ${name}`);
    };
    await tabTo(/^Train$/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.harness.state === 'running' && window.harness.iteration > 30);
    await page.keyboard.press('Enter'); // the same button now holds
    await page.waitForFunction(() => window.harness.state === 'paused');
    await page.waitForSelector('.toolbar[data-state="paused"]'); // only then are there steps to take
    const before = await page.evaluate(() => window.harness.iteration);
    await tabTo(/^Step iteration$/);
    await page.keyboard.press('Space');
    await page.waitForFunction((n) => window.harness.iteration === n + 1, before);

    await tabTo(/^Input: /);
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await reads(page, '.selection-text', /dense_1, unit 1 · bias/);
    await page.keyboard.press('e');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await reads(page, '.selection-text', /Weight from Input, unit 1 \(x2\) to dense_1, unit 1: /);
    const mark = page.locator('[data-tensor="dense_1.weight"] .heatmap .heatmap-mark');
    await mark.waitFor({ state: 'visible' });
    const [cell, canvas] = [
      await mark.boundingBox(),
      await page.locator('[data-tensor="dense_1.weight"] canvas').first().boundingBox(),
    ];
    assert.ok(Math.abs(cell!.width - canvas!.width / 2) < 2 && Math.abs(cell!.height - canvas!.height / 4) < 2);
    assert.equal(await page.locator('.card-sample .sample-layer.selected').getAttribute('data-layer'), 'dense_1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await reads(page, '.selection-text', /^Nothing selected$/);

    await page.locator('[data-tensor="dense_1.bias"] .heatmap').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await reads(page, '.tooltip', /dense_1\.bias\[1\]/);
    await page.close();
  });

  it('the architecture is zoomed by key, button and wheel, and what the keyboard reaches stays in sight', async () => {
    const page = await open('scenario=iris&iterations=200');
    const circle = page.getByRole('button', { name: 'dense_1, unit 0', exact: true });
    const width = async (): Promise<number> => (await circle.boundingBox())!.width;
    const before = await width();
    await circle.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    assert.ok(Math.abs((await width()) / before - 1.96) < 0.1, `${await width()} of ${before} pixels`);
    await page.keyboard.press('End');
    for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const inSight = await page.evaluate(() => {
      const [a, b] = [document.activeElement!, document.querySelector('.network-scroll')!].map((e) =>
        e.getBoundingClientRect(),
      ) as [DOMRect, DOMRect];
      return a.left >= b.left - 5 && a.right <= b.right + 5 && a.top >= b.top - 5 && a.bottom <= b.bottom + 5;
    });
    assert.ok(inSight, 'the focused neuron');
    await page.keyboard.press('0');
    assert.ok(Math.abs((await width()) / before - 1) < 0.01);
    const box = (await page.locator('.network-scroll').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    const large = async (): Promise<number> => (await width()) / before;
    await becomes(large, (times) => times > 1.7 && times < 2.2, 'times as large');
    const scrolled = (): Promise<number> => page.locator('.network-scroll').evaluate((e) => e.scrollLeft);
    const from = await scrolled();
    await page.mouse.move(box.x + 20, box.y + box.height - 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 70, box.y + box.height - 20, { steps: 4 });
    await page.mouse.up();
    assert.equal(await scrolled(), from - 50);
    await reads(page, '.selection-text', /^Nothing selected$/);
    await page.close();
  });

  it('a tensor is seen in full: a page of rows, every entry; how it is distributed; what changed since the start', async () => {
    const page = await open('scenario=mnist&iterations=40');
    await page.waitForSelector('.filters canvas');
    await page.getByRole('button', { name: 'Show dense_1.weight in full' }).click();
    const detail = page.getByRole('region', { name: 'dense_1.weight in full' });
    const picture = detail.getByRole('img', { name: /^dense_1.weight, rows 0 to 63/ });
    await picture.waitFor();
    const counts = async (): Promise<number> =>
      (await detail.locator('table td:nth-child(2)').allTextContents()).reduce(
        (sum, text) => sum + Number(text.replaceAll(',', '')),
        0,
      );
    assert.equal(await counts(), 128 * 784, 'every entry is in a bin');
    await picture.focus();
    await page.keyboard.press('ArrowRight');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await reads(page, '.tooltip', /dense_1\.weight\[0, 3\]/); // a cell is one entry
    await detail.getByRole('button', { name: 'Next rows' }).click();
    await detail.getByRole('img', { name: /^dense_1.weight, rows 64 to 127/ }).waitFor();
    await detail.getByRole('radio', { name: 'Change since the start' }).click();
    await page.waitForFunction(() => window.harness.log.tensors.includes('dense_1.weight start'));
    const before = await page.evaluate(() => window.harness.log.tensors.length);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.waitForFunction((n) => window.harness.log.tensors.length > n, before);
    assert.equal(
      await page.evaluate(() => window.harness.log.tensors.filter((one) => one === 'dense_1.weight start').length),
      1,
      'the start is asked for once',
    );
    await page.getByRole('button', { name: 'Show dense_1.weight small' }).click();
    await detail.waitFor({ state: 'detached' });
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('colours can be chosen, and one scale for all tensors; both are kept over a reload', async () => {
    const page = await open('scenario=iris&iterations=200');
    const bars = (): Promise<string[]> =>
      page.locator('.tensor .colour-bar').evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')!));
    const picture = (): Promise<string> =>
      page
        .locator('[data-tensor="dense_1.weight"] .heatmap canvas')
        .evaluate((c) => (c as HTMLCanvasElement).toDataURL());
    await page.waitForSelector('[data-tensor="dense_3.bias"] canvas');
    assert.ok(new Set(await bars()).size > 3, 'each its own');
    await page.getByRole('checkbox', { name: 'One colour scale' }).click();
    await becomes(bars, (now) => new Set(now).size === 1, 'one scale');
    const pictures = [await picture()];
    for (const name of ['Brown – teal', 'Green – purple', 'Grey']) {
      await page.getByRole('combobox', { name: 'Colours', exact: true }).click();
      await page.getByRole('option', { name }).click();
      await becomes(picture, (now) => !pictures.includes(now), `another picture in ${name}`);
      pictures.push(await picture());
    }
    await isKept(page, '"grey"');
    await page.reload();
    await page.waitForSelector('[data-tensor="dense_3.bias"] canvas');
    await becomes(picture, (now) => now === pictures[3], 'the last picture');
    await becomes(bars, (now) => new Set(now).size === 1, 'one scale');
    await page.close();
  });

  it('a chosen layer tells what it is and how its weights stand; the picture is saved as SVG and PNG', async () => {
    const page = await open('scenario=iris&iterations=200');
    await page.getByRole('button', { name: 'Weights', exact: true }).click(); // folded: the details ask for themselves
    await page.getByRole('button', { name: /^dense_2: dense/ }).click();
    await reads(page, '.layer-facts', /Formula[^]*a = f\(x wᵀ \+ b\)[^]*init[^]*glorot_uniform/);
    await reads(
      page,
      '.layer-tensors tbody',
      /dense_2\.weight\s+6 × 8(\s+\u2212?[\d.]+){4}\s+dense_2\.bias\s+6(\s+\u2212?[\d.]+){4}/,
    );
    for (const name of ['Save as SVG', 'Save as PNG'])
      await page.locator('.network-tools').getByRole('button', { name }).click();
    await page.waitForFunction(() => window.harness.log.saved.length === 2);
    const saved = await page.evaluate(() =>
      window.harness.log.saved.map(({ kind, bytes }) => ({ kind, bytes: [...bytes] })),
    );
    const [svg, png] = ['svg', 'png'].map((kind) => Buffer.from(saved.find((f) => f.kind === kind)!.bytes));
    const drawing = svg!.toString('utf8');
    for (const part of ['<svg xmlns', '>dense_2</text>', '>virginica</text>', '</svg>\n'])
      assert.ok(drawing.includes(part));
    assert.equal(png!.readUInt32BE(16), 2 * Number(/width="(\d+)"/.exec(drawing)![1]), 'twice its size');
    assert.deepEqual(await page.evaluate(() => window.harness.violations), []);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('a layer of 64 units is drawn unit by unit, its neurons are chosen; a larger one is a block with its details', async () => {
    const page = await open('scenario=wide&iterations=200');
    await page.getByRole('button', { name: 'dense_2, unit 63', exact: true }).click();
    await reads(page, '.selection-text', /^dense_2, unit 63 · bias/);
    assert.equal(await page.locator('.neuron[data-column="2"]').count(), 64);
    assert.equal(await page.locator('.neuron[data-column="3"]').count(), 0);
    await page.getByRole('button', { name: /^dense_3: dense/ }).click();
    await reads(page, '.layer-facts', /64 → 80[^]*init[^]*glorot_uniform/);
    await reads(page, '.layer-tensors tbody', /dense_3\.weight\s+80 × 64(\s+\u2212?[\d.]+){4}/);
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('a sample’s activations live on the neurons while it trains, with the sample folded away', async () => {
    const page = await open('scenario=iris&iterations=20');
    await page.getByRole('button', { name: 'One sample, forward and back' }).click();
    await page.getByRole('combobox', { name: 'Colours show', exact: true }).click();
    await page.getByRole('option', { name: 'Sample, forward' }).click();
    const asked = await page.evaluate(() => window.harness.log.samples.length);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.waitForFunction((n) => window.harness.log.samples.length > n + 1, asked);
    await page.close();
  });

  it('a click on a neuron, and on a heatmap’s cell, selects', async () => {
    const page = await open('scenario=iris&iterations=200');
    await page.getByRole('button', { name: 'dense_2, unit 3', exact: true }).click();
    await reads(page, '.selection-text', /dense_2, unit 3/);
    const heatmap = page.locator('[data-tensor="dense_3.weight"] .heatmap canvas');
    const box = (await heatmap.boundingBox())!;
    await heatmap.click({ position: { x: box.width * 0.99 - 2, y: box.height * 0.5 } });
    const mark = page.locator('[data-tensor="dense_3.weight"] .heatmap > .heatmap-mark');
    await mark.waitFor();
    // What comes under a mouse that stands still has not seen it come.
    await page.getByRole('button', { name: 'Clear selection' }).evaluate((e) => (e as HTMLElement).click());
    await mark.waitFor({ state: 'hidden' });
    await heatmap.evaluate((canvas) => canvas.parentElement!.dispatchEvent(new Event('pointerleave')));
    await page.mouse.down();
    await page.mouse.up();
    await mark.waitFor();
    await page.locator('.selection-text').scrollIntoViewIfNeeded(); // what is out of sight is not drawn
    await reads(page, '.selection-text', /to dense_3, unit 1 \(versicolor\)/);
    await page.close();
  });

  it('a click selects the edge that has come under a mouse that stands still', async () => {
    const page = await open('scenario=xor&iterations=20');
    const middle = async (name: RegExp): Promise<{ x: number; y: number }> => {
      const { x, y, width, height } = (await page.getByRole('button', { name }).first().boundingBox())!;
      return { x: x + width / 2, y: y + height / 2 };
    };
    const [from, to] = [await middle(/^dense_1, unit 0/), await middle(/^dense_2, unit 0/)];
    await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
    const network = page.locator('.card-architecture .network');
    await network.evaluate((element) => element.dispatchEvent(new Event('pointerleave'))); // it has not seen the mouse come
    await page.mouse.down();
    await page.mouse.up();
    await reads(page, '.selection-text', /Weight from dense_1, unit 0 to dense_2, unit 0/);
    await page.close();
  });

  it('after a reload everything is as it was: choices, selection, points, sample', async () => {
    const page = await open('scenario=iris&iterations=300');
    await page.getByRole('checkbox', { name: 'Log cost' }).click();
    await page.getByRole('radio', { name: 'Gradient', exact: true }).click();
    await page.getByRole('button', { name: 'dense_1, unit 2', exact: true }).click();
    await page.getByRole('button', { name: 'Final metrics' }).click();
    await page.getByRole('button', { name: 'Next sample' }).click();
    await page.waitForFunction(() => window.harness.log.samples.at(-1)?.pick.kind === 'index');
    await isKept(page, '"logY":true', '"gradient"', '"dense_1"', '"report"', '"sampleIndex":1');
    const shown = async (): Promise<unknown> => ({
      cost: await text(page, '.legend-value'),
      loss: await text(page, '.outcome dd.big.number'),
      selection: (await text(page, '.selection-text')).split(' ·')[0],
      logY: await page.getByRole('checkbox', { name: 'Log cost' }).getAttribute('aria-checked'),
      gradient: await page.getByRole('radio', { name: 'Gradient', exact: true }).getAttribute('aria-checked'),
      report: await page.getByRole('button', { name: 'Final metrics' }).getAttribute('aria-expanded'),
      sample: await page.locator('vscode-text-field').evaluate((e) => (e as HTMLInputElement).value),
    });
    const before = await shown();
    await page.reload();
    await page.waitForSelector('.outcome dd.big.number');
    await becomes(shown, (now) => isDeepStrictEqual(now, before), `not ${JSON.stringify(before)}`);
    await page.close();
  });

  it('100,000 points arrive, are kept, are drawn, and are read by keyboard', async () => {
    const page = await open('scenario=xor&start=ready');
    const took = await page.evaluate(async () => {
      const start = performance.now();
      window.harness.metrics(100_000);
      while (!document.querySelector('.legend-value')) await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return performance.now() - start;
    });
    console.log(`      drawn after ${Math.round(took)} ms, the making and sending of the points included`);
    assert.match((await page.locator('.chart-block table td').nth(0).textContent())!, /100,000/);
    const chart = page.locator('.chart canvas').first();
    await chart.focus();
    await page.keyboard.press('End');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[aria-live]')].some((e) => /99,999/.test(e.textContent ?? '')),
    );
    await page.close();
  });

  it('tells memory in thousands of bytes, as the command line does', async () => {
    const page = await open('scenario=mnist&iterations=40');
    await page.waitForFunction(() => /about 4\.11 MB/.test(document.body.innerText)); // 4,110,800 bytes
    await page.close();
  });

  it('a sample is asked for unasked once, a wrong number is answered with the range, none misclassified with a sentence', async () => {
    const page = await open('scenario=xor&iterations=3000');
    await page.waitForSelector('.sample-layers table');
    assert.equal(await page.evaluate(() => window.harness.log.samples.length), 1);
    const field = page.locator('vscode-text-field input');
    await field.fill('99');
    await field.press('Enter');
    await reads(page, '.field-problem', /no sample 99 in this split: choose 0 to 3/);
    await field.fill('2');
    await field.press('Enter');
    await page.waitForFunction(() => window.harness.log.samples.length === 2);
    await page.getByRole('button', { name: 'Misclassified' }).click();
    await page.waitForFunction(() => /None of the training rows is misclassified/.test(document.body.innerText));
    await page.close();
  });

  it('a problem of the host is an alert that can be put away', async () => {
    const page = await open('scenario=xor&start=empty');
    await page.evaluate(() =>
      window.harness.channel.emit('problem', { message: 'iris.csv is missing. Put it beside the spec.' }),
    );
    await page.waitForFunction(() =>
      /iris\.csv is missing/.test(document.querySelector('[role="alert"]')?.textContent ?? ''),
    );
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.waitForFunction(() => document.querySelector('.problem')?.hasAttribute('hidden'));
    await page.evaluate(() =>
      window.harness.enter('diverged', 'dense_1 became NaN first. Try a smaller learning rate.'),
    );
    await page.waitForFunction(() =>
      /dense_1 became NaN/.test(document.querySelector('[role="alert"]')?.textContent ?? ''),
    );
    await page.close();
  });

  it('takes a new theme at once, in its pictures too', async () => {
    const page = await open('scenario=xor&iterations=300');
    await page.waitForSelector('[data-tensor="dense_1.weight"] canvas');
    const picture = (): Promise<string> =>
      page
        .locator('[data-tensor="dense_1.weight"] .heatmap canvas')
        .evaluate((c) => (c as HTMLCanvasElement).toDataURL());
    const pictures = [await picture()];
    for (const theme of ['light', 'hc', 'hc-light'] as const) {
      await page.evaluate((name) => window.harness.setTheme(name), theme);
      await becomes(picture, (now) => !pictures.includes(now), `another picture in ${theme}`);
      pictures.push(await picture());
    }
    await page.close();
  });

  it('a chart is zoomed and moved by wheel, pointer, button and key, both charts together, and kept over a reload', async () => {
    const page = await open('scenario=xor&start=ready');
    await page.evaluate(() => window.harness.metrics(5000));
    const chart = page.locator('.chart canvas').first();
    const said = (expected: RegExp): Promise<unknown> =>
      page.waitForFunction(
        (source) =>
          [...document.querySelectorAll('[aria-live]')].some((e) => new RegExp(source).test(e.textContent ?? '')),
        expected.source,
      );
    const reset = page.getByRole('button', { name: 'Show the whole run' });
    const zoomed = (): Promise<boolean> => reset.evaluate((e) => !(e as HTMLButtonElement).disabled);
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.wheel(0, -300);
    await page.waitForTimeout(100);
    assert.equal(await zoomed(), false, 'a wheel alone scrolls the page');
    await chart.focus();
    await page.keyboard.press('+');
    await said(/^Iterations 938 to 4,061$/); // the middle 62.5% of 0 to 4,999
    await page.keyboard.press('Shift+ArrowRight');
    await said(/^Iterations 1,7\d\d to 4,8\d\d$/);
    await page.keyboard.press('0');
    await chart.evaluate((canvas) => {
      for (const [key, shiftKey] of [['+', false], ['ArrowRight', true]] as const) // before it is drawn again
        canvas.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey }));
    }); // prettier-ignore
    await said(/^Iterations 1,7\d\d to 4,8\d\d$/);
    await page.keyboard.press('-');
    await page.keyboard.press('0');
    await said(/^Iterations 0 to 4,999$/);
    await becomes(zoomed, (now) => !now, 'zoomed');
    await page.mouse.wheel(0, -300); // the chart has the focus now
    await page.waitForFunction((e) => !(e as HTMLButtonElement).disabled, await reset.elementHandle());
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 80, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await isKept(page, '"span":{');
    await page.reload();
    await page.waitForSelector('.card-cost');
    await page.evaluate(() => window.harness.metrics(5000));
    await becomes(zoomed, (now) => now, 'zoomed');
    await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    await becomes(zoomed, (now) => !now, 'zoomed');
    await page.close();
  });

  it('lays at most five earlier runs over the charts, and saves what it shows as PNG and CSV', async () => {
    const page = await open('scenario=xor&iterations=1400');
    await page.getByRole('slider', { name: 'Smoothing' }).fill('80');
    const runs = page.getByRole('button', { name: /^Earlier runs/ });
    await runs.click();
    const boxes = page.locator('.earlier-run vscode-checkbox');
    await boxes.nth(5).waitFor();
    for (let i = 0; i < 6; i++) await boxes.nth(i).click();
    await becomes(() => page.locator('.earlier-swatch.on').count(), (n) => n === 5, 'runs over the charts'); // prettier-ignore
    await becomes(() => boxes.nth(5).getAttribute('aria-checked'), (on) => on === 'false', 'a sixth'); // prettier-ignore
    await page.waitForFunction(() =>
      /run 5, validation/.test(document.querySelector('.chart-block table')!.textContent),
    );
    for (const name of ['Save as PNG', 'Save as CSV'])
      await page.locator('.cost-tools').getByRole('button', { name }).click();
    await page.waitForFunction(() => window.harness.log.saved.length === 2);
    const [png, csv] = await page.evaluate(() =>
      window.harness.log.saved.map(({ kind, name, bytes }) => ({ kind, name, bytes: [...bytes] })),
    );
    assert.deepEqual([png!.kind, csv!.kind, png!.name], ['png', 'csv', 'cost']);
    assert.deepEqual(png!.bytes.slice(0, 4), [0x89, 0x50, 0x4e, 0x47]);
    const rows = Buffer.from(csv!.bytes).toString('utf8').trimEnd().split('\n');
    assert.equal(rows[0], 'run,split,metric,iteration,value,smoothed');
    assert.ok(rows.some((row) => /^this run,train,loss,0,[\d.]+,[\d.]+$/.test(row)));
    assert.ok(rows.some((row) => row.startsWith('2025-11-25T02-40-11Z-5,validation,loss,')));
    assert.deepEqual(errors, []);
    await page.close();
  });

  it('100,000 points, smoothed, follow the wheel', async () => {
    const page = await open('scenario=xor&start=ready');
    await page.evaluate(() => window.harness.metrics(100_000));
    await page.getByRole('slider', { name: 'Smoothing' }).fill('90');
    const { took, far, near } = await page.evaluate(async () => {
      const chart = document.querySelector<HTMLCanvasElement>('.chart canvas')!;
      const times: number[] = [];
      const far = chart.toDataURL();
      let near = far;
      for (let i = 0; i < 30; i++) {
        await new Promise(requestAnimationFrame);
        const start = performance.now();
        chart.dispatchEvent(
          new WheelEvent('wheel', { deltaY: i < 15 ? -60 : 60, ctrlKey: true, bubbles: true, cancelable: true }),
        );
        await new Promise(requestAnimationFrame); // the chart is drawn in it
        await new Promise((resolve) => setTimeout(resolve));
        times.push(performance.now() - start);
        if (i === 14) near = chart.toDataURL();
      }
      return { took: times.sort((a, b) => a - b), far, near };
    });
    console.log(
      `      median ${took[15]!.toFixed(1)} ms, worst ${took[29]!.toFixed(1)} ms, the wait for a frame included`,
    );
    assert.notEqual(near, far);
    await page.close();
  });

  it('fits every width from 400 to 2400 pixels without scrolling sideways', async () => {
    for (const scenario of ['xor', 'iris', 'mnist']) {
      const page = await open(`scenario=${scenario}&iterations=60`);
      await page.waitForSelector('.pair canvas');
      for (const width of [400, 500, 700, 1100, 2400]) {
        await resize(page, width);
        const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        await becomes(over, (pixels) => pixels <= 0, `${scenario} at ${width}: pixels too wide`);
        const cut = () =>
          page
            .locator('.layer-size')
            .evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent));
        await becomes(cut, (texts) => texts.length === 0, `${scenario} at ${width}: cut off`);
      }
      await page.close();
    }
  });

  it('nothing in its head lies on anything else, however long the numbers are', async () => {
    const page = await open('scenario=xor&iterations=60');
    await page.waitForSelector('.pair canvas');
    for (const width of [400, 500, 620, 780, 900, 1600, 2400]) {
      await resize(page, width);
      const met = () =>
        page.evaluate(() => {
          for (const name of ['epoch', 'iteration'])
            document.querySelector(`[data-fact="${name}"] dd`)!.textContent = '245,505,408 of 500,000,000';
          const boxes = [...document.querySelectorAll('.toolbar h1, .toolbar .state, .toolbar vscode-button, .fact')]
            .map((e) => e.getBoundingClientRect())
            .filter((r) => r.width > 0);
          const pairs = boxes.flatMap((a, i) =>
            boxes.slice(i + 1).filter((b) => {
              const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              return across > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
            }),
          );
          return { pairs: pairs.length, name: document.querySelector('.toolbar h1')!.getBoundingClientRect().width };
        });
      await becomes(met, ({ pairs, name }) => pairs === 0 && name > 20, `at ${width} pixels`);
    }
    await page.close();
  });

  it('shows a sample’s row whole: names, file and scaled numbers, in half a panel', async () => {
    const page = await open('scenario=iris&iterations=60');
    await page.waitForSelector('.sample-input tbody td');
    for (const width of [420, 500, 620, 900]) {
      await resize(page, width);
      const hidden = () =>
        page.locator('.sample-input .table-scroll').evaluate((table) => table.scrollWidth - table.clientWidth);
      await becomes(hidden, (pixels) => pixels <= 0, `pixels of the table that are cut off at ${width}`);
    }
    await page.close();
  });

  it('names every button, field and picture', async () => {
    const page = await open('scenario=mnist&iterations=60');
    await page.waitForSelector('.pair canvas');
    const nameless = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'button, vscode-button, vscode-dropdown, vscode-text-field, [role="img"], [role="button"], [role="region"]',
        ),
      ]
        .filter(
          (e) =>
            !e.closest('[hidden]') &&
            !(e.getAttribute('aria-label') ?? e.textContent ?? '').trim() &&
            !(e instanceof SVGPathElement),
        )
        .map((e) => e.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(nameless, []);
    await page.close();
  });
});
