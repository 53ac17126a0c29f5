// Compiles the AssemblyScript kernels twice: dist/kernels-strict.wasm, whose rounding is the same on every processor,
// and dist/kernels-relaxed.wasm, where a·b + c is one instruction rounded once (or not: the processor's choice).
//   node src/kernels/wasm/build.mjs [--force]
// Without --force nothing happens while the outputs are younger than every source.
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const sources = path.join(here, 'as');
const dist = path.join(here, '../../../dist');

const flags = [
  // Not -O3: it folds alike code of a switch's cases into one before it propagates constants, and the kernels' inner loops,
  // written once and inlined with the kind as a constant, would find out their kind again for every four numbers.
  '-O2',
  '--noAssert',
  '--runtime',
  'stub',
  // The memory is TypeScript's; what lies below MEMORY_BASE (arena.ts) belongs to the binary's constants.
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
  '--memoryBase',
  '1024',
  '--enable',
  'simd,threads,bulk-memory',
];
const binaries = { strict: [], relaxed: ['--enable', 'relaxed-simd'] };

/** Gives the size of each binary in bytes, by its path from the project's root. */
export async function buildKernels({ force = false, outdir = dist } = {}) {
  const outputs = Object.keys(binaries).map((name) => path.join(outdir, `kernels-${name}.wasm`));
  const inputs = [
    fileURLToPath(import.meta.url),
    ...readdirSync(sources, { recursive: true }).map((f) => path.join(sources, f)),
  ];
  const newest = Math.max(...inputs.map(changed));
  if (force || outputs.some((file) => changed(file) < newest)) {
    const asc = await import('assemblyscript/asc'); // takes half a second to load
    for (const [name, more] of Object.entries(binaries))
      await compile(asc, more, path.join(outdir, `kernels-${name}.wasm`));
  }
  return Object.fromEntries(outputs.map((file) => [`dist/${path.basename(file)}`, { bytes: statSync(file).size }]));
}

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;

async function compile(asc, more, file) {
  let binary;
  const { error, stderr } = await asc.main(
    ['index.ts', '--baseDir', sources, '--outFile', 'out.wasm', ...flags, ...more],
    {
      stdout: asc.createMemoryStream(),
      stderr: asc.createMemoryStream(),
      readFile: (name, baseDir) => readText(path.resolve(baseDir, name)),
      writeFile: (_name, contents) => void (binary = contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${stderr.toString()}\n${error.message}`);
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`; // a test that runs meanwhile reads the old binary or the new, never half of one
  writeFileSync(draft, binary);
  renameSync(draft, file);
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // asc asks for several places where a module may be
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [file, { bytes }] of Object.entries(await buildKernels({ force: process.argv.includes('--force') })))
    console.log(`${file} ${(bytes / 1024).toFixed(1)} KB`);
