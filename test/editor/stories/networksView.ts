// The Networks view in the side bar, as a person uses it: rows, their buttons, their menu.
import type { Locator } from 'playwright-core';
import type { Workbench } from '../workbench';
import { eventually } from './story';

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
    await this.row(name).first().locator('.monaco-tl-twistie.collapsed').click();
  }

  /** Presses a button in the row of a spec. */
  async act(name: string, button: string): Promise<void> {
    await this.press(this.specRow(name), button);
  }

  /** Presses a button of a row. It shows under the mouse only, and a list that moves takes the row from under it. */
  async press(row: Locator, button: string): Promise<void> {
    const there = row.locator(`[aria-label^="${button}"]`).first();
    await eventually(`the button ${button}`, async () => {
      await row.hover({ timeout: 1000 });
      return there.isVisible();
    });
    await there.click();
  }

  /** An entry of a row's menu, with the right mouse button. */
  async menu(row: Locator, entry: string): Promise<void> {
    const { page } = this.bench;
    await row.click({ button: 'right' });
    const found = page.locator('.monaco-menu .action-label', { hasText: entry }).first();
    await found.waitFor();
    // A menu that has only just opened takes no click.
    await eventually(`the menu to take ${entry}`, async () => {
      await found.click({ timeout: 1000 }).catch(() => undefined);
      await page.waitForTimeout(300);
      return !(await found.isVisible());
    });
  }
}
