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

export class Workbench {
  private constructor(
    readonly page: Page,
    private readonly shots: string,
  ) {}

  /** Opens `folder` in a window of its own; screenshots go to out/screenshots/<name>. */
  static async open(browser: Browser, server: Server, folder: string, name: string): Promise<Workbench> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const shots = path.join(root, 'out/screenshots', name);
    mkdirSync(shots, { recursive: true });
    await page.goto(`${server.address}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench').waitFor({ timeout: WORKBENCH_MS });
    return new Workbench(page, shots);
  }

  /** Kept for the eye under out/screenshots. */
  async screenshot(step: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.shots, `${step}.png`) });
  }

  async openFile(name: string): Promise<void> {
    await this.quickInput(name, name);
    await this.page.locator('.tab.active', { hasText: name }).first().waitFor();
  }

  async command(title: string): Promise<void> {
    await this.quickInput(`>${title}`, title);
  }

  /** Types into the quick input box that is open, and accepts. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input.input');
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  codeLens(title: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: title });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text });
  }

  /** The editor whose tab is shown and active. */
  editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  /** The document inside a webview: an iframe of VS Code's around an iframe of the extension's. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
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
    await row.waitFor({ timeout: 30_000 });
    await row.click();
    // A command may open a quick pick of its own, so the box need not go.
    await this.page
      .locator('.quick-input-widget')
      .waitFor({ state: 'hidden', timeout: 2000 })
      .catch(() => undefined);
  }
}
