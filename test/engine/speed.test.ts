// What is told while a run goes on.
import assert from 'node:assert/strict';
import { builtin, prepare, realEnv, specOf } from './help';

describe('The speed that is told', () => {
  it('is that of training: a pause of an hour does not count', async () => {
    let now = 0;
    const spec = {
      data: 'builtin:xor',
      network: [{ type: 'dense', units: 1, activation: 'sigmoid' }],
      loss: 'binary_crossentropy',
      training: { batchSize: 'full', epochs: 1e9, logEvery: 1e6 },
    };
    // One look at the clock, one millisecond: as steady as no real one.
    const run = prepare(spec, await builtin(specOf(spec)), { ...realEnv, now: () => now++, yieldCost: 1 });
    let rates: number[] = [];
    run.onProgress = ({ iterationsPerSecond }) => void rates.push(iterationsPerSecond);
    const train = async (): Promise<number[]> => {
      rates = [];
      run.train();
      while (rates.length < 6) await new Promise((resolve) => setTimeout(resolve, 1));
      run.pause();
      return rates;
    };
    const usual = (await train()).at(-1)!;
    assert.ok(usual > 0);
    now += 3_600_000;
    for (const rate of await train()) assert.ok(rate > usual / 2, `${rate} after ${usual} iterations a second`);
    run.dispose();
  });
});
