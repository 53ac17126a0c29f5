// What there is to know of images all together: how bright their pixels are, what an image of each class looks like on
// average, and how far each image lies from that.
import { binAt, quantile, sorted } from './numbers';
import { OUTSIDE, type Breathe } from './parts';
import { pixelsOf } from './repeats';
import { placeOf, type AllRows } from './rows';

export interface ImageProfile {
  /** How a sample is drawn: [height, width] of 1 channel, or of 3, last in the array. */
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly shape: readonly number[];
  /** Of all pixels of the rows in a split, as they stand in the file. */
  readonly pixels: { readonly min: number; readonly max: number; readonly mean: number; readonly std: number };
  /** Counts of pixels in bins of equal width from min to max. */
  readonly bins: readonly number[];
  /** The network gets pixel / divisor. */
  readonly divisor: number;
  /** Pixels that are the same in every image. */
  readonly constant: number;
  /** [classes, …shape] of the rows in a split, in the file's units; one for all where there are no classes. */
  readonly means: Float32Array;
}

export interface ImageLook {
  readonly profile: ImageProfile;
  /** [rows] root of the mean square of the differences to the mean image of the class; NaN outside the splits. */
  readonly distance: Float64Array;
  /** Rows whose pixels are all alike. */
  readonly blank: Int32Array;
  /** Rows that lie further from their class than LIMIT says, the furthest first. */
  readonly unusual: Int32Array;
}

const BINS = 32;
/** Pixels that are worked through before others are let in: about 5 ms. */
const BLOCK = 4_000_000;
/** Interquartile ranges beyond the upper quartile of its class's distances from which an image is unusual. */
export const UNUSUAL_IQRS = 3;

export async function lookAtImages(
  rows: AllRows,
  classes: number,
  shape: readonly number[],
  breathe: Breathe,
): Promise<ImageLook> {
  const { size, divisor } = pixelsOf(rows.stretches[0]!.source);
  const used = Int32Array.from({ length: rows.count }, (_, row) => row).filter((row) => rows.part[row]! < OUTSIDE);
  const kinds = Math.max(1, classes);
  const kindOf = (row: number): number => Math.max(0, rows.label?.[row] ?? 0);
  const lists = rows.stretches.map(({ source }) => pixelsOf(source).values);
  const at = (row: number) => {
    const { stretch, own } = placeOf(rows, row);
    return { list: lists[rows.stretches.indexOf(stretch)]!, from: own * size };
  };
  const block = Math.max(1, Math.floor(BLOCK / size));
  const each = async (act: (row: number, list: (typeof lists)[number], from: number) => void): Promise<void> => {
    for (let i = 0; i < used.length; i++) {
      if (i % block === 0) await breathe();
      const { list, from } = at(used[i]!);
      act(used[i]!, list, from);
    }
  };

  const sums = new Float64Array(kinds * size);
  const counts = new Float64Array(kinds);
  const varies = new Uint8Array(size);
  const bright = new Brightness();
  const blank: number[] = [];
  const first = used.length > 0 ? at(used[0]!) : undefined;
  const pattern = first?.list.slice(first.from, first.from + size);
  await each((row, list, from) => {
    counts[kindOf(row)]!++;
    addTo(sums, kindOf(row) * size, list, from, size);
    markChanges(varies, pattern!, list, from);
    if (isBlank(list, from, size)) blank.push(row);
    bright.see(list, from, size);
  });
  bright.seenAll();
  const means = Float32Array.from(sums, (sum, i) => sum / Math.max(1, counts[Math.floor(i / size)]!));
  const distance = new Float64Array(rows.count).fill(NaN);
  await each((row, list, from) => {
    distance[row] = Math.sqrt(squaresBetween(list, from, means, kindOf(row) * size, size) / size);
    bright.seeAgain(list, from, size);
  });
  return {
    profile: {
      ...pictureOf(shape),
      shape,
      ...bright.result(),
      divisor,
      constant: size - varies.reduce((a, b) => a + b, 0),
      means,
    },
    distance,
    blank: Int32Array.from(blank),
    unusual: unusualOf(used, distance, kinds, kindOf),
  };
}

