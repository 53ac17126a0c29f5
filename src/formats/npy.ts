// npy, numpy's file of one array: a magic, a Python dict as text, then the numbers.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// Read: bool, integers, half, single and double of either byte order, C or Fortran order. Written: little-endian, C order.
import { t } from '../l10n';
import type { Shape } from '../nn/words';
import { FormatError, type TensorArray } from './format';
import { float16ToFloat32, int64ToNumbers } from './numbers';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

export interface NpyArray {
  readonly shape: Shape;
  readonly data: TensorArray;
}

export function writeNpy({ shape, data }: NpyArray): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${descrOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data starts at a multiple of 64; the header is padded with spaces and ends in a line break.
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set([...MAGIC, 1, 0, length & 0xff, length >> 8]);
  bytes.set(new TextEncoder().encode(dict.padEnd(length - 1) + '\n'), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}

export function readNpy(bytes: Uint8Array, name = 'array'): NpyArray {
  if (bytes.length < 12 || MAGIC.some((b, i) => bytes[i] !== b)) throw new FormatError(t('not an npy file'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = bytes[6]!;
  if (major < 1 || major > 3) throw new FormatError(t`npy version ${major} is not known`);
  const start = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw new FormatError(t('the npy file is cut short in its header'));
  const { descr, fortran, shape } = parseHeader(new TextDecoder().decode(bytes.subarray(start, start + length)));

  const [, order, kind, size] = /^([<>|=])([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  const item = Number(size);
  const decode = kind && DECODE[`${kind}${item}`];
  if (!decode)
    throw new FormatError(
      t`the npy array "${name}" has numbers of type '${descr}'; readable are bool, int, uint and float`,
    );
  const count = shape.reduce((a, b) => a * b, 1);
  const body = bytes.subarray(start + length);
  if (body.length < count * item)
    throw new FormatError(
      t`the npy file is cut short: shape (${shape.join(', ')}) needs ${count * item} bytes, it has ${body.length}`,
    );
  const own = new Uint8Array(body.subarray(0, count * item)); // a copy, aligned (a Node Buffer's slice is none)
  if (order === '>') swapBytes(own, item);
  const data = decode(own, name);
  return { shape, data: fortran && shape.length > 1 ? toRowMajor(data, shape) : data };
}

const DECODE: Readonly<Record<string, (own: Uint8Array, name: string) => TensorArray>> = {
  f8: (own) => new Float64Array(own.buffer),
  f4: (own) => new Float32Array(own.buffer),
  f2: (own) => float16ToFloat32(new Uint16Array(own.buffer)),
  i8: (own, name) => int64ToNumbers(name, new BigInt64Array(own.buffer)),
  u8: (own, name) => int64ToNumbers(name, new BigUint64Array(own.buffer)),
  i4: (own) => new Int32Array(own.buffer),
  u4: (own) => Float64Array.from(new Uint32Array(own.buffer)),
  i2: (own) => Int32Array.from(new Int16Array(own.buffer)),
  u2: (own) => Int32Array.from(new Uint16Array(own.buffer)),
  i1: (own) => Int32Array.from(new Int8Array(own.buffer)),
  u1: (own) => own,
  b1: (own) => own,
};

function parseHeader(text: string): { descr: string; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const tuple = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined && /'descr'\s*:\s*\[/.test(text))
    throw new FormatError(t('the npy array has records of several fields; save a plain array of numbers'));
  if (descr === undefined || fortran === undefined || tuple === undefined)
    throw new FormatError(t('the npy header is not understood'));
  const shape = tuple
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '')
    .map((s) => parseInt(s, 10));
  if (!Number.isSafeInteger(shape.reduce((a, b) => a * b, 8)))
    throw new FormatError(t('the npy header claims an absurd shape'));
  return { descr, fortran: fortran === 'True', shape };
}

function descrOf(data: TensorArray): string {
  if (data instanceof Float32Array) return '<f4';
  if (data instanceof Float64Array) return '<f8';
  return data instanceof Int32Array ? '<i4' : '|u1';
}

function swapBytes(bytes: Uint8Array, item: number): void {
  for (let at = 0; at < bytes.length; at += item) bytes.subarray(at, at + item).reverse();
}

/** From Fortran order (first index fastest) to row-major (last index fastest). */
function toRowMajor(data: TensorArray, shape: Shape): TensorArray {
  const out = data.slice();
  const index = new Array<number>(shape.length).fill(0);
  for (let from = 0; from < data.length; from++) {
    let to = 0;
    for (let d = 0; d < shape.length; d++) to = to * shape[d]! + index[d]!;
    out[to] = data[from]!;
    for (let d = 0; d < shape.length && ++index[d]! === shape[d]; d++) index[d] = 0;
  }
  return out;
}
