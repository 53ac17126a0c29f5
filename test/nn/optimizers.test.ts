// Every optimizer over ten steps against its formula, written out here for one weight at a time and
// sharing nothing with the code; then against numbers that Keras's own tests state.
import assert from 'node:assert/strict';
import { optimizer, optimizers } from '../../src/nn/optimizers';
import type { Floats } from '../../src/kernels/kernels';
import { assertAllClose, assertClose, normals, optionsOf } from './help';

const STEPS = 10;
const N = 5;

/** Runs the code's optimizer as the engine does; returns w after each step. */
function run(
  given: { type: string; [o: string]: unknown },
  start: ArrayLike<number>,
  gradient: (step: number) => ArrayLike<number>,
  rate: (step: number) => number,
  steps: number,
  Float: Float64ArrayConstructor | Float32ArrayConstructor = Float64Array,
): number[][] {
  const word = optimizer(given.type)!;
  const options = optionsOf(optimizers, given);
  const w = Float.from(start);
  const slots = word.slots(options).map((s) => new Float(w.length).fill(word.initialSlot?.(s, options) ?? 0));
  const scalars = new Float64Array(word.scalars ?? 0).fill(1);
  const history: number[][] = [];
  for (let t = 1; t <= steps; t++) {
    const g: Floats = Float.from(gradient(t));
    word.beginStep?.(scalars, t, options);
    word.update(w, g, slots, 0, 2, rate(t), t, scalars, options); // in two ranges, as a sliced step
    word.update(w, g, slots, 2, w.length, rate(t), t, scalars, options);
    history.push(Array.from(w));
  }
  return history;
}

/** A weight's course: (w, g, t, η) → next w, with its own memory. */
type Rule = () => (w: number, g: number, t: number, rate: number) => number;

const sgdMomentum =
  (mu: number, nesterov: boolean, decay: number): Rule =>
  () => {
    let v = 0;
    return (w, g, _t, rate) => {
      const shrunk = w - w * decay * rate;
      v = mu * v - rate * g;
      return nesterov ? shrunk + mu * v - rate * g : shrunk + v;
    };
  };

const rms =
  (rho: number, mu: number, eps: number, centered: boolean): Rule =>
  () => {
    let [square, mean, step] = [0, 0, 0];
    return (w, g, _t, rate) => {
      square = rho * square + (1 - rho) * g ** 2;
      mean = rho * mean + (1 - rho) * g;
      const increment = (rate * g) / Math.sqrt((centered ? square - mean ** 2 : square) + eps);
      step = mu * step + increment;
      return w - step;
    };
  };

const adamLike =
  (b1: number, b2: number, eps: number, amsgrad: boolean, decay: number): Rule =>
  () => {
    let [m, v, most] = [0, 0, 0];
    return (w, g, t, rate) => {
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g ** 2;
      most = Math.max(most, v);
      const alpha = (rate * Math.sqrt(1 - Math.pow(b2, t))) / (1 - Math.pow(b1, t));
      return w - rate * decay * w - (alpha * m) / (Math.sqrt(amsgrad ? most : v) + eps);
    };
  };

const nadamRule =
  (b1: number, b2: number, eps: number): Rule =>
  () => {
    let [m, v, product] = [0, 0, 1];
    return (w, g, t, rate) => {
      const now = b1 * (1 - 0.5 * Math.pow(0.96, t));
      const next = b1 * (1 - 0.5 * Math.pow(0.96, t + 1));
      product *= now;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g ** 2;
      const mHat = (next * m) / (1 - product * next) + ((1 - now) * g) / (1 - product);
      return w - (rate * mHat) / (Math.sqrt(v / (1 - Math.pow(b2, t))) + eps);
    };
  };