// One loop each, so that each is compiled for the bytes it meets.
type Pixels = ReturnType<typeof pixelsOf>['values'];

function addTo(sums: Float64Array, base: number, list: Pixels, from: number, size: number): void {
  for (let p = 0; p < size; p++) sums[base + p]! += list[from + p]!;
}

function markChanges(varies: Uint8Array, pattern: Pixels, list: Pixels, from: number): void {
  for (let p = 0; p < pattern.length; p++) if (list[from + p] !== pattern[p]) varies[p] = 1;
}

function isBlank(list: Pixels, from: number, size: number): boolean {
  for (let p = from + 1; p < from + size; p++) if (list[p] !== list[from]) return false;
  return true;
}

function squaresBetween(list: Pixels, from: number, means: Float32Array, base: number, size: number): number {
  let sum = 0;
  for (let p = 0; p < size; p++) {
    const d = list[from + p]! - means[base + p]!;
    sum += d * d;
  }
  return sum;
}

/** Bytes are counted, and their counts tell everything; other numbers are seen twice. */
class Brightness {
  private readonly counts = new Float64Array(256);
  private readonly bins = new Array<number>(BINS).fill(0);
  private min = Infinity;
  private max = -Infinity;
  private count = 0;
  private sum = 0;
  private squares = 0;
  private mean = NaN;

  see(list: Pixels, from: number, size: number): void {
    if (list instanceof Uint8Array) {
      for (let p = from; p < from + size; p++) this.counts[list[p]!]!++;
      return;
    }
    for (let p = from; p < from + size; p++) this.add(list[p]!, 1);
  }

  /** Between the two times. */
  seenAll(): void {
    this.counts.forEach((n, x) => void (n > 0 && this.add(x, n)));
    this.mean = this.sum / this.count;
    this.counts.forEach((n, x) => void (n > 0 && this.spread(x, n)));
  }

  seeAgain(list: Pixels, from: number, size: number): void {
    if (!(list instanceof Uint8Array)) for (let p = from; p < from + size; p++) this.spread(list[p]!, 1);
  }

  result(): Pick<ImageProfile, 'pixels' | 'bins'> {
    const { min, max, mean, squares, count, bins } = this;
    return { pixels: { min, max, mean, std: Math.sqrt(squares / count) }, bins };
  }

  private add(x: number, n: number): void {
    if (x < this.min) this.min = x;
    if (x > this.max) this.max = x;
    this.count += n;
    this.sum += x * n;
  }

  private spread(x: number, n: number): void {
    this.squares += n * (x - this.mean) ** 2;
    this.bins[binAt(x, this.min, this.max, BINS)]! += n;
  }
}

function unusualOf(
  used: Int32Array,
  distance: Float64Array,
  kinds: number,
  kindOf: (row: number) => number,
): Int32Array {
  const found: number[] = [];
  for (let kind = 0; kind < kinds; kind++) {
    const own = used.filter((row) => kindOf(row) === kind);
    const order = sorted(Float64Array.from(own, (row) => distance[row]!));
    const [q1, q3] = [quantile(order, 0.25), quantile(order, 0.75)];
    for (const row of own) if (distance[row]! > q3 + UNUSUAL_IQRS * (q3 - q1)) found.push(row);
  }
  return Int32Array.from(found.sort((a, b) => distance[b]! - distance[a]!));
}

/** Images of one channel or three as they are; anything else as a sheet of its rows. */
function pictureOf(shape: readonly number[]): Pick<ImageProfile, 'height' | 'width' | 'channels'> {
  const [height = 1, width = 1, channels = 1] = shape;
  if (shape.length === 2 || (shape.length === 3 && channels === 1)) return { height, width, channels: 1 };
  if (shape.length === 3 && channels === 3) return { height, width, channels: 3 };
  return { height: shape.slice(0, -1).reduce((a, b) => a * b, 1), width: shape.at(-1) ?? 1, channels: 1 };
}
