// IDX, the format of MNIST: two zero bytes, a type, the number of dimensions, each dimension as a
// big-endian 32-bit integer, the values. Source: LeCun, Cortes & Burges, "The IDX file format".
import { later, t } from '../l10n';
import { DataError } from '../spec/problem';
import { checkLength, readNumbers, volume, type NdArray, type NumberType } from './array';
import { foreignFile } from './foreign';

const types: Readonly<Record<number, NumberType>> = {
  0x08: 'u1',
  0x09: 'i1',
  0x0b: 'i2',
  0x0c: 'i4',
  0x0d: 'f4',
  0x0e: 'f8',
};

const NUMPY = later('is a NumPy array. Save images and labels into one .npz file and name that as the "source".');
/** The first bytes of a file tell what it holds. */
export interface IdxHead {
  readonly type: NumberType;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly start: number;
}

export function readIdx(bytes: Uint8Array, file: string): NdArray {
  const { type, shape, start } = readIdxHead(bytes, file);
  const count = volume(shape);
  checkLength(file, bytes.length - start, count * Number(type[1]), shape);
  return { file, shape, values: readNumbers(bytes, start, count, type, false) };
}

/** Labels of a file of which only the beginning is there: as many as there are. */
export function readIdxLabels(bytes: Uint8Array, file: string): NdArray {
  const { type, shape, start } = readIdxHead(bytes, file);
  const count = Math.min(volume(shape), Math.floor((bytes.length - start) / Number(type[1])));
  return { file, shape: [count], values: readNumbers(bytes, start, count, type, false) };
}

export function readIdxHead(bytes: Uint8Array, file: string): IdxHead {
  const type = types[bytes[2] ?? 0];
  const dimensions = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || dimensions === 0) {
    const found = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const other = foreignFile(bytes, NUMPY);
    const message = other
      ? `${file} ${other}`
      : t`${file} is not an IDX file: it begins with ${found || t('nothing')}, not with 00 00 and a type (08 for bytes).`;
    throw new DataError(message, { file, code: 'not-idx' });
  }
  const head = 4 + 4 * dimensions;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape: number[] = [];
  for (let at = 4; at < head && at + 4 <= bytes.length; at += 4) shape.push(view.getUint32(at));
  if (shape.length < dimensions) {
    throw new DataError(t`${file} is cut off within its first ${head} bytes. Fetch it again.`, {
      file,
      code: 'truncated-file',
    });
  }
  return { type, shape, start: head };
}
