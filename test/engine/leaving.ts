// Run by threads.test.ts in a process of its own: trains with a helper thread, and leaves it to the process to end.
import { threads } from '../../src/files/threads';
import { made, prepare, realEnv } from './help';

const data = made({ inputs: 200, outputs: 1, train: 300, sparse: true });
const spec = {
  data: 'builtin:xor',
  network: [
    { type: 'dense', units: 200, activation: 'relu' },
    { type: 'dense', units: 1 },
  ],
  loss: 'mean_squared_error',
  training: { optimizer: 'adam', batchSize: 100, iterations: 1e9, threads: 2 },
};

let started = 0;
const run = prepare(spec, data, {
  ...realEnv,
  threads: {
    available: 2,
    worthStarting: 0,
    start: (post, left) => {
      started++;
      return threads.start(post, left);
    },
  },
});
run.train();
setTimeout(() => {
  console.log(`${started} helper`);
  if (process.argv[2] === 'pause') run.pause();
  else process.exit(0);
}, 300);
