// Numbers between files and arrays: half precision, 64-bit integers, and the shortest decimal of a float32.
import { t } from '../l10n';
import { FormatError } from './format';

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. Exact: every half is a float32. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) out[i] = sign * fraction * 2 ** -24;
    else if (exponent === 31) out[i] = fraction ? NaN : sign * Infinity;
    else out[i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return out;
}

/** bfloat16 is the upper half of a float32. */
export function bfloat16ToFloat32(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return new Float32Array(bits.buffer);
}

/** int32 where every value fits, else float64, which holds integers up to 2^53 exactly. */
export function int64ToNumbers(name: string, values: BigInt64Array | BigUint64Array): Int32Array | Float64Array {
  const out = new Float64Array(values.length);
  let small = true;
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]!);
    if (!Number.isSafeInteger(value))
      throw new FormatError(t`tensor "${name}" holds ${values[i]}, which is beyond ±2^53 and cannot be read exactly`);
    out[i] = value;
    small &&= value === (value | 0);
  }
  return small ? Int32Array.from(out) : out;
}

/** The shortest decimal that reads back as the same float32 (0.1, not 0.10000000149011612). */
export function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}
