// Specs, data and clocks for tests of the engine: everything real but the samples, which are made up on the spot.
import assert from 'node:assert/strict';
import type { Dataset, SampleMatrix, Split, SplitName, Targets } from '../../src/data/dataset';
import { loadDataset } from '../../src/data/load';
import { Run, type RunEnv } from '../../src/engine/run';
import { Rng } from '../../src/nn/rng';
import type { Task } from '../../src/nn/words';
import { parseSpec } from '../../src/spec/parse';
import type { Spec } from '../../src/spec/spec';
import { binaries } from '../kernels/binaries';

export function specOf(value: object): Spec {
  const { spec, problems } = parseSpec(JSON.stringify(value), { file: 'test.nnspec' });
  assert.ok(spec, problems.map((p) => p.message).join('\n'));
  return spec;
}

/** For built-in data: nothing is read. */
export const noFiles = {
  read: () => Promise.reject(new Error('no files here')),
  dataset: () => Promise.reject(new Error('no datasets here')),
};

export async function builtin(spec: Spec): Promise<Dataset> {
  return loadDataset(spec.data, spec.loss.type, noFiles);
}

export interface Made {
  readonly task?: Task;
  readonly inputs: number;
  readonly outputs: number;
  readonly train: number;
  readonly validation?: number;
  readonly test?: number;
  readonly seed?: number;
  /** Numbers that stand for the samples, where storing them all would be too much. */
  readonly sparse?: boolean;
}

/** Random inputs in [−1, 1], and targets that depend on them. */
export function made({
  task = 'regression',
  inputs,
  outputs,
  train,
  validation = 0,
  test = 0,
  seed = 1,
  sparse,
}: Made): Dataset {
  const rows = train + validation + test;
  const kept = sparse ? 64 : rows;
  const rng = Rng.stream(seed, 'made');
  const x = Float64Array.from({ length: kept * inputs }, () => 2 * rng.uniform() - 1);
  const cols = task === 'regression' ? outputs : 1;
  const t = Float64Array.from({ length: kept * cols }, (_, i) => {
    const row = Math.floor(i / cols);
    const some = x.subarray(row * inputs, row * inputs + Math.min(inputs, 4)).reduce((a, b) => a + b, 0);
    if (task === 'regression') return Math.sin(some + (i % cols));
    return task === 'binary' ? Number(some > 0) : Math.floor(Math.abs(some) * 7) % outputs;
  });
  const gatherer =
    (from: Float64Array, size: number): Targets['gather'] =>
    (out, indices, at, n) => {
      for (let k = 0; k < n; k++) {
        const row = indices[at + k]! % kept;
        for (let j = 0; j < size; j++) out[k * size + j] = from[row * size + j]!;
      }
    };
  const matrix: SampleMatrix = { rows, shape: [inputs], size: inputs, gather: gatherer(x, inputs) };
  const targets: Targets = { cols, gather: gatherer(t, cols) };
  const split = (name: SplitName, from: number, n: number): Split => ({
    name,
    inputs: matrix,
    targets,
    indices: Int32Array.from({ length: n }, (_, i) => from + i),
  });
  const classes = task === 'regression' ? undefined : Array.from({ length: Math.max(2, outputs) }, (_, i) => `c${i}`);
  return {
    name: 'made up',
    task,
    inputShape: [inputs],
    outputs,
    inputNames: Array.from({ length: inputs }, (_, i) => `x${i}`),
    targetNames: task === 'regression' ? Array.from({ length: outputs }, (_, i) => `y${i}`) : ['class'],
    ...(classes ? { classes } : {}),
    splits: {
      train: split('train', 0, train),
      ...(validation ? { validation: split('validation', train, validation) } : {}),
      ...(test ? { test: split('test', train + validation, test) } : {}),
    },
    preprocessing: {
      inputs: {
        kind: 'columns',
        columns: Array.from({ length: inputs }, (_, i) => ({
          kind: 'number',
          column: `x${i}`,
          index: i,
          offset: 0,
          divisor: 1,
        })),
        missingValues: [],
      },
      targets: classes
        ? { kind: 'classes', column: 'class', labels: classes }
        : {
            kind: 'values',
            columns: ['y'],
            offsets: new Array<number>(outputs).fill(0),
            divisors: new Array<number>(outputs).fill(1),
          },
    },
    notes: [],
  };
}

/** As the product runs: on the SIMD kernels, where the spec lets it. */
export const realEnv: RunEnv = {
  binaries: binaries(),
  now: () => performance.now(),
  yield: () => new Promise((resolve) => setImmediate(resolve)),
};

/** A clock that runs so fast that every look at it ends the slice: the most interruptions there can be. */
export function hastyEnv(): RunEnv {
  let now = 0;
  return { ...realEnv, now: () => (now += 6), yieldCost: 1 };
}

export function prepare(value: object, dataset: Dataset, env: RunEnv = realEnv): Run {
  return Run.prepare(specOf(value), dataset, env);
}

/** Trains to the end. */
export async function trained(value: object, dataset: Dataset, env?: RunEnv): Promise<Run> {
  const run = prepare(value, dataset, env);
  run.train();
  await run.whenEnded();
  return run;
}

/** Every bit of weights, optimizer, scores, streams and points; times left out. */
export function bits(run: Run): string {
  const { tensors, metadata } = run.checkpoint();
  const seconds = (JSON.parse(metadata['nnspec.checkpoint']!) as { numbers: string[] }).numbers.indexOf('seconds');
  const state = tensors.map(({ name, data }) => {
    const copy = data.slice();
    if (name === 'nnspec:numbers') copy[seconds] = 0;
    return `${name} ${Buffer.from(copy.buffer, copy.byteOffset, copy.byteLength).toString('base64')}`;
  });
  const points = run.metrics.map(({ seconds: _, ...point }) => JSON.stringify(point));
  return [...state, metadata['nnspec.checkpoint'], ...points].join('\n');
}

/** `bits` are too long for a message. */
export function assertSameBits(a: string, b: string): void {
  if (a === b) return;
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, i) => line !== right[i]);
  assert.fail(`line ${at} differs:\n${left[at]?.slice(0, 200)}\n${right[at]?.slice(0, 200)}`);
}

export function rejectsWith(promise: Promise<unknown>, pattern: RegExp): Promise<void> {
  return assert.rejects(promise, (error: Error) => pattern.test(error.message) || assert.fail(error.message));
}
