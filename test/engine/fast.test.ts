// Whole training runs on the SIMD kernels against the same runs in double precision on the plain loops.
import assert from 'node:assert/strict';
import { Rng } from '../../src/nn/rng';
import type { Run } from '../../src/engine/run';
import { allowRelaxed, binaries } from '../kernels/binaries';
import { made, prepare, realEnv, type Made } from './help';

type Json = Record<string, unknown>;
interface Drawn {
  readonly title: string;
  readonly data: Made;
  readonly spec: Json;
}

const HIDDEN = ['relu', 'leaky_relu', 'elu', 'selu', 'gelu', 'silu', 'softplus', 'softsign', 'tanh', 'sigmoid'];
const OPTIMIZERS: Json[] = [
  { type: 'sgd', learningRate: 0.05 },
  { type: 'sgd', learningRate: 0.02, momentum: 0.9 },
  { type: 'sgd', learningRate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 0.01 },
  { type: 'adam', learningRate: 0.003 },
  { type: 'adam', learningRate: 0.003, amsgrad: true },
  { type: 'adamw', learningRate: 0.003 },
  { type: 'nadam', learningRate: 0.003 },
  { type: 'rmsprop', learningRate: 0.001 },
  { type: 'rmsprop', learningRate: 0.001, momentum: 0.5, centered: true },
  { type: 'adagrad', learningRate: 0.02 },
  { type: 'adadelta', learningRate: 1 },
];
const SCHEDULES: Json[] = [
  { type: 'constant' },
  { type: 'step', every: 5, factor: 0.5 },
  { type: 'exponential', rate: 0.9, every: 4 },
  { type: 'cosine', iterations: 15 },
];

/** One of many kinds of specs, by its seed. */
function drawn(seed: number): Drawn {
  const rng = Rng.stream(seed, 'spec');
  const pick = <T>(from: readonly T[]): T => from[rng.below(from.length)]!;
  const wide = rng.below(2) === 1;
  const size = (): number => (wide ? pick([5, 16, 65, 100, 130]) : pick([1, 2, 3, 7, 8, 15, 33]));
  const inputs = wide ? pick([70, 96, 131]) : pick([1, 2, 5, 13, 16]);
  const head = pick([
    { task: 'regression', outputs: pick([1, 1, 3]), loss: 'mean_squared_error', activation: 'linear' },
    { task: 'regression', outputs: 2, loss: 'half_mean_squared_error', activation: 'tanh' },
    { task: 'regression', outputs: 1, loss: { type: 'huber', delta: 0.5 }, activation: 'linear' },
    { task: 'regression', outputs: 1, loss: 'log_cosh', activation: 'linear' },
    { task: 'binary', outputs: 1, loss: 'binary_crossentropy', activation: 'sigmoid' },
    { task: 'binary', outputs: 1, loss: 'squared_hinge', activation: 'linear' },
    { task: 'multiclass', outputs: 4, loss: 'sparse_categorical_crossentropy', activation: 'softmax' },
    { task: 'multiclass', outputs: 11, loss: 'categorical_crossentropy', activation: 'softmax' },
  ] as const);
  const layers = Array.from({ length: 1 + rng.below(2) }, (): Json => {
    const layer = { type: 'dense', units: size(), activation: pick(HIDDEN) };
    return pick<Json>([layer, layer, { ...layer, l2: 0.01 }, { ...layer, bias: false }, { ...layer, l1: 0.001 }]);
  });
  const extra = pick<Json[]>([[], [], [{ type: 'batch_norm' }], [{ type: 'dropout', rate: 0.3 }]]);
  const train = pick([1, 3, 20, 50, 133, 300]);
  const optimizer = pick(OPTIMIZERS);
  const clip = pick<Json>([{}, {}, { clip: { norm: 0.5 } }, { clip: { value: 0.01 } }]);
  const batchSize = pick(['full', 'full', 1, 7, 32]);
  return {
    title: `${inputs} inputs, ${JSON.stringify([layers, extra, head.loss, optimizer, clip]).replace(/"/g, '')}, ${train} rows by ${batchSize}`,
    data: { task: head.task, inputs, outputs: head.outputs, train, validation: 9, seed },
    spec: {
      data: 'builtin:xor',
      network: [
        layers[0],
        ...extra,
        ...layers.slice(1),
        { type: 'dense', units: head.outputs, activation: head.activation },
      ],
      loss: head.loss,
      metrics: [],
      training: {
        optimizer,
        schedule: pick(SCHEDULES),
        batchSize,
        iterations: 20,
        logEvery: pick([1, 7, 20]),
        seed,
        ...clip,
      },
    },
  };
}

