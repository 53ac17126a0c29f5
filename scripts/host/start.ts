// The two ways `npm start` can open VS Code on examples/: the desktop one, or a local code-server
// behind a password, until Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { installHost } from './install';
import { startServer } from './server';

/** Opens the desktop VS Code; false where there is none, or no screen for it. */
export async function openDesktop(root: string): Promise<boolean> {
  const screen =
    process.platform !== 'linux' ||
    process.env.DISPLAY !== undefined ||
    process.env.WAYLAND_DISPLAY !== undefined ||
    process.env.TERM_PROGRAM === 'vscode'; // a terminal inside VS Code: `code` talks to that one
  const shell = process.platform === 'win32';
  const found = screen && spawnSync('code', ['--version'], { stdio: 'ignore', shell }).status === 0;
  if (!found) return false;
  const examples = path.join(root, 'examples');
  // Desktop VS Code refuses to start as root without these two.
  const asRoot =
    process.getuid?.() === 0 ? ['--no-sandbox', `--user-data-dir=${path.join(root, '.host/desktop')}`] : [];
  console.log('Opening VS Code on examples/ with nnspec …');
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, ...asRoot, examples];
  return spawnSync('code', args, { stdio: 'inherit', shell }).status === 0;
}

export async function serve(root: string, options: { port?: number; open: boolean }): Promise<void> {
  await installHost();
  const password = randomBytes(9).toString('base64url');
  const server = await startServer({
    profile: path.join(root, '.host/profile'),
    extension: root,
    folder: path.join(root, 'examples'),
    password,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  console.log(`
nnspec is ready in a local VS Code.

  Open      ${server.address}
  Password  ${password}

Open xor.nnspec there and press "▶ Train" above its first line. Ctrl-C here stops the server.`);
  if (options.open) openBrowser(server.address);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void server.stop());
  await server.ended;
  console.log('\nStopped.');
}

/** Best effort: the address is printed as well. */
function openBrowser(address: string): void {
  if (process.env.DISPLAY === undefined && process.env.WAYLAND_DISPLAY === undefined) return;
  spawn('xdg-open', [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
