// The SIMD kernels of one run: a binary on a memory of its own, and the arena in which everything of the run lies.
import { Arena } from './arena';
import { Crew, threadsFor, type Threads } from './crew';
import { openKernels, type KernelExports } from './open';
import { selfCheck } from './selfCheck';

/** The two builds of the kernels, as files or compiled. */
export interface Binaries {
  readonly strict: Uint8Array<ArrayBuffer> | WebAssembly.Module;
  readonly relaxed: Uint8Array<ArrayBuffer> | WebAssembly.Module;
}

export interface Simd {
  readonly name: string;
  readonly arena: Arena;
  readonly exports: KernelExports;
  readonly crew: Crew;
}

/** Where threads come from, and how many are wanted at most. */
export interface Sharing {
  readonly threads: Threads;
  readonly most: number | 'auto';
}

/** Pages at first, and at most (4 GB: all that 32-bit addresses reach). */
const [FIRST, MOST] = [2, 65536];

/** `reproducible` takes the binary that rounds alike on every processor. Throws where none can be used here. */
export function openSimd(binaries: Binaries, reproducible: boolean, sharing?: Sharing): Simd {
  const size = sharing ? threadsFor(sharing.most, sharing.threads) : 1;
  const open = (which: keyof Binaries): Simd => {
    const memory = new WebAssembly.Memory({ initial: FIRST, maximum: MOST, shared: true });
    const name = `SIMD (WebAssembly, ${which})`;
    const arena = new Arena(memory);
    const { exports, module } = openKernels(binaries[which], memory);
    const simd = { name, arena, exports, crew: new Crew(arena, exports, module, size, sharing?.threads) };
    const wrong = selfCheck(simd);
    if (wrong) throw new WebAssembly.CompileError(wrong);
    return simd;
  };
  if (reproducible) return open('strict');
  try {
    return open('relaxed');
  } catch (e) {
    if (e instanceof WebAssembly.CompileError) return open('strict'); // no relaxed SIMD here
    throw e;
  }
}
