// The rules of WCAG by axe-core, over every view in every state that matters, in four kinds of theme.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { axe, type AxeVerdict } from './harness/axe';
import type { Harness } from './harness/host';
import { buildEngine } from './harness/real';
import { openRealScene, REAL_SCENES } from './harness/realScenes';
import { COARSE, openScene, SCENES } from './harness/scenes';
import { useChromium } from './harness/useChromium';

declare global {
  interface Window {
    harness: Harness;
  }
}

describe('axe-core finds no violation in any theme', function () {
  this.timeout(300_000);
  const chromium = useChromium();
  let folder: string;
  let engine: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'nnspec-axe-'));
    engine = path.join(folder, 'engine.js');
    await buildEngine(engine);
  });
  after(() => folder && rmSync(folder, { recursive: true, force: true }));

  const scenes: readonly { readonly name: string; readonly open: () => Promise<Page> }[] = [
    ...SCENES.map((scene) => ({ name: scene.name, open: () => openScene(chromium(), scene, COARSE) })),
    ...REAL_SCENES.map((scene) => ({
      name: scene.name,
      open: () => openRealScene({ ...chromium(), engine, folder }, scene),
    })),
  ];
  const verdicts = new Map<number, Promise<Readonly<Record<string, readonly string[]>>>>();

  /** What each theme breaks: every rule in the first one, those of colours in the others. */
  async function judge(open: () => Promise<Page>): Promise<Readonly<Record<string, readonly string[]>>> {
    const page = await open();
    const found: Record<string, readonly string[]> = {};
    for (const theme of ['dark', 'light', 'hc', 'hc-light'] as const) {
      if (theme !== 'dark') {
        await page.evaluate((name) => window.harness.setTheme(name), theme);
        await page.waitForTimeout(150);
      }
      const { violations, passed } = theme === 'dark' ? await axe(page) : await settled(() => axe(page, 'colours'));
      assert.ok(passed > 0, `${theme}: nothing was judged`);
      if (violations.length > 0) found[theme] = violations;
    }
    await page.close();
    return found;
  }

  /** A theme reaches the controls some frames later, and frames are rare where two pages share two processors. */
  async function settled(look: () => Promise<AxeVerdict>): Promise<AxeVerdict> {
    const first = await look();
    if (first.violations.length === 0) return first;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return look();
  }

  function verdict(i: number): Promise<Readonly<Record<string, readonly string[]>>> {
    const known = verdicts.get(i) ?? judge(scenes[i]!.open);
    verdicts.set(i, known);
    return known;
  }

  scenes.forEach(({ name }, i) =>
    it(name, async () => {
      // The next one is looked at meanwhile; what is wrong there, its own test says.
      if (i + 1 < scenes.length) verdict(i + 1).catch(() => undefined);
      assert.deepEqual(await verdict(i), {});
    }),
  );
});
