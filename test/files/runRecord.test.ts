// A run.json that is damaged, or of another version: its run is listed and shown all the same.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { comparedSpecs } from '../../src/files/comparedSpecs';
import { keptEnd } from '../../src/files/keptEnd';
import { RunFolder } from '../../src/files/runFolder';
import { RunIndex } from '../../src/files/runIndex';
import { readRecord, type RunRecord } from '../../src/files/runRecord';
import { listRuns } from '../../src/files/runs';
import { comparisonText } from '../../src/host/networks/comparison';
import { runItem } from '../../src/host/networks/runItem';
import { freshFolder } from './folder';

const RECORD = {
  version: 1,
  spec: 'xor',
  specFile: '/specs/xor.nnspec',
  set: [['training.seed', '7']],
  created: '2025-03-04T05:06:07.890Z',
  seed: 7,
  state: 'finished',
  reason: 'finished',
  message: 'as it should',
  position: { iteration: 9, epoch: 4.5, totalIterations: 9, iterationsPerEpoch: 2 },
  seconds: 1.5,
  splits: {
    train: { values: { loss: 0.5, accuracy: null } },
    test: { values: { loss: 1 }, confusionMatrix: [[1, 0], [2, 3]] }, // prettier-ignore
  },
  data: { name: 'xor', hash: 'sha256:00', rows: { train: 4, validation: 0, test: 0 }, classes: ['no', 'yes'] },
  kernels: 'plain',
  versions: { node: '20' },
};

const RUBBISH = [null, true, 5, -1, 2.5, 'zz', '../..', [], [null], [5], [[1, 2]], {}, { values: 5 }, { values: null }];

/** RECORD with one part, at any depth, replaced by each piece of rubbish, or taken out. */
function damaged(): { readonly what: string; readonly text: string }[] {
  const paths: (readonly string[])[] = [];
  const walk = (value: unknown, at: readonly string[]): void => {
    if (at.length > 0) paths.push(at);
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, [...at, key]);
  };
  walk(RECORD, []);
  return paths
    .filter(([key]) => key !== 'version' && key !== 'spec')
    .flatMap((at) =>
      [undefined, ...RUBBISH].map((rubbish) => {
        const copy = structuredClone(RECORD) as Record<string, unknown>;
        const last = at.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, copy);
        last[at.at(-1)!] = rubbish; // JSON leaves out what is undefined
        return { what: `${at.join('.')} = ${JSON.stringify(rubbish)}`, text: JSON.stringify(copy) };
      }),
    );
}

describe('The record of a run', () => {
  const home = freshFolder();
  const changed = (changes: object): RunRecord => readRecord(JSON.stringify({ ...RECORD, ...changes }))!;

  it('is read as it was written, null for NaN among it; keys of a later version stay', () => {
    assert.deepEqual(readRecord(JSON.stringify(RECORD)), RECORD);
    assert.deepEqual(changed({ later: { a: [1] } }), { ...RECORD, later: { a: [1] } });
    assert.deepEqual(readRecord(JSON.stringify(RECORD), '{ "title": "wide", "pinned": true }'), {
      ...RECORD,
      title: 'wide',
      pinned: true,
    });
  });

  it('is none without its version and the name of its spec', () => {
    for (const text of ['', 'null', '5', '[]', '{', '{ "version": 2, "spec": "xor" }', '{ "version": 1, "spec": 5 }'])
      assert.equal(readRecord(text), undefined, text);
  });

  it('does without a part that is not as it should be', () => {
    const without = <K extends keyof typeof RECORD>(key: K): Omit<typeof RECORD, K> => {
      const { [key]: _, ...others } = RECORD;
      return others;
    };
    for (const set of [5, null, 'zz', [5], [null], [[1, 2]], [['a', 'b', 'c']]])
      assert.deepEqual(changed({ set }), { ...RECORD, set: [] });
    for (const splits of [5, null, [1], { train: null }, { train: { values: null } }, { later: { values: {} } }])
      assert.deepEqual(changed({ splits }), { ...RECORD, splits: {} });
    assert.deepEqual(changed({ splits: { train: { values: { loss: 1, f1: 'zz' }, confusionMatrix: [5] } } }).splits, {
      train: { values: { loss: 1 } },
    });
    for (const position of [5, null, {}, { ...RECORD.position, iteration: null }, { ...RECORD.position, epoch: 'zz' }])
      assert.deepEqual(changed({ position }), without('position'));
    assert.deepEqual(changed({ message: 5 }), without('message'));
    assert.deepEqual(changed({ kernels: {} }), without('kernels'));
    assert.deepEqual(changed({ reason: 'toString' }), without('reason'));
    assert.deepEqual(changed({ data: { ...RECORD.data, hash: null } }), without('data'));
    for (const classes of [null, 5, ['no', 5], { 0: 'no' }])
      assert.equal(changed({ data: { ...RECORD.data, classes } }).data?.classes, undefined);
    assert.deepEqual(changed({ data: { ...RECORD.data, rows: null } }).data?.rows, {
      train: 0,
      validation: 0,
      test: 0,
    });
    assert.deepEqual(changed({ title: 5, pinned: 'zz' }), RECORD);
  });

  it('has no time that would lead a folder astray', () => {
    for (const created of ['2025-03-04/../../../..', '2025-03-04T05:06:07/../x', '2025-99-99T05:06:07Z', 'x', 5])
      assert.equal(changed({ created }).created, '1970-01-01T00:00:00.000Z');
  });

  it('shows its run, wherever it is damaged, in every list, table and comparison', async () => {
    const runs = path.join(home(), 'runs');
    const all = damaged();
    for (const [i, { text }] of all.entries()) {
      mkdirSync(path.join(runs, 'xor', String(i)), { recursive: true });
      writeFileSync(path.join(runs, 'xor', String(i), 'run.json'), text);
      writeFileSync(path.join(runs, 'xor', String(i), 'spec.nnspec'), '{ "training": { "seed": 1 } }');
    }
    assert.equal(listRuns(runs, 'xor').length, all.length);
    assert.equal((await new RunIndex().list(runs, 'xor')).length, all.length);
    for (const [i, { what, text }] of all.entries()) {
      const run = new RunFolder(path.join(runs, 'xor', String(i)), readRecord(text)!);
      assert.doesNotThrow(() => {
        runItem(run);
        comparisonText([{ run }], []);
        for (const { values } of Object.values(keptEnd(run)?.splits ?? {}))
          for (const value of Object.values(values)) assert.equal(typeof value, 'number');
      }, what);
      await assert.doesNotReject(comparedSpecs([run, run]), what);
    }
  });
});
