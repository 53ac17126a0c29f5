// The compiled SIMD kernels, as the build left them; a test that needs them fails where there are none.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as v8 from 'node:v8';
import { kernelBinaries } from '../../src/files/kernelBinaries';
import type { Binaries } from '../../src/kernels/wasm/simd';

/** Relaxed SIMD is off in Node 20, unless it is asked for. */
export function allowRelaxed(): void {
  const { relaxed } = binaries();
  if (relaxed instanceof Uint8Array && !WebAssembly.validate(relaxed))
    v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
}

export function binaries(): Binaries {
  const found = kernelBinaries(path.join(__dirname, '../../dist'));
  assert.ok(found, 'dist/kernels-*.wasm are missing: run "node esbuild.mjs"');
  return found;
}
