// The oracle, the fallback and the gradient checker: plain loops. Where a faster implementation
// differs from this one, this one is right.
import { denseBackwardInput, denseBackwardParameters, denseForward, scratchSize } from './dense';
import type { Floats, Kernels, Precision } from './kernels';

export function referenceKernels(precision: Precision): Kernels {
  const Float = precision === 'float32' ? Float32Array : Float64Array;
  let room = new Float64Array(0);
  /** Grows when a larger layer is first met; a training step finds it large enough. */
  const scratch = (I: number): Float64Array => {
    if (room.length < scratchSize(I)) room = new Float64Array(scratchSize(I));
    return room;
  };
  return {
    name: 'reference (TypeScript)',
    precision,
    alloc: (n) => new Float(n),
    denseForward: (y, x, w, b, B, I, O) => denseForward(y, x, w, b, B, I, O, scratch(I)),
    denseBackwardInput: (dx, dy, w, B, I, O) => denseBackwardInput(dx, dy, w, B, I, O, scratch(I)),
    denseBackwardParameters: (dw, db, dy, x, B, I, O) => denseBackwardParameters(dw, db, dy, x, B, I, O, scratch(I)),
    fill(y, value, n) {
      y.fill(value, 0, n);
    },
    addScaled(y, a, x, n) {
      for (let i = 0; i < n; i++) y[i] += a * x[i];
    },
    scale(y, a, n) {
      for (let i = 0; i < n; i++) y[i] *= a;
    },
    sumSquares(x, from, to) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += x[i] * x[i];
      return sum;
    },
    firstNonFinite,
  };
}

function firstNonFinite(x: Floats, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const v = x[i];
    if (v - v !== 0) return i; // NaN and ±∞ alone differ from themselves minus themselves
  }
  return -1;
}
