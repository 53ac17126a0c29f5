// Helper threads for the SIMD kernels, as Node has them. A helper knows nothing but its post: its few lines stand here as
// text, so that it needs no file beside whatever bundle this is part of. It keeps no process alive, and ends with the
// thread that started it.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Post, Threads } from '../kernels/wasm/crew';

const HELPER = `
const { module, memory, block, index } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.serve(block, index);
`;

/** It has next to no JavaScript objects. */
const HEAP_MB = 16;

export const threads: Threads = {
  available: availableParallelism(),
  start(post: Post, left: () => void) {
    const worker = new Worker(HELPER, {
      eval: true,
      workerData: post,
      name: `nnspec helper ${post.index}`,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 1 },
    });
    worker.on('error', () => {}); // it leaves then
    worker.on('exit', left);
    worker.unref();
    return () => void worker.terminate();
  },
};
