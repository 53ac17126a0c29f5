// The generator: fixed sequences (they are part of what "same seed, same numbers" means), independent
// streams, saved states, fair integers and shuffles.
import assert from 'node:assert/strict';
import { Rng } from '../../src/nn/rng';
import { assertClose } from './help';

const FIXED = [758937108, 314283151, 1144046249, 2415624673];

describe('rng', () => {
  it('is sfc32: from state (1, 2, 3, 4) the sequence computed with 64-bit integers', () => {
    const rng = new Rng([1, 2, 3, 4]);
    let [a, b, c, d] = [1n, 2n, 3n, 4n];
    const mask = 0xffffffffn;
    for (let i = 0; i < 1000; i++) {
      const t = (a + b + d) & mask; // PractRand 0.93, sfc.cpp, 32-bit variant
      d = (d + 1n) & mask;
      a = b ^ (b >> 9n);
      b = (c + (c << 3n)) & mask;
      c = (((c << 21n) | (c >> 11n)) + t) & mask;
      assert.equal(rng.next(), Number(t));
    }
  });

  it('stream(1, "shuffle") begins with numbers fixed for ever', () => {
    const rng = Rng.stream(1, 'shuffle');
    assert.deepEqual([rng.next(), rng.next(), rng.next(), rng.next()], FIXED);
  });

  it('streams of other names, other seeds and seeds 2³² apart differ at once', () => {
    const firsts = [
      Rng.stream(1, 'shuffle'),
      Rng.stream(1, 'shuffled'),
      Rng.stream(2, 'shuffle'),
      Rng.stream(1 + 2 ** 32, 'shuffle'),
      Rng.stream(1, 'dropout:dropout_1'),
      Rng.stream(1, 'dropout:dropout_2'),
    ].map((r) => r.next());
    assert.equal(new Set(firsts).size, firsts.length);
  });

  it('10,000 numbers of two neighbouring seeds are uncorrelated within 0.05', () => {
    const [a, b] = [Rng.stream(1, 'x'), Rng.stream(2, 'x')];
    let sum = 0;
    for (let i = 0; i < 10_000; i++) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5) * 12;
    assertClose(sum / 10_000, 0, 0.05);
  });

  it('goes on from a saved state as if never stopped, normals included', () => {
    const rng = Rng.stream(3, 'x');
    rng.normal();
    const state = rng.save();
    const first = [rng.normal(), rng.uniform(), rng.next(), rng.below(10)];
    rng.restore(state);
    assert.deepEqual([rng.normal(), rng.uniform(), rng.next(), rng.below(10)], first);
    const other = new Rng(state);
    assert.deepEqual([other.normal(), other.uniform(), other.next(), other.below(10)], first);
  });

  it('100,000 uniforms lie in [0, 1) with mean ½ and variance 1/12, within five standard errors', () => {
    const rng = Rng.stream(5, 'uniform');
    let [sum, squares] = [0, 0];
    for (let i = 0; i < 100_000; i++) {
      const u = rng.uniform();
      assert.ok(u >= 0 && u < 1);
      sum += u;
      squares += (u - 0.5) ** 2;
    }
    assertClose(sum / 100_000, 0.5, 0.005);
    assertClose(squares / 100_000, 1 / 12, 0.0015);
  });

  it('100,000 normals have mean 0, variance 1 and 4.55% beyond two, within five standard errors', () => {
    const rng = Rng.stream(5, 'normal');
    let [sum, squares, far] = [0, 0, 0];
    for (let i = 0; i < 100_000; i++) {
      const v = rng.normal();
      sum += v;
      squares += v * v;
      if (Math.abs(v) > 2) far++;
    }
    assertClose(sum / 100_000, 0, 0.016);
    assertClose(squares / 100_000, 1, 0.023);
    assertClose(far / 100_000, 0.0455, 0.0033);
  });

  it('below(7) is fair: each value 1/7 of 70,000 draws, within five standard errors', () => {
    const rng = Rng.stream(5, 'below');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[rng.below(7)]!++;
    for (const c of counts) assertClose(c, 10_000, 470);
  });

  it('shuffle keeps every value, and each of the six orders of three comes up 1/6 of the time', () => {
    const rng = Rng.stream(5, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const values = Int32Array.from([1, 2, 3]);
      rng.shuffle(values);
      counts.set(values.join(''), (counts.get(values.join('')) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), ['123', '132', '213', '231', '312', '321']);
    for (const c of counts.values()) assertClose(c, 2000, 205);
    rng.shuffle(new Int32Array(0));
    rng.shuffle(new Int32Array(1));
  });
});