/** So many numbers a row that a full batch of a narrow network is cut into chunks, the last one shorter. */
function chunked(hidden: string, extra: Json[], train: number, batchSize: number | 'full'): Drawn {
  const layer = { type: 'dense', units: 64, activation: hidden };
  return {
    title: `chunks of ${train} rows by ${batchSize}, ${hidden}${extra.map(({ type }) => `, ${type}`).join('')}`,
    data: { inputs: 60, outputs: 3, train, validation: 201 },
    spec: {
      data: 'builtin:xor',
      network: [layer, ...extra, layer, { type: 'dense', units: 3 }],
      loss: 'mean_squared_error',
      metrics: [],
      training: { optimizer: { type: 'sgd', learningRate: 0.05 }, batchSize, iterations: 20, logEvery: 7 },
    },
  };
}

const DRAWN: readonly Drawn[] = [
  ...Array.from({ length: 50 }, (_, n) => drawn(n + 1)),
  chunked('relu', [], 250, 'full'),
  chunked('gelu', [{ type: 'dropout', rate: 0.3 }], 250, 'full'),
  chunked('tanh', [], 450, 217),
];

async function weightsAfter(run: Run): Promise<Map<string, ArrayLike<number>>> {
  run.train();
  await run.whenEnded();
  return new Map(run.weights().map(({ name, data }) => [name, data]));
}

function with64(spec: Json): Json {
  return { ...spec, training: { ...(spec['training'] as Json), precision: 'float64' } };
}

/** Of two arrays, and the second one's own length, in the Euclidean norm. */
function distance(got: ArrayLike<number>, wanted: ArrayLike<number>): [number, number] {
  let [apart, size] = [0, 1e-24];
  for (let i = 0; i < wanted.length; i++) {
    apart += (got[i]! - wanted[i]!) ** 2;
    size += wanted[i]! ** 2;
  }
  return [Math.sqrt(apart), Math.sqrt(size)];
}

