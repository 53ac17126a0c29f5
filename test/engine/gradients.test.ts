// Whole networks, drawn by seed: the backward pass against central differences in float64, for every parameter and for
// every stage's result on the way. Kinks: an entry is left out when a hundred times smaller ε gives another slope.
import assert from 'node:assert/strict';
import { finishNow } from '../../src/engine/meter';
import type { Model } from '../../src/engine/model';
import { Penalty } from '../../src/engine/penalty';
import { setUp } from '../../src/engine/setup';
import { selectKernels } from '../../src/kernels/select';
import { activations } from '../../src/nn/activations';
import { losses } from '../../src/nn/losses';
import { Rng } from '../../src/nn/rng';
import type { Task } from '../../src/nn/words';
import { Meter } from '../../src/engine/meter';
import { made, prepare, realEnv, specOf } from './help';

const [EPSILON, ATOL, RTOL] = [1e-6, 1e-5, 1e-3];

interface Drawn {
  readonly task: Task;
  readonly spec: object;
  readonly outputs: number;
}

/** A network of one to four layers with a loss that goes with its end. */
function draw(seed: number): Drawn {
  const rng = Rng.stream(seed, 'spec');
  const any = <T>(of: readonly T[]): T => of[rng.below(of.length)]!;
  const loss = losses.filter((l) => l.name !== 'perceptron')[seed % (losses.length - 1)]!;
  const task = loss.tasks[seed % loss.tasks.length]!;
  const outputs = task === 'multiclass' ? 3 : task === 'regression' ? 1 + rng.below(2) : 1;
  const smooth = activations.filter((a) => a.differentiable && a.name !== 'softmax').map((a) => a.name);
  const network: object[] = [];
  for (let i = 1 + rng.below(3); i > 0; i--) {
    network.push({
      type: 'dense',
      units: 2 + rng.below(4),
      activation: any(smooth),
      l1: any([0, 0.01]),
      l2: any([0, 0.02]),
    });
    const more = rng.below(5);
    if (more === 0) network.push({ type: 'dropout', rate: 0.3 });
    if (more === 1) network.push({ type: 'batch_norm' });
    if (more === 2) network.push({ type: 'activation', activation: any(smooth) });
    if (more === 3) network.push({ type: 'flatten' });
  }
  const ends = loss.lastActivations === 'any' ? ['linear'] : loss.lastActivations;
  const end =
    outputs === 1
      ? ends.filter((e) => e !== 'softmax')
      : task === 'multiclass'
        ? ends.filter((e) => e !== 'sigmoid')
        : ends;
  network.push({ type: 'dense', units: outputs, activation: any(end), bias: rng.below(2) === 0 });
  return {
    task,
    outputs,
    spec: {
      data: 'builtin:xor',
      network,
      loss: loss.name,
      training: { precision: 'float64', seed, optimizer: any(['sgd', 'adam']) },
    },
  };
}

