// Inputs and targets as the engine takes them: rows gathered into a batch, cast on the way.
// Pixels stay bytes until then. Dividing each took no longer than a table of 256 quotients or a
// multiplication (all within 5% at 60,000 × 784), and gives the exact quotient.
import type { Floats } from '../kernels/kernels';
import type { Shape } from '../nn/words';
import type { SampleMatrix, Targets } from './dataset';

const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

/** values [rows, …shape], as they are. */
export function valueSamples(values: Float64Array | Float32Array, rows: number, shape: Shape): SampleMatrix {
  const size = sizeOf(shape);
  return { rows, shape, size, gather: (out, indices, from, n) => gatherRows(out, values, size, indices, from, n) };
}

/** pixels [rows, …shape], each divided by `divisor`. */
export function byteSamples(pixels: Uint8Array, rows: number, shape: Shape, divisor: number): SampleMatrix {
  const size = sizeOf(shape);
  return {
    rows,
    shape,
    size,
    pixels: { bytes: pixels, divisor },
    gather(out, indices, from, n) {
      for (let k = 0, at = 0; k < n; k++) {
        const start = indices[from + k]! * size;
        for (let i = start; i < start + size; i++) out[at++] = pixels[i]! / divisor;
      }
    },
  };
}

/** values [rows, cols]: class indices, or scaled targets. */
export function valueTargets(values: Float64Array, cols: number): Targets {
  return { cols, gather: (out, indices, from, n) => gatherRows(out, values, cols, indices, from, n) };
}

function gatherRows(
  out: Floats,
  values: Float64Array | Float32Array,
  size: number,
  indices: Int32Array,
  from: number,
  n: number,
): void {
  for (let k = 0, at = 0; k < n; k++) {
    const start = indices[from + k]! * size;
    for (let i = start; i < start + size; i++) out[at++] = values[i]!;
  }
}