describe('training on the SIMD kernels', () => {
  before(allowRelaxed);

  // Nothing sets both ways side by side in a run: what relu leaves is listed, what leaky_relu leaves is not.
  for (const activation of ['relu', { type: 'leaky_relu', negativeSlope: 1e-30 }])
    for (const [type, extra] of [
      ['sgd', []],
      ['adam', []],
      ['sgd', [{ type: 'dropout', rate: 0.5 }]],
    ] as const)
      it(`${JSON.stringify(activation)}, ${type}, ${extra.length} dropout: two wide hidden layers are within 1e-5 of double precision after 20 steps`, async () => {
        const spec = {
          data: 'builtin:xor',
          network: [
            { type: 'dense', units: 160, activation },
            { type: 'dense', units: 144, activation },
            ...extra,
            { type: 'dense', units: 130, activation, bias: false },
            { type: 'dense', units: 3 },
          ],
          loss: 'mean_squared_error',
          training: { optimizer: { type, learningRate: 0.01 }, batchSize: 40, iterations: 20, logEvery: 100, seed: 3 },
        };
        const data = { inputs: 130, outputs: 3, train: 100 };
        const fast = prepare(spec, made(data), { ...realEnv, binaries: binaries() });
        const [ours, exact] = [await weightsAfter(fast), await weightsAfter(prepare(with64(spec), made(data)))];
        for (const [name, wanted] of exact) {
          const [apart, size] = distance(ours.get(name)!, wanted);
          assert.ok(apart <= 1e-5 * size, `${name} is ${apart / size} off`);
        }
      });

  for (const which of ['strict', 'relaxed'] as const)
    for (const { title, data, spec } of DRAWN) {
      it(`${which}: 20 steps end within 1e-4 of double precision, tensor by tensor in the Euclidean norm: ${title}`, async () => {
        const own = { ...spec, training: { ...(spec['training'] as Json), reproducible: which === 'strict' } };
        const fast = prepare(own, made(data), { ...realEnv, binaries: binaries() });
        assert.match(fast.model.kernels, new RegExp(`SIMD.*${which}`));
        const plain = prepare(with64(spec), made(data));
        const [ours, exact] = [await weightsAfter(fast), await weightsAfter(plain)];
        for (const [name, wanted] of exact) {
          const [apart, size] = distance(ours.get(name)!, wanted);
          assert.ok(apart <= 1e-4 * size + 1e-10, `${name} is ${apart} of ${size} off`);
        }
        assert.equal(fast.metrics.length, plain.metrics.length);
        fast.metrics.forEach(({ values, iteration, split }, k) => {
          const { values: wanted } = plain.metrics[k]!;
          assert.deepEqual([iteration, split], [plain.metrics[k]!.iteration, plain.metrics[k]!.split]);
          for (const [name, value] of Object.entries(wanted))
            assert.ok(
              Math.abs(values[name]! - value) <= 1e-4 * Math.max(1, Math.abs(value)),
              `${name} at ${iteration}`,
            );
        });
      });
    }

  const net = (units: number, optimizer: Json, precision: string): Json => ({
    data: 'builtin:xor',
    network: [{ type: 'dense', units, activation: 'relu' }, { type: 'batch_norm' }, { type: 'dense', units: 3 }],
    loss: 'mean_squared_error',
    training: { optimizer, batchSize: 16, epochs: 40, precision },
  });
  for (const units of [8, 100])
    for (const type of ['sgd', 'adam']) {
      it(`${units} units, ${type}: gradient and update of a step are those of double precision to 1e-4`, async () => {
        const data = () => made({ inputs: units, outputs: 3, train: 60 });
        const [ours, exact] = [
          prepare(net(units, { type }, 'float32'), data()),
          prepare(net(units, { type }, 'float64'), data()),
        ];
        await Promise.all([ours.step('iteration', 7), exact.step('iteration', 7)]);
        for (const { name } of exact.weights().filter((t) => !t.name.includes('running')))
          for (const aspect of ['gradient', 'update'] as const) {
            const [got, wanted] = [ours.tensor(name, aspect).values, exact.tensor(name, aspect).values];
            const [apart, size] = distance(got, wanted);
            assert.ok(apart <= 1e-4 * size, `${aspect} of ${name} is ${apart / size} off`);
          }
      });

      it(`${units} units, ${type}: a run that diverges names what went first, not the weights it spoilt`, async () => {
        const spec = net(units, { type, learningRate: 1e15 }, 'float32');
        (spec['network'] as Json[]).splice(1, 1);
        const run = prepare(spec, made({ inputs: units, outputs: 3, train: 60 }));
        run.train();
        const { reason, message } = await run.whenEnded();
        assert.equal(reason, 'diverged');
        assert.match(message!, /: (dense_[12]\.[za] .* on the way forward|the loss became )/);
        for (const { data } of run.weights()) assert.ok(data.every(Number.isFinite));
      });
    }

  for (const network of [
    [{ type: 'flatten' }],
    [{ type: 'activation', activation: 'sigmoid' }],
    [{ type: 'activation', activation: 'tanh' }, { type: 'flatten' }],
    [{ type: 'dropout', rate: 0.3 }],
  ])
    it(`${network.map(({ type }) => type).join(', ')}: a network that learns nothing trains, with the costs of double precision to 1e-6`, async () => {
      const spec = (precision: string): Json => ({
        data: 'builtin:xor',
        network,
        loss: 'mean_squared_error',
        training: { batchSize: 7, epochs: 2, precision },
      });
      const data = () => made({ inputs: 3, outputs: 3, train: 20, validation: 5 });
      const [ours, exact] = [prepare(spec('float32'), data()), prepare(spec('float64'), data())];
      await Promise.all([weightsAfter(ours), weightsAfter(exact)]);
      assert.deepEqual([ours.end!.reason, ours.model.parameters], ['finished', 0]);
      assert.equal((await ours.sample({ split: 'train', pick: { kind: 'index', index: 0 } })).gradients.length, 0);
      assert.equal((await ours.gradcheck(2)).checked, 0);
      ours.metrics.forEach(({ values }, k) => {
        const wanted = exact.metrics[k]!.values['loss']!;
        assert.ok(Math.abs(values['loss']! - wanted) <= 1e-6 * wanted, `point ${k}: ${values['loss']}, not ${wanted}`);
      });
    });
});
