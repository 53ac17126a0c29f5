// Every layer that computes, bound to real buffers, against central differences of its inputs and
// parameters; what dropout and batch_norm promise beyond that; the shapes that do not fit.
import assert from 'node:assert/strict';
import { referenceKernels } from '../../src/kernels/reference';
import { layer, layers } from '../../src/nn/layers';
import { Rng } from '../../src/nn/rng';
import { sizeOf } from '../../src/nn/shape';
import type { BoundLayer, Parameter, Shape } from '../../src/nn/words';
import { assertAllClose, assertClose, assertGradient, dot, normals, optionsOf } from './help';

interface Bound {
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly dInput: Float64Array;
  readonly dOutput: Float64Array;
  readonly parameters: Parameter[];
  readonly rng: Rng;
  readonly bound: BoundLayer;
}

function bind(given: { type: string; [option: string]: unknown }, inputShape: Shape, maxRows: number): Bound {
  const word = layer(given.type)!;
  const options = optionsOf(layers, given);
  const outputShape = word.outputShape(options, inputShape);
  assert.ok(Array.isArray(outputShape), JSON.stringify(outputShape));
  const buffers = {
    input: normals('input', maxRows * sizeOf(inputShape)),
    output: new Float64Array(maxRows * sizeOf(outputShape)),
    dInput: new Float64Array(maxRows * sizeOf(inputShape)),
    dOutput: normals('dOutput', maxRows * sizeOf(outputShape)),
  };
  const parameters = word.parameters(options, inputShape).map((p): Parameter => {
    const n = sizeOf(p.shape);
    const data = p.trainable ? normals(p.name, n) : new Float64Array(n).fill(p.init.type === 'ones' ? 1 : 0);
    return { name: p.name, shape: p.shape, data, gradient: p.trainable ? new Float64Array(n) : null, l1: 0, l2: 0 };
  });
  const rng = Rng.stream(1, 'dropout');
  const kernels = referenceKernels('float64');
  const bound = word.bind!({ ...buffers, kernels, options, inputShape, outputShape, maxRows, parameters, rng });
  return { ...buffers, parameters, rng, bound };
}

/** Gradients of Σ dOutput · output by the inputs and every parameter, against central differences. */
function checkGradients(
  { input, output, dInput, dOutput, parameters, rng, bound }: Bound,
  rows: number,
  training: boolean,
): void {
  const state = rng.save();
  const f = (): number => {
    rng.restore(state); // the same mask every time
    bound.forward(rows, training);
    return dot(dOutput, output);
  };
  f();
  bound.backward(rows);
  const analytic = dInput.slice();
  const gradients = parameters.map((p) => p.gradient?.slice());
  assertGradient(analytic, input, f, 'input');
  parameters.forEach((p, i) => {
    if (gradients[i]) assertGradient(gradients[i], p.data as Float64Array, f, p.name);
  });
}

const cases: { title: string; given: { type: string; [o: string]: unknown }; shape: Shape; training: boolean }[] = [
  { title: 'dense 5 → 3', given: { type: 'dense', units: 3 }, shape: [5], training: true },
  { title: 'dense 4 → 6 without bias', given: { type: 'dense', units: 6, bias: false }, shape: [4], training: true },
  { title: 'dropout with its mask fixed', given: { type: 'dropout', rate: 0.4 }, shape: [9], training: true },
  { title: 'dropout outside training', given: { type: 'dropout', rate: 0.4 }, shape: [9], training: false },
  { title: 'batch_norm in training', given: { type: 'batch_norm' }, shape: [4], training: true },
  { title: 'batch_norm in training, on images', given: { type: 'batch_norm' }, shape: [3, 2], training: true },
  { title: 'batch_norm with running statistics', given: { type: 'batch_norm' }, shape: [4], training: false },
];

