// A person at a VS Code in the browser: Chromium, the real mouse and the real keyboard. What the
// stories do goes through here; nothing reaches past the screen.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { root } from '../../scripts/bootstrap.mjs';
import type { Server } from '../../scripts/host/server';
import { findChromium } from '../../scripts/systemPackages.mjs';

/** The first start of a workbench loads 30 MB of script on a cold cache. */
const WORKBENCH_MS = 60_000;
/** What a person would wait for; a machine that others use too may stand still for most of it. */
const PATIENCE_MS = 60_000;

export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    headless: true,
    // Chromium's own sandbox needs a user namespace, which root in a container has not.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--no-first-run',
    ],
  });
}

export type Theme = 'dark' | 'light';
const themeClasses = { dark: 'vs-dark', light: 'vs' };

export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly shots: string,
  ) {}

  /**
   * Opens `folder` in a window of its own; screenshots go to out/screenshots/<name>. `before`: a script
   * that runs in every document before its own.
   */
  static async open(
    browser: Browser,
    server: Server,
    folder: string,
    name: string,
    before?: string,
  ): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    if (before) await page.addInitScript({ content: before });
    page.setDefaultTimeout(PATIENCE_MS);
    const shots = path.join(root, 'out/screenshots', name);
    mkdirSync(shots, { recursive: true });
    await page.goto(`${server.address}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench').waitFor({ timeout: WORKBENCH_MS });
    return new Workbench(page, shots);
  }

  /** Both themes, kept for the eye under out/screenshots as <step>-dark.png and <step>-light.png. */
  async screenshots(step: string): Promise<void> {
    for (const theme of ['light', 'dark'] as const) {
      await this.theme(theme);
      await this.page.screenshot({ path: path.join(this.shots, `${step}-${theme}.png`) });
    }
  }

  /** The window follows the system's colour scheme (see setStage). */
  async theme(theme: Theme): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme });
    await this.page.locator(`.monaco-workbench.${themeClasses[theme]}`).waitFor();
    await this.page.waitForTimeout(400); // the webview repaints in the new colours
  }

  async openFile(name: string): Promise<void> {
    await this.quickInput(name, name);
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
  }

  /** A command of the palette, by its title. */
  async command(title: string): Promise<void> {
    await this.quickInput(`>${title}`, title);
  }

  /** Finds `from` in the file's editor, types `to` in its place, and saves. They begin alike. */
  async retype(file: string, from: string, to: string): Promise<void> {
    const { keyboard } = this.page;
    await this.page.locator('.tab', { hasText: file }).first().click();
    await this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
    await keyboard.press('Control+f');
    const find = this.page.locator('.find-widget.visible textarea').first();
    await find.waitFor();
    await find.fill(from);
    await this.page.locator('.find-widget.visible .matchesCount', { hasText: /^1 (of|\/) \d/ }).waitFor();
    await keyboard.press('Escape'); // the match stays selected
    await keyboard.press('ArrowRight');
    // Only what differs is typed: the editor would close a quote that is typed.
    let same = 0;
    while (from[same] === to[same]) same++;
    for (let i = same; i < from.length; i++) await keyboard.press('Backspace');
    await keyboard.type(to.slice(same));
    await keyboard.press('Control+s');
  }

  /** Chooses a row of the quick pick that is open. */
  async pick(text: string | RegExp): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** The quick input that is open: what stands in it, and accepting it. */
  quickInputText(): Locator {
    return this.page.locator('.quick-input-widget:visible input.input');
  }

  codeLens(title: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: title }).first();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text });
  }

  /** The document inside a webview: an iframe of VS Code's around an iframe of the extension's. */
  panel(): FrameLocator {
    const shown = this.page.locator('iframe.webview.ready').filter({ visible: true }).last();
    return shown.contentFrame().frameLocator('iframe#active-frame');
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** F1 may be lost while the workbench still wires its keys: pressed again until the box shows. */
  private async quickInput(text: string, rowText: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input.input');
    for (let attempt = 0; ; attempt++) {
      await this.page.keyboard.press('F1');
      try {
        await input.waitFor({ timeout: 1500 });
        break;
      } catch (e) {
        if (attempt >= 20) throw e;
      }
    }
    await input.fill(text);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: rowText }).first();
    await row.waitFor();
    await row.click();
    // A command may open a quick pick of its own, so the box need not go.
    await this.page
      .locator('.quick-input-widget')
      .waitFor({ state: 'hidden', timeout: 2000 })
      .catch(() => undefined);
  }
}
