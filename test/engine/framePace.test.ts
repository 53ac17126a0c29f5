// How often frames are made, on a clock of the test's own.
import assert from 'node:assert/strict';
import { Frames } from '../../src/engine/probes/frames';
import type { Setup } from '../../src/engine/setup';

/** One watched tensor of two numbers, at another iteration whenever somebody looks. */
function watching(aspect: 'weight' | 'gradient' | 'update' = 'weight'): Frames {
  let iteration = 0;
  const tensor = {
    data: Float32Array.of(1, 2),
    offset: 0,
    size: 2,
    shape: [2],
    plan: { trainable: aspect !== 'weight' },
  };
  const frames = new Frames({
    perEpoch: 1,
    trainer: {
      get iteration() {
        return iteration++;
      },
      cells: () => undefined,
      change: () => tensor.data,
      gradient: tensor.data,
      keepingTook: 6,
    },
    model: { parameters: { find: () => tensor, *currentSliced() {} } },
  } as unknown as Setup);
  frames.watch([{ tensor: 'w', aspect }]);
  frames.credit(100);
  return frames;
}

describe('frames while training runs', () => {
  let at = 0;
  /** Makes the frame that is due, which takes so long; gives how long the next one has to wait from its beginning. */
  function waitAfter(frames: Frames, took: number): number {
    const began = at;
    const clock = [began, began + took];
    assert.ok(
      frames.slice(
        () => clock.shift()!,
        () => false,
      ),
    );
    let wait = took;
    while (!frames.due(began + wait, true)) wait++;
    at = began + wait;
    return wait;
  }
  beforeEach(() => (at = 1000));

  it('take 1.5% of the time: after one of 3 ms the next begins 200 ms after it began', () => {
    assert.equal(waitAfter(watching(), 3), 200);
  });

  it('of gradients take 1.1%: after one of 3 ms the next begins 273 ms after it began', () => {
    assert.equal(waitAfter(watching('gradient'), 3), 273);
  });

  it('of updates count what it took to keep them: 6 ms, and 3 for the frame, let the next begin 600 ms after it', () => {
    assert.equal(waitAfter(watching('update'), 3), 600);
  });

  it('are as many where other programs held one up, and fewer once sixteen in a row took longer', () => {
    const frames = watching();
    const waits = [3, 40, 3, ...Array<number>(16).fill(9)].map((took) => waitAfter(frames, took));
    assert.deepEqual(waits, [...Array<number>(18).fill(200), 600]);
  });

  it('forget what other tensors took', () => {
    const frames = watching();
    waitAfter(frames, 3);
    frames.watch([{ tensor: 'v', aspect: 'weight' }]);
    assert.equal(waitAfter(frames, 9), 600);
  });
});
