// What the dense WebAssembly kernels cost a call, in processor time (other processes do not count, though they share
// caches and clock): medians of interleaved rounds, and the multiply-adds they stand for, in GFLOP/s; zero-skipping
// counts those that it skips. MNIST's pixels are read from NNSPEC_SHARED or ../shared, as the tests do; else drawn.
//   node test/bench/dense.mjs [strict|relaxed] [part of a name]
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { gunzipSync } from 'node:zlib';

// Node 20 has relaxed SIMD behind a flag; newer ones have it, and not the flag.
if (!WebAssembly.validate(readFileSync('dist/kernels-relaxed.wasm')))
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

const [binary = 'relaxed', part = ''] = process.argv.slice(2);
const ROUNDS = 40;
/** Long enough for a kernel to find its own data in the caches, not the kernel's before it. */
const ROUND_MS = 5;

const memory = new WebAssembly.Memory({ initial: 1024, maximum: 65536, shared: true });
const module = new WebAssembly.Module(readFileSync(`dist/kernels-${binary}.wasm`));
const k = new WebAssembly.Instance(module, { env: { memory } }).exports;
const up = (n, to = 16) => Math.ceil(n / to) * to;
/** Floats from row to row: an odd number of cache lines where a power of two divides them, else rows share few sets. */
const stride = (n) => (up(n) % 64 === 0 ? up(n) + 16 : up(n));

/** Words of the starts of lists of rows, in spans of inputs. */
const SPAN = Number(/SPAN = (\d+)/.exec(readFileSync('src/kernels/wasm/as/spans.ts', 'utf8'))[1]);
const startsOf = (rows, I) => rows * Math.ceil(I / SPAN) + 1;

let next = 16384;
/** Address of n floats between −0.05 and 0.05 (no denormals turn up). */
function floats(n) {
  const at = next;
  next = up(at + 4 * n, 64) + 64;
  if (next > memory.buffer.byteLength) memory.grow(Math.ceil((next - memory.buffer.byteLength) / 65536) + 64);
  new Float32Array(memory.buffer, at, n).forEach((_, i, all) => (all[i] = Math.random() * 0.1 - 0.05));
  return at;
}

/** The addresses of `batches` batches of digits as bytes. */
function digits(rows, batches) {
  const file = path.join(process.env.NNSPEC_SHARED ?? '../shared', 'data/mnist/train-images-idx3-ubyte.gz');
  const size = rows * 784 * batches;
  const at = floats(size / 4);
  const bytes = new Uint8Array(memory.buffer, at, size);
  if (existsSync(file)) bytes.set(gunzipSync(readFileSync(file)).subarray(16, 16 + size));
  else bytes.forEach((_, i) => (bytes[i] = Math.random() < 0.19 ? 255 * Math.random() : 0));
  return Array.from({ length: batches }, (_, b) => at + b * rows * 784);
}

const cases = [];
/** `flops` of one call. */
const measure = (name, flops, call) => name.includes(part) && cases.push({ name, flops, call, times: [] });

