// Speed of the dense kernels at 784×1000, the first layer of the MNIST example: `npx tsx test/kernels/bench.ts
// [float32|float64]`. Not a test: prints, promises nothing. The processor-time column is the one to compare on a
// machine that does other things too.
import { performance } from 'node:perf_hooks';
import type { Precision } from '../../src/kernels/kernels';
import { selectKernels } from '../../src/kernels/select';
import { Rng } from '../../src/nn/rng';

const [I, O] = [784, 1000];
const precision: Precision = process.argv[2] === 'float64' ? 'float64' : 'float32';
const { kernels, name } = selectKernels(precision);
const rng = Rng.stream(1, 'bench');
const random = (n: number): ReturnType<typeof kernels.alloc> => kernels.alloc(n).map(() => rng.uniform() - 0.5);

/** Best of twelve rounds of four, after warming up. */
function time(title: string, B: number, run: () => void): void {
  for (let i = 0; i < 6; i++) run();
  let [wall, cpu] = [Infinity, Infinity];
  for (let round = 0; round < 12; round++) {
    const [from, used] = [performance.now(), process.cpuUsage().user];
    for (let i = 0; i < 4; i++) run();
    wall = Math.min(wall, (performance.now() - from) / 4);
    cpu = Math.min(cpu, (process.cpuUsage().user - used) / 4000);
  }
  const rate = (ms: number): string => `${((2 * B * I * O) / ms / 1e6).toFixed(2)} GFLOP/s`;
  console.log(
    `B=${B} ${title}`.padEnd(28),
    `${wall.toFixed(2)} ms`.padStart(9),
    rate(wall),
    `(processor time ${rate(cpu)})`,
  );
}

console.log(`${name}, ${precision}, ${I}×${O}`);
for (const B of [1, 8, 32]) {
  const [x, w, b, dy] = [random(B * I), random(O * I), random(O), random(B * O)];
  const [y, dx, dw, db] = [random(B * O), random(B * I), random(O * I), random(O)];
  time('forward', B, () => kernels.denseForward(y, x, w, b, B, I, O));
  time('backward, parameters', B, () => kernels.denseBackwardParameters(dw, db, dy, x, B, I, O));
  time('backward, input', B, () => kernels.denseBackwardInput(dx, dy, w, B, I, O));
}
