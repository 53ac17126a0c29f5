// What the tests of the WebAssembly kernels share: both binaries, built if need be, and a memory where every array has
// a margin of canaries on both sides. The canaries are NaN, so a kernel that reads one into a result shows it too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Rng } from '../../../src/nn/rng';
import { MEMORY_BASE } from '../../../src/kernels/wasm/arena';
import { openKernels, type KernelExports } from '../../../src/kernels/wasm/open';
import { allowRelaxed } from '../binaries';

/** Around vectors of 4, panels of 16 and tiles of 6. */
export const SIZES = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 100];
export const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 1e-40, -1e-40, 1e-30, -1e-30, 3e38, -3e38, 88.5, -88.5, 105];

const CANARY = 0x7fc0dead;
const MARGIN = 64;

export class Kernels {
  readonly run: KernelExports;
  private readonly memory: WebAssembly.Memory;
  private readonly arrays: { at: number; bytes: number }[] = [];
  private next = MEMORY_BASE;

  constructor(binary: string, pages = 128) {
    const file = path.join(__dirname, `../../../dist/kernels-${binary}.wasm`);
    const { memory, exports } = openKernels(new Uint8Array(readFileSync(file)), pages);
    this.memory = memory;
    this.run = exports;
  }

  /** Takes all arrays back. */
  clear(): void {
    this.arrays.length = 0;
    this.next = MEMORY_BASE;
  }

  /** An array of these values, or of so many zeros, and its byte address. */
  floats(values: number | ArrayLike<number>): { at: number; view: Float32Array } {
    const n = typeof values === 'number' ? values : values.length;
    const view = new Float32Array(this.memory.buffer, this.place(4 * n), n);
    if (typeof values !== 'number') view.set(values);
    else view.fill(0);
    return { at: view.byteOffset, view };
  }

  words(values: number | ArrayLike<number>): { at: number; view: Int32Array } {
    const { at, view } = this.floats(typeof values === 'number' ? values : values.length);
    const words = new Int32Array(view.buffer, at, view.length);
    if (typeof values !== 'number') words.set(values);
    return { at, view: words };
  }

  private place(bytes: number): number {
    const at = this.next + MARGIN;
    this.next = Math.ceil((at + bytes) / MARGIN) * MARGIN + MARGIN;
    assert.ok(this.next < this.memory.buffer.byteLength, 'the test needs more pages');
    new Int32Array(this.memory.buffer, at - MARGIN, (this.next - at + MARGIN) / 4).fill(CANARY);
    this.arrays.push({ at, bytes });
    return at;
  }

  /** Nothing was written outside the arrays. */
  assertCanaries(): void {
    this.arrays.forEach(({ at, bytes }, i) => {
      const end = Math.ceil((at + bytes) / MARGIN) * MARGIN + MARGIN;
      for (let p = at - MARGIN; p < end; p += 4)
        if (p < at || p >= at + bytes) {
          const word = new Int32Array(this.memory.buffer, p, 1)[0];
          assert.equal(word, CANARY, `array ${i} of ${bytes / 4} words: word ${(p - at) / 4} was written`);
        }
    });
  }
}

/** Runs `body` for both binaries; `kernels()` is ready inside tests. */
export function eachBinary(subject: string, body: (kernels: () => Kernels, binary: string) => void): void {
  for (const binary of ['strict', 'relaxed'])
    describe(`${subject} (WebAssembly, ${binary})`, () => {
      let kernels: Kernels;
      before(async function () {
        this.timeout(180000);
        const build = path.join(__dirname, '../../../src/kernels/wasm/build.mjs');
        const { buildKernels } = (await import(pathToFileURL(build).href)) as { buildKernels(): Promise<unknown> };
        await buildKernels();
        allowRelaxed();
        kernels = new Kernels(binary);
      });
      beforeEach(() => kernels.clear());
      afterEach(() => kernels.assertCanaries());
      body(() => kernels, binary);
    });
}

/** n floats (rounded to single precision) of a stream of their own; every third special where asked. */
export function numbers(name: string, n: number, spread = 2, special: readonly number[] = []): Float64Array {
  const rng = Rng.stream(7, name);
  return Float64Array.from({ length: n }, (_, i) =>
    Math.fround(special.length > 0 && i % 3 === 0 ? special[(i / 3) % special.length]! : spread * rng.normal()),
  );
}

/** NaN where NaN is expected, ±∞ likewise, else within rtol · |expected| + atol (and denormals count as 0). */
export function assertNumbers(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  rtol: number,
  atol = 0,
  what = '',
): void {
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const e = Math.abs(expected[i]!) > 3.4028235677973366e38 ? Math.sign(expected[i]!) * Infinity : expected[i]!;
    const ok = Object.is(a, e) || a === e || Math.abs(a - e) <= rtol * Math.abs(e) + atol + 1.3e-38;
    assert.ok(ok, `${what}[${i}] is ${a}, expected ${expected[i]}`);
  }
}

/** values [rows, cols] as columns [cols, C]; padding holds `pad`. */
export function columns(values: ArrayLike<number>, rows: number, cols: number, C: number, pad = 0.25): Float32Array {
  const out = new Float32Array(cols * C).fill(pad);
  for (let r = 0; r < rows; r++) for (let j = 0; j < cols; j++) out[j * C + r] = values[r * cols + j]!;
  return out;
}

/** Back again. */
export function rowsOf(values: ArrayLike<number>, rows: number, cols: number, C: number): Float64Array {
  return Float64Array.from({ length: rows * cols }, (_, i) => values[(i % cols) * C + Math.floor(i / cols)]!);
}

/** values [rows, cols] with rows of ld floats. */
export function padded(values: ArrayLike<number>, rows: number, cols: number, ld: number, pad = 0.25): Float32Array {
  const out = new Float32Array(rows * ld).fill(pad);
  for (let r = 0; r < rows; r++) for (let j = 0; j < cols; j++) out[r * ld + j] = values[r * cols + j]!;
  return out;
}

export function unpadded(values: ArrayLike<number>, rows: number, cols: number, ld: number): Float64Array {
  return Float64Array.from({ length: rows * cols }, (_, i) => values[Math.floor(i / cols) * ld + (i % cols)]!);
}

export const up = (n: number, to: number): number => Math.ceil(n / to) * to;
