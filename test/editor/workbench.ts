// A person at a VS Code in the browser: Chromium, the real mouse and the real keyboard. What the
// stories do goes through here; nothing reaches past the screen. What opens, closes or is drawn anew in VS Code
// may miss a click or a key: as a person would, it is pressed again until its effect is seen.
import assert from 'node:assert/strict';
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
/** What is pressed has so long to show an effect, before it is pressed again. */
const EFFECT_MS = 4000;
/** A question that is answered takes no longer, on a machine that has much to do. */
const ANSWER_MS = 15_000;
/** A file dialog writes its own path so long after it has opened. */
const SETTLE_MS = 1000;

/** Asks again until the answer is yes. */
export function eventually(what: string, ask: () => Promise<boolean>, ms = PATIENCE_MS): Promise<void> {
  return again(what, () => isTrue(ask), ms);
}

/** Acts again until `seen`: not where it is seen already, and not while the last time may still show its effect. */
export async function untilSeen(
  what: string,
  act: () => Promise<unknown>,
  seen: () => Promise<boolean>,
  ms = 2 * PATIENCE_MS,
): Promise<void> {
  await again(
    what,
    async () => {
      if (await isTrue(seen)) return true;
      if (!(await act().then(() => true, () => false))) return false; // prettier-ignore
      for (const limit = Date.now() + EFFECT_MS; Date.now() < limit; await sleep(100))
        if (await isTrue(seen)) return true;
      return false;
    },
    ms,
  );
}

async function again(what: string, tried: () => Promise<boolean>, ms: number): Promise<void> {
  for (const limit = Date.now() + ms; Date.now() < limit; await sleep(100)) if (await tried()) return;
  assert.fail(`waited ${ms / 1000} s for ${what}`);
}

