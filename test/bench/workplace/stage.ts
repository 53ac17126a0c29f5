// The real editor with our extension and, beside it, one that tells from inside what the extension host does (probe/);
// a browser in front of it whose pages tell when something has been painted.
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Frame } from 'playwright-core';
import { root } from '../../../scripts/bootstrap.mjs';
import { installHost } from '../../../scripts/host/install';
import { hostFolders, startServer, type Server } from '../../../scripts/host/server';
import { launchBrowser, Workbench } from '../../editor/workbench';
import { sleep } from '../engine';
import { eyesScript, type Eyes } from './eyes';

const START_MS = 60_000;
const PROBE = '.probe-';

/** Milliseconds of processor time: of the thread that all extensions share, and of all others of its process. */
export interface Usage {
  readonly host: number;
  readonly others: number;
}

/** What a run did between two signs of life; processor time in seconds. */
export interface Progress {
  readonly steps: number;
  readonly seconds: number;
  readonly host: number;
  readonly engine: number;
}

interface Answers {
  usage: Usage;
  ownActivation: number | null;
  command: { readonly at: number };
  train: string;
  state: string;
  closePanels: null;
  closeAll: null;
  watchBlocks: null;
  blocked: { readonly worst: number; readonly usual: number };
  watchProgress: null;
  progress: Progress;
}

export class Stage {
  private constructor(
    readonly workspace: string,
    readonly bench: Workbench,
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  /** `fill` puts files into the workspace, which begins as a copy of examples/. */
  static async set(datasets: string | undefined, fill: (workspace: string) => void): Promise<Stage> {
    await installHost();
    const workspace = mkdtempSync(path.join(tmpdir(), 'nnspec-workplace-'));
    const filter = (file: string): boolean => !file.includes('.nnspec/');
    cpSync(path.join(root, 'examples'), workspace, { recursive: true, filter });
    fill(workspace);
    const server = await startServer({
      extension: root,
      settings: { 'workbench.reduceMotion': 'on', 'editor.cursorBlinking': 'solid' },
      env: {
        EXTENSIONS_GALLERY: '{}',
        NNSPEC_PROBE: path.join(workspace, PROBE),
        ...(datasets === undefined ? {} : { NNSPEC_DATASETS: datasets }),
      },
    });
    let browser: Browser | undefined;
    try {
      symlinkSync(path.join(__dirname, 'probe'), path.join(hostFolders(server.profile).extensions, 'nnspec.probe-dev'));
      browser = await launchBrowser();
      const bench = await Workbench.open(browser, server, workspace, 'workplace', eyesScript);
      const stage = new Stage(workspace, bench, browser, server);
      await stage.connect(0);
      return stage;
    } catch (error) {
      await browser?.close();
      await server.stop();
      rmSync(workspace, { recursive: true, force: true });
      throw error;
    }
  }

  private socket: Socket | undefined;
  private readonly waiting = new Map<number, (answer: { result?: unknown; error?: string }) => void>();
  private asked = 0;

  /** To the probe of an extension host that started later than this. */
  private async connect(later: number): Promise<void> {
    for (const limit = Date.now() + START_MS; Date.now() < limit; await sleep(100)) {
      const probes = readdirSync(this.workspace).filter((name) => name.startsWith(PROBE));
      const newest = probes.sort().at(-1);
      if (newest === undefined || Number(newest.slice(PROBE.length)) < later) continue;
      const socket = await reached(path.join(this.workspace, newest));
      if (!socket) continue; // it is there a moment before anybody listens
      this.socket = socket;
      createInterface({ input: socket }).on('line', (line) => {
        const answer = JSON.parse(line) as { id: number; result?: unknown; error?: string };
        this.waiting.get(answer.id)?.(answer);
        this.waiting.delete(answer.id);
      });
      return;
    }
    throw new Error('The extension host did not start.');
  }

  /** A new window with the same files open, and a new extension host. */
  async reload(): Promise<void> {
    const later = Date.now();
    this.socket?.destroy();
    await this.bench.page.reload({ waitUntil: 'domcontentloaded' });
    await this.connect(later);
  }

  /** Asks the extension beside ours. */
  ask<K extends keyof Answers>(name: K, params: Readonly<Record<string, unknown>> = {}): Promise<Answers[K]> {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result as Answers[K]) : reject(new Error(error)),
      );
      this.socket!.write(`${JSON.stringify({ id, name, params })}\n`);
    });
  }

  file(name: string): string {
    return path.join(this.workspace, name);
  }

  /** The document of the panel that is open; waits for its script. */
  async panel(): Promise<Frame> {
    for (const limit = Date.now() + START_MS; Date.now() < limit; await sleep(20)) {
      for (const frame of this.bench.page.frames()) {
        if (!frame.name().includes('active-frame') && !frame.url().includes('fake.html')) continue;
        if (await frame.evaluate(() => (globalThis as { eyes?: Eyes }).eyes?.script !== undefined).catch(() => false))
          return frame;
      }
    }
    await this.bench.page.screenshot({ path: path.join(root, 'out/workplace.png') });
    throw new Error('The panel did not open; out/workplace.png shows what did.');
  }

  async end(): Promise<void> {
    this.socket?.destroy();
    await this.browser.close();
    await this.server.stop();
    rmSync(this.workspace, { recursive: true, force: true });
  }
}

/** What a page has seen so far. */
export const seen = (frame: Frame): Promise<Eyes> =>
  frame.evaluate(() => ({ ...(globalThis as unknown as { eyes: Eyes }).eyes }));

function reached(file: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once('connect', () => resolve(socket)).once('error', () => resolve(undefined));
  });
}
