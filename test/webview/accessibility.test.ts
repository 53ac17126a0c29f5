// The panel for everyone: keyboard, speech, themes, motion, writing from right to left, and its state.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Harness } from './harness/host';
import { openScene, type Scene } from './harness/scenes';
import { useChromium } from './harness/useChromium';

declare global {
  interface Window {
    harness: Harness;
  }
}

describe('the panel for everyone', function () {
  this.timeout(300_000);
  const chromium = useChromium();
  afterEach(() =>
    Promise.all(
      chromium()
        .browser.contexts()
        .map((context) => context.close()),
    ),
  );

  const open = (scene: Pick<Scene, 'query' | 'width'>): Promise<Page> => openScene(chromium(), scene);

  it('every control is reached with Tab, none holds the keyboard, and each kind shows where the focus is', async () => {
    for (const scenario of ['iris&iterations=6000', 'mnist&iterations=60', 'circle&iterations=300']) {
      const page = await open({ query: `scenario=${scenario}` });
      const kinds = new Set<string>();
      for (let i = 0; i < 400; i++) {
        await page.keyboard.press('Tab');
        const kind = await page.evaluate(() => {
          const e = document.activeElement;
          if (!e || e === document.body || e.hasAttribute('data-reached')) return undefined;
          e.setAttribute('data-reached', '');
          return `${e.localName}.${(e.getAttribute('class') ?? '').split(' ')[0]} ${e.getAttribute('appearance') ?? ''}`;
        });
        if (kind === undefined) break;
        if (kinds.has(kind)) continue;
        kinds.add(kind);
        const box = await page.evaluate(() => {
          const { left, top, width, height } = document.activeElement!.getBoundingClientRect();
          return {
            x: Math.max(0, left - 6),
            y: Math.max(0, top - 6),
            width: width + 12,
            height: Math.min(600, height + 12),
          };
        });
        const focused = await page.screenshot({ clip: box });
        const element = await page.evaluateHandle(() => document.activeElement as HTMLElement);
        await element.evaluate((e) => e.blur());
        const blurred = await page.screenshot({ clip: box });
        assert.ok(!focused.equals(blurred), `${scenario}: the focus on ${kind} is not seen`);
        await element.evaluate((e) => e.focus());
      }
      assert.ok(kinds.size > 10, `${kinds.size} kinds of controls`);
      const missed = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a[href], input, summary, [tabindex], [class^="vscode-"]')]
          .filter((e) => e.checkVisibility() && !(e as HTMLButtonElement).disabled && e.tabIndex >= 0)
          .filter((e) => !e.hasAttribute('data-reached') && !e.closest('vscode-dropdown [slot], [data-reached]'))
          .map((e) => e.outerHTML.slice(0, 120)),
      );
      assert.deepEqual(missed, [], scenario);
      await page.close();
    }
  });

  it('says aloud that training began, was held and went on, and how it ended with its metrics; nothing between', async () => {
    const page = await open({ query: 'scenario=iris&start=ready' });
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const LIVE = '[aria-live="polite"], [aria-live="assertive"], [role="status"]:not([aria-live]), [role="alert"]';
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const live = (target instanceof Element ? target : target.parentElement)?.closest(LIVE);
          if (live?.textContent && said.at(-1) !== live.textContent) said.push(live.textContent);
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const said = (): Promise<readonly string[]> => page.evaluate(() => (window as unknown as { said: string[] }).said);
    const next = async (n: number, expected: RegExp): Promise<void> => {
      await page.waitForFunction((k) => (window as unknown as { said: string[] }).said.length >= k, n);
      assert.match((await said())[n - 1]!, expected);
    };
    const toolbar = page.locator('.toolbar');
    const press = (name: string): Promise<void> => toolbar.getByRole('button', { name, exact: true }).click();
    await press('Train');
    await next(1, /^Training started\.$/);
    await page.waitForFunction(() => window.harness.iteration > 150);
    await press('Pause');
    await next(2, /^Paused at iteration [\d,]+, cost [\d.]+\.$/);
    await press('Step iteration');
    await next(3, /^Paused at iteration [\d,]+, cost [\d.]+\.$/);
    await press('Resume');
    await next(4, /^Training goes on\.$/);
    await page.waitForTimeout(1000);
    await press('Stop');
    await next(5, /^Stopped after [\d,]+ iterations and .*\. test: Loss [\d.]+, accuracy [\d.]+\.$/);
    await page.waitForTimeout(600);
    assert.equal((await said()).length, 5, JSON.stringify(await said()));
    await page.evaluate(() => window.harness.enter('diverged', 'dense_1 became NaN first.'));
    await next(6, /^dense_1 became NaN first\.$/);
  });

  it('a new theme changes every picture at once, and back again to the very pixels of before', async () => {
    for (const scenario of ['iris&iterations=6000', 'mnist&iterations=60', 'circle&iterations=300']) {
      const page = await open({ query: `scenario=${scenario}` });
      await page.waitForTimeout(1500);
      const pictures = (): Promise<readonly string[]> =>
        page.evaluate(() =>
          [...document.querySelectorAll('canvas')]
            .filter((c) => c.checkVisibility() && c.width > 0)
            .map((c) => c.toDataURL()),
        );
      const first = await pictures();
      assert.ok(first.length > 8, `${first.length} pictures`);
      const seen = [first];
      for (const theme of ['light', 'hc', 'hc-light'] as const) {
        await page.evaluate((name) => window.harness.setTheme(name), theme);
        await page.waitForTimeout(600);
        const now = await pictures();
        assert.equal(now.length, first.length);
        for (const before of seen.slice(-1))
          now.forEach((picture, i) =>
            assert.ok(picture !== before[i], `${scenario}: picture ${i} is as it was, in ${theme}`),
          );
        seen.push(now);
      }
      await page.evaluate(() => window.harness.setTheme('dark'));
      await page.waitForTimeout(600);
      const back = await pictures();
      assert.deepEqual(
        back.map((picture, i) => picture === first[i]),
        first.map(() => true),
        scenario,
      );
      await page.close();
    }
  });

  it('with reduced motion nothing moves by itself; without, the light of a running training does', async () => {
    const moving = (page: Page): Promise<number> =>
      page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running').length);
    const page = await open({ query: 'scenario=iris&iterations=40&state=running' });
    assert.equal(await moving(page), 0);
    await page.evaluate(() => window.harness.enter('preparing'));
    await page.waitForTimeout(100);
    assert.equal(await moving(page), 0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.waitForTimeout(100);
    assert.ok((await moving(page)) > 0);
  });

  it('from right to left the page is mirrored and fits; pictures and figures stay as they are', async () => {
    for (const width of [400, 900, 1400]) {
      const page = await open({ query: 'scenario=iris&iterations=6000&dir=rtl', width });
      const places = await page.evaluate(() => {
        return {
          fromRight: ['.toolbar h1', '.main-command'].map(
            (s) => window.innerWidth - document.querySelector(s)!.getBoundingClientRect().right,
          ),
          over: document.documentElement.scrollWidth - window.innerWidth,
          directions: ['.chart canvas, .heatmap canvas, .plot canvas, .network, td.number', 'p, h2, .section-head'].map(
            (s) => [...new Set([...document.querySelectorAll(s)].map((e) => getComputedStyle(e).direction))],
          ),
        };
      });
      assert.ok(
        places.fromRight.every((pixels) => pixels < 20),
        JSON.stringify(places),
      );
      assert.ok(places.over <= 0, `${places.over} pixels too wide at ${width}`);
      assert.deepEqual(places.directions, [['ltr'], ['rtl']]);
      await page.close();
    }
  });

  it('architecture, cost and a sample come first, side by side where there is room; one click leads to everything else', async () => {
    for (const scenario of ['xor', 'circle', 'iris', 'mnist']) {
      const page = await open({ query: `scenario=${scenario}&iterations=60` });
      await page.waitForSelector('.sample-content .outcome dd.big');
      for (const width of [400, 700, 1100, 1600, 2400]) {
        await page.setViewportSize({ width, height: 1000 });
        await page.waitForTimeout(400);
        const seen = await page.evaluate(() => {
          const all = [...document.querySelectorAll<HTMLElement>('[data-section]:not([hidden])')];
          return all.map((e) => ({ name: e.dataset['section'], top: Math.round(e.getBoundingClientRect().top) }));
        });
        assert.deepEqual(
          seen.slice(0, 3).map((s) => s.name),
          ['architecture', 'cost', 'sample'],
          `${scenario} at ${width}`,
        );
        if (width >= 1100)
          for (const { name, top } of seen.slice(0, 3))
            assert.ok(top < 900, `${scenario} at ${width}: ${name} begins at ${top}`);
      }
      await page.setViewportSize({ width: 700, height: 800 });
      const links = page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
      await page.evaluate(() => {
        for (const toggle of document.querySelectorAll<HTMLElement>('.section-toggle')) toggle.click();
      });
      assert.equal(await links.count(), await page.locator('[data-section]:not([hidden])').count());
      for (const link of await links.all()) {
        await link.click();
        await page.waitForTimeout(300);
        const at = await page.evaluate(() => {
          const toggle = document.activeElement as HTMLElement;
          const edge = document.querySelector('.head')!.getBoundingClientRect().bottom;
          return {
            open: toggle.getAttribute('aria-expanded'),
            below: toggle.getBoundingClientRect().top - edge,
            height: innerHeight,
          };
        });
        assert.equal(at.open, 'true', scenario);
        assert.ok(at.below >= 0 && at.below < at.height - 150, `${at.below} pixels below the head`);
      }
      await page.close();
    }
  });

  it('a reload, a hidden panel, a restart: what was open, scrolled, enlarged and chosen is so again', async () => {
    const page = await open({ query: 'scenario=mnist&iterations=60' });
    await page.setViewportSize({ width: 900, height: 900 });
    const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first();
    await page.getByRole('button', { name: /^dense_2, unit 3/ }).focus();
    for (const key of ['+', '+', 'Enter']) await page.keyboard.press(key);
    await page.locator('.card-cost summary').first().click();
    await button('Earlier runs').click();
    await page.getByRole('slider', { name: 'Smoothing' }).fill('60');
    await page.getByRole('link', { name: 'Weights' }).click();
    await button('Show dense_1.weight in full').click();
    await page.getByRole('button', { name: 'Next rows' }).click();
    await page.getByRole('img', { name: /^dense_1.weight, rows 64 to/ }).waitFor();
    await page.getByRole('button', { name: 'Final metrics' }).click();
    await page.mouse.move(450, 600);
    await page.mouse.wheel(0, 130);
    await page.waitForTimeout(900);
    const shown = (): Promise<unknown> =>
      page.evaluate(() => ({
        scale: document.querySelector<HTMLElement>('.network')!.style.transform,
        selected: document.querySelector('.selection-text')!.textContent?.split(' · ')[0],
        table: document.querySelector<HTMLDetailsElement>('.card-cost details')!.open,
        earlier: !document.querySelector<HTMLElement>('.earlier')!.hidden,
        smoothing: document.querySelector<HTMLInputElement>('.slider input')!.value,
        rows: document.querySelector('.tensor-detail .page-text')?.textContent,
        folded: [...document.querySelectorAll('.card.collapsed')].map((e) => (e as HTMLElement).dataset['section']),
        weightsAt: Math.round(document.querySelector('.card-weights')!.getBoundingClientRect().top),
      }));
    const before = (await shown()) as { weightsAt: number };
    assert.ok(before.weightsAt < 200, JSON.stringify(before));
    await page.reload();
    await page.waitForFunction(() => document.querySelector('.tensor-detail .page-text')?.textContent !== '');
    await page.waitForTimeout(2500);
    const after = (await shown()) as { weightsAt: number };
    assert.ok(Math.abs(after.weightsAt - before.weightsAt) <= 3, `${after.weightsAt} for ${before.weightsAt} pixels`);
    assert.deepEqual({ ...after, weightsAt: 0 }, { ...before, weightsAt: 0 });
  });
});
