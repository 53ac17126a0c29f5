// The Networks view in the side bar, as a person uses it: rows, their buttons, their menu.
import type { Locator } from 'playwright-core';
import type { Workbench } from '../workbench';
import { untilSeen } from './story';

/** A row that is drawn anew every moment is asked for again after so long. */
const CLICK_MS = 2000;

export class NetworksView {
  constructor(private readonly bench: Workbench) {}

  async open(): Promise<void> {
    const { page } = this.bench;
    const shown = page.locator('.sidebar .title', { hasText: /Networks/i }).first();
    if (await shown.isVisible()) return; // a click on the icon would hide it again
    await page.locator('.activitybar .action-item a[aria-label^="Networks"]').first().click();
    await shown.waitFor();
  }

  row(text: string | RegExp): Locator {
    return this.bench.page.locator('.sidebar .monaco-list-row', { hasText: text });
  }

  /** Of a spec, not of a folder or run of that name. */
  specRow(name: string): Locator {
    return this.row(new RegExp(`^${name}`)).filter({
      has: this.bench.page.locator('.actions [aria-label^="Open Panel"]'),
    });
  }

  async expand(name: string): Promise<void> {
    const row = this.row(name).first();
    await untilSeen(
      `${name} to unfold`,
      () => row.locator('.monaco-tl-twistie.collapsed').click({ timeout: CLICK_MS }),
      async () => (await row.getAttribute('aria-expanded')) === 'true',
    );
  }

  /** Presses a button in the row of a spec until `seen`. */
  async act(name: string, button: string, seen: () => Promise<boolean>): Promise<void> {
    await this.press(this.specRow(name), button, seen);
  }

  /**
   * Presses a button of a row until `seen`. It shows under the mouse only, a list that moves takes the row from under
   * it, and a list that is drawn anew may use the row's element for another row: what is pressed is a place.
   */
  async press(row: Locator, button: string, seen: () => Promise<boolean>): Promise<void> {
    await untilSeen(
      button,
      async () => {
        await row.hover({ timeout: CLICK_MS });
        const place = await row.locator(`[aria-label^="${button}"]`).first().boundingBox({ timeout: CLICK_MS });
        const line = await row.boundingBox({ timeout: CLICK_MS });
        if (!place || !line || place.y < line.y || place.y >= line.y + line.height) return;
        await this.bench.page.mouse.click(place.x + place.width / 2, place.y + place.height / 2);
      },
      seen,
    );
  }

  /**
   * Presses a key on a row until `seen`: what a key does is for the row that is chosen, in the list that has the keyboard.
   * The extension is not told of a row that is chosen while the view is read again, only of the next one that is.
   */
  async key(row: Locator, key: string, seen: () => Promise<boolean>): Promise<void> {
    await untilSeen(
      `${key} on a row`,
      async () => {
        if (await this.isChosen(row)) await row.click({ modifiers: ['Control'], timeout: CLICK_MS }); // no longer
        await this.select(row);
        await this.bench.page.keyboard.press(key);
      },
      seen,
    );
  }

  /** Chooses rows, with the mouse. */
  async select(first: Locator, ...more: readonly Locator[]): Promise<void> {
    const chosen = this.bench.page.locator('.sidebar .monaco-list:focus-within .monaco-list-row.selected');
    await untilSeen(
      'the rows to be chosen',
      async () => {
        await first.click({ timeout: CLICK_MS });
        for (const row of more) await row.click({ modifiers: ['Control'], timeout: CLICK_MS });
      },
      async () => {
        if ((await chosen.count()) !== 1 + more.length) return false;
        return (await Promise.all([first, ...more].map((row) => this.isChosen(row)))).every(Boolean);
      },
    );
  }

  private async isChosen(row: Locator): Promise<boolean> {
    const classes = await row.getAttribute('class', { timeout: CLICK_MS });
    return classes!.split(' ').includes('selected');
  }

  /** An entry of a row's menu, with the right mouse button. */
  menu(row: Locator, entry: string): Promise<void> {
    return this.bench.menu(row, entry);
  }
}
