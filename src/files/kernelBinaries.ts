// The compiled SIMD kernels lie beside the bundles; where the sources run themselves (tests), in dist/.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The two builds, whole files. */
export interface KernelFiles {
  readonly strict: Uint8Array<ArrayBuffer>;
  readonly relaxed: Uint8Array<ArrayBuffer>;
}

/** Undefined where there are none: the plain loops are used then. `here` is the caller's folder. */
export function kernelBinaries(here: string): KernelFiles | undefined {
  for (const folder of [here, path.join(here, '../../dist')]) {
    try {
      const read = (which: string) => new Uint8Array(fs.readFileSync(path.join(folder, `kernels-${which}.wasm`)));
      return { strict: read('strict'), relaxed: read('relaxed') };
    } catch {
      // not there
    }
  }
  return undefined;
}