for (const [I, O, rows] of [
  [784, 1000, 32],
  [784, 1000, 128],
  [1000, 10, 32],
  [512, 512, 64],
  [784, 128, 32],
]) {
  const [ldx, ldz, panels] = [stride(I), stride(O), up(O) / 16];
  const [x, z, dx] = [floats(rows * ldx), floats(rows * ldz), floats(rows * ldx)];
  const [w, g] = [floats((I + 1) * up(O)), floats((I + 1) * up(O))];
  const scratch = floats(up(rows, 4) * Math.max(I, 32) + 32);
  const name = `${I}-${O} b${rows}`;
  const flops = 2 * I * O * rows;
  measure(`${name} forward`, flops, () => k.wideForward(x, ldx, w, z, ldz, rows, I, 0, panels, scratch));
  measure(`${name} gradient`, flops, () => k.wideGradient(g, x, ldx, z, ldz, rows, I, 0, panels, 0, scratch));
  measure(`${name} gradient + SGD`, flops, () =>
    k.wideGradientSgd(w, 1e-9, 1, x, ldx, z, ldz, rows, I, 0, panels, scratch),
  );
  measure(`${name} backward input`, flops, () => k.wideBackwardInput(dx, ldx, z, ldz, w, rows, I, O, 0, I));
  if (I !== 784) continue;
  const batches = digits(rows, 16);
  const values = floats(256);
  new Float32Array(memory.buffer, values, 256).forEach((_, v, all) => (all[v] = v / 255));
  const lists = batches.map((bytes) => {
    const [starts, entries, heads, columns] = [
      floats(startsOf(rows, I)),
      floats(2 * rows * I),
      floats(2 * I + 2),
      floats(2 * rows * I),
    ];
    const cursors = floats(I);
    const make = () => k.sparseBytes(starts, entries, bytes, I, 0, rows, I, values);
    make();
    const turn = () => k.sparseColumns(heads, columns, starts, rows, I, cursors);
    return { starts, heads, count: turn(), make, turn };
  });
  let b = 0;
  const turn = () => lists[(b = (b + 1) % lists.length)];
  measure(`${name} sparse lists of rows`, flops, () => turn().make());
  measure(`${name} sparse lists of columns`, flops, () => turn().turn());
  measure(`${name} sparse forward`, flops, () => k.sparseForward(turn().starts, w, z, ldz, rows, I, 0, panels));
  measure(`${name} sparse gradient`, flops, () => {
    const { heads, count } = turn();
    k.sparseGradient(g, heads, count, z, ldz, rows, I, 0, panels, 0, scratch);
  });
  measure(`${name} sparse gradient + SGD`, flops, () => {
    const { heads, count } = turn();
    k.sparseGradientSgd(w, 1e-9, 1, heads, count, z, ldz, rows, I, 0, panels, scratch);
  });
}

// Behind relu: half of the inputs, or of the gradients, is zero.
for (const [I, O, rows] of [
  [512, 512, 64],
  [1000, 1000, 32],
]) {
  const [ldx, ldz, panels] = [stride(I), stride(O), up(O) / 16];
  const [x, z, dx, dz] = [floats(rows * ldx), floats(rows * ldz), floats(rows * ldx), floats(rows * ldz)];
  for (const [at, n] of [
    [x, rows * ldx],
    [dz, rows * ldz],
  ])
    new Float32Array(memory.buffer, at, n).forEach((v, i, all) => (all[i] = Math.max(0, v)));
  const [w, g] = [floats((I + 1) * up(O)), floats((I + 1) * up(O))];
  const scratch = floats(Math.max(1104, 128 * Math.ceil(O / 4)) + 64 * rows);
  const [starts, units] = [floats(startsOf(rows, I)), floats(4 * rows + 1)];
  const [entries, unitEntries, heads, columns] = [2 * rows * I, 2 * rows * O, 2 * I + 2, 2 * rows * I].map(floats);
  const listed = k.listColumns(heads, columns, x, ldx, rows, I, 128);
  k.sparseRows(starts, entries, x, ldx, rows, I);
  k.listUnits(units, unitEntries, dz, ldz, rows, O);
  const name = `${I}-${O} b${rows} half zero:`;
  const flops = 2 * I * O * rows;
  const common = [ldz, rows, I, 0, panels];
  measure(`${name} lists of rows`, flops, () => k.sparseRows(starts, entries, x, ldx, rows, I));
  measure(`${name} lists of columns`, flops, () => k.listColumns(heads, columns, x, ldx, rows, I, 128));
  measure(`${name} lists of units`, flops, () => k.listUnits(units, unitEntries, dz, ldz, rows, O));
  measure(`${name} forward`, flops, () => k.sparseForward(starts, w, z, ...common));
  measure(`${name} gradient by x`, flops, () => k.sparseGradient(g, heads, listed, dz, ...common, 0, scratch));
  measure(`${name} gradient by dz`, flops, () => k.sparseDzGradient(g, x, ldx, dz, ...common, 0, scratch));
  measure(`${name} backward input`, flops, () => k.sparseBackwardInput(dx, ldx, units, w, rows, I, O, 0, I, scratch));
}

