// What every script needs before the project's own packages are there: plain Node, no dependency.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** A sentence for the person at the keyboard; printed without a stack trace. */
export class Refusal extends Error {}

/** Runs a script's main function; says what went wrong and exits with 1. */
export async function main(run) {
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (e) {
    console.error(e instanceof Refusal ? `\n${e.message}` : e);
    process.exit(1);
  }
}

export function needNode(minimum) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantMajor, wantMinor = 0] = minimum.split('.').map(Number);
  if (major < wantMajor || (major === wantMajor && minor < wantMinor))
    throw new Refusal(
      `This is Node ${process.versions.node}; nnspec needs Node ${minimum} or newer. Install it (https://nodejs.org) and run the command again.`,
    );
}

/** A program whose work is done may take so long to end. */
const LINGER_MS = 60_000;

/**
 * Runs a command to its end with its output shown. `command` may be a program's name, or 'node'.
 * `output: 'log'` keeps the output back and returns it. `niceness`: how far it stands back for others, 0 to 19.
 * `done`: when it has been so for a minute the program is ended, as it does not end by itself.
 */
export function run(command, args, { cwd = root, env = {}, output = 'show', niceness = 0, done = () => false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command === 'node' ? process.execPath : command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', ...(output === 'show' ? ['inherit', 'inherit'] : ['pipe', 'pipe'])],
      shell: process.platform === 'win32' && command === 'npm', // npm is a .cmd there
    });
    if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (d) => (text += d));
    let since;
    const watch = setInterval(() => {
      if (!done()) return;
      since ??= Date.now();
      if (Date.now() - since < LINGER_MS) return;
      child.kill('SIGKILL');
      for (const stream of [child.stdout, child.stderr]) stream?.destroy(); // what it started may still hold them
    }, 1000);
    child.on('error', (e) => {
      clearInterval(watch);
      reject(e);
    });
    child.on('close', (code, signal) => {
      clearInterval(watch);
      resolve({ code: code ?? 1, signal, text });
    });
  });
}

/** `npm ci` where node_modules is not what package-lock.json says. */
export async function installDependencies() {
  const why = difference(path.join(root, 'package-lock.json'), path.join(root, 'node_modules/.package-lock.json'));
  if (!why) return;
  console.log(`Installing the project's packages (${why}) …`);
  await npmCi(root);
}

export async function npmCi(folder, more = [], env = {}) {
  let result;
  try {
    result = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...more], {
      cwd: folder,
      env,
      output: 'log',
    });
  } catch (e) {
    throw new Refusal(
      `npm could not be started (${e.message}). It comes with Node: install Node 20 from https://nodejs.org and run the command again.`,
    );
  }
  if (result.code === 0) return;
  const [offline] = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.exec(result.text) ?? [];
  throw new Refusal(
    offline
      ? `npm could not reach the package registry (${offline}). Connect to the network (or tell npm of your proxy or mirror) and run the command again.`
      : `${result.text.trim()}\n\nnpm could not install the packages of ${path.relative(process.cwd(), folder) || 'this folder'}; its message is above.`,
  );
}

/** Why an installed tree is not what a lockfile says; undefined where it is. */
export function difference(lockfile, installedLockfile) {
  if (!existsSync(installedLockfile)) return 'for the first time';
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedLockfile, 'utf8')).packages;
  for (const [place, { version, optional, devOptional }] of Object.entries(wanted)) {
    if (place === '') continue;
    const found = installed[place];
    if (found ? found.version !== version : !optional && !devOptional)
      return `${place.replace(/^node_modules\//, '')} changed`;
  }
  return undefined;
}

/** A module of the project written in TypeScript. Only after installDependencies(). */
export function requireTypeScript(file) {
  const require = createRequire(import.meta.url);
  require('tsx/cjs');
  return require(path.join(root, file));
}
