// Every activation against central differences, at its extremes, and against values known from elsewhere.
import assert from 'node:assert/strict';
import { activation, activations } from '../../src/nn/activations';
import { erfc } from '../../src/nn/normalCdf';
import { assertAllClose, assertClose, assertGradient, dot, normals, optionsOf } from './help';

const ROWS = 5;
const COLS = 7;
const KINKS = [0, -3, 3];

/** Other options than the defaults, to be checked too. */
const variants: Record<string, object[]> = {
  leaky_relu: [{ negativeSlope: 0.3 }],
  elu: [{ alpha: 0.5 }],
  gelu: [{ approximate: true }],
};

function apply(name: string, values: readonly number[], options: object = {}): number[] {
  const word = activation(name)!;
  const z = Float64Array.from(values);
  const y = new Float64Array(values.length);
  word.forward(y, z, 1, values.length, optionsOf(activations, { type: name, ...options }));
  return Array.from(y);
}

describe('activations', () => {
  it('are the fourteen of the language, each with a summary, formula and source', () => {
    assert.deepEqual(
      activations.map((a) => a.name).sort(),
      [
        ...['linear', 'relu', 'leaky_relu', 'elu', 'selu', 'gelu', 'silu', 'softplus', 'softsign', 'tanh', 'sigmoid'],
        ...['hard_sigmoid', 'softmax', 'step'],
      ].sort(),
    );
    for (const a of activations) assert.ok(a.summary && a.formula && a.source, a.name);
  });

  for (const word of activations)
    for (const variant of [{}, ...(variants[word.name] ?? [])]) {
      const options = optionsOf(activations, { type: word.name, ...variant });
      const title = word.name + (Object.keys(variant).length > 0 ? ' ' + JSON.stringify(variant) : '');

      if (word.differentiable)
        it(`${title}: backward is within 1e-5 + 0.1% of central differences, also in place`, () => {
          const z = normals(word.name, ROWS * COLS, KINKS);
          const dy = normals('dy', z.length);
          const y = new Float64Array(z.length);
          word.forward(y, z, ROWS, COLS, options);
          const dz = new Float64Array(z.length);
          word.backward(dz, dy, z, y, ROWS, COLS, options);
          const out = new Float64Array(z.length);
          assertGradient(dz, z, () => (word.forward(out, z, ROWS, COLS, options), dot(dy, out)), word.name);
          const inPlace = dy.slice();
          word.backward(inPlace, inPlace, z, y, ROWS, COLS, options);
          assert.deepEqual(inPlace, dz);
        });

      it(`${title}: NaN stays NaN`, () => {
        assert.ok(Number.isNaN(apply(word.name, [NaN, 1, 2], variant)[0]));
        assert.ok(Number.isNaN(apply(word.name, [0, 1, NaN], variant)[2]));
      });

      it(`${title}: finite at ±1000 and ±1e30, forward and backward, in float32 too`, () => {
        for (const Float of [Float32Array, Float64Array]) {
          const z = Float.from([-1e30, -1000, 0, 1000, 1e30]);
          const y = new Float(5);
          const dz = new Float(5);
          const dy = new Float(5).fill(1);
          word.forward(y, z, 1, 5, options);
          word.backward(dz, dy, z, y, 1, 5, options);
          assert.ok([...y, ...dz].every(Number.isFinite), `${[...y]} ${[...dz]}`);
        }
      });

      it(`${title}: writes rows × cols values and none beyond`, () => {
        const z = new Float64Array(ROWS * COLS + 1).fill(0.3);
        const y = new Float64Array(ROWS * COLS + 1).fill(-77);
        word.forward(y, z, ROWS, COLS, options);
        assert.equal(y[ROWS * COLS], -77);
        const dz = new Float64Array(ROWS * COLS + 1).fill(-77);
        word.backward(dz, z, z, y, ROWS, COLS, options);
        assert.equal(dz[ROWS * COLS], -77);
      });
    }

  const known: [string, object, number[], number[], number][] = [
    ['linear', {}, [-2, 3], [-2, 3], 0],
    ['relu', {}, [-2, 0, 3], [0, 0, 3], 0],
    ['leaky_relu', {}, [-1, 1], [-0.2, 1], 1e-15],
    ['elu', {}, [-1, 1], [-0.6321205588285577, 1], 1e-15],
    ['selu', {}, [-1, 1], [-1.1113307378125625, 1.0507009873554805], 1e-14],
    // Φ(1) = 0.8413447460685429…
    [
      'gelu',
      {},
      [-3, -1, 0, 1, 3],
      [-0.00404969409489, -0.158655253931457, 0, 0.841344746068543, 2.99595030590511],
      1e-13,
    ],
    ['gelu', { approximate: true }, [-1, 1], [-0.15880800939172324, 0.8411919906082768], 1e-14],
    ['silu', {}, [-1, 1], [-0.2689414213699951, 0.7310585786300049], 1e-15],
    ['softplus', {}, [0, 1, -1000, 1000], [0.6931471805599453, 1.3132616875182228, 0, 1000], 1e-15],
    ['softsign', {}, [-1, 0, 3], [-0.5, 0, 0.75], 0],
    ['tanh', {}, [-1000, 0.5, 1000], [-1, 0.46211715726000973, 1], 1e-15],
    ['sigmoid', {}, [-1000, 0, 1, 1000], [0, 0.5, 0.7310585786300049, 1], 1e-15],
    ['hard_sigmoid', {}, [-3, -1, 0, 1, 4], [0, 1 / 3, 0.5, 2 / 3, 1], 1e-15],
    ['softmax', {}, [1, 2, 3], [0.09003057317038046, 0.24472847105479767, 0.6652409557748219], 1e-15],
    ['softmax', {}, [-1000, 0, 1000], [0, 0, 1], 0],
    ['step', {}, [-0.1, -0, 0, 2], [0, 1, 1, 1], 0],
  ];
  for (const [name, options, z, y, tolerance] of known)
    it(`${name}${Object.keys(options).length > 0 ? JSON.stringify(options) : ''}(${z}) is known to ${tolerance}`, () =>
      assertAllClose(apply(name, z, options), y, tolerance));

  it('softmax rows add up to 1 within 1e-12, at any offset of the logits', () => {
    const word = activation('softmax')!;
    const z = normals('softmax rows', 30);
    const shifted = z.map((v) => v + 700);
    const [a, b] = [new Float64Array(30), new Float64Array(30)];
    word.forward(a, z, 5, 6, {});
    word.forward(b, shifted, 5, 6, {});
    for (let r = 0; r < 5; r++) assertClose(dot(a.subarray(6 * r, 6 * r + 6), new Float64Array(6).fill(1)), 1, 1e-12);
    assertAllClose(b, a, 1e-12);
  });

  it('erfc is within 1e-15 + 5e-14 relative of its series and its continued fraction, from -3 to 12', () => {
    for (let x = -3; x <= 12; x += 0.0625) assertClose(erfc(x), slowErfc(x), 1e-15, 5e-14, `erfc(${x})`);
  });
});

/** erf's series of positive terms up to 2.5, erfc's continued fraction beyond; independent of the code's rational fits. */
function slowErfc(x: number): number {
  if (x < 0) return 2 - slowErfc(-x);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 200; n++) sum += term *= (2 * x * x) / (2 * n + 1);
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let k = 200; k > 0; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