for (const [sizes, C] of [
  [[13, 16, 8, 1], 128],
  [[9, 15, 1], 128],
  [[2, 4, 1], 4],
]) {
  const layers = sizes.slice(1).map((O, n) => ({ I: sizes[n], O }));
  const room = () => floats(64 * 128);
  const [x, z, dx, w, b, g, gb, scratch] = Array.from({ length: 8 }, room);
  const each = (list, call) => {
    const flops = list.reduce((sum, { I, O }) => sum + 2 * I * O * C, 0);
    return [flops, () => list.forEach(({ I, O }) => call(I, O))];
  };
  const name = `${sizes.join('-')} C${C}`;
  measure(`${name} forward`, ...each(layers, (I, O) => k.narrowForward(z, x, w, b, I, O, C, scratch, 0, z, 0)));
  measure(`${name} gradient`, ...each(layers, (I, O) => k.narrowGradient(g, gb, x, z, I, O, C, 0)));
  measure(
    `${name} backward input`,
    ...each(layers.slice(1), (I, O) => k.narrowBackwardInput(dx, z, w, I, O, C, scratch, 0, 0, 0, 0)),
  );
}

// All dense products of a training step, as the engine does them.
for (const [sizes, rows, sparse, sgd] of [
  [[784, 1000, 10], 32, true, true],
  [[784, 1000, 10], 128, true, true],
  [[784, 128, 10], 32, true, true],
  [[512, 512, 512, 10], 64, false, false],
]) {
  const name = `${sizes.join('-')} b${rows} step${sparse ? ', sparse' : ''}${sgd ? ', SGD' : ', no optimizer'}`;
  const values = sizes.map((n) => floats(rows * stride(n)));
  const gradients = sizes.map((n) => floats(rows * stride(n)));
  const layers = sizes.slice(1).map((O, n) => ({ I: sizes[n], O, n, w: floats((sizes[n] + 1) * up(O)) }));
  const g = floats(1 << 20);
  const scratch = floats(up(rows, 4) * 1024);
  const [starts, entries, heads, columns] = [startsOf(rows, 784), 2 * rows * 784, 2 * 785, 2 * rows * 784].map(floats);
  const cursors = floats(784);
  const table = floats(256);
  new Float32Array(memory.buffer, table, 256).forEach((_, v, all) => (all[v] = v / 255));
  const batches = sparse ? digits(rows, 64) : [];
  let b = 0;
  const step = () => {
    if (sparse) k.sparseBytes(starts, entries, batches[(b = (b + 1) % batches.length)], 784, 0, rows, 784, table);
    const count = sparse ? k.sparseColumns(heads, columns, starts, rows, 784, cursors) : 0;
    for (const { I, O, n, w } of layers)
      if (sparse && n === 0) k.sparseForward(starts, w, values[1], stride(O), rows, I, 0, up(O) / 16);
      else k.wideForward(values[n], stride(I), w, values[n + 1], stride(O), rows, I, 0, up(O) / 16, scratch);
    for (const { I, O, n, w } of [...layers].reverse()) {
      const dz = [gradients[n + 1], stride(O), rows, I, 0, up(O) / 16];
      if (n > 0) k.wideBackwardInput(gradients[n], stride(I), gradients[n + 1], stride(O), w, rows, I, O, 0, I);
      if (sparse && n === 0) k.sparseGradientSgd(w, 1e-9, 1, heads, count, ...dz, scratch);
      else if (sgd) k.wideGradientSgd(w, 1e-9, 1, values[n], stride(I), ...dz, scratch);
      else k.wideGradient(g, values[n], stride(I), ...dz, 0, scratch);
    }
  };
  const products = layers.reduce((sum, { I, O, n }) => sum + (n > 0 ? 3 : 2) * I * O, 0);
  measure(name, 2 * products * rows, step);
}

const now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
for (const c of cases) {
  const start = now(); // until the optimising compiler is done, and the number of calls that fill a round is known
  let n = 0;
  while (now() - start < 60) c.call(n++);
  c.calls = Math.max(1, Math.round((n / 60) * ROUND_MS));
}
for (let round = 0; round < ROUNDS; round++)
  for (const c of cases) {
    const start = now();
    for (let n = 0; n < c.calls; n++) c.call();
    c.times.push((now() - start) / c.calls);
  }
console.log(`kernels-${binary}.wasm: µs a call (median, fastest quarter), GFLOP/s by the median`);
for (const { name, flops, times } of cases) {
  times.sort((a, b) => a - b);
  const [median, quarter] = [times[ROUNDS >> 1], times[ROUNDS >> 2]];
  const columns = [1000 * median, 1000 * quarter, flops / median / 1e6].map((v) =>
    v.toFixed(v < 10 ? 2 : 1).padStart(9),
  );
  console.log(`${name.padEnd(40)}${columns.join('')}`);
}
