// Runs an extension's tests in the real extension host of a code-server, as the desktop VS Code
// would, and gives their exit code. The workbench reports success also when the extension host dies
// in the middle of a run, so the tests leave a verdict file (see verdict.cjs), and only that counts.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/bootstrap.mjs';
import { type Server, startServer } from '../../scripts/host/server';
import { launchBrowser } from './workbench';

const DIED = 98;
const HUNG = 99;
const LIMIT_MS = 8 * 60_000;

/** What the workbench says of itself while it starts. */
const chatter =
  /^(Resolv(ing|ed) connection token|Creating a socket|\[reconnection|\[Service Worker\]|\[AgentHost|\[AccountPolicyGate\]|\[ChatModel|Ignoring fetching additional|Updating additional builtin|Canceled: |No search provider|Creation of workbench contribution|Timed out waiting for authentication)/;

export async function runInHost(args: readonly string[]): Promise<number> {
  const option = (name: string) =>
    args.filter((a) => a.startsWith(`--${name}=`)).map((a) => path.resolve(a.slice(name.length + 3)));
  const [tests] = option('extensionTestsPath');
  const folder = args.find((a) => !a.startsWith('-') && existsSync(a) && statSync(a).isDirectory());
  if (!tests || !folder) throw new Error('codeHost needs a folder and --extensionTestsPath=MODULE');

  const scratch = mkdtempSync(path.join(tmpdir(), 'nnspec-verdict-'));
  const verdict = path.join(scratch, 'verdict.json');
  const server = await startServer({
    smokeTestDriver: true,
    env: { NNSPEC_TESTS: tests, NNSPEC_VERDICT: verdict, EXTENSIONS_GALLERY: '{}' },
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const code = await untilExit(
      page,
      workbenchAddress(server, path.resolve(folder), option('extensionDevelopmentPath')),
    );
    if (code === HUNG || process.env.DEBUG) {
      mkdirSync(path.join(root, 'out'), { recursive: true });
      await page.screenshot({ path: path.join(root, 'out/extension-host.png') }).catch(() => undefined);
    }
    if (code === HUNG) return HUNG;
    if (!existsSync(verdict)) {
      console.error('The extension host ended without a verdict: it crashed, or a test called process.exit().');
      return DIED;
    }
    const { ok, error } = JSON.parse(readFileSync(verdict, 'utf8')) as { ok: boolean; error?: string };
    if (error) console.error(error);
    return ok ? code : code || 1;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function workbenchAddress(server: Server, folder: string, extensions: readonly string[]): string {
  const remote = (file: string) => `vscode-remote://${server.authority}${file}`;
  const payload = [
    ...extensions.map((e) => ['extensionDevelopmentPath', remote(e)]),
    ['extensionTestsPath', remote(path.join(root, 'test/editor/verdict.cjs'))],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `${server.address}/?${query.toString().replaceAll('+', '%20')}`;
}

/** The code that the workbench ends with, through the functions that its test driver calls. */
async function untilExit(page: Page, address: string): Promise<number> {
  let over = false; // after a crash of the extension host the workbench floods the log
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    const line = format(...args);
    if (/\[ExtensionHost\].*received socket close event/.test(line)) over = true;
    if (process.env.DEBUG || (!over && !chatter.test(line))) console.log(line);
  });
  const exit = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  const hang = new Promise<number>((resolve) => {
    const give = (why: string) => {
      console.error(`The editor tests ended without an answer: ${why}.`);
      resolve(HUNG);
    };
    page.on('crash', () => give('the page crashed'));
    setTimeout(() => give(`nothing for ${LIMIT_MS / 60_000} minutes`), LIMIT_MS).unref();
  });
  await page.goto(address);
  return Promise.race([exit, hang]);
}
