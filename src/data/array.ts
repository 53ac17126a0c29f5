// An array of a binary file (IDX, npy), row-major, and the arithmetic of reading one.
// Bytes stay bytes: pixels are divided only on their way into a batch.
import { t } from '../l10n';
import { DataError } from '../spec/problem';

export interface NdArray {
  readonly file: string;
  readonly shape: readonly number[];
  readonly values: Uint8Array | Float32Array | Float64Array;
  /** An array of texts: its cells; `values` is then empty. */
  readonly texts?: readonly string[];
}

/** The letters of a number's type: unsigned, signed, float; and its bytes. */
export type NumberType = 'u1' | 'u2' | 'u4' | 'u8' | 'i1' | 'i2' | 'i4' | 'i8' | 'f2' | 'f4' | 'f8';

/** `count` numbers from `offset`. 64-bit integers become doubles: exact up to 2^53. */
export function readNumbers(
  bytes: Uint8Array,
  offset: number,
  count: number,
  type: NumberType,
  littleEndian: boolean,
): NdArray['values'] {
  if (type === 'u1') return bytes.subarray(offset, offset + count);
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  const size = Number(type[1]);
  const read = readers[type];
  const out = type === 'f4' || type === 'f2' ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = read(view, i * size, littleEndian);
  return out;
}

const readers: Record<NumberType, (view: DataView, at: number, little: boolean) => number> = {
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => halfToNumber(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** IEEE 754 binary16. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

export const volume = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** "28×28", "scalar". */
export const shapeText = (shape: readonly number[]) => (shape.length ? shape.join('×') : t('scalar'));

/** A complaint when a file's bytes do not hold what its head announces. */
export function checkLength(file: string, have: number, need: number, shape: readonly number[]): void {
  if (have === need) return;
  const what = t`${file} announces ${shapeText(shape)} numbers, which take ${need} bytes`;
  const message =
    have < need
      ? t`${what}, but only ${have} are there: the file is cut off. Fetch it again.`
      : t`${what}, but ${have} are there: its head and its content do not belong together.`;
  throw new DataError(message, { file, code: have < need ? 'truncated-file' : 'wrong-length' });
}