const formulas: [{ type: string; [o: string]: unknown }, Rule][] = [
  [{ type: 'sgd' }, () => (w, g, _t, rate) => w - rate * g],
  [{ type: 'sgd', weightDecay: 0.1 }, () => (w, g, _t, rate) => w - rate * 0.1 * w - rate * g],
  [{ type: 'sgd', momentum: 0.9 }, sgdMomentum(0.9, false, 0)],
  [{ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.05 }, sgdMomentum(0.9, true, 0.05)],
  [{ type: 'rmsprop' }, rms(0.9, 0, 1e-7, false)],
  [{ type: 'rmsprop', rho: 0.8, epsilon: 1e-3, momentum: 0.7 }, rms(0.8, 0.7, 1e-3, false)],
  [{ type: 'rmsprop', centered: true }, rms(0.9, 0, 1e-7, true)],
  [{ type: 'rmsprop', centered: true, momentum: 0.5 }, rms(0.9, 0.5, 1e-7, true)],
  [
    { type: 'adagrad' },
    () => {
      let a = 0.1;
      return (w, g, _t, rate) => w - (rate * g) / Math.sqrt((a += g ** 2) + 1e-7);
    },
  ],
  [
    { type: 'adadelta', rho: 0.9 },
    () => {
      let [a, u] = [0, 0];
      return (w, g, _t, rate) => {
        a = 0.9 * a + 0.1 * g ** 2;
        const d = (-Math.sqrt(u + 1e-7) / Math.sqrt(a + 1e-7)) * g;
        u = 0.9 * u + 0.1 * d ** 2;
        return w + rate * d;
      };
    },
  ],
  [{ type: 'adam' }, adamLike(0.9, 0.999, 1e-7, false, 0)],
  [{ type: 'adam', amsgrad: true, beta2: 0.6, epsilon: 1e-4 }, adamLike(0.9, 0.6, 1e-4, true, 0)],
  [{ type: 'adamw' }, adamLike(0.9, 0.999, 1e-7, false, 0.004)],
  [{ type: 'adamw', weightDecay: 0.2, amsgrad: true }, adamLike(0.9, 0.999, 1e-7, true, 0.2)],
  [{ type: 'nadam' }, nadamRule(0.9, 0.999, 1e-7)],
  [{ type: 'nadam', beta1: 0.7, beta2: 0.9, epsilon: 1e-3 }, nadamRule(0.7, 0.9, 1e-3)],
  [{ type: 'perceptron' }, () => (w, g, _t, rate) => w - rate * g],
];

