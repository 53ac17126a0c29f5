// The stage of a story: a copy of examples/, a code-server with the extension, a browser window, and
// what can be seen in the panel.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { root } from '../../../scripts/bootstrap.mjs';
import { installHost } from '../../../scripts/host/install';
import { startServer, type Server, type ServerOptions } from '../../../scripts/host/server';
import { eventually, launchBrowser, Workbench } from '../workbench';

export { eventually, untilSeen } from '../workbench';

export interface Stage {
  readonly workspace: string;
  readonly server: Server;
  readonly bench: Workbench;
  readonly panel: Panel;
  end(): Promise<void>;
}

/** `folder`: of the workspace, made and opened in its place. */
export async function setStage(name: string, options: Partial<ServerOptions> = {}): Promise<Stage> {
  await installHost();
  const workspace = mkdtempSync(path.join(tmpdir(), 'nnspec-story-'));
  cpSync(path.join(root, 'examples'), workspace, { recursive: true, filter: (f) => !f.includes('.nnspec/') });
  const { folder, ...others } = options;
  const opened = path.join(workspace, folder ?? '');
  mkdirSync(opened, { recursive: true });
  const server = await startServer({
    extension: root,
    ...others,
    // Open and save dialogs as a path in the quick input, as they are wherever files are remote.
    settings: {
      'files.simpleDialog.enable': true,
      'workbench.reduceMotion': 'on',
      'window.autoDetectColorScheme': true,
      ...options.settings,
    },
    env: { EXTENSIONS_GALLERY: '{}', ...options.env },
  });
  let browser: Browser | undefined;
  const end = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
    rmSync(workspace, { recursive: true, force: true });
  };
  try {
    browser = await launchBrowser();
    const bench = await Workbench.open(browser, server, opened, name);
    return { workspace, server, bench, panel: new Panel(bench), end };
  } catch (e) {
    await end();
    throw e;
  }
}

/**
 * Call inside describe: each step stands on the one before. What the window showed when one failed is kept, and the stage
 * ends with the last.
 */
export function inSteps(stage: () => Stage | undefined): void {
  let failed = false;
  beforeEach(() => assert.ok(!failed, 'each step stands on the one before'));
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    failed = true;
    await stage()?.bench.failed();
  });
  after(() => stage()?.end());
}

/** What `found` says comes to be as expected. */
export function reads(found: Locator, expected: RegExp): Promise<void> {
  return eventually(`${expected}`, async () => expected.test((await found.textContent()) ?? ''));
}

/** What a person sees in the panel, and does there. */
export class Panel {
  constructor(private readonly bench: Workbench) {}

  locator(selector: string): Locator {
    return this.bench.panel().locator(selector);
  }

  async waitForState(state: string | RegExp, ms = 60_000): Promise<void> {
    const matches = (now: string | null) => (typeof state === 'string' ? now === state : state.test(now ?? ''));
    await eventually(`the state ${state}`, async () => matches(await this.state()), ms);
  }

  state(): Promise<string | null> {
    return this.locator('header.toolbar').getAttribute('data-state');
  }

  /** A button of the toolbar, clicked with the mouse. */
  async press(command: string): Promise<void> {
    await this.locator(`vscode-button[data-command="${command}"]`).first().click();
  }

  /** An entry of a list in the panel, with the mouse. */
  async choose(list: string, entry: string): Promise<void> {
    const found = this.bench.panel().getByRole('combobox', { name: list, exact: true });
    await found.click();
    await found.getByRole('option', { name: entry, exact: true }).click();
  }

  /** A number of the toolbar: cost, iteration, epoch. */
  async fact(name: string): Promise<number> {
    return numberIn(await this.locator(`.fact[data-fact="${name}"] dd`).innerText());
  }

  /** The training cost of the whole run, from the table that the chart has for those who do not see it. */
  async costs(): Promise<{ first: number; last: number }> {
    const row = this.locator('[data-section="cost"] table tbody tr').first();
    const [, , first, last] = await row.locator('th, td').allTextContents();
    return { first: numberIn(first!), last: numberIn(last!) };
  }

  /** A fingerprint of what a section's canvases show. */
  pixels(section: string): Promise<string> {
    return this.locator(`[data-section="${section}"] canvas`).evaluateAll((all) =>
      (all as HTMLCanvasElement[]).map((canvas) => canvas.toDataURL()).join(' '),
    );
  }

  /** Scrolls to a section, as with the wheel. */
  async show(section: string): Promise<Locator> {
    const found = this.locator(`[data-section="${section}"]`);
    await found.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    return found;
  }
}

/** "1,234 of 5,000" is 1234, "3.4e−6" has a real minus sign. */
function numberIn(text: string): number {
  return Number.parseFloat(text.replaceAll(/[,\s\u202f\u00a0]/g, '').replaceAll('\u2212', '-'));
}
