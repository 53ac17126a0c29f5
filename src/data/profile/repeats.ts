// Rows whose inputs are the same, cell for cell or byte for byte. Rows are told apart by a hash, and what has one
// hash is compared in full: no two rows are called the same that are not.
import type { NdArray } from '../array';
import type { Source } from '../source';
import type { Breathe } from './parts';
import { placeOf, type AllRows } from './rows';

/** Pixels that are hashed before others are let in: about 10 ms. */
const BLOCK = 4_000_000;

/** [count] of each row the first of `used` with the same inputs; −1 for rows that are not in `used`. */
export async function firstOfKind(rows: AllRows, used: Int32Array, breathe: Breathe): Promise<Int32Array> {
  const inputs = inputsOf(rows);
  const first = new Int32Array(rows.count).fill(-1);
  const byHash = new Map<number, number[]>();
  const block = Math.max(1, Math.floor(BLOCK / inputs.size));
  for (let i = 0; i < used.length; i++) {
    if (i % block === 0) await breathe();
    const row = used[i]!;
    const hash = inputs.hash(row);
    const known = byHash.get(hash);
    if (!known) {
      byHash.set(hash, [row]);
      first[row] = row;
      continue;
    }
    const same = known.find((other) => inputs.same(row, other));
    first[row] = same ?? row;
    if (same === undefined) known.push(row);
  }
  return first;
}

interface Inputs {
  /** Numbers a row, about. */
  readonly size: number;
  hash(row: number): number;
  same(a: number, b: number): boolean;
}

function inputsOf(rows: AllRows): Inputs {
  const features = rows.columns.filter(({ role }) => role === 'feature');
  if (rows.stretches[0]!.source.inputs.kind === 'pixels') return pixelInputs(rows);
  const columns = features.map(({ numbers, codes }) => ({
    bits: new Int32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length),
    numbers,
    codes,
  }));
  return {
    size: 3 * columns.length,
    hash(row) {
      let h = SEED;
      for (const { bits, numbers, codes } of columns) {
        const code = codes?.[row] ?? 0;
        if (code > 0) h = mix(h, code);
        else if (numbers[row] !== 0)
          h = mix(mix(h, bits[2 * row]!), bits[2 * row + 1]!); // 0 and −0 are one number
        else h = mix(h, 0);
      }
      return h;
    },
    same: (a, b) =>
      columns.every(
        ({ numbers, codes }) =>
          (codes?.[a] ?? 0) === (codes?.[b] ?? 0) &&
          (numbers[a] === numbers[b] || (Number.isNaN(numbers[a]!) && Number.isNaN(numbers[b]!))),
      ),
  };
}

function pixelInputs(rows: AllRows): Inputs {
  const pieces = rows.stretches.map(({ source }) => words(pixelsOf(source).values));
  const bytes = rows.stretches.map(({ source }) => pixelsOf(source).values);
  const { size } = pixelsOf(rows.stretches[0]!.source);
  // Four bytes at once, where an image begins at a whole word.
  const wide = pieces.every((piece) => piece !== undefined) && size % 4 === 0;
  const perRow = wide ? size / 4 : size;
  const lists = wide ? pieces : bytes;
  const at = (row: number) => {
    const { stretch, own } = placeOf(rows, row);
    return { list: lists[rows.stretches.indexOf(stretch)]!, from: own * perRow };
  };
  return {
    size: perRow,
    hash(row) {
      const { list, from } = at(row);
      let h = SEED;
      if (list instanceof Float32Array || list instanceof Float64Array)
        for (let i = from; i < from + perRow; i++) h = mix(h, Math.imul(list[i]! * 1e6, 1));
      else for (let i = from; i < from + perRow; i++) h = mix(h, list[i]!);
      return h;
    },
    same(a, b) {
      const [one, other] = [at(a), at(b)];
      for (let i = 0; i < perRow; i++) if (one.list[one.from + i] !== other.list[other.from + i]) return false;
      return true;
    },
  };
}

/** The pixels of a source of images. */
export function pixelsOf({ inputs, rows }: Source): {
  readonly values: NdArray['values'];
  readonly size: number;
  readonly divisor: number;
} {
  if (inputs.kind !== 'pixels') throw new RangeError('These samples are no images.');
  return { values: inputs.values, size: inputs.values.length / Math.max(1, rows), divisor: inputs.divisor };
}

function words(values: NdArray['values']): Int32Array | undefined {
  if (!(values instanceof Uint8Array) || values.length % 4 !== 0) return undefined;
  if (values.byteOffset % 4 === 0) return new Int32Array(values.buffer, values.byteOffset, values.length / 4);
  return new Int32Array(values.slice().buffer); // an IDX file's pixels begin behind its head
}

const SEED = 0x811c9dc5;

/** One round of MurmurHash3's body (Appleby 2011, public domain), on 32 bits. */
function mix(h: number, k: number): number {
  k = Math.imul(k, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  h ^= Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}
