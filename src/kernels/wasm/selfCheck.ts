// A binary is trusted only after it has got a small layer right on this very processor: panels packed, a forward pass, an
// activation and a step of SGD, against plain arithmetic. Some tenths of a millisecond.
import { t } from '../../l10n';
import * as kinds from './as/kinds';
import type { Simd } from './simd';

const [ROWS, INPUTS, UNITS] = [5, 7, 19];
const [IN_LD, OUT_LD] = [16, 32];
const TOLERANCE = 1e-5;

/** What is wrong, or undefined. */
export function selfCheck({ arena, exports }: Simd): string | undefined {
  const x = arena.floats(ROWS * IN_LD);
  const w = arena.floats(UNITS * INPUTS);
  const b = arena.floats(UNITS);
  const packed = arena.floats((OUT_LD / 16) * (INPUTS + 1) * 16);
  const z = arena.floats(ROWS * OUT_LD);
  const scratch = arena.bytes(64 * INPUTS * ROWS);
  const number = (i: number): number => Math.sin(1 + 7 * i);
  for (let r = 0; r < ROWS; r++) for (let i = 0; i < INPUTS; i++) x.view[r * IN_LD + i] = number(r * INPUTS + i);
  w.view.forEach((_, i) => (w.view[i] = number(i + 100)));
  b.view.forEach((_, o) => (b.view[o] = number(o + 300)));

  exports.packWeights!(packed.at, w.at, b.at, INPUTS, UNITS);
  exports.wideForward!(x.at, IN_LD, packed.at, z.at, OUT_LD, ROWS, INPUTS, 0, OUT_LD / 16, scratch);
  exports.activate!(kinds.TANH, z.at, z.at, ROWS * OUT_LD, 0, 0);
  for (let r = 0; r < ROWS; r++)
    for (let o = 0; o < UNITS; o++) {
      let sum = b.view[o]!;
      for (let i = 0; i < INPUTS; i++) sum += x.view[r * IN_LD + i]! * w.view[o * INPUTS + i]!;
      if (!near(z.view[r * OUT_LD + o]!, Math.tanh(sum))) return t('a dense layer came out wrong');
    }

  const numbers = arena.floats(kinds.OPTIMIZER_NUMBERS);
  numbers.view.set([0.5, 1]);
  const before = w.view.slice();
  exports.update!(kinds.SGD, w.at, x.at, 0, 0, 0, INPUTS, numbers.at);
  for (let i = 0; i < INPUTS; i++)
    if (!near(w.view[i]!, before[i]! - 0.5 * x.view[i]!)) return t('an update came out wrong');
  return undefined;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));
