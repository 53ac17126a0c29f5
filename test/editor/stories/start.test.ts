// `npm start` on a machine without a desktop VS Code: the printed address and password lead to a
// VS Code on examples/ in which Train works.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { root } from '../../../scripts/bootstrap.mjs';
import { launchBrowser } from '../workbench';
import { eventually } from './story';

describe('npm start', () => {
  let child: ChildProcess;
  let browser: Browser;
  let printed = '';
  before(async () => {
    child = spawn(process.execPath, ['scripts/start.mjs', '--server', '--no-open'], { cwd: root });
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding('utf8').on('data', (text) => (printed += text));
    await eventually('the address', async () => /Password/.test(printed), 180_000);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    if (child.exitCode === null) child.kill('SIGKILL');
  });

  it('prints an address on 127.0.0.1, and asks there for the printed password', async () => {
    const [, address] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(printed)!;
    const [, password] = /Password\s+(\S+)/.exec(printed)!;
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000); // the extension starts beside a workbench that still loads
    await page.goto(address!);
    await page.locator('input[type=password]').fill('wrong');
    await page.keyboard.press('Enter');
    await page.locator('.error').waitFor();
    await page.locator('input[type=password]').fill(password!);
    await page.keyboard.press('Enter');
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'xor.nnspec' }).dblclick();
    await page.locator('.codelens-decoration a', { hasText: 'Train' }).first().click();
    const panel = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
    await panel.locator('header.toolbar[data-state="finished"]').waitFor({ timeout: 60_000 });
  });

  it('stops on Ctrl-C and leaves nothing running', async () => {
    const [, address] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(printed)!;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    assert.equal(await ended, 0);
    await assert.rejects(fetch(`${address}/healthz`));
  });
});
