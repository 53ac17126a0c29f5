// Where things lie in the memory that JavaScript and WebAssembly share. Nothing is ever given back: an arena lives as
// long as its run. The memory grows as needed; views made before stay valid, because the memory is shared.

/** Below lie the binary's own constants. */
export const MEMORY_BASE = 16384;
const PAGE = 65536;
/** Kernels may read to the end of a cache line. */
const LINE = 64;

export interface Placed {
  /** Byte address, a multiple of 64. */
  readonly at: number;
  readonly view: Float32Array;
}

export class Arena {
  private next = MEMORY_BASE;

  constructor(readonly memory: WebAssembly.Memory) {}

  /** n zeros. */
  floats(n: number): Placed {
    const at = this.bytes(4 * n);
    return { at, view: new Float32Array(this.memory.buffer, at, n) };
  }

  doubles(n: number): { readonly at: number; readonly view: Float64Array } {
    const at = this.bytes(8 * n);
    return { at, view: new Float64Array(this.memory.buffer, at, n) };
  }

  words(n: number): { readonly at: number; readonly view: Int32Array } {
    const at = this.bytes(4 * n);
    return { at, view: new Int32Array(this.memory.buffer, at, n) };
  }

  /** Address of so many bytes, all 0. Throws a RangeError where the memory is used up, as a large array does. */
  bytes(n: number): number {
    const at = this.next;
    const end = at + Math.ceil(n / LINE) * LINE + LINE;
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.memory.grow(missing);
    this.next = end;
    return at;
  }
}
