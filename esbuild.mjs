// Bundles the product into dist/: five Node programs, the panel's page and the two kernel binaries. No dependency stays
// outside a bundle, but `vscode`, which the editor provides.
//   node esbuild.mjs [--production] [--watch]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { buildKernels } from './src/kernels/wasm/build.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));

/** zod brings its messages in fifty languages, all evaluated at the start; ours are our own. */
const oneLanguage = {
  name: 'one language of zod',
  setup(build) {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

const shared = { absWorkingDir: root, bundle: true, outdir: 'dist', metafile: true, logLevel: 'warning' };

const node = {
  ...shared,
  entryPoints: {
    extension: 'src/extension.ts',
    language: 'src/host/language/server.ts', // loaded by the extension when the first .nnspec file opens
    engine: 'src/engine/worker.ts', // loaded by a worker at the first Train
    nnspec: 'src/cli/nnspec.ts', // what a terminal runs; it loads cli.js
    cli: 'src/cli/main.ts',
  },
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  plugins: [oneLanguage],
  mainFields: ['module', 'main'], // vscode-json-languageservice's `main` is UMD, which cannot be bundled
};

const webview = {
  ...shared,
  // And a .css beside each, from the styles it imports.
  entryPoints: { webview: 'webview/main.ts', dataView: 'webview/data/main.ts' },
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
};

function options(production, more = {}) {
  const build = production
    ? { minify: true, legalComments: 'eof', define: { 'process.env.NODE_ENV': '"production"' } }
    : { sourcemap: true };
  return [node, webview].map((one) => ({ ...one, ...build, ...more }));
}

/** What each output holds, without writing any: the house test reads it. */
export async function bundleContents() {
  const built = await Promise.all(options(false, { write: false }).map((o) => esbuild.build(o)));
  return merge(built.map((b) => b.metafile));
}

function merge(metafiles) {
  return {
    inputs: Object.assign({}, ...metafiles.map((m) => m.inputs)),
    outputs: Object.assign({}, ...metafiles.map((m) => m.outputs)),
  };
}

async function main() {
  const all = options(process.argv.includes('--production'));
  const kernels = await buildKernels();
  if (process.argv.includes('--watch')) {
    for (const o of all) await (await esbuild.context({ ...o, logLevel: 'info' })).watch();
    return;
  }
  const built = await Promise.all(all.map((o) => esbuild.build(o)));
  const meta = merge(built.map((b) => b.metafile));
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  writeFileSync(path.join(root, 'dist/meta.json'), JSON.stringify(meta));
  for (const [file, { bytes }] of Object.entries({ ...meta.outputs, ...kernels }))
    if (!file.endsWith('.map')) console.log(`${file.padEnd(25)} ${(bytes / 1024).toFixed(0).padStart(6)} KB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((e) => {
    if (!e.errors) console.error(e); // esbuild has printed its own
    process.exitCode = 1;
  });
}
