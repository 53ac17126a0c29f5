// Run by pause.test.ts in a process of its own, because kernels that have met both precisions run at half their speed:
// trains each case for a while and prints the longest slice, in milliseconds of processor time, one JSON line a case.
import { readFileSync } from 'node:fs';
import type { Run } from '../../src/engine/run';
import { threads } from '../../src/files/threads';
import { made, prepare, realEnv, type Made } from './help';

const WATCH_MS = 1500;

const image: Made = { task: 'multiclass', inputs: 784, outputs: 10, train: 60_000, validation: 10_000, sparse: true };
const relu = (units: number): object => ({ type: 'dense', units, activation: 'relu' });
const softmax = { type: 'dense', units: 10, activation: 'softmax' };

interface Case {
  readonly name: string;
  readonly data: Made;
  readonly network: object[];
  readonly training: object;
  readonly during?: (run: Run) => void;
}

const cases: Case[] = [
  {
    name: 'MNIST, 784-1000-10, batches of 32',
    data: image,
    network: [relu(1000), softmax],
    training: { batchSize: 32 },
  },
  {
    name: 'MNIST, full batch of 60,000 rows',
    data: image,
    network: [relu(1000), softmax],
    training: { batchSize: 'full', optimizer: 'adam' },
  },
  {
    name: 'a 4096 × 4096 layer and Adam over 17 million weights',
    data: { ...image, inputs: 64 },
    network: [relu(4096), relu(4096), softmax],
    training: { batchSize: 4, optimizer: 'adam', logEvery: 1 },
  },
  {
    name: 'evaluating 60,000 rows, looking for the worst of them, and frames of every weight, while training',
    data: image,
    network: [relu(1000), softmax],
    training: { batchSize: 32, optimizer: 'adam' },
    during(run) {
      run.watch(
        ['weight', 'gradient', 'update'].map((aspect) => ({ tensor: 'dense_1.weight', aspect: aspect as 'weight' })),
      );
      run.credit(1000);
      void run.evaluate('train').catch(() => {});
      void run.sample({ split: 'train', pick: { kind: 'worst' } }).catch(() => {});
    },
  },
  {
    name: 'the final evaluation',
    data: image,
    network: [relu(1000), softmax],
    training: { iterations: 1, batchSize: 32 },
  },
];

/** Processor time of this thread, in ms; where the system does not tell, of the process, compiler threads included. */
function threadMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

async function longestSlice({ data, network, training, during }: Case): Promise<number> {
  const spec = {
    data: 'builtin:xor',
    network,
    loss: 'categorical_crossentropy',
    training: { optimizer: 'sgd', ...training },
  };
  const run = prepare(spec, made(data), { ...realEnv, threads });
  run.train();
  during?.(run);
  let worst = 0;
  for (const start = performance.now(); performance.now() - start < WATCH_MS;) {
    const before = threadMs();
    await new Promise((resolve) => setImmediate(resolve));
    worst = Math.max(worst, threadMs() - before);
  }
  if (run.state !== 'running') throw new Error(`The run is ${run.state}: it was to be paused under way.`);
  const { iteration } = run.pause();
  await new Promise((resolve) => setTimeout(resolve, 20));
  if (run.position.iteration !== iteration) throw new Error('A paused run went on.');
  run.dispose();
  return worst;
}

async function main(): Promise<void> {
  for (const one of cases) console.log(JSON.stringify({ name: one.name, worst: await longestSlice(one) }));
}

void main();
