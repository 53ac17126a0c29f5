// A panel in Chromium, a real session and its real worker: everything but the editor.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { startEngineWorker } from '../../../src/host/engineProcess';
import { PanelFeed } from '../../../src/host/panelFeed';
import { Session } from '../../../src/host/session';
import type { PanelView } from '../../../src/protocol/panel';
import { decodeMessage, encodeMessage } from './encode';
import type { Served } from './serve';

const root = path.resolve(__dirname, '../../..');

export async function buildEngine(outfile: string): Promise<void> {
  await esbuild.build({
    entryPoints: [path.join(root, 'src/engine/worker.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    outfile,
    logLevel: 'warning',
  });
}

export interface RealPlaces {
  readonly served: Served;
  readonly browser: Browser;
  /** The worker's bundle. */
  readonly engine: string;
  /** For the spec and its runs. */
  readonly folder: string;
  readonly datasetFolders?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels on the screen for one of the page; 1 unless said. */
  readonly scale?: number;
  readonly theme?: string;
  /** The folder of a run to show while nothing runs. */
  readonly kept?: string;
  /** Of the page and of the worker; English unless said. */
  readonly language?: string;
}

export interface RealPanel {
  readonly page: Page;
  readonly session: Session;
  readonly errors: string[];
  /** Names of the requests the panel has made, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function openReal(places: RealPlaces, text: string): Promise<RealPanel> {
  const { folder, engine, browser, served } = places;
  const file = path.join(folder, 'net.nnspec');
  writeFileSync(file, text);
  const session = new Session(file, {
    startEngine: async () => startEngineWorker(engine),
    places: () => ({
      datasetFolders: [...(places.datasetFolders ?? [])],
      datasetCache: path.join(folder, 'cache'),
      runsFolder: path.join(folder, 'runs'),
    }),
    consent: async () => false,
    log: () => undefined,
  });
  const errors: string[] = [];
  const viewport = places.viewport ?? { width: 900, height: 1900 };
  const page = await browser.newPage({ viewport, deviceScaleFactor: places.scale ?? 1, reducedMotion: 'reduce' });
  page.on('pageerror', (e) => errors.push(e.message));
  const requests: string[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  await page.exposeFunction('toHost', (message: string) => {
    const decoded = decodeMessage(message) as { kind?: string; name?: string };
    if (decoded.kind === 'request') requests.push(decoded.name!);
    listeners.forEach((l) => l(decoded));
  });
  let view: PanelView = {};
  const feed = new PanelFeed(
    {
      post: (message) => void page.evaluate((m) => window.fromHost(m), encodeMessage(message)).catch(() => undefined),
      onMessage: (listener) => listeners.push(listener),
    },
    session,
    {
      command: async ({ command }) => {
        if (command === 'train') await session.start(text);
        if (command === 'pause') await session.pause();
        if (command === 'resume') await session.resume();
        if (command === 'stepIteration') await session.step('iteration');
        if (command === 'stop') await session.stop();
        if (command === 'gradcheck') await session.gradcheck(4);
        return null;
      },
      loadView: () => view,
      keepView: (v) => (view = v),
      lastRun: async () => (places.kept === undefined ? {} : { kept: { folder: places.kept, inside: 'closed' } }),
      lookInside: async (_, { kept }) =>
        session.lookInto({ folder: kept!.folder, text, notes: [], specChanged: false, asked: false }),
      resumeRun: async () => null,
      shows: () => undefined,
      specChanges: async () => null,
      runs: async () => [],
      runLines: async () => [],
      save: async () => false,
      editing: async () => null,
      edit: async () => Promise.reject(new Error('Nothing is edited here.')),
    },
  );
  await page.goto(`${served.origin}/?bridge&theme=${places.theme ?? 'dark'}`);
  return {
    page,
    session,
    errors,
    requests,
    close: async () => {
      feed.dispose();
      await session.dispose();
      await page.close();
    },
  };
}
