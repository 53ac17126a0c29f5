import assert from 'node:assert/strict';
import { runItem, isResumable, shortTime, type Live } from '../../../src/host/networks/runItem';
import { kept } from './keptRun';

const here = (state: 'running' | 'paused', iteration: number, cost: number): Live => ({
  where: 'here',
  state,
  position: { iteration, epoch: iteration, totalIterations: 1000, iterationsPerEpoch: 1 },
  cost,
});
const when = shortTime('2025-03-04T05:06:07.890Z', new Date());
const at = (iteration: number) => ({ iteration, epoch: iteration, totalIterations: 1000, iterationsPerEpoch: 1 });

describe('a run in the Networks view', () => {
  it('that finished shows time and seed, its state, the final cost, and the first metric of rows it was not trained on', () => {
    const values = (loss: number, accuracy: number) => ({ values: { loss, accuracy, f1: 0.1 } });
    const finished = {
      state: 'finished',
      reason: 'finished',
      position: at(1000),
      splits: { train: values(0.0231, 1), validation: values(0.5, 0.97412), test: values(0.6, 0.9) },
    } as const;
    const look = runItem(kept(finished));
    assert.equal(look.label, `${when} · seed 7`);
    assert.equal(look.description, 'cost 0.02310 · validation accuracy 0.9741 · finished');
    assert.deepEqual([look.icon, look.color], ['check', 'testing.iconPassed']);
    const { validation: _, ...splits } = finished.splits;
    assert.match(runItem(kept({ ...finished, splits })).description, /· test accuracy 0\.9000 · finished$/);
    assert.match(
      runItem(kept({ ...finished, splits: { train: values(0.1, 1) } })).description,
      /training accuracy 1\.000 · finished$/,
    );
  });

  it('has a short time: today without its day, this year without the year', () => {
    const time = (...at: [number, number, number, number, number, number]) => new Date(...at);
    const created = time(2025, 2, 4, 15, 6, 7).toISOString();
    assert.equal(shortTime(created, time(2025, 2, 4, 23, 0, 0)).replace(/\s/g, ' '), '3:06:07 PM');
    assert.equal(shortTime(created, time(2025, 2, 5, 0, 0, 0)).replace(/\s/g, ' '), 'Mar 4, 3:06 PM');
    assert.equal(shortTime(created, time(2026, 2, 4, 15, 6, 7)).replace(/\s/g, ' '), 'Mar 4, 2025, 3:06 PM');
  });

  it('that is trained here shows how far it is and its cost now, not what its record says', () => {
    const run = kept({ state: 'running', position: at(10) });
    const look = runItem(run, here('running', 437, 0.25));
    assert.equal(look.description, '43 % · cost 0.2500');
    assert.equal(look.icon, 'sync~spin');
    assert.match(look.tooltip, /Iteration 437 of 1,?000/);
    assert.match(look.spoken, /training, 43 %, cost 0\.2500$/);
    assert.equal(runItem(run, here('paused', 437, 0.25)).description, 'paused · 43 % · cost 0.2500');
  });

  it('that another process trains says so, and takes its progress from the record', () => {
    const look = runItem(kept({ state: 'running', position: at(500) }), { where: 'elsewhere' });
    assert.equal(look.description, 'training in another process · 50 %');
    assert.match(look.context, /^run running live elsewhere /);
  });

  it('that neither ended nor is trained by anybody is interrupted, whatever its record says it is doing', () => {
    for (const state of ['ready', 'running', 'paused'] as const) {
      const look = runItem(kept({ state, position: at(999) }));
      assert.equal(look.description, 'interrupted · 99 %');
      assert.match(look.context, /^run interrupted resting resumable weights unpinned$/);
    }
  });

  it('with a title shows it in place of the time, which goes behind it; a pinned one is kept', () => {
    const look = runItem(kept({ state: 'stopped', reason: 'stopped', position: at(100), title: 'wide', pinned: true }));
    assert.equal(look.label, 'wide');
    assert.equal(look.description, `${when} · seed 7 · stopped · 10 % · kept`);
    assert.match(look.context, /\bpinned$/);
    assert.doesNotMatch(look.context, /unpinned/);
  });

  it('shows a cost that is no number, as run.json keeps it (null), as NaN', () => {
    const splits = { train: { values: { loss: null as unknown as number } } };
    const look = runItem(
      kept({ state: 'diverged', reason: 'diverged', position: at(3), message: 'dense_1 first', splits }),
    );
    assert.equal(look.description, 'diverged · 0 % · cost NaN');
    assert.match(look.tooltip, /dense\\_1 first/);
  });

  it('can be resumed where a checkpoint was written and something is left: interrupted, stopped or failed, and not trained now', () => {
    const resumable = (record: Parameters<typeof kept>[0], live?: Live) => isResumable(kept(record), live);
    assert.equal(resumable({ state: 'running', position: at(5) }), true);
    assert.equal(resumable({ state: 'running' }), false, 'no checkpoint yet');
    assert.equal(resumable({ state: 'failed', position: at(5) }), true);
    assert.equal(resumable({ state: 'stopped', reason: 'stopped', position: at(5) }), true);
    for (const reason of ['finished', 'early_stopping', 'diverged'] as const)
      assert.equal(resumable({ state: 'finished', reason, position: at(5) }), false, reason);
    assert.equal(resumable({ state: 'running', position: at(5) }, { where: 'elsewhere' }), false);
    assert.equal(resumable({ state: 'running', position: at(5) }, here('paused', 5, 1)), false);
  });

  it('has a tooltip with kernels, data, seconds, overrides and a table of all splits, in which nothing is taken for markup', () => {
    const { tooltip } = runItem(
      kept({
        state: 'finished',
        reason: 'finished',
        title: '*bold* | [x](command:y)',
        position: at(1000),
        seconds: 12.345,
        kernels: 'wasm simd',
        set: [['training.seed', '7']],
        data: { name: 'a_b.csv', hash: 'sha256:00', rows: { train: 1200, validation: 0, test: 300 } },
        splits: { train: { values: { loss: 0.5 } }, test: { values: { loss: 0.25, accuracy: 1 } } },
      }),
    );
    assert.match(tooltip, /^\*\*\\\*bold\\\* \\\| \\\[x\\\]\\\(command:y\\\)\*\* — finished\n/);
    assert.match(tooltip, /\| +\| training \| +test \|/);
    assert.match(tooltip, /\| cost +\| +0\.5000 \| 0\.2500 \|\n\| accuracy \| +\| +1\.000 \|/);
    assert.match(tooltip, /12\.3 seconds of training/);
    assert.match(tooltip, /Data: a\\_b\.csv \\\(1,?200 training, 300 test\\\)/);
    assert.match(tooltip, /Kernels: wasm simd/);
    assert.match(tooltip, /Changed for this run: training\.seed=7/);
  });
});
