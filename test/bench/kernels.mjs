// What the elementwise WebAssembly kernels cost, in nanoseconds a number: processor time (other processes do not count),
// the median of several rounds, over arrays that stay in the first-level cache.
//   node test/bench/kernels.mjs [name…]
import { readFileSync } from 'node:fs';
import v8 from 'node:v8';

// Node 20 has relaxed SIMD behind a flag; newer ones have it, and not the flag.
if (!WebAssembly.validate(readFileSync('dist/kernels-relaxed.wasm')))
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
v8.setFlagsFromString('--no-liftoff'); // measure the code that V8 settles on, not its first

const N = 2000;
const ROWS = 32;
const COLS = 10;
const LD = 16;
const BASE = 16384;
const at = (k) => BASE + k * 16384;

const kinds = Object.fromEntries(
  [...readFileSync('src/kernels/wasm/as/kinds.ts', 'utf8').matchAll(/export const (\w+) = (\d+);/g)].map((m) => [
    m[1],
    Number(m[2]),
  ]),
);
const activations = 'RELU LEAKY_RELU ELU SELU SIGMOID HARD_SIGMOID TANH SOFTPLUS SOFTSIGN SILU GELU GELU_TANH'.split(
  ' ',
);
const optimizers = 'SGD MOMENTUM NESTEROV ADAM AMSGRAD NADAM RMSPROP RMSPROP_CENTERED_MOMENTUM ADAGRAD ADADELTA'.split(
  ' ',
);
const losses =
  'MEAN_SQUARED_ERROR HUBER LOG_COSH SIGMOID_CROSSENTROPY SOFTMAX_CROSSENTROPY CATEGORICAL_CROSSENTROPY HINGE'.split(
    ' ',
  );

/** [name, numbers a call works on, the call] */
function* calls(k) {
  for (const a of activations) yield [a.toLowerCase(), N, () => k.activate(kinds[a], at(1), at(0), N, 0.2, 0)];
  for (const a of activations)
    yield [`${a.toLowerCase()} backward`, N, () => k.activateBackward(kinds[a], at(3), at(2), at(0), at(1), N, 0.2, 0)];
  yield ['softmax rows', ROWS * COLS, () => k.softmaxRows(at(1), at(0), ROWS, COLS, LD)];
  yield ['softmax columns', ROWS * COLS, () => k.softmaxColumns(at(1), at(0), ROWS, COLS, ROWS)];
  for (const l of losses) {
    const name = l.toLowerCase();
    const args = [at(1), at(0), at(4), ROWS, COLS, ROWS, 1];
    yield [name, ROWS * COLS, () => k.lossForward(kinds[l], at(5), ...args, 1)];
    yield [`${name} backward`, ROWS * COLS, () => k.lossBackward(kinds[l], at(3), ...args, 0.1, 1)];
  }
  for (const o of optimizers)
    yield [o.toLowerCase(), N, () => k.update(kinds[o], at(5), at(2), at(6), at(7), at(8), N, at(9))];
  yield ['sumSquares', N, () => k.sumSquares(at(0), N)];
  yield ['firstNonFinite', N, () => k.firstNonFinite(at(0), N)];
  yield ['penalty', N, () => k.penalty(at(0), at(3), N, 1e-9, 1e-9)];
  yield ['transpose 32 × 60', 1920, () => k.transpose(at(1), 32, at(0), 60, 32, 60)];
  yield ['dropout', 1920, () => k.dropoutForward(at(1), at(0), at(10), at(11), 32, 60, 60, 0, 1 << 30, 1.3)];
  yield ['fill', N, () => k.fill(at(3), 0.1, N)];
}

function open(binary) {
  const memory = new WebAssembly.Memory({ initial: 8, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(readFileSync(`dist/kernels-${binary}.wasm`));
  const floats = new Float32Array(memory.buffer, BASE);
  floats.forEach(
    (_, i) => (floats[i] = 0.05 + Math.abs(3 * Math.sin(12.9898 * i)) * (i < 4096 ? Math.sign(Math.sin(i)) : 0.1)),
  );
  for (let i = 0; i < 8; i++) floats[(at(9) - BASE) / 4 + i] = [1e-6, 1, 0.1, 0.001, 1e-7, 0.5, 1, 0][i];
  for (let i = 0; i < ROWS; i++) floats[(at(4) - BASE) / 4 + i] = i % COLS;
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

function nanoseconds(call, n) {
  let turns = 64;
  const spent = () => {
    const before = process.cpuUsage();
    for (let i = 0; i < turns; i++) call();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  while (spent() < 4000) turns *= 2;
  const rounds = Array.from({ length: 9 }, spent).sort((a, b) => a - b);
  return (rounds[4] * 1000) / (turns * n);
}

const wanted = process.argv.slice(2);
const [strict, relaxed] = ['strict', 'relaxed'].map((b) => [...calls(open(b))]);
console.log(`${'ns a number'.padEnd(36)} strict  relaxed`);
strict.forEach(([name, n, call], i) => {
  if (wanted.length > 0 && !wanted.some((w) => name.includes(w))) return;
  const times = [call, relaxed[i][2]].map((c) => nanoseconds(c, n).toFixed(2).padStart(7));
  console.log(name.padEnd(36), ...times);
});
