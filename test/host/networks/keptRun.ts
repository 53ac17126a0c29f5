// A kept run as it is read from a disk, for tests of what is shown of it.
import type { KeptRun } from '../../../src/files/runs';
import type { RunRecord } from '../../../src/files/runRecord';

export const kept = (record: Partial<RunRecord>, folder = '/specs/.nnspec/runs/xor/one'): KeptRun => ({
  folder,
  record: {
    version: 1,
    spec: 'xor',
    specFile: '/specs/xor.nnspec',
    set: [],
    created: '2025-03-04T05:06:07.890Z',
    seed: 7,
    state: 'ready',
    seconds: 0,
    splits: {},
    versions: {},
    ...record,
  },
});
