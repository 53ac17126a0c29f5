// XOR, 2-4-1 tanh/sigmoid, full batch, lr 0.3, 1000 updates, N(0, 1) weights: numpy solves 193 of 200 seeds.
import assert from 'node:assert/strict';
import { trainExample } from './help';

describe('Tutorial XOR', () => {
  it('4 hidden units solve at least 36 of 40 seeds, and the solved runs’ mean cost is near 0.0084 (within a factor of 2)', async () => {
    const costs: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const run = await trainExample('xor', [['training.seed', String(seed)]]);
      const { loss, accuracy } = run.end!.splits.train!.values;
      if (accuracy === 1) costs.push(loss!);
    }
    assert.ok(costs.length >= 36, `${costs.length} of 40`);
    costs.sort((a, b) => a - b);
    const median = costs[Math.floor(costs.length / 2)]!;
    assert.ok(median > 0.0042 && median < 0.0168, `median cost ${median}`);
  });

  it('weights of 0.01 N(0, 1) never move: the cost stays at ln 2 = 0.69315', async () => {
    const run = await trainExample('xor', [
      ['network.0.init.stddev', '0.01'],
      ['network.1.init.stddev', '0.01'],
    ]);
    assert.ok(Math.abs(run.end!.splits.train!.values['loss']! - 0.69315) < 1e-4);
  });
});
