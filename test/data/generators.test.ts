// Every generator: strict options, same seed same numbers, balanced classes, the formula it promises.
import assert from 'node:assert/strict';
import { generator, generators } from '../../src/data/generators';
import { generatedSource } from '../../src/data/made';
import { dataError, load, noTest } from './help';

const sizes = (name: string) => (['and', 'or', 'xor'].includes(name) ? {} : { samples: 200 });

for (const word of generators) {
  describe(`builtin:${word.name}`, () => {
    const made = word.make(sizes(word.name));

    it('gives numbers of its shape, named, within 0..255 where they are pixels', () => {
      const rows = made.targets.length;
      const size = made.shape.reduce((a, b) => a * b, 1);
      assert.equal(made.inputs.length, rows * size);
      assert.equal(made.inputNames.length, made.shape.length > 1 ? 0 : size);
      assert.ok(made.inputs.every(Number.isFinite) && made.targets.every(Number.isFinite));
      assert.equal(made.inputs instanceof Uint8Array, made.shape.length > 1);
    });
    it('gives the same numbers for the same seed, others for another', () => {
      assert.deepEqual(word.make(sizes(word.name)), made);
      if ('seed' in word.options.shape) {
        assert.notDeepEqual(word.make({ ...sizes(word.name), seed: 2 }).inputs, made.inputs);
      }
    });
    it('describes every option, gives each a default, and knows no other', () => {
      for (const [key, option] of Object.entries(word.options.shape)) {
        assert.ok((option as { description?: string }).description, key);
      }
      assert.ok(word.options.safeParse({}).success);
      assert.ok(!word.options.safeParse({ sampels: 3 }).success);
    });
    it('has classes from 0 on, all about equally often, or none', () => {
      if (!word.classes) return assert.equal(word.task, 'regression');
      const counts = word.classes.map((_, label) => made.targets.filter((t) => t === label).length);
      assert.equal(
        counts.reduce((a, b) => a + b),
        made.targets.length,
      );
      assert.ok(Math.min(...counts) > 0);
    });
  });
}

describe('samples in the making', () => {
  const digits = { source: 'builtin:digits', generator: { samples: 2100, noise: 0 } } as const;

  it('are those that are made at once, with a turn for others every 500', async () => {
    let turns = 0;
    const breathe = () => Promise.resolve(void turns++);
    const { splits } = await load({}, { ...digits, split: noTest }, { loss: 'mse', breathe });
    assert.equal(turns, 4);
    const { inputs } = generator('digits')!.make(digits.generator);
    assert.deepEqual(splits.train.inputs.pixels!.bytes, inputs);
  });
  it('are given up in the first turn after the signal', async () => {
    const stop = new AbortController();
    let turns = 0;
    const breathe = () => Promise.resolve(++turns === 2 ? stop.abort() : undefined);
    await assert.rejects(load({}, digits, { loss: 'mse', breathe, signal: stop.signal }), { name: 'AbortError' });
    assert.equal(turns, 2);
  });
  it('that do not fit into memory are refused in a sentence', async () => {
    const { message } = await dataError(
      generatedSource({ ...generator('digits')!, steps: tooLarge }, { samples: 10_000_000 }, 'source'),
    );
    assert.equal(message, '10000000 samples of builtin:digits do not fit into memory. Use fewer.');
  });
  const tooLarge = (): never => {
    throw new RangeError('Array buffer allocation failed');
  };
});

