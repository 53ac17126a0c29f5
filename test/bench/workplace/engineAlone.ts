// What the panel costs the engine's thread itself, without an editor or a browser that would share the processor: the
// engine alone in a process, asked for just what the panel asks, in the same turns as the other measures of the bench.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../../scripts/bootstrap.mjs';
import type { Finding } from '../measures/finding';
import { node } from '../node';
import type { Figure } from './figure';

export function engineAlone(datasets: string): Figure[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'nnspec-engine-'));
  try {
    const measure = path.join(root, 'test/bench/measure.ts');
    const text = execFileSync(node(), ['--require', 'tsx/cjs', measure, 'panel', folder], {
      cwd: root,
      env: { ...process.env, NNSPEC_DATASETS: datasets },
      encoding: 'utf8',
    });
    const found = JSON.parse(text.trim().split('\n').at(-1)!) as readonly Finding[];
    return found.map(({ what, value, unit, limit, note }) => ({ what, takes: [value], unit, most: limit, note }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
