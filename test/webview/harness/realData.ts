// The data view in Chromium with a real feed and its real worker: everything but the editor.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { DataFeed } from '../../../src/host/dataFeed';
import { startEngineWorker } from '../../../src/host/engineProcess';
import type { CellPlace } from '../../../src/data/table';
import type { PathSegment } from '../../../src/spec/problem';
import { decodeMessage, encodeMessage } from './encode';
import type { RealPlaces } from './real';
import { translation } from './serve';

export interface RealDataView {
  readonly page: Page;
  readonly feed: DataFeed;
  readonly errors: string[];
  /** Names of the requests the view has made, in order. */
  readonly requests: string[];
  /** What it asked the editor to show. */
  readonly shown: {
    readonly specs: (readonly PathSegment[] | undefined)[];
    readonly cells: CellPlace[];
    panels: number;
  };
  /** The spec as the editor has it now. */
  write(text: string): void;
  close(): Promise<void>;
}

export async function openRealData(places: RealPlaces, text: string): Promise<RealDataView> {
  const { folder, engine, browser, served, language = 'en' } = places;
  const file = path.join(folder, 'net.nnspec');
  writeFileSync(file, text);
  let now = text;
  const errors: string[] = [];
  const requests: string[] = [];
  const shown: RealDataView['shown'] = { specs: [], cells: [], panels: 0 };
  const page = await browser.newPage({
    viewport: places.viewport ?? { width: 1400, height: 900 },
    deviceScaleFactor: places.scale ?? 1,
    reducedMotion: 'reduce',
  });
  page.on('pageerror', (e) => errors.push(e.message));
  const listeners: ((message: unknown) => void)[] = [];
  await page.exposeFunction('toHost', (message: string) => {
    const decoded = decodeMessage(message) as { kind?: string; name?: string };
    if (decoded.kind === 'request') requests.push(decoded.name!);
    listeners.forEach((l) => l(decoded));
  });
  const feed = new DataFeed(
    {
      post: (message) =>
        void page.evaluate((packed) => window.fromHost(packed), encodeMessage(message)).catch(() => undefined), // the page went
      onMessage: (listener) => void listeners.push(listener),
    },
    {
      file,
      name: 'net',
      text: () => Promise.resolve(now),
      startEngine: async () => startEngineWorker(engine, translation(language)),
      places: () => ({ datasetFolders: [...(places.datasetFolders ?? [])], datasetCache: path.join(folder, 'cache') }),
      consent: async () => false,
      log: (level, message) => void (level === 'error' && errors.push(message)),
      openSpec: async (at) => void shown.specs.push(at),
      openPlace: async (place) => void shown.cells.push(place),
      openPanel: async () => void shown.panels++,
    },
  );
  await page.goto(`${served.origin}/?bridge&data&theme=${places.theme ?? 'dark'}&language=${language}`);
  return {
    page,
    feed,
    errors,
    requests,
    shown,
    write(next) {
      now = next;
      feed.saved(next);
    },
    async close() {
      feed.dispose();
      await page.close();
    },
  };
}
