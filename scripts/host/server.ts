// One running code-server: a real VS Code behind http://127.0.0.1, with folders of its own for
// settings and extensions. Knows nothing of browsers and tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../bootstrap.mjs';
import { hostEntry, hostNode } from './install';

const START_SECONDS = 60; // a cold start takes 2 s on two cores

/** A calm workbench: nothing fetched, nothing offered, nothing in the way of the file. */
const calmSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
};

export interface ServerOptions {
  /** Where settings, extensions and logs are kept; a temporary folder, removed at the end, unless given. */
  readonly profile?: string;
  /** Folder of an extension to load, as it stands; linked into the extensions folder. */
  readonly extension?: string | undefined;
  /** Any local user may come in without one: for tests only. */
  readonly password?: string;
  readonly port?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Display language ('zh-cn'): the workbench itself stays English, extensions speak it. */
  readonly language?: string;
  /** Folder that the address opens. */
  readonly folder?: string;
  /** Asks whether the folder is trusted, as the settings say; without it, every folder is. */
  readonly workspaceTrust?: boolean;
  /** Lets the workbench run an extension under development with its tests; hides toasts and refuses modal dialogs. */
  readonly smokeTestDriver?: boolean;
}

export interface Server {
  readonly address: string; // http://127.0.0.1:PORT
  readonly authority: string; // 127.0.0.1:PORT
  readonly profile: string;
  readonly log: string;
  /** Resolves when the server has ended, by itself or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<Server> {
  const profile = options.profile ?? mkdtempSync(path.join(tmpdir(), 'nnspec-host-'));
  const folders = hostFolders(profile);
  if (!existsSync(folders.settings)) {
    writeSettings(folders.settings, options.settings);
    // Settings of the machine's scope count there alone: to the browser, this is a remote machine.
    if (options.settings) writeFileSync(folders.machineSettings, JSON.stringify(options.settings));
  }
  if (options.extension) linkExtension(options.extension, folders.extensions);
  if (options.language) writeLanguagePack(folders.userData, options.language);

  const port = options.port ?? (await freePort());
  const config = path.join(profile, 'config.yaml'); // an own one, or code-server reads the user's
  writeFileSync(config, '');
  const child = spawn(
    hostNode,
    [
      hostEntry,
      ...['--auth', options.password === undefined ? 'none' : 'password'],
      ...['--bind-addr', `127.0.0.1:${port}`],
      ...['--config', config, '--user-data-dir', folders.userData, '--extensions-dir', folders.extensions],
      ...['--disable-telemetry', '--disable-update-check', '--disable-proxy'],
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...['--disable-getting-started-override', '--ignore-last-opened'],
      ...(options.language ? ['--locale', options.language] : []),
      ...(options.smokeTestDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
      ...(options.folder ? [options.folder] : []),
    ],
    // A group of its own, so that stop() reaches the extension host and its workers too.
    { env: environment(profile, options), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const log = path.join(profile, 'server.log');
  const logStream = createWriteStream(log);
  child.stdout.pipe(logStream);
  child.stderr.pipe(logStream);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const stop = async (): Promise<void> => {
    await endGroup(child, ended);
    if (!options.profile) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  const address = `http://127.0.0.1:${port}`;
  try {
    await answers(address, ended);
  } catch {
    await endGroup(child, ended);
    throw new Refusal(`The local VS Code did not start on port ${port}; its log is ${log}.`);
  }
  return { address, authority: `127.0.0.1:${port}`, profile, log, ended, stop };
}

export function hostFolders(profile: string) {
  const userData = path.join(profile, 'user-data');
  const extensions = path.join(profile, 'extensions');
  const home = path.join(profile, 'home');
  for (const folder of [path.join(userData, 'User'), path.join(userData, 'Machine'), extensions, home])
    mkdirSync(folder, { recursive: true });
  const settings = path.join(userData, 'User/settings.json');
  return { userData, extensions, home, settings, machineSettings: path.join(userData, 'Machine/settings.json') };
}

function writeSettings(file: string, more: Readonly<Record<string, unknown>> = {}): void {
  writeFileSync(file, JSON.stringify({ ...calmSettings, ...more }, undefined, 2));
}

/** VS Code takes a display language only from a language pack: an installed one without a word of its own. */
function writeLanguagePack(userData: string, language: string): void {
  const vscode = path.join(userData, 'empty.i18n.json');
  writeFileSync(vscode, JSON.stringify({ '': [], version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'nnspec.empty-language-pack' }, version: '1.0.0' }];
  const pack = { hash: 'empty', label: language, extensions, translations: { vscode } };
  writeFileSync(path.join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** VS Code loads what stands in its extensions folder, and follows links. */
function linkExtension(extension: string, extensions: string): void {
  const link = path.join(extensions, 'nnspec.nnspec-dev');
  rmSync(extensions, { recursive: true, force: true }); // its list of last time would hide a changed version
  mkdirSync(extensions, { recursive: true });
  symlinkSync(extension, link);
}

/** The user's environment without what would lead code-server to another instance or Node. */
export function environment(profile: string, { password, env = {} }: Pick<ServerOptions, 'password' | 'env'>) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_(?!TEST)|CODE_SERVER|ELECTRON_|NODE_OPTIONS$|npm_|PASSWORD$|HASHED_PASSWORD$)/.test(name),
  );
  const { home } = hostFolders(profile);
  return {
    ...Object.fromEntries(kept),
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    ...(password === undefined ? {} : { PASSWORD: password }), // not an argument: those are visible to all users
    ...env,
  };
}

async function answers(address: string, ended: Promise<void>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  for (const limit = Date.now() + START_SECONDS * 1000; Date.now() < limit && !over; await sleep(100)) {
    const response = await fetch(`${address}/healthz`).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error('no answer');
}

async function endGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const send = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // no such group: all have ended
    }
  };
  send('SIGTERM');
  await Promise.race([ended, sleep(5000)]);
  send('SIGKILL');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
