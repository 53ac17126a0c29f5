// Instantiates a kernel binary on a memory. Knows neither files nor Node: it takes bytes. The surprise: the memory is
// shared even with one thread, because the binary declares it so.

/** Most pages of a memory, as the binary declares it: 4 GB. Address space, not memory, until it is used. */
export const MAXIMUM_PAGES = 65536;

/** Every function that the binary exports, by name; pointers are byte addresses. */
export type KernelExports = Readonly<Record<string, (...numbers: number[]) => number>>;

export interface OpenKernels {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly exports: KernelExports;
}

/** `memory` is a number of 64 KB pages, or the memory of another thread's instance. */
export function openKernels(
  bytes: Uint8Array<ArrayBuffer> | WebAssembly.Module,
  memory: number | WebAssembly.Memory,
): OpenKernels {
  const shared =
    typeof memory === 'number'
      ? new WebAssembly.Memory({ initial: memory, maximum: MAXIMUM_PAGES, shared: true })
      : memory;
  const module = bytes instanceof WebAssembly.Module ? bytes : new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, { env: { memory: shared } });
  return { memory: shared, module, exports: exports as KernelExports };
}
