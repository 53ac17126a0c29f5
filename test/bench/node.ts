// Which Node runs our engine: the one that the local VS Code brings, as with our users, where it can be installed; its V8
// is a newer one than that of Node 20, and compiles WebAssembly differently. Whatever else is JavaScript runs on it too.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostNode, installHost } from '../../scripts/host/install';

export const node = (): string => (existsSync(hostNode) ? hostNode : process.execPath);

/** A sentence where it had to be this one. */
export async function findNode(): Promise<string | undefined> {
  try {
    if (!existsSync(hostNode)) await installHost();
    return undefined;
  } catch (error) {
    return `run by Node ${process.versions.node}, not by that of VS Code: ${(error as Error).message.trim().split('\n')[0]}`;
  }
}

export const nodeVersion = (): string =>
  execFileSync(node(), ['--print', 'process.versions.node'], { encoding: 'utf8' }).trim();