describe('Gradients of whole networks', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { spec: value, task, outputs } = draw(seed);
    const { loss, network } = value as { loss: string; network: { type: string; activation?: string }[] };
    const shown = network.map((l) => l.activation ?? l.type).join(' → ');

    it(`${shown}, ${loss}: within 1e-5 + 1e-3 of central differences, every parameter and stage`, () => {
      const spec = specOf(value);
      const dataset = made({ task, inputs: 3, outputs, train: 5, seed });
      const { kernels } = selectKernels('float64');
      const { model, batches } = setUp(spec, dataset, kernels, { seconds: () => 0, emit() {}, onCuttableStep() {} });
      const { parameters } = model;
      parameters.initialise(seed);
      const rows = 5;
      batches.gather(model, 0, rows);
      const everything = model.with({ parameters, everyGradient: true, rows });
      everything.input.set(model.input);
      everything.target.set(model.target);
      const penalty = new Penalty(parameters);
      const random = everything.saveRandom();
      const cost = (from = 0): number => {
        everything.restoreRandom(random);
        for (const call of everything.forwards) if (call.stage >= from) call.run(rows, true);
        return everything.loss(rows) / rows + penalty.value();
      };

      cost();
      everything.backward(rows, 1 / rows);
      finishNow(penalty.add(new Meter()));
      let checked = 0;
      for (const { name, data, gradient } of parameters.tensors) {
        if (gradient) checked += agree(name, data, gradient, cost);
      }
      const stages = everything.fused ? everything.stages.slice(0, -1) : everything.stages;
      const gradients = stages.map((s) => s.gradient.slice());
      // Before a dropout's or batch_norm's random stream or statistics, a later start would skip a draw.
      const later = firstRandom(everything);
      stages.forEach((stage, i) => {
        if (i + 1 < later) return;
        cost();
        checked += agree(stage.name, stage.data.subarray(0, rows * stage.size), gradients[i]!, () => cost(i + 1));
      });
      assert.ok(checked > 10, `${checked} entries`);
    });
  }

  it('the check itself passes on a network with every kind of layer, and fails when a gradient is wrong', async () => {
    const run = prepare(
      {
        data: 'builtin:xor',
        network: [
          { type: 'dense', units: 5, activation: 'gelu', l2: 0.1 },
          { type: 'batch_norm' },
          { type: 'dropout', rate: 0.2 },
          { type: 'dense', units: 3, activation: 'softmax' },
        ],
        loss: 'sparse_categorical_crossentropy',
        training: { epochs: 1 },
      },
      made({ task: 'multiclass', inputs: 4, outputs: 3, train: 12 }),
      realEnv,
    );
    const report = await run.gradcheck(8);
    assert.ok(report.passed, JSON.stringify(report.worst[0]));
    assert.equal(report.samples, 8);
    assert.equal(report.checked + report.skipped, 4 * 5 + 5 + 5 + 5 + 5 * 3 + 3);
    assert.equal(report.byTensor.length, 6);

    const word = activations.find((a) => a.name === 'gelu')!;
    const right = word.backward;
    try {
      (word as { backward: unknown }).backward = (...args: Parameters<typeof right>) => {
        right(...args);
        args[0][0] = args[0][0]! * 1.01 + 1e-3;
      };
      const wrong = await run.gradcheck(8);
      assert.ok(!wrong.passed);
      assert.match(wrong.worst[0]!.tensor, /^dense_1\./);
    } finally {
      (word as { backward: unknown }).backward = right;
    }
  });

  it('leaves out entries whose kink lies within ε, and says how many', async () => {
    const run = prepare(
      {
        data: 'builtin:xor',
        network: [
          { type: 'dense', units: 4, activation: 'relu', init: 'zeros' }, // z is exactly 0: every entry is at the kink
          { type: 'dense', units: 1 },
        ],
        loss: 'mse',
        training: { epochs: 1 },
      },
      made({ inputs: 3, outputs: 1, train: 6 }),
    );
    const report = await run.gradcheck(6);
    assert.ok(report.passed);
    assert.ok(report.skipped >= 12, `${report.skipped} left out`);
  });
});

function firstRandom(model: Model): number {
  const names = new Set(model.random.map((r) => r.name.split(':')[1]));
  const at = model.stages.map((s) => s.name.split('.')[0]!).reduce((last, n, i) => (names.has(n) ? i : last), -1);
  return at + 1; // stages from here on draw nothing
}

/** Compares every entry; returns how many were compared. */
function agree(
  name: string,
  values: Float64Array | Float32Array,
  analytic: Float64Array | Float32Array,
  cost: () => number,
): number {
  let compared = 0;
  for (let i = 0; i < values.length; i++) {
    const slope = (epsilon: number): number => {
      const kept = values[i]!;
      values[i] = kept + epsilon;
      const above = cost();
      values[i] = kept - epsilon;
      const below = cost();
      values[i] = kept;
      return (above - below) / (2 * epsilon);
    };
    const a = analytic[i]!;
    const near = (n: number): boolean => Math.abs(a - n) <= ATOL + RTOL * Math.max(Math.abs(a), Math.abs(n));
    const numeric = slope(EPSILON);
    if (!near(numeric)) {
      assert.ok(near(slope(EPSILON / 100)), `${name}[${i}]: ${a} but central difference ${numeric}`);
      continue;
    }
    compared++;
  }
  return compared;
}
