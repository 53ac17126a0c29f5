// A large dense layer's passes in pieces: some outputs at a time, whose weights lie together. Their columns of y and dy
// do not (rows are O apart), so a piece works on a narrow copy of them.
import type { Floats } from '../../kernels/kernels';
import type { LayerContext, LayerPieces } from '../words';

export function densePieces(context: LayerContext<unknown>, I: number, O: number, most: number): LayerPieces {
  const { kernels, input, output, dInput, dOutput, parameters, maxRows } = context;
  const [weight, bias] = [parameters[0]!, parameters[1]];
  // Kernels like whole blocks of four.
  const wide = Math.min(O, Math.max(4, Math.floor(most / (maxRows * I) / 4) * 4));
  const narrow = kernels.alloc(maxRows * wide);
  const sum = dInput && O > wide ? kernels.alloc(maxRows * I) : null;
  const forward: LayerPieces['forward'][number][] = [];
  const backward: LayerPieces['backward'][number][] = [];

  for (let from = 0; from < O; from += wide) {
    const n = Math.min(wide, O - from);
    const rowsOf = (a: Floats): Floats => a.subarray(from * I, (from + n) * I);
    const w = rowsOf(weight.data);
    const b = bias ? bias.data.subarray(from, from + n) : null;
    const dw = weight.gradient && rowsOf(weight.gradient);
    const db = bias?.gradient?.subarray(from, from + n) ?? null;
    forward.push((rows) => {
      kernels.denseForward(narrow, input, w, b, rows, I, n);
      for (let r = 0; r < rows; r++) for (let o = 0; o < n; o++) output[r * O + from + o] = narrow[r * n + o];
    });
    const narrowDy = (rows: number): void => {
      for (let r = 0; r < rows; r++) for (let o = 0; o < n; o++) narrow[r * n + o] = dOutput[r * O + from + o];
    };
    if (dw) {
      backward.push((rows) => {
        narrowDy(rows);
        kernels.denseBackwardParameters(dw, db, narrow, input, rows, I, n);
      });
    }
    if (dInput) {
      backward.push((rows) => {
        narrowDy(rows);
        kernels.denseBackwardInput(from === 0 ? dInput : sum!, narrow, w, rows, I, n);
        if (from > 0) kernels.addScaled(dInput, 1, sum!, rows * I);
      });
    }
  }
  return { forward, backward };
}
