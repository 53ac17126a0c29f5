// The files of an export, written where the spec or the user says. A spec's own paths may not leave its folder.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { formats, type ExportFormat, type TrainedNetwork } from '../formats';
import { writeFileAtomic } from '../files/atomic';
import { writeSpecExports } from '../files/specExports';
import { liesIn } from '../files/inside';
import type { Problem } from '../spec/problem';
import { problemAt, type OpenedSpec } from './openSpec';
import { SpecFaults } from './outcome';

/** `folder`, after all paths of the spec's `export` were found to lie inside it. Throws SpecFaults. */
export function exportFolder(opened: OpenedSpec, folder: string): string {
  const problems = exportsOutside(opened, folder);
  if (problems.length > 0) throw new SpecFaults(opened.file, opened.text, problems);
  return folder;
}

/** The paths of the spec's `export` that leave the folder. */
export function exportsOutside(opened: OpenedSpec, folder: string): Problem[] {
  return opened.spec.export.flatMap((wanted, i) => {
    if (liesIn(path.resolve(folder, wanted.path), folder)) return [];
    const message = `"${wanted.path}" leads out of ${folder}. Exports stay inside it: use a path below it.`;
    return [problemAt(opened, ['export', i, 'path'], 'outside', message)];
  });
}

/** Files of an earlier run are replaced, others never; what was written is said, or warned about, line by line. */
export async function writeExports(
  opened: OpenedSpec,
  network: TrainedNetwork,
  folder: string,
  say: Say,
): Promise<void> {
  const place = {
    file: path.join(folder, path.basename(opened.path)),
    workspace: folder,
    runsFolder: path.join(folder, '.nnspec', 'runs'),
  };
  for (const { level, message } of await writeSpecExports(opened.spec.export, network, place)) say(level, message);
}

export type Say = (level: 'info' | 'warning', message: string) => void;

/**
 * `to` is the first file's own name; further files (CSV has one a tensor) stand beside it. A folder takes the network's
 * name. What is there is replaced: naming the file is asking for it.
 */
export async function writeFormat(known: ExportFormat, network: TrainedNetwork, to: string): Promise<string[]> {
  if (to.endsWith(path.sep) || isFolder(to))
    to = path.join(to, `${network.name.replace(/[/\\]/g, '_')}${known.extension}`);
  const base = path.basename(to);
  const lower = base.toLowerCase();
  const stem = lower.endsWith(known.extension) ? base.slice(0, -known.extension.length) : base;
  const folder = path.dirname(to);
  const written: string[] = [];
  for (const [i, file] of known.write(network, stem || base).entries()) {
    const name = path.join(folder, i === 0 ? base : file.name);
    await writeFileAtomic(name, file.bytes, { overwrite: true });
    written.push(name);
  }
  return written;
}

export const formatNames = formats.map((f) => f.name).join(', ');

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false; // not there, or nowhere it could be
  }
}
