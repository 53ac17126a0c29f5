// A run that was paused, stepped, looked at, saved and restored ends bit for bit like one that never was.
import assert from 'node:assert/strict';
import type { Run } from '../../src/engine/run';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors';
import { assertSameBits, bits, hastyEnv, made, prepare, trained, type Made } from './help';

interface Case {
  readonly name: string;
  readonly spec: object;
  readonly data: Made;
}

const classes = { task: 'multiclass', inputs: 6, outputs: 3, train: 50, validation: 15, test: 10 } as const;
/** Large enough for steps that are cut in the middle, in several chunks. */
const wide = { task: 'multiclass', inputs: 160, outputs: 4, train: 110, validation: 20, sparse: true } as const;

const cases: Case[] = ['float32', 'float64'].flatMap((precision): Case[] => [
  {
    name: `${precision}: tiny, shuffled mini-batches, dropout, batch_norm, adam, early stopping`,
    data: classes,
    spec: {
      data: 'builtin:xor',
      network: [
        { type: 'dense', units: 8, activation: 'relu', l2: 0.001 },
        { type: 'batch_norm' },
        { type: 'dropout', rate: 0.3 },
        { type: 'dense', units: 3, activation: 'softmax' },
      ],
      loss: 'sparse_categorical_crossentropy',
      metrics: ['accuracy', 'auc', 'f1'],
      training: {
        precision,
        epochs: 12,
        batchSize: 8,
        logEvery: 5,
        optimizer: { type: 'adam', learningRate: 0.02, amsgrad: true },
        schedule: { type: 'reduce_on_plateau', monitor: 'validation.loss', patience: 2, warmup: 3 },
        earlyStopping: { monitor: 'train.loss', patience: 4, restoreBest: true },
        clip: { norm: 0.5 },
      },
    },
  },
  {
    name: `${precision}: steps cut into chunks and ranges, full batch, validation at cost points, nadam`,
    data: wide,
    spec: {
      data: 'builtin:xor',
      network: [
        { type: 'dense', units: 150, activation: 'relu', l1: 1e-5 },
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', units: 4, activation: 'softmax' },
      ],
      loss: 'categorical_crossentropy',
      training: { precision, iterations: 5, batchSize: 'full', logEvery: 2, optimizer: 'nadam', clip: { value: 0.01 } },
    },
  },
  {
    name: `${precision}: steps cut into calls of a whole batch, batch_norm, mini-batches, rmsprop`,
    data: wide,
    spec: {
      data: 'builtin:xor',
      network: [
        { type: 'dense', units: 150 },
        { type: 'batch_norm' },
        { type: 'activation', activation: 'tanh' },
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', units: 4, activation: 'softmax' },
      ],
      loss: 'categorical_crossentropy',
      training: { precision, epochs: 2, batchSize: 60, logEvery: 2, optimizer: { type: 'rmsprop', momentum: 0.9 } },
    },
  },
]);

describe('A disturbed run', () => {
  for (const { name, spec, data } of cases) {
    describe(name, () => {
      const dataset = made(data);
      let undisturbed: string;
      before(async () => {
        undisturbed = bits(await trained(spec, dataset));
      });
      const assertSame = (run: Run): void => assertSameBits(bits(run), undisturbed);

      it('of the same seed gives the same bits', async () => {
        assertSame(await trained(spec, dataset));
      });

      it('interrupted at every look at the clock gives the same bits', async () => {
        assertSame(await trained(spec, dataset, hastyEnv()));
      });

      it('paused and looked at after every slice gives the same bits', async () => {
        const run = prepare(spec, dataset, hastyEnv());
        run.watch([{ tensor: 'dense_1.weight', aspect: 'update' }]);
        while (!run.end) {
          run.train();
          await slices(2);
          if (run.state !== 'running') continue;
          run.pause();
          await run.sample({ split: 'train', pick: { kind: 'random' } });
          run.tensor('dense_1.weight', 'weight');
          run.checkpoint();
          run.credit(1);
          await slices(3);
        }
        assertSame(run);
      });

      it('stepped an iteration or an epoch at a time gives the same bits', async () => {
        const run = prepare(spec, dataset, hastyEnv());
        for (let i = 0; !run.end; i++) {
          const { iteration, iterationsPerEpoch, totalIterations } = run.position;
          const epochs = i % 3 === 2;
          const goal = epochs ? (Math.floor(iteration / iterationsPerEpoch) + 1) * iterationsPerEpoch : iteration + 1;
          const after = await run.step(epochs ? 'epoch' : 'iteration');
          if (!run.end) assert.equal(after.iteration, goal);
          assert.ok(after.iteration <= totalIterations);
        }
        assertSame(run);
      });

      it('saved to a file and restored into a new run at every pause gives the same bits', async () => {
        let run = prepare(spec, dataset, hastyEnv());
        for (let turns = 0; !run.end; turns++) {
          assert.ok(turns < 10_000);
          run.train();
          await slices(1 + (turns % 7) * 3);
          if (run.state !== 'running') continue;
          run.pause();
          const file = readSafetensors(writeSafetensors(run.checkpoint()));
          const points = [...run.metrics];
          const next = prepare(spec, dataset, hastyEnv());
          const kept = next.restore(file);
          next.metrics.push(...points.slice(0, kept));
          run.dispose();
          // A step that was under way is made again: let it get further the next time.
          run = next;
          if (turns % 3 === 2) await run.step('iteration');
        }
        assertSame(run);
      });

      it('reset in the middle gives the same bits', async () => {
        const run = prepare(spec, dataset, hastyEnv());
        run.train();
        await slices(9);
        run.reset();
        assert.deepEqual([run.state, run.position.iteration, run.metrics.length], ['ready', 0, 0]);
        run.train();
        await run.whenEnded();
        assertSame(run);
      });
    });
  }

  it('another seed gives other weights', async () => {
    const { spec, data } = cases[0]!;
    const { training } = spec as { training: object };
    const other = { ...spec, training: { ...training, seed: 2 } };
    assert.notEqual(bits(await trained(spec, made(data))), bits(await trained(other, made(data))));
  });
});

async function slices(n: number): Promise<void> {
  for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
}
