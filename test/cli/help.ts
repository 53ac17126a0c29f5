// The command line as it is shipped, one bundle: called in this process (quick), or run as a user runs it.
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import type { main as mainOfBundle } from '../../src/cli/main';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Setting {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly answer?: boolean;
  readonly interrupted?: AbortSignal;
}

/** One command in this process. Its cache of datasets is empty unless `env` says otherwise. */
export async function nnspec(argv: readonly string[], setting: Setting = {}): Promise<Outcome> {
  const out = { stdout: '', stderr: '' };
  const into = (name: keyof typeof out) => ({ write: (text: string) => void (out[name] += text), isTTY: false });
  const { answer } = setting;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { main } = require(await bundle()) as { main: typeof mainOfBundle };
  const status = await main(argv, {
    stdout: into('stdout'),
    stderr: into('stderr'),
    cwd: setting.cwd ?? process.cwd(),
    env: { XDG_CACHE_HOME: '/nowhere', ...setting.env },
    interrupted: setting.interrupted ?? new AbortController().signal,
    ...(answer === undefined ? {} : { ask: () => Promise.resolve(answer) }),
    readStdin: () => Promise.resolve(new TextEncoder().encode(setting.stdin ?? '')),
  });
  return { status, ...out };
}

/** Whatever a line of output holds: what it should hold is for the test to say. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export function jsonLines(text: string): Record<string, Json>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, Json>);
}

/** A folder of its own for each test of the suite that calls this. */
export function tempFolders(): { readonly at: string; write(name: string, content: string | Uint8Array): string } {
  const folders = { at: '', write };
  function write(name: string, content: string | Uint8Array): string {
    const file = path.join(folders.at, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return file;
  }
  beforeEach(() => void (folders.at = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-cli-')))));
  afterEach(() => fs.rmSync(folders.at, { recursive: true }));
  return folders;
}

let bundled: Promise<string> | undefined;

/** Built once, from the present source; nnspec.js, which starts it, lies beside it. */
export function bundle(): Promise<string> {
  bundled ??= (async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nnspec-bundle-'));
    process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
    const source = (name: string) => path.join(__dirname, '../../src/cli', name);
    await esbuild.build({
      entryPoints: { cli: source('main.ts'), nnspec: source('nnspec.ts') },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      outdir: folder,
      logLevel: 'error',
    });
    return path.join(folder, 'cli.js');
  })();
  return bundled;
}

export interface Spawned {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome & { readonly signal: NodeJS.Signals | null }>;
  /** Resolves once standard output holds this. */
  saw(text: string): Promise<void>;
}

/** One command as a user runs it. */
export async function spawned(argv: readonly string[], setting: Setting = {}): Promise<Spawned> {
  const file = path.join(path.dirname(await bundle()), 'nnspec.js');
  const child = spawn(process.execPath, [file, ...argv], {
    cwd: setting.cwd,
    env: { ...process.env, XDG_CACHE_HOME: '/nowhere', ...setting.env },
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (part: Buffer) => {
    stdout += part.toString();
    for (const look of watchers) look();
  });
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  child.stdin.end(setting.stdin ?? '');
  return {
    child,
    ended: new Promise((resolve) =>
      child.on('close', (status, signal) => resolve({ status: status ?? -1, signal, stdout, stderr })),
    ),
    saw: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!stdout.includes(text)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        child.on('close', () => reject(new Error(`ended before it said ${text}: ${stdout}${stderr}`)));
      }),
  };
}

export const XOR = `{
  "data": "builtin:xor",
  "network": [
    { "type": "dense", "units": 4, "activation": "tanh" },
    { "type": "dense", "units": 1, "activation": "sigmoid" }
  ],
  "loss": "binary_crossentropy",
  "training": {
    "optimizer": { "type": "sgd", "learningRate": 0.3 },
    "batchSize": "full", "epochs": 1000, "seed": 1
  }
}
`;
