// The panel as the extension shows it (its own document, its own policy), with the fake host before it, served on
// loopback to a Chromium that is already on the machine.
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../../../scripts/systemPackages.mjs';
import { panelHtml } from '../../../src/host/html';

const root = path.resolve(__dirname, '../../..');

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium()!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Served {
  readonly origin: string;
  close(): Promise<void>;
}

export async function serve(): Promise<Served> {
  const shared = {
    bundle: true,
    write: false,
    absWorkingDir: root,
    format: 'iife',
    target: 'es2022',
    outdir: '/out',
    logLevel: 'warning',
  } as const;
  const built = await Promise.all([
    esbuild.build({
      ...shared,
      entryPoints: { webview: 'webview/main.ts', dataView: 'webview/data/main.ts' },
    }),
    esbuild.build({
      ...shared,
      entryPoints: { host: 'test/webview/harness/host.ts', bridge: 'test/webview/harness/bridge.ts' },
      loader: { '.nnspec': 'text' },
    }),
  ]);
  const files = new Map(built.flatMap((b) => b.outputFiles.map((f) => [path.basename(f.path), f.contents] as const)));
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname.slice(1);
    const type = name.endsWith('.css') ? 'text/css' : name.endsWith('.js') ? 'text/javascript' : 'text/html';
    const host = searchParams.has('bridge') ? 'bridge' : 'host';
    const script = searchParams.has('data') ? 'dataView' : 'webview';
    const body = name === '' ? page(origin, host, script, searchParams.get('language') ?? 'en') : files.get(name);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function page(origin: string, host: string, script: string, language: string): string {
  const nonce = 'dGVzdGluZ25vbmNl';
  const messages = translation(language);
  const html = panelHtml({
    script: `${origin}/${script}.js`,
    style: `${origin}/${script}.css`,
    source: origin,
    nonce,
    title: 'nnspec',
    language,
    ...(messages && { messages }),
  });
  // The host is there before the document's first lines, and the theme on its body as soon as there is one.
  return html
    .replace('<script', `<script nonce="${nonce}" src="${origin}/${host}.js"></script>\n<script`)
    .replace('<body>', `<body>\n<script nonce="${nonce}">harness.setTheme(harness.theme);</script>`);
}

/** As the editor hands it to the extension; undefined for English. */
export function translation(language: string): Record<string, string> | undefined {
  if (language === 'en') return undefined;
  return JSON.parse(readFileSync(path.join(root, `l10n/bundle.l10n.${language}.json`), 'utf8')) as Record<
    string,
    string
  >;
}