describe('generated samples', () => {
  const points = (name: string, options: object) => {
    const { inputs, targets } = generator(name)!.make(options);
    return Array.from(targets, (label, i) => ({ label, x: inputs[2 * i]!, y: inputs[2 * i + 1]! }));
  };

  it('of circle without noise: class 1 within 0.5 of the middle, class 0 from 0.7 to 1', () => {
    for (const { label, x, y } of points('circle', { noise: 0 })) {
      const r = Math.hypot(x, y);
      assert.ok(label === 1 ? r < 0.5 : r >= 0.7 && r < 1);
    }
  });
  it('of gauss lie around (1, 1) and (−1, −1) with the deviation asked for (to 5%)', () => {
    const ones = points('gauss', { samples: 20000, noise: 0.3 }).filter(({ label }) => label === 1);
    const mean = ones.reduce((s, p) => s + p.x, 0) / ones.length;
    const deviation = Math.sqrt(ones.reduce((s, p) => s + (p.x - mean) ** 2, 0) / ones.length);
    assert.ok(Math.abs(mean - 1) < 0.01 && Math.abs(deviation - 0.3) < 0.015);
  });
  it('of spiral without noise: the two arms are each other’s reflection through the middle', () => {
    for (const { label, x, y } of points('spiral', { noise: 0 })) {
      const t = Math.hypot(x, y);
      const angle = 2 * Math.PI * 1.75 * t + Math.PI * label;
      assert.ok(Math.hypot(x - t * Math.sin(angle), y - t * Math.cos(angle)) < 1e-9);
    }
  });
  it('of moons without noise: half circles of radius 1 around (0, 0) and (1, ½)', () => {
    for (const { label, x, y } of points('moons', { noise: 0 })) {
      assert.ok(Math.abs((label ? Math.hypot(x - 1, y - 0.5) : Math.hypot(x, y)) - 1) < 1e-12);
    }
  });
  it('of plane without noise: 2x − y + 0.5', () => {
    const { inputs, targets } = generator('plane')!.make({ noise: 0 });
    targets.forEach((z, i) => assert.ok(Math.abs(z - (2 * inputs[2 * i]! - inputs[2 * i + 1]! + 0.5)) < 1e-12));
  });
  it('of friedman1 without noise: Friedman’s formula; the mean is about 14.4', () => {
    const { inputs: x, targets } = generator('friedman1')!.make({ noise: 0, samples: 20000 });
    const f = (i: number) =>
      10 * Math.sin(Math.PI * x[i]! * x[i + 1]!) + 20 * (x[i + 2]! - 0.5) ** 2 + 10 * x[i + 3]! + 5 * x[i + 4]!;
    targets.forEach((y, i) => assert.ok(Math.abs(y - f(10 * i)) < 1e-12));
    assert.ok(Math.abs(targets.reduce((a, b) => a + b) / 20000 - 14.41) < 0.1);
  });
});

describe('drawn digits', () => {
  const { inputs: pixels, targets } = generator('digits')!.make({ samples: 1200, seed: 4 });
  const inputs = pixels as Uint8Array;
  const image = (i: number) => inputs.subarray(784 * i, 784 * (i + 1));

  it('are dark strokes on paper, drawn whole: the border stays nearly empty', () => {
    for (let i = 0; i < 300; i++) {
      const ink = image(i).filter((v) => v > 128).length;
      assert.ok(ink > 20 && ink < 300, `${ink} dark pixels`);
      const top = image(i)
        .subarray(0, 28)
        .filter((v) => v > 128).length;
      assert.ok(top < 4, `sample ${i} touches the top edge`);
    }
  });
  it('are varied: no two of a class are nearly alike', () => {
    for (let i = 0; i < 60; i++) {
      const difference = image(i).reduce((s, v, p) => s + Math.abs(v - image(i + 10)[p]!), 0);
      assert.ok(difference > 784 * 5);
    }
  });
  it('can be told apart: 200 by their nearest of 1000 others, at least 80% right', () => {
    let right = 0;
    for (let i = 1000; i < 1200; i++) {
      let best = -1;
      let bestDistance = Infinity;
      for (let k = 0; k < 1000; k++) {
        let distance = 0;
        const [a, b] = [784 * i, 784 * k];
        for (let p = 0; p < 784 && distance < bestDistance; p++) distance += (inputs[a + p]! - inputs[b + p]!) ** 2;
        if (distance < bestDistance) [best, bestDistance] = [k, distance];
      }
      if (targets[best] === targets[i]) right++;
    }
    assert.ok(right >= 160, `${right} of 200`);
  });
});
