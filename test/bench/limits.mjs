// What the processor at hand gives to 128-bit vectors at most, and what of a step that leaves: the rows of the bench
// whose ratios hang on it, each as the sum of what cannot be left out. In processor time, the best of many rounds.
//   node test/bench/limits.mjs
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as asc from 'assemblyscript/asc';

const here = path.dirname(fileURLToPath(import.meta.url));
const ROUNDS = 60;

async function compiled(more) {
  let binary;
  const { error } = await asc.main(
    ['peak.ts', '--outFile', 'out.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', ...more],
    {
      stdout: asc.createMemoryStream(),
      readFile: (name) => (name === 'peak.ts' ? readFileSync(path.join(here, 'as', name), 'utf8') : null),
      writeFile: (_name, contents) => void (binary = contents),
      listFiles: () => [],
    },
  );
  if (error) throw error;
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports;
}

/** Nanoseconds of one turn of a loop. */
function nanoseconds(call) {
  const turns = 400_000;
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    call(turns);
    const { user, system } = process.cpuUsage(before);
    return (1000 * (user + system)) / turns;
  });
  return Math.min(...times);
}

const builds = { strict: await compiled([]), relaxed: await compiled(['--enable', 'relaxed-simd']) };
const peaks = {};
for (const [name, { products, tiles, quotients }] of Object.entries(builds)) {
  const gflops = (8 * 4 * 2) / nanoseconds(products);
  const loaded = (8 * 4 * 2) / nanoseconds(tiles);
  const quotient = nanoseconds(quotients) / 32;
  peaks[name] = { gflops: loaded, quotient };
  const rates = `${gflops.toFixed(1)} GFLOP/s from registers, ${loaded.toFixed(1)} with a tile's loads`;
  console.log(`${name.padEnd(8)} ${rates}; m / (√v + ε): ${quotient.toFixed(3)} ns a weight`);
}

/** Products of a step by the share of their numbers that are not zero; weights that Adam changes. */
const rows = [
  ['512-512-512-10, batch 64, Adam', 64 * 512 * 512 * (1 + 4 * 0.5) + 64 * 5120 * 3, 530_000],
  ['784-1000-10, batch 32, Adam', 32 * (784_000 * 2 * 0.19 + 10_000 * 3), 795_000],
  ['784-1000-10, batch 128, SGD', 128 * (784_000 * 2 * 0.19 + 10_000 * 3), 0],
  ['13-16-8-1, 404 rows, SGD', 404 * (3 * 344 - 208), 0],
];
for (const [title, products, weights] of rows) {
  const floors = Object.entries(peaks).map(([name, { gflops, quotient }]) => {
    const ms = (2 * products) / gflops / 1e6 + (weights * quotient) / 1e6;
    return `${name} ${ms.toFixed(ms < 0.1 ? 4 : 2)} ms`;
  });
  console.log(`${title.padEnd(32)} at least ${floors.join(', ')}`);
}
