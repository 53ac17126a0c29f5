// Who takes part: our engine, and of the peers those that are installed. Nothing is installed here but tfjs, which npm
// can bring, into a folder that the product does not know.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { Contestant, type Command } from './contestant';
import { node } from './node';
import { OURS, PEERS, type Ours, type Peer } from './workloads';

const root = path.join(__dirname, '../..');
const TFJS = path.join(root, 'out/bench/tfjs');
/** Compiled once, as any module, but not beside the sources. */
const PYTHON_ENV = { PYTHONPYCACHEPREFIX: path.join(root, 'out/bench/pycache') };
const peerFile = (name: string): string => path.join(__dirname, 'peers', name);

export const TITLES: Readonly<Record<Peer | Ours, string>> = {
  ours: 'nnspec',
  oursFused: 'nnspec, not reproducible',
  numpy64: 'numpy float64',
  numpy32: 'numpy float32',
  torch: 'PyTorch',
  sklearn: 'scikit-learn',
  tfjs: 'tfjs-wasm',
};

const MODULES: Readonly<Record<Exclude<Peer, 'tfjs'>, string>> = {
  numpy64: 'numpy',
  numpy32: 'numpy',
  torch: 'torch',
  sklearn: 'sklearn',
};

export interface Field {
  readonly present: readonly Peer[];
  /** Why the others are not there. */
  readonly missing: readonly string[];
  readonly python: string | undefined;
}

/** The Python that has the most of them, so that all share one numpy and one BLAS. */
export async function findPeers(wanted: readonly Peer[] = PEERS): Promise<Field> {
  const modules = [...new Set(wanted.flatMap((peer) => (peer === 'tfjs' ? [] : [MODULES[peer]])))];
  let best = { python: undefined as string | undefined, has: [] as string[] };
  for (const python of [process.env['PYTHON'], '/usr/bin/python3', 'python3']) {
    if (!python || modules.length === 0) continue;
    const has = modules.filter((name) => imports(python, name));
    if (has.length > best.has.length) best = { python, has };
  }
  const tfjs = wanted.includes('tfjs') ? await installTfjs() : undefined;
  const present = wanted.filter((peer) => (peer === 'tfjs' ? tfjs === '' : best.has.includes(MODULES[peer])));
  const missing = wanted
    .filter((peer) => !present.includes(peer))
    .map(
      (peer) =>
        `${TITLES[peer]}: ${peer === 'tfjs' ? tfjs : 'not found in any Python here (Debian: python3-numpy, libopenblas0-pthread, python3-torch, python3-sklearn)'}`,
    );
  return { present, missing, python: best.python };
}

function imports(python: string, module: string): boolean {
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Empty where it is there now, else why not. */
async function installTfjs(): Promise<string> {
  const here = path.join(__dirname, 'tfjs');
  const gradients = path.join(TFJS, 'gradients.cjs');
  if (existsSync(gradients)) return '';
  mkdirSync(TFJS, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(path.join(here, file), path.join(TFJS, file));
  try {
    const { npmCi } = (await import('../../scripts/bootstrap.mjs')) as {
      npmCi(folder: string, more: readonly string[]): Promise<void>;
    };
    await npmCi(TFJS, ['--ignore-scripts']);
    // Core has no gradients of its own accord, and those it brings are no module that Node can load.
    const all = path.join(TFJS, 'node_modules/@tensorflow/tfjs-core/dist/register_all_gradients.js');
    await build({ entryPoints: [all], bundle: true, platform: 'node', outfile: gradients, logLevel: 'silent' });
    return '';
  } catch (error) {
    return (error as Error).message.trim().split('\n').at(-1)!;
  }
}

/** tfjs has no threads in Node. */
export const playsWith = (peer: Peer, threads: number): boolean => threads === 1 || peer !== 'tfjs';

export function enter(peer: Peer | Ours, folder: string, threads: number, field: Field): Contestant {
  return new Contestant(peer, command(peer, folder, threads, field));
}

export const isOurs = (who: Peer | Ours): who is Ours => (OURS as readonly string[]).includes(who);

function command(peer: Peer | Ours, folder: string, threads: number, { python }: Field): Command {
  if (isOurs(peer)) {
    const args = [path.join(__dirname, 'ours.ts'), folder, String(threads), String(peer === 'ours')];
    return { program: node(), args: ['--require', 'tsx/cjs', ...args] };
  }
  if (peer === 'tfjs') return { program: node(), args: [peerFile('tfjs.mjs'), folder, TFJS] };
  return { program: python!, args: [peerFile('serve.py'), peer, folder, String(threads)], env: PYTHON_ENV };
}

/** The same as a script that reads a table itself and trains to the end. */
export function script(peer: Peer, table: string, folder: string, { python }: Field): Command {
  if (peer === 'tfjs') return { program: node(), args: [peerFile('tfjs.mjs'), folder, TFJS, table] };
  return { program: python!, args: [peerFile('command_line.py'), peer, table, folder], env: PYTHON_ENV };
}
