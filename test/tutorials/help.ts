// The tutorials as the examples write them, with overrides: the same engine, other seeds.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDataset } from '../../src/data/load';
import { Run } from '../../src/engine/run';
import { fileReader } from '../../src/files/source';
import { parseSpec } from '../../src/spec/parse';
import { binaries } from '../kernels/binaries';

export type Set = readonly (readonly [string, string])[];

const fileOf = (name: string): string => path.join(__dirname, '../../examples', `${name}.nnspec`);

/** An example's text, with the signs of its comments taken out: sentences run on over lines. */
export function textOf(name: string): string {
  return readFileSync(fileOf(name), 'utf8').replace(/\s*\n\s*\/\/ */g, ' ');
}

/** Trains examples/<name>.nnspec to its end. */
export function trainExample(name: string, set: Set = [], datasets?: string): Promise<Run> {
  return trainSpec(fileOf(name), set, datasets);
}

export async function trainSpec(file: string, set: Set = [], datasets?: string): Promise<Run> {
  const { spec, problems } = parseSpec(readFileSync(file, 'utf8'), { file, set });
  assert.ok(spec, problems.map((p) => p.message).join('\n'));
  const reader = fileReader({
    specFile: file,
    datasetFolders: datasets === undefined ? [] : [datasets],
    datasetCache: path.join(__dirname, 'no-cache'),
    consent: () => Promise.resolve(false),
  });
  const dataset = await loadDataset(spec.data, spec.loss.type, reader);
  const run = Run.prepare(spec, dataset, {
    now: () => performance.now(),
    yield: () => new Promise((resolve) => setImmediate(resolve)),
    binaries: binaries(),
  });
  run.train();
  await run.whenEnded();
  return run;
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export function reference<T>(folder: string, file: string): T {
  return JSON.parse(readFileSync(path.join(folder, '../reference', file), 'utf8')) as T;
}
