// MNIST, 784-1000-10, one epoch of all 60,000 at lr 0.1, batches of 32: numpy reaches 0.9575. Takes minutes.
import assert from 'node:assert/strict';
import { datasetsOrSkip } from '../sharedData';
import { trainExample } from './help';

describe('Tutorial MNIST', () => {
  it('one epoch at lr 0.1 is right on at least 0.95 of the official test set', async function () {
    this.timeout(40 * 60_000);
    const folder = datasetsOrSkip(this);
    const run = await trainExample(
      'mnist',
      [
        ['training.epochs', '1'],
        ['data.split.validation', '0'],
      ],
      folder,
    );
    const { splits, seconds } = run.end!;
    assert.equal(run.data.splits.train, 60_000);
    assert.equal(run.data.splits.test, 10_000);
    assert.ok(splits.test!.values['accuracy']! >= 0.95, `${splits.test!.values['accuracy']}`);
    this.test!.title += ` (test ${splits.test!.values['accuracy']}, train ${splits.train!.values['accuracy']}, ${seconds.toFixed(0)} s)`;
  });
});