describe('layers', () => {
  it('are the five of the language', () => {
    assert.deepEqual(
      layers.map((l) => l.name),
      ['dense', 'activation', 'flatten', 'dropout', 'batch_norm'],
    );
    assert.equal(layer('conv2d'), undefined);
  });

  for (const { title, given, shape, training } of cases)
    it(`${title}: all gradients are within 1e-5 + 0.1% of central differences`, () => {
      checkGradients(bind(given, shape, 7), 7, training);
    });

  it('each adds to parameters’ gradients and overwrites its inputs’', () => {
    for (const { given, shape, training } of cases) {
      const b = bind(given, shape, 3);
      b.bound.forward(3, training);
      b.bound.backward(3);
      const once = b.parameters.map((p) => p.gradient?.slice());
      const dInput = b.dInput.slice();
      b.dInput.fill(99);
      b.bound.backward(3);
      assert.deepEqual(b.dInput, dInput);
      b.parameters.forEach((p, i) => {
        if (p.gradient)
          assertAllClose(
            p.gradient,
            once[i]!.map((g) => 2 * g),
            1e-12,
            1e-12,
          );
      });
    }
  });

  it('each touches only the rows it is given', () => {
    for (const { given, shape, training } of cases) {
      const b = bind(given, shape, 4);
      b.output.fill(-77);
      b.dInput.fill(-77);
      b.bound.forward(2, training);
      b.bound.backward(2);
      assert.ok(b.output.subarray(b.output.length / 2).every((v) => v === -77));
      assert.ok(b.dInput.subarray(b.dInput.length / 2).every((v) => v === -77));
      assert.ok(b.output.subarray(0, b.output.length / 2).every((v) => v !== -77));
    }
  });

  it('dense with weight [units, inputs] gives x·wᵀ + b: (1, 2) → (1·1 + 2·2 + 10, 1·3 + 2·4 + 20)', () => {
    const b = bind({ type: 'dense', units: 2 }, [2], 1);
    b.input.set([1, 2]);
    (b.parameters[0]!.data as Float64Array).set([1, 2, 3, 4]);
    (b.parameters[1]!.data as Float64Array).set([10, 20]);
    b.bound.forward(1, true);
    assert.deepEqual([...b.output], [15, 31]);
  });

  it('dropout of 0.25 silences 25% ± 1% of 100,000 inputs, scales the rest by 4/3, and keeps the mean', () => {
    const b = bind({ type: 'dropout', rate: 0.25 }, [1000], 100);
    b.input.fill(3);
    b.bound.forward(100, true);
    const silent = b.output.filter((v) => v === 0).length;
    assertClose(silent / 100_000, 0.25, 0.01);
    assert.ok(b.output.every((v) => v === 0 || Math.abs(v - 4) < 1e-12));
    b.bound.forward(100, false);
    assert.ok(b.output.every((v) => v === 3));
  });

  it('dropout draws a new mask each time, and the same ones again from a restored state', () => {
    const b = bind({ type: 'dropout', rate: 0.5 }, [50], 2);
    const state = b.rng.save();
    b.bound.forward(2, true);
    const first = b.output.slice();
    b.bound.forward(2, true);
    const second = b.output.slice();
    assert.notDeepEqual(first, second);
    b.rng.restore(state);
    b.bound.forward(2, true);
    assert.deepEqual(b.output, first);
  });

  it('batch_norm in training gives mean bias and variance weight² · σ²/(σ² + ε), within 1e-12', () => {
    const b = bind({ type: 'batch_norm', epsilon: 0.5 }, [3], 40);
    b.bound.forward(40, true);
    for (let f = 0; f < 3; f++) {
      const column = (a: Float64Array): number[] => Array.from({ length: 40 }, (_, r) => a[r * 3 + f]!);
      const [x, y] = [moments(column(b.input)), moments(column(b.output))];
      assertClose(y.mean, b.parameters[1]!.data[f]!, 1e-12);
      assertClose(y.variance, (b.parameters[0]!.data[f]! ** 2 * x.variance) / (x.variance + 0.5), 1e-12);
    }
  });

  it('batch_norm’s running statistics follow momentum · old + (1 − momentum) · batch, with the biased variance', () => {
    const b = bind({ type: 'batch_norm', momentum: 0.9 }, [2], 5);
    const [, , mean, variance] = b.parameters;
    let [m, v] = [0, 1];
    for (let step = 0; step < 3; step++) {
      b.input.set(normals(`step ${step}`, 10));
      const batch = moments([0, 1, 2, 3, 4].map((r) => b.input[2 * r]!));
      m = 0.9 * m + 0.1 * batch.mean;
      v = 0.9 * v + 0.1 * batch.variance;
      b.bound.forward(5, true);
    }
    assertClose(mean!.data[0]!, m, 1e-12);
    assertClose(variance!.data[0]!, v, 1e-12);
    b.bound.forward(5, false);
    assertClose(mean!.data[0]!, m, 1e-12, 0, 'unchanged outside training: mean');
    const [w, c] = [b.parameters[0]!.data[0]!, b.parameters[1]!.data[0]!];
    assertClose(b.output[0]!, (w * (b.input[0]! - m)) / Math.sqrt(v + 1e-3) + c, 1e-12);
  });

  it('batch_norm of a single row or equal rows is finite: the bias', () => {
    const b = bind({ type: 'batch_norm' }, [2], 1);
    b.bound.forward(1, true);
    b.bound.backward(1);
    assertAllClose(b.output, b.parameters[1]!.data, 1e-12);
    assert.ok(b.dInput.every((v) => v === 0));
  });

  it('says what to do when the shape does not fit, and gives it when it does', () => {
    const dense = layer('dense')!;
    const options = optionsOf(layers, { type: 'dense', units: 10 });
    assert.deepEqual(dense.outputShape(options, [784]), [10]);
    const wrong = dense.outputShape(options, [28, 28]);
    assert.ok('error' in wrong && wrong.error.includes('28×28') && wrong.error.includes('flatten'));
    assert.deepEqual(layer('flatten')!.outputShape({}, [28, 28]), [784]);
    assert.deepEqual(layer('dropout')!.outputShape({ rate: 0.5 }, [28, 28]), [28, 28]);
    const soft = layer('activation')!.outputShape(
      optionsOf(layers, { type: 'activation', activation: 'softmax' }),
      [2, 3],
    );
    assert.ok('error' in soft);
  });

  it('plan parameters as exported: weight [units, inputs], bias [units], with their fans and regularisers', () => {
    const options = optionsOf(layers, { type: 'dense', units: 3, init: 'he_normal', l2: 0.01 });
    const [weight, bias] = layer('dense')!.parameters(options, [5]);
    assert.deepEqual(
      [weight!.shape, weight!.fanIn, weight!.fanOut, weight!.l2, weight!.init],
      [[3, 5], 5, 3, 0.01, { type: 'he_normal' }],
    );
    assert.deepEqual([bias!.shape, bias!.l2, bias!.init], [[3], 0, { type: 'zeros' }]);
    const names = layer('batch_norm')!
      .parameters(optionsOf(layers, 'batch_norm'), [4])
      .map((p) => [p.name, p.trainable]);
    assert.deepEqual(names, [
      ['weight', true],
      ['bias', true],
      ['running_mean', false],
      ['running_var', false],
    ]);
  });
});

function moments(x: readonly number[]): { mean: number; variance: number } {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return { mean, variance: x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length };
}
