import assert from 'node:assert/strict';
import { Pace } from '../../src/engine/pace';
import type { Run, RunEnv } from '../../src/engine/run';
import { hastyEnv, made, prepare, realEnv, trained } from './help';

const MINI = {
  version: 1,
  name: 'mini',
  data: { source: 'builtin:xor' },
  network: [
    { type: 'dense', units: 5, activation: 'tanh' },
    { type: 'dense', units: 2, activation: 'linear' },
  ],
  loss: 'mse',
  training: { optimizer: { type: 'adam', learningRate: 0.01 }, batchSize: 4, iterations: 90, logEvery: 7, seed: 3 },
};
const data = () => made({ inputs: 3, outputs: 2, train: 20, validation: 6 });

/** A clock that stands still while work is done, and goes on, `late` ms too far, to the next timer. */
function standingClock(late = (): number => 0) {
  let now = 1000;
  let waiting: { at: number; act: () => void }[] = [];
  const env: RunEnv = {
    ...realEnv,
    now: () => now,
    after: (ms, act) => void waiting.push({ at: now + ms, act }),
  };
  const idle = async (): Promise<void> => {
    for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  /** Until `ms` have passed on it. */
  const pass = async (ms: number): Promise<void> => {
    const end = now + ms;
    await idle();
    for (;;) {
      const next = waiting.reduce((a, b) => Math.min(a, b.at), Infinity);
      if (next > end) break;
      now = Math.max(now, next + late());
      const due = waiting.filter((w) => w.at <= now);
      waiting = waiting.filter((w) => w.at > now);
      due.forEach((w) => w.act());
      await idle();
    }
    now = Math.max(now, end);
  };
  return { env, pass, idle, timers: () => waiting.length };
}

const weights = (run: Run): unknown => run.weights().map((w) => [...w.data]);
const points = (run: Run): unknown => run.metrics.map(({ seconds: _, ...point }) => point);

describe('a pace', () => {
  for (const perSecond of [1, 10, 60]) {
    it(`of ${perSecond} a second is kept exactly over five seconds, though its timers are up to 5 ms late`, async () => {
      let n = 0;
      const clock = standingClock(() => (n++ % 3) * 2.5);
      const run = prepare({ ...MINI, training: { ...MINI.training, iterations: 5000 } }, data(), clock.env);
      run.pace(perSecond);
      run.train();
      await clock.pass(5000 - 1000 / perSecond / 2);
      assert.equal(run.position.iteration, 5 * perSecond);
      run.dispose();
    });
  }

  it('changes no number: weights and points are those of a run at full speed, bit for bit', async () => {
    for (const own of [realEnv, hastyEnv()]) {
      const free = await trained(MINI, data(), own);
      const clock = standingClock();
      const run = prepare(MINI, data(), { ...clock.env, ...(own.yieldCost ? { yieldCost: own.yieldCost } : {}) });
      run.watch([{ tensor: 'dense_1.weight', aspect: 'update' }]);
      run.credit(1000);
      run.pace(10);
      run.train();
      await clock.pass(2050);
      run.pause();
      await clock.pass(1000);
      run.resume();
      run.pace(60);
      await clock.pass(500);
      run.pace(0);
      await run.whenEnded();
      assert.equal(run.position.iteration, 90);
      assert.deepEqual(weights(run), weights(free));
      assert.deepEqual(points(run), points(free));
    }
  });

  it('can be changed while it rests: the next update comes at once, and a faster pace does not wait for a slow timer', async () => {
    const clock = standingClock();
    const run = prepare({ ...MINI, training: { ...MINI.training, iterations: 5000 } }, data(), clock.env);
    run.pace(1);
    run.train();
    await clock.pass(2100);
    assert.equal(run.position.iteration, 3);
    run.pace(10);
    await clock.pass(1050);
    assert.equal(run.position.iteration, 3 + 11);
    run.pace(1);
    await clock.pass(950);
    assert.equal(run.position.iteration, 15);
    run.dispose();
  });

  it('lets a pause, a step, a sample, a stop and a reset through while it rests', async () => {
    const clock = standingClock();
    const run = prepare(MINI, data(), clock.env);
    run.pace(1);
    run.train();
    await clock.pass(1100);
    assert.equal(run.pause().iteration, 2);
    assert.equal(run.state, 'paused');
    assert.equal((await run.step('iteration', 5)).iteration, 7, 'steps are not paced');
    run.resume();
    await clock.pass(1100);
    assert.equal(run.position.iteration, 8);
    assert.equal((await run.sample({ split: 'train', pick: { kind: 'index', index: 0 } })).iteration, 8);
    const end = await run.stop();
    assert.equal(end.position.iteration, 8);
    run.reset();
    run.train();
    await clock.pass(2000);
    assert.equal(run.position.iteration, 2, 'the pace outlives a reset');
    run.dispose();
  });

  it('a frame with the last update comes after every update, while it rests', async () => {
    const clock = standingClock();
    const run = prepare(MINI, data(), clock.env);
    let frames = 0;
    run.onFrame = () => frames++;
    run.watch([{ tensor: 'dense_1.weight', aspect: 'update' }]);
    run.credit(1000);
    run.pace(10);
    run.train();
    await clock.pass(950);
    assert.equal(run.position.iteration, 10);
    assert.ok(frames >= 10, `${frames} frames of 10 updates`);
    run.dispose();
  });

  it('counts no rest as training time, and tells the paced speed within 5%', async () => {
    const clock = standingClock();
    const run = prepare({ ...MINI, training: { ...MINI.training, iterations: 5000 } }, data(), clock.env);
    let rate = 0;
    run.onProgress = (p) => (rate = p.iterationsPerSecond);
    run.pace(10);
    run.train();
    await clock.pass(4950);
    assert.ok(Math.abs(rate - 10) < 0.5, `${rate} a second`);
    assert.equal(run.seconds, 0, 'the clock stood still while it worked');
    run.dispose();
  });

  it('refuses what is no pace with a sentence', () => {
    const run = prepare(MINI, data(), standingClock().env);
    for (const wrong of [-1, NaN, Infinity]) assert.throws(() => run.pace(wrong), /0 or more updates a second/);
    run.dispose();
  });

  it('whoever falls behind by more than an interval starts anew: nothing is caught up', () => {
    const pace = new Pace();
    pace.set(10);
    pace.begin(0);
    assert.equal(pace.wait(40), 60);
    pace.begin(130); // 30 ms late: the grid stays
    assert.equal(pace.wait(130), 70);
    pace.begin(1000);
    assert.equal(pace.wait(1000), 100);
    pace.set(0);
    assert.equal(pace.wait(1000), 0);
  });
});
