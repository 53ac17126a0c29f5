// Every initializer's statistics: mean and spread within five standard errors, range, shape of the
// distribution, and the right angles of `orthogonal`.
import assert from 'node:assert/strict';
import { initializer, initializers } from '../../src/nn/initializers';
import { Rng } from '../../src/nn/rng';
import { assertClose, optionsOf } from './help';

const UNITS = 300;
const INPUTS = 200;
const N = UNITS * INPUTS;

function fill(
  given: string | { type: string; [o: string]: unknown },
  shape: [number, number] = [UNITS, INPUTS],
): Float64Array {
  const type = typeof given === 'string' ? given : given.type;
  const w = new Float64Array(shape[0] * shape[1]);
  const rng = Rng.stream(7, `init:${type}`);
  initializer(type)!.fill(w, shape, shape[1], shape[0], rng, optionsOf(initializers, given));
  return w;
}

function moments(w: Float64Array): { mean: number; std: number; kurtosis: number; most: number } {
  const n = w.length;
  let [mean, m2, m4, most] = [0, 0, 0, 0];
  for (const v of w) mean += v / n;
  for (const v of w) {
    m2 += (v - mean) ** 2 / n;
    m4 += (v - mean) ** 4 / n;
    most = Math.max(most, Math.abs(v - mean));
  }
  return { mean, std: Math.sqrt(m2), kurtosis: m4 / m2 ** 2, most };
}

const TRUNCATED = 2 / 0.8796256610342398; // where a truncated normal of unit variance ends

/** Expected mean, standard deviation, kurtosis (3 normal, 1.8 uniform, 2.37 cut at ±2σ) and largest deviation. */
const expected: [
  string | { type: string; [o: string]: unknown },
  number,
  number,
  'normal' | 'truncated' | 'uniform',
][] = [
  ['normal', 0, 0.05, 'normal'],
  [{ type: 'normal', mean: 2, stddev: 1 }, 2, 1, 'normal'],
  ['uniform', 0, 0.1 / Math.sqrt(12), 'uniform'],
  [{ type: 'uniform', minimum: 1, maximum: 3 }, 2, 2 / Math.sqrt(12), 'uniform'],
  ['glorot_uniform', 0, Math.sqrt(2 / (INPUTS + UNITS)), 'uniform'],
  ['glorot_normal', 0, Math.sqrt(2 / (INPUTS + UNITS)), 'truncated'],
  ['he_uniform', 0, Math.sqrt(2 / INPUTS), 'uniform'],
  ['he_normal', 0, Math.sqrt(2 / INPUTS), 'truncated'],
  ['lecun_uniform', 0, Math.sqrt(1 / INPUTS), 'uniform'],
  ['lecun_normal', 0, Math.sqrt(1 / INPUTS), 'truncated'],
  ['variance_scaling', 0, Math.sqrt(1 / INPUTS), 'truncated'],
  [{ type: 'variance_scaling', mode: 'fan_out', scale: 3 }, 0, Math.sqrt(3 / UNITS), 'truncated'],
  [
    { type: 'variance_scaling', mode: 'fan_avg', distribution: 'uniform' },
    0,
    Math.sqrt(2 / (INPUTS + UNITS)),
    'uniform',
  ],
  [{ type: 'variance_scaling', distribution: 'untruncated_normal' }, 0, Math.sqrt(1 / INPUTS), 'normal'],
];

describe('initializers', () => {
  it('are the thirteen of the language', () => assert.equal(initializers.length, 13));

  for (const [given, mean, std, shape] of expected)
    it(`${JSON.stringify(given).replace(/["{}]/g, '')}: 60,000 weights have mean, spread and shape of a ${shape} distribution within five standard errors`, () => {
      const m = moments(fill(given));
      const kurtosis = { normal: 3, truncated: 2.366, uniform: 1.8 }[shape];
      const edge = { normal: Infinity, truncated: TRUNCATED, uniform: Math.sqrt(3) }[shape];
      assertClose(m.mean, mean, (5 * std) / Math.sqrt(N), 0, 'mean');
      assertClose(m.std, std, 0, 5 * Math.sqrt((kurtosis - 1) / 4 / N), 'standard deviation');
      assertClose(m.kurtosis, kurtosis, 0.1, 0, 'kurtosis');
      assert.ok(m.most <= edge * std * 1.01, `largest deviation ${m.most / std} σ`);
      if (shape !== 'normal') assert.ok(m.most >= edge * std * 0.98, `largest deviation ${m.most / std} σ`);
      else assert.ok(m.most > 3.5 * std);
    });

  it('zeros, ones and constant fill with their value', () => {
    assert.ok(fill('zeros').every((v) => v === 0));
    assert.ok(fill('ones').every((v) => v === 1));
    assert.ok(fill({ type: 'constant', value: -0.25 }).every((v) => v === -0.25));
  });

  for (const [units, inputs] of [
    [20, 50],
    [50, 20],
    [30, 30],
    [1, 8],
    [8, 1],
  ] as [number, number][])
    it(`orthogonal [${units}, ${inputs}]: rows (or columns) have length gain and right angles within 1e-12`, () => {
      const w = fill({ type: 'orthogonal', gain: 2 }, [units, inputs]);
      const at = (k: number, i: number): number => (units <= inputs ? w[k * inputs + i]! : w[i * inputs + k]!);
      for (let a = 0; a < Math.min(units, inputs); a++)
        for (let b = 0; b <= a; b++) {
          let sum = 0;
          for (let i = 0; i < Math.max(units, inputs); i++) sum += at(a, i) * at(b, i);
          assertClose(sum, a === b ? 4 : 0, 1e-12, 0, `${a}·${b}`);
        }
    });

  it('the same stream gives the same weights; another name others', () => {
    assert.deepEqual(fill('he_normal'), fill('he_normal'));
    const [a, b] = [new Float64Array(4), new Float64Array(4)];
    initializer('normal')!.fill(a, [2, 2], 2, 2, Rng.stream(1, 'init:dense_1.weight'), { mean: 0, stddev: 1 });
    initializer('normal')!.fill(b, [2, 2], 2, 2, Rng.stream(1, 'init:dense_2.weight'), { mean: 0, stddev: 1 });
    assert.notDeepEqual(a, b);
  });

  it('an empty tensor is filled without complaint', () => {
    for (const word of initializers)
      word.fill(new Float64Array(0), [0, 3], 3, 0, Rng.stream(1, 'empty'), optionsOf(initializers, word.name));
  });
});
