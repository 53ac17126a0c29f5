// Calls the large kernels on small arrays until the JavaScript engine has compiled them. Without it the first calls of a
// large network run several times slower, and a pause in the first tenth of a second would wait for them.
import type { Kernels, Precision } from '../kernels/kernels';

const [ROWS, INPUTS, OUTPUTS] = [5, 66, 30]; // whole blocks, and what remains of them
const TURNS = 300;

const warm = new Set<Precision>();

/** Some 20 ms, once a precision and process. */
export function warmUp(kernels: Kernels): void {
  if (warm.has(kernels.precision)) return;
  warm.add(kernels.precision);
  const x = kernels.alloc(ROWS * INPUTS);
  const y = kernels.alloc(ROWS * OUTPUTS);
  const w = kernels.alloc(INPUTS * OUTPUTS);
  const b = kernels.alloc(OUTPUTS);
  for (let turn = 0; turn < TURNS; turn++) {
    kernels.denseForward(y, x, w, b, ROWS, INPUTS, OUTPUTS);
    kernels.denseBackwardInput(x, y, w, ROWS, INPUTS, OUTPUTS);
    kernels.denseBackwardParameters(w, b, y, x, ROWS, INPUTS, OUTPUTS);
    kernels.firstNonFinite(w, 0, w.length);
  }
}
