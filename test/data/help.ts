// What the data's tests share: a DataSpec with the language's defaults, and files that stand in memory.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataReader, Dataset, Split } from '../../src/data/dataset';
import { loadDataset, type LoadOptions } from '../../src/data/load';
import { DataError } from '../../src/spec/problem';
import type { DataSpec } from '../../src/spec/spec';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export function dataSpec(data: Partial<DataSpec>): DataSpec {
  return {
    source: 'data.csv',
    format: {},
    ignore: [],
    missing: 'error',
    missingValues: ['', '?', 'NA', 'NaN', 'nan', 'null'],
    scale: 'none',
    scaleTarget: 'none',
    generator: {},
    ...data,
  };
}

/** `dataset:NAME` files come from `datasets/NAME/FILE`. */
export function memoryReader(files: Files, datasets?: string): DataReader {
  const bytes = (content: string | Uint8Array) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return {
    read(file) {
      if (files[file] === undefined) throw new DataError(`${file} does not exist.`, { file, code: 'missing-file' });
      return Promise.resolve(bytes(files[file]));
    },
    dataset: (name, file) => Promise.resolve(new Uint8Array(readFileSync(path.join(datasets!, name, file)))),
  };
}

export interface Loading extends LoadOptions {
  readonly loss?: string;
  readonly datasets?: string;
}

/** Loads `data` from files in memory; one text stands for data.csv. */
export function load(files: Files | string, data: Partial<DataSpec> = {}, loading: Loading = {}): Promise<Dataset> {
  const all = typeof files === 'string' ? { 'data.csv': files } : files;
  return loadDataset(
    dataSpec(data),
    loading.loss ?? 'mean_squared_error',
    memoryReader(all, loading.datasets),
    loading,
  );
}

export const noTest = { validation: 0, test: 0, shuffle: false, stratify: false, seed: 1 };

/** Inputs of a split, a row each. */
export function inputsOf(split: Split): number[][] {
  const { size } = split.inputs;
  const out = new Float64Array(split.indices.length * size);
  split.inputs.gather(out, split.indices, 0, split.indices.length);
  return Array.from({ length: split.indices.length }, (_, i) => [...out.subarray(i * size, (i + 1) * size)]);
}

export function targetsOf(split: Split): number[] {
  const out = new Float64Array(split.indices.length * split.targets.cols);
  split.targets.gather(out, split.indices, 0, split.indices.length);
  return [...out];
}

/** The DataError that a promise fails with. */
export async function dataError(promise: Promise<unknown>): Promise<DataError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error('No error was thrown.');
}