/** What cannot be answered yet is a no: a question about something that has just gone would wait for it to come back. */
function isTrue(ask: () => Promise<boolean>): Promise<boolean> {
  return Promise.race([ask().catch(() => false), sleep(ANSWER_MS).then(() => false)]);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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

/** Pictures of the steps are for the eye, under out/screenshots, and take a second each. */
const PICTURES = Boolean(process.env.NNSPEC_SCREENSHOTS);

export type Theme = 'dark' | 'light' | 'contrast';
const themeClasses = { dark: 'vs-dark', light: 'vs', contrast: 'hc-black' };

/** The system's high contrast as VS Code asks for it. A browser that is really told so paints in colours of its own too. */
const CONTRAST_SCRIPT = `(() => {
  const query = '(forced-colors: active)';
  const real = window.matchMedia;
  const told = Object.assign(new EventTarget(), { media: query, matches: false, onchange: null });
  told.addListener = (listener) => told.addEventListener('change', listener);
  window.matchMedia = (asked) => (asked === query ? told : real.call(window, asked));
  window.setContrast = (on) => {
    if (told.matches === on) return;
    told.matches = on;
    told.dispatchEvent(new Event('change'));
  };
})()`;

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
    if (PICTURES) await page.addInitScript({ content: CONTRAST_SCRIPT });
    page.setDefaultTimeout(PATIENCE_MS);
    const shots = path.join(root, 'out/screenshots', name);
    mkdirSync(shots, { recursive: true });
    await page.goto(`${server.address}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench').waitFor({ timeout: WORKBENCH_MS });
    return new Workbench(page, shots);
  }

  /** In three themes, as <step>-dark.png and so on, where somebody asks for pictures. */
  async screenshots(step: string): Promise<void> {
    if (!PICTURES) return;
    for (const theme of ['light', 'contrast', 'dark'] as const) {
      await this.theme(theme);
      await this.screenshot(`${step}-${theme}`);
    }
  }

  /** As it stands, where somebody asks for pictures. */
  async screenshot(step: string): Promise<void> {
    if (PICTURES) await this.keep(step);
  }

  /** What the window shows after a test has failed. */
  failed(): Promise<void> {
    return this.keep('failed');
  }

  private async keep(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.shots, `${name}.png`) });
  }

  /** The window follows the system's colour scheme (see setStage). */
  async theme(theme: Theme): Promise<void> {
    await this.page.emulateMedia({ colorScheme: theme === 'light' ? 'light' : 'dark' });
    if (PICTURES) await this.page.evaluate(`window.setContrast(${theme === 'contrast'})`);
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
    await this.select(file, from);
    await keyboard.press('ArrowRight');
    // Only what differs is typed: the editor would close a quote that is typed.
    let same = 0;
    while (from[same] === to[same]) same++;
    for (let i = same; i < from.length; i++) await keyboard.press('Backspace');
    await keyboard.type(to.slice(same));
    await keyboard.press('Control+s');
  }

  /** Finds what stands once in the file's editor: it is selected there, and the keyboard is in the editor. */
  async select(file: string, text: string): Promise<void> {
    const find = this.page.locator('.find-widget.visible textarea').first();
    await untilSeen(
      'the find widget',
      async () => {
        await this.page.locator('.tab', { hasText: file }).first().click({ timeout: EFFECT_MS });
        const lines = this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first();
        await lines.click({ timeout: EFFECT_MS });
        await this.page.keyboard.press('Control+f');
      },
      () => find.isVisible(),
    );
    await find.fill(text);
    await this.page.locator('.find-widget.visible .matchesCount', { hasText: /^1 (of|\/) \d/ }).waitFor();
    // The count may still be that of what was sought before.
    await this.page.locator('[id="status.editor.selection"]', { hasText: `(${text.length} selected)` }).waitFor();
    await this.page.keyboard.press('Escape'); // the match stays selected
  }

  /** An entry of the context menu of `target`, with the mouse. */
  async menu(target: Locator, entry: string): Promise<void> {
    const found = await this.openMenu(target, entry);
    // A menu that has only just opened takes no mouse button, so that the one which opened it chooses nothing.
    await untilSeen(
      `the menu to take ${entry}`,
      () => found.click({ timeout: EFFECT_MS }),
      async () => !(await found.isVisible()),
    );
  }

  /** Opens the context menu of `target`; the entry in it. */
  async openMenu(target: Locator, entry: string): Promise<Locator> {
    const menu = this.page.locator('.monaco-menu').first();
    const found = this.page.locator('.monaco-menu .action-label', { hasText: entry }).first();
    await untilSeen(
      `a menu with ${entry}`,
      async () => {
        if (await menu.isVisible()) await this.page.keyboard.press('Escape'); // of a row that came under the mouse
        await target.click({ button: 'right', timeout: EFFECT_MS });
      },
      () => found.isVisible(),
    );
    return found;
  }

  /** Closes the context menu that is open. */
  async closeMenu(): Promise<void> {
    const menu = this.page.locator('.monaco-menu').first();
    await untilSeen(
      'the menu to close',
      () => this.page.keyboard.press('Escape'),
      async () => !(await menu.isVisible()),
    );
  }

  /** Types another path into the file dialog, which may still be about to propose its own. */
  async typePath(file: string): Promise<void> {
    const input = this.quickInputText();
    await eventually('the file dialog', async () => (await this.typed())?.startsWith('/') ?? false);
    await untilSeen(
      file,
      async () => {
        await input.fill(file);
        await sleep(SETTLE_MS);
      },
      async () => (await this.typed()) === file,
    );
  }

  /**
   * Accepts the file dialog when it proposes what is `expected`, by Enter or by a button; the path it proposed. It
   * looks at every path that is typed, and may take nothing meanwhile.
   */
  async acceptPath(expected: (file: string) => boolean, button?: string): Promise<string> {
    let file = '';
    await eventually('the file dialog', async () => expected((file = (await this.typed()) ?? '')));
    await untilSeen(
      `the file dialog to take ${file}`,
      () =>
        button === undefined
          ? this.page.keyboard.press('Enter')
          : this.page
              .locator('.quick-input-widget')
              .getByRole('button', { name: button })
              .click({ timeout: EFFECT_MS }),
      async () => (await this.typed()) !== file,
    );
    return file;
  }

  /** Types into the input box that is open, and accepts it: what is typed is looked at first, and Enter may come too early. */
  async answer(text: string): Promise<void> {
    const input = this.quickInputText();
    await input.fill(text);
    await untilSeen(
      `${text} to be taken`,
      () => this.page.keyboard.press('Enter'),
      async () => (await this.typed()) !== text,
    );
  }

  /** Chooses a row of the quick pick that is open. */
  async pick(text: string | RegExp): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  }

  /** The quick input that is open: what stands in it, and accepting it. */
  quickInputText(): Locator {
    return this.page.locator('.quick-input-widget:visible input.input');
  }

  /** What stands in the quick input, where one is open. It may go between the two questions. */
  async typed(): Promise<string | undefined> {
    const input = this.quickInputText();
    return (await input.isVisible()) ? input.inputValue({ timeout: 500 }).catch(() => undefined) : undefined;
  }

  codeLens(title: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: title }).first();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item', { hasText: text });
  }

  /** Waits for a message. It goes after ten seconds, for who did not look at once: then it is in the list of them. */
  async told(text: string | RegExp): Promise<Locator> {
    const message = this.notification(text).first();
    const shown = await message.waitFor({ timeout: EFFECT_MS }).then(() => true, () => false); // prettier-ignore
    if (!shown)
      await untilSeen(
        `the message ${text}`,
        () => this.command('Notifications: Show Notifications'),
        () => message.isVisible(),
      );
    return message;
  }

  /** The document inside a webview: an iframe of VS Code's around an iframe of the extension's. */
  panel(): FrameLocator {
    const shown = this.page.locator('iframe.webview.ready').filter({ visible: true }).last();
    return shown.contentFrame().frameLocator('iframe#active-frame');
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /**
   * Chooses a row by what is typed after F1. The key may be lost while the workbench still wires its keys, and the box
   * shows what there was when it opened: an extension's commands and a new file may come later.
   */
  private async quickInput(text: string, rowText: string): Promise<void> {
    const input = this.quickInputText();
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: rowText }).first();
    await untilSeen(
      `a row ${rowText} in the quick input`,
      async () => {
        await this.page.keyboard.press('F1');
        await input.fill(text, { timeout: EFFECT_MS });
      },
      async () => (await this.typed()) === text && row.isVisible(),
    );
    // A command may open a quick pick of its own, so the box need not go.
    await untilSeen(
      `the row ${rowText} to be taken`,
      () => row.click({ timeout: EFFECT_MS }),
      async () => (await this.typed()) !== text,
    );
  }
}
