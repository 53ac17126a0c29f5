// NumPy's npy (versions 1 to 3) and npz (a zip of npy files): numbers of every common type, either
// byte order, C and Fortran order, and arrays of texts. Objects (pickles) are refused: they are programs.
// Source: numpy.lib.format, NEP 1.
import { unzipSync } from 'fflate';
import { t } from '../l10n';
import { DataError } from '../spec/problem';
import { checkLength, readNumbers, volume, type NdArray, type NumberType } from './array';

const MAGIC = '\x93NUMPY';

export function readNpy(bytes: Uint8Array, file: string): NdArray {
  const fail = (message: string, code = 'not-npy') => new DataError(`${file} ${message}`, { file, code });
  if (String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC || bytes.length < 12) {
    throw fail(t('is not a NumPy array: it does not begin with \\x93NUMPY. Save it with numpy.save.'));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw fail(t`has version ${version} of the npy format; 1 to 3 are read.`);
  const start = version === 1 ? 10 : 12;
  const data = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (data > bytes.length) throw fail(t('is cut off within its head. Save it again.'), 'truncated-file');
  const head = new TextDecoder(version === 3 ? 'utf-8' : 'windows-1252').decode(bytes.subarray(start, data));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(head)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(head)?.[1] === 'True';
  const sizes = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(head)?.[1];
  if (sizes === undefined) throw fail(t('has a damaged head. Save it again with numpy.save.'));
  if (descr === undefined) throw fail(t('holds records of several fields. Save each field as an array of its own.'));
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  const [, order, kind, digits] = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(descr) ?? [];
  const count = volume(shape);
  const body = (size: number) => checkLength(file, bytes.length - data, count * size, shape);
  if (kind === 'U' || kind === 'S') {
    const size = Number(digits) * (kind === 'U' ? 4 : 1);
    body(size);
    const texts = Array.from({ length: count }, (_, i) =>
      readText(bytes, data + i * size, Number(digits), kind, order !== '>'),
    );
    return { file, shape, values: new Float64Array(0), texts };
  }
  const type = kind === 'b' || kind === '?' ? 'u1' : `${kind}${digits}`;
  if (!/^([ui][1248]|f[248])$/.test(type)) {
    const what = kind === 'O' ? t('Python objects, which are not read') : t`values of type "${descr}"`;
    throw fail(t`holds ${what}. Save it as numbers, for example with .astype("float32").`, 'npy-type');
  }
  body(Number(type[1]));
  const values = readNumbers(bytes, data, count, type as NumberType, order !== '>');
  return { file, shape, values: fortran ? fromFortran(values, shape) : values };
}

function readText(bytes: Uint8Array, at: number, length: number, kind: 'U' | 'S', little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let i = 0; i < length; i++) {
    const code = kind === 'S' ? bytes[at + i]! : view.getUint32(at + 4 * i, little);
    if (code !== 0) text += String.fromCodePoint(Math.min(code, 0x10ffff));
  }
  return text;
}

/** The same array with its last index running fastest. */
function fromFortran(values: NdArray['values'], shape: readonly number[]): NdArray['values'] {
  const out = values.slice();
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    let at = 0;
    for (let d = 0; d < shape.length; d++) at = at * shape[d]! + index[d]!;
    out[at] = values[i]!;
    for (let d = 0; d < shape.length && ++index[d]! === shape[d]; d++) index[d] = 0; // the first runs fastest
  }
  return out;
}

/** The arrays of an npz file by name. */
export function readNpz(bytes: Uint8Array, file: string): Map<string, NdArray> {
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  } catch {
    throw new DataError(t`${file} is not an npz file, or is damaged. Save it with numpy.savez.`, {
      file,
      code: 'not-npz',
    });
  }
  const names = Object.keys(members);
  if (names.length === 0)
    throw new DataError(t`${file} holds no array. Save it with numpy.savez.`, { file, code: 'not-npz' });
  return new Map(names.map((name) => [name.slice(0, -4), readNpy(members[name]!, `${file}:${name.slice(0, -4)}`)]));
}
