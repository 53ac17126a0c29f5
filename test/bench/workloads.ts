// The networks that are timed. Each is declared once; our spec and the peers' description both come from it.
// Sizes begin with the inputs. The surprise: no costs are asked of the peers while they are timed, though our engine
// goes on scoring every mini-batch, as it does for everyone.

/** Who is compared; `tfjs` runs on its WebAssembly backend. */
export const PEERS = ['numpy64', 'numpy32', 'torch', 'sklearn', 'tfjs'] as const;
export type Peer = (typeof PEERS)[number];

/** Our engine as it is by default, to the same bits everywhere; and with `"reproducible": false`. */
export const OURS = ['ours', 'oursFused'] as const;
export type Ours = (typeof OURS)[number];

export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Key `data` of the spec. */
  readonly data: object;
  /** Below a folder of real data; the row needs it. */
  readonly needs?: string;
  /** 28 × 28 images, one byte a pixel. */
  readonly images?: boolean;
  readonly sizes: readonly number[];
  readonly hidden: 'relu' | 'tanh';
  readonly init: object | string;
  readonly loss: 'binary_crossentropy' | 'sparse_categorical_crossentropy' | 'half_mean_squared_error';
  readonly optimizer: 'sgd' | 'adam';
  readonly rate: number;
  readonly batch: number | 'full';
  /** Where the full batch never draws a cost point by itself. */
  readonly logEvery?: number;
  /** After so many updates everyone's loss must be the same … */
  readonly checkSteps: number;
  /** … within so much of it. */
  readonly tolerance: number;
  /** How many times faster than each we want to be: one thread, and two against two. */
  readonly wanted: { readonly 1?: Wanted; readonly 2?: Wanted };
}

export type Wanted = { readonly [P in Peer]?: number };

const mnist = {
  data: { source: 'dataset:mnist' },
  needs: 'mnist',
  images: true,
  hidden: 'relu',
  init: 'he_normal',
  loss: 'sparse_categorical_crossentropy',
  checkSteps: 60,
  tolerance: 1e-3,
} as const;

/** N(0, 1). */
const normal = { type: 'normal', stddev: 1 };

export const workloads: readonly Workload[] = [
  {
    name: 'xor',
    title: 'XOR 2-4-1, full batch',
    data: { source: 'builtin:xor' },
    sizes: [2, 4, 1],
    hidden: 'tanh',
    init: normal,
    loss: 'binary_crossentropy',
    optimizer: 'sgd',
    rate: 0.3,
    batch: 'full',
    logEvery: 10_000,
    checkSteps: 500,
    tolerance: 1e-3,
    wanted: { 1: { numpy64: 150, numpy32: 150, torch: 700, sklearn: 600, tfjs: 2000 } },
  },
  {
    name: 'boston',
    title: 'Boston 13-16-8-1, full batch',
    data: { source: 'dataset:boston', scale: 'standard', split: { test: 102, shuffle: true, seed: 1 } },
    needs: 'boston',
    sizes: [13, 16, 8, 1],
    hidden: 'relu',
    init: 'he_normal',
    loss: 'half_mean_squared_error',
    optimizer: 'sgd',
    rate: 0.001,
    batch: 'full',
    logEvery: 10_000,
    checkSteps: 500,
    tolerance: 1e-3,
    wanted: { 1: { numpy64: 4, numpy32: 3.5, torch: 7, sklearn: 9, tfjs: 25 } },
  },
  {
    ...mnist,
    name: 'mnist',
    title: 'MNIST 784-1000-10, batch 32, SGD',
    sizes: [784, 1000, 10],
    optimizer: 'sgd',
    rate: 0.1,
    batch: 32,
    wanted: {
      1: { numpy64: 2, numpy32: 1.2, torch: 1.5, sklearn: 2.5, tfjs: 25 },
      2: { numpy32: 1.5, torch: 1.5 },
    },
  },
  {
    ...mnist,
    name: 'mnist-adam',
    title: 'MNIST 784-1000-10, batch 32, Adam',
    sizes: [784, 1000, 10],
    optimizer: 'adam',
    rate: 0.001,
    batch: 32,
    tolerance: 1e-2, // the first steps of Adam have the size of the rate however small the gradient
    wanted: { 1: { numpy64: 5, numpy32: 2, torch: 1.8, sklearn: 2.5, tfjs: 20 } },
  },
  {
    ...mnist,
    name: 'mnist-128',
    title: 'MNIST 784-1000-10, batch 128, SGD',
    sizes: [784, 1000, 10],
    optimizer: 'sgd',
    rate: 0.1,
    batch: 128,
    checkSteps: 30,
    wanted: { 1: { numpy64: 1.6, numpy32: 0.9, torch: 1, sklearn: 1.4, tfjs: 20 } },
  },
  {
    ...mnist,
    name: 'mnist-small',
    title: 'MNIST 784-128-10, batch 32, SGD',
    sizes: [784, 128, 10],
    optimizer: 'sgd',
    rate: 0.1,
    batch: 32,
    wanted: { 1: { numpy64: 2.5, numpy32: 1.4, torch: 2.5, sklearn: 2.5, tfjs: 30 } },
  },
  {
    name: 'dense',
    title: 'dense data 512-512-512-10, batch 64, Adam',
    // Made by prepare.ts; a table, all of it for training.
    data: { source: 'dense.npy', split: { validation: 0, test: 0 } },
    sizes: [512, 512, 512, 10],
    hidden: 'relu',
    init: 'he_normal',
    loss: 'sparse_categorical_crossentropy',
    optimizer: 'adam',
    rate: 0.001,
    batch: 64,
    checkSteps: 40,
    tolerance: 1e-2,
    wanted: { 1: { numpy32: 0.8, torch: 1, sklearn: 1.2, tfjs: 15 } },
  },
];

/** Our own spec of it; it never ends by itself. */
export function specOf(workload: Workload, threads: number): object {
  const { data, images, sizes, hidden, init, loss, optimizer, rate, batch, logEvery, title } = workload;
  const last = { binary_crossentropy: 'sigmoid', sparse_categorical_crossentropy: 'softmax' }[loss as string];
  return {
    name: title,
    data,
    network: [
      ...(images ? [{ type: 'flatten' }] : []),
      ...sizes.slice(1, -1).map((units) => ({ type: 'dense', units, activation: hidden, init })),
      { type: 'dense', units: sizes.at(-1), init, ...(last ? { activation: last } : {}) },
    ],
    loss,
    training: {
      optimizer: { type: optimizer, learningRate: rate },
      batchSize: batch,
      iterations: 1_000_000_000,
      ...(logEvery ? { logEvery } : {}),
      seed: 1,
      threads,
    },
  };
}