describe('optimizers', () => {
  it('are the eight of the language, with Keras’s default rates (and 1 for the perceptron)', () => {
    assert.deepEqual(Object.fromEntries(optimizers.map((o) => [o.name, o.defaultLearningRate])), {
      sgd: 0.01,
      rmsprop: 0.001,
      adagrad: 0.001,
      adadelta: 0.001,
      adam: 0.001,
      nadam: 0.001,
      adamw: 0.001,
      perceptron: 1,
    });
    for (const o of optimizers) assert.equal(optionsOf(optimizers, o.name).learningRate, o.defaultLearningRate, o.name);
  });

  it('every one is among the formulas below', () => {
    assert.deepEqual(new Set(formulas.map(([f]) => f.type)), new Set(optimizers.map((o) => o.name)));
  });

  for (const [given, rule] of formulas) {
    const title = JSON.stringify(given).replace(/["{}]/g, '');
    const gradients = Array.from({ length: STEPS + 1 }, (_, t) => normals(`gradient ${t}`, N));
    const rates = (t: number): number => 0.1 / t; // a schedule, too
    const start = normals('start', N);
    const weights = Array.from(start, () => rule());
    const expected: number[][] = [];
    for (let t = 1; t <= STEPS; t++) {
      const before = expected[t - 2] ?? Array.from(start);
      expected.push(before.map((w, i) => weights[i]!(w, gradients[t]![i]!, t, rates(t))));
    }

    it(`${title}: ten steps are within 1e-12 of the formula`, () => {
      const actual = run(given, start, (t) => gradients[t]!, rates, STEPS);
      actual.forEach((w, t) => assertAllClose(w, expected[t]!, 1e-12, 1e-12));
    });

    it(`${title}: ten steps in float32 are within 2e-5 of the formula`, () => {
      const actual = run(given, start, (t) => gradients[t]!, rates, STEPS, Float32Array);
      actual.forEach((w, t) => assertAllClose(w, expected[t]!, 2e-5, 2e-5));
    });
  }

  it('a NaN gradient gives a NaN weight, in that place alone', () => {
    for (const o of optimizers) {
      const [after] = run(
        { type: o.name },
        [1, 2, 3],
        () => [0.1, NaN, 0.1],
        () => 0.1,
        1,
      );
      assert.deepEqual(after!.map(Number.isNaN), [false, true, false], o.name);
    }
  });

  // keras/src/optimizers/*_test.py, test_single_step: w = [1, 2, 3, 4], g = [1, 6, 7, 2], learning rate 0.5.
  const singleSteps: [string, number[]][] = [
    ['sgd', [0.5, -1, -0.5, 3]],
    ['rmsprop', [-0.5811, 0.4189, 1.4189, 2.4189]],
    ['adagrad', [0.5233, 1.5007, 2.5005, 3.5061]],
    ['adadelta', [0.9993, 1.9993, 2.9993, 3.9993]],
    ['adam', [0.5, 1.5, 2.5, 3.5]],
    ['adamw', [0.498, 1.496, 2.494, 3.492]],
    ['nadam', [0.4686, 1.4686, 2.4686, 3.4686]],
  ];
  for (const [type, expected] of singleSteps)
    it(`${type}: one step as Keras’s tests have it, within 1e-4`, () =>
      assertAllClose(
        run(
          { type },
          [1, 2, 3, 4],
          () => [1, 6, 7, 2],
          () => 0.5,
          1,
        )[0]!,
        expected,
        1e-4,
      ));

  // The same files, test_correctness_with_golden: w = 1, g = 0.01 and then 0.1 … 1.0 each step; first and last weight.
  const goldens: [{ type: string; [o: string]: unknown }, number, [number, number][]][] = [
    [
      { type: 'adam', amsgrad: true },
      0.001,
      [
        [0.999, 0.999],
        [0.9982, 0.9982],
        [0.9974, 0.9974],
        [0.9965, 0.9965],
        [0.9955, 0.9955],
      ],
    ],
    [
      { type: 'rmsprop', centered: true },
      0.001,
      [
        [0.9967, 0.9967],
        [0.9933, 0.9933],
        [0.9908, 0.9908],
        [0.9885, 0.9885],
        [0.9864, 0.9864],
      ],
    ],
    [
      { type: 'adadelta', rho: 0.8, epsilon: 1e-6 },
      1,
      [
        [0.9978, 0.9978],
        [0.9947, 0.9947],
        [0.9915, 0.9915],
        [0.9882, 0.9882],
        [0.9849, 0.9849],
      ],
    ],
    [
      { type: 'adagrad', initialAccumulator: 0.3, epsilon: 1e-6 },
      0.2,
      [
        [0.9963, 0.9963],
        [0.9604, 0.8209],
        [0.9251, 0.6891],
        [0.8903, 0.579],
        [0.856, 0.4825],
      ],
    ],
    [
      { type: 'adamw', weightDecay: 0.5, epsilon: 2 },
      1,
      [
        [0.4998, 0.4998],
        [0.2486, 0.2382],
        [0.1223, 0.1003],
        [0.0586, 0.0258],
        [0.0263, -0.0159],
      ],
    ],
    [
      { type: 'nadam', beta1: 0.5, beta2: 0.67, epsilon: 1e-5 },
      0.5,
      [
        [0.4281, 0.4281],
        [-0.1738, -0.1717],
        [-0.7115, -0.7084],
        [-1.2335, -1.2299],
        [-1.7492, -1.7454],
      ],
    ],
  ];
  for (const [given, rate, expected] of goldens)
    it(`${given.type}: five steps as Keras’s golden values, within 5e-4`, () => {
      const g = Array.from({ length: 10 }, (_, i) => 0.1 * (i + 1));
      const course = run(
        given,
        new Array(10).fill(1),
        (t) => (t === 1 ? new Array(10).fill(0.01) : g),
        () => rate,
        5,
      );
      course.forEach((w, t) => {
        assertClose(w[0]!, expected[t]![0], 5e-4, 0, `step ${t + 1}, first`);
        assertClose(w[9]!, expected[t]![1], 5e-4, 0, `step ${t + 1}, last`);
      });
    });

  it('rmsprop takes 10 to 9.683772 in one step of 0.1, the example of Keras’s documentation', () =>
    assertClose(
      run(
        { type: 'rmsprop' },
        [10],
        () => [10],
        () => 0.1,
        1,
      )[0]![0]!,
      9.683772,
      1e-6,
    ));
});
