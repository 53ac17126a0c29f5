// tfjs on its WebAssembly backend (SIMD), core operations and an optimizer of tf.train; speaks as serve.py does. It gets
// its packages from the folder named last, where the bench installs them: the product does not know them.
//   node tfjs.mjs FOLDER PACKAGES                 a contestant
//   node tfjs.mjs FOLDER PACKAGES DATA_FILE       Wisconsin as a script, as command_line.py does it
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';

const [folder, packages, table] = process.argv.slice(2);
const require = createRequire(path.join(packages, 'package.json'));
const tf = require('@tensorflow/tfjs-core');
const wasm = require('@tensorflow/tfjs-backend-wasm');
require('./gradients.cjs');
wasm.setWasmPaths(path.join(packages, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
wasm.setThreadsCount(1);
await tf.setBackend('wasm');

const read = (name, Kind) => {
  const bytes = readFileSync(path.join(folder, `${name}.bin`));
  return new Kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};
const about = JSON.parse(readFileSync(path.join(folder, 'workload.json'), 'utf8'));
const data = table ? fromTable(table) : fromFiles();
const { sizes, hidden, loss, optimizer, rate, full } = about;
const { rows, x, y } = data;
const batch = full ? rows : about.batch;
const order = table ? undefined : read('order', Int32Array);
const first = read('weights', Float32Array);
const hide = hidden === 'tanh' ? tf.tanh : tf.relu;
let layers = [];
let rule;
let at = 0;

function fromFiles() {
  const rows = about.rows;
  const raw = read('inputs', about.divisor ? Uint8Array : Float64Array);
  const inputs = Float32Array.from(raw, about.divisor ? (v) => v / about.divisor : (v) => v);
  return { rows, x: tf.tensor2d(inputs, [rows, inputs.length / rows]), y: targets(read('targets', Float64Array)) };
}

function targets(values) {
  if (about.loss === 'sparse_categorical_crossentropy')
    return tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(values), 'int32'), about.sizes.at(-1)), 'float32');
  return tf.tensor2d(Float32Array.from(values), [values.length, 1]);
}

function fromTable(file) {
  const test = 137;
  const all = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() && !line.includes('?'))
    .map((line) => line.split(',').map(Number));
  const train = all.slice(0, -test);
  const range = Array.from({ length: 9 }, (_, j) => {
    const column = train.map((row) => row[j + 1]);
    return [Math.min(...column), Math.max(...column)];
  });
  const scaled = (part) => part.map((row) => range.map(([low, high], j) => (row[j + 1] - low) / (high - low)));
  const wanted = (part) => part.map((row) => Number(row[10] === 4));
  const held = all.slice(-test);
  return {
    rows: train.length,
    x: tf.tensor2d(scaled(train)),
    y: targets(wanted(train)),
    test: { x: tf.tensor2d(scaled(held)), y: targets(wanted(held)) },
  };
}

function reset() {
  for (const { w, b } of layers) tf.dispose([w, b]);
  rule?.dispose();
  layers = [];
  for (let l = 1, from = 0; l < sizes.length; l++) {
    const [fan, units] = [sizes[l - 1], sizes[l]];
    const w = tf.tidy(() =>
      tf.variable(tf.transpose(tf.tensor2d(first.slice(from, from + fan * units), [units, fan]))),
    );
    const b = tf.tidy(() => tf.variable(tf.tensor1d(first.slice(from + fan * units, from + (fan + 1) * units))));
    layers.push({ w, b });
    from += (fan + 1) * units;
  }
  rule = optimizer === 'sgd' ? tf.train.sgd(rate) : tf.train.adam(rate);
  at = 0;
}

function logits(inputs) {
  return layers.reduce((a, { w, b }, l) => {
    const z = tf.add(tf.matMul(a, w), b);
    return l < layers.length - 1 ? hide(z) : z;
  }, inputs);
}

function cost(inputs, wanted) {
  const z = logits(inputs);
  if (loss === 'sparse_categorical_crossentropy') return tf.losses.softmaxCrossEntropy(wanted, z);
  if (loss === 'binary_crossentropy') return tf.losses.sigmoidCrossEntropy(wanted, z);
  return tf.div(tf.losses.meanSquaredError(wanted, z), 2);
}

function train(steps) {
  for (let step = 0; step < steps; step++)
    tf.tidy(() => {
      if (full) return void rule.minimize(() => cost(x, y));
      const some = tf.tensor1d(order.subarray(at, at + batch), 'int32');
      const [a, b] = [tf.gather(x, some), tf.gather(y, some)];
      at = at + batch >= rows ? 0 : at + batch;
      rule.minimize(() => cost(a, b));
    });
}

/** Reading one number waits for all that was asked before. */
const wait = () => layers[0].b.dataSync();

function timed(seconds) {
  reset();
  let [steps, chunk] = [0, 1];
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (;;) {
    train(chunk);
    wait();
    steps += chunk;
    const spent = (performance.now() - start) / 1000;
    if (spent >= seconds) {
      const { user, system } = process.cpuUsage(cpu);
      return { steps, seconds: spent, busy: (user + system) / 1e6 };
    }
    chunk = Math.max(1, Math.min(2 * steps, Math.floor((steps * (seconds - spent)) / spent)));
  }
}

function check({ steps, weights }) {
  reset();
  train(steps);
  const parts = layers.flatMap(({ w, b }) => [tf.tidy(() => tf.transpose(w).dataSync()), b.dataSync()]);
  writeFileSync(weights, Buffer.concat(parts.map((p) => Buffer.from(p.buffer, p.byteOffset, p.byteLength))));
  return { steps };
}

const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const now = () => tf.tidy(() => cost(x, y).dataSync()[0]);
/** Share of the rows on the right side of one half. */
const right = (part) =>
  tf.tidy(() => {
    const hits = tf.equal(tf.greater(logits(part.x), 0), tf.greater(part.y, 0.5));
    return tf.mean(tf.cast(hits, 'float32')).dataSync()[0];
  });
reset();
if (table) {
  const start = performance.now();
  const costs = [];
  for (let turn = 0; turn < 30; turn++) {
    costs.push(now());
    train(500);
  }
  costs.push(now());
  const seconds = (performance.now() - start) / 1000;
  say({ cost: costs.at(-1), first: costs[0], seconds, accuracy: [right(data), right(data.test)] });
} else {
  say({ about: `tfjs-wasm ${tf.version_core}` });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    say(order.do === 'check' ? check(order) : timed(order.seconds));
  }
}
