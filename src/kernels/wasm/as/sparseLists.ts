// What of a batch is not zero, as lists that the kernels in sparse.ts follow instead of the rows themselves.
//
//   rows      starts [rows][spans], and one more: the address of the first entry of each row's part in each span of SPAN
//             inputs, and where the last one ends
//             an entry is two words: the value, and its input as an offset into a panel (64 · input); inputs ascend
//   columns   heads [count + 1]: for each input that occurs at all (ascending) its offset into a panel and the address of
//             its first entry; the last head has the offset of the bias row, and where the entries end
//             an entry is the value, and its row as an offset into packed gradients (128 · row); rows ascend
//
// Entries take 8 bytes each: at most 8 · rows · I. −0 counts as zero; NaN and denormal numbers do not.
import { SPAN } from './spans';

/** Spans that so many inputs have. */
// @ts-ignore: decorator
@inline
export function spans(I: i32): i32 {
  return (I + SPAN - 1) / SPAN;
}

/**
 * The rows of x [rows][ldx]. Gives the number of entries. Every number is stored, and what comes after a zero overwrites
 * it: where half of the numbers are zero, no branch could be predicted.
 */
export function sparseRows(starts: usize, entries: usize, x: usize, ldx: i32, rows: i32, I: i32): i32 {
  let to = entries;
  for (; rows > 0; rows--, x += (<usize>ldx) << 2) {
    let at = x;
    let offset: u64 = 0;
    for (let first = 0; first < I; first += SPAN, starts += 4) {
      store<u32>(starts, <u32>to);
      for (const end = x + ((<usize>min(I, first + SPAN)) << 2); at < end; at += 4, offset += STEP) to = enter(to, load<u32>(at), offset);
    }
  }
  store<u32>(starts, <u32>to);
  return <i32>((to - entries) >> 3);
}

/** From one input's offset into a panel to the next one's, as the second word of an entry. */
const STEP: u64 = 64 << 32;

/** An entry, both words at once; gives where the next one goes: the same place if the value is zero. */
// @ts-ignore: decorator
@inline
function enter(to: usize, value: u32, offset: u64): usize {
  store<u64>(to, offset | value);
  return to + ((<usize>i32((value & 0x7fffffff) != 0)) << 3);
}

/**
 * The same from rows of bytes, `stride` bytes apart; `order` [rows] says which rows, 0: the first ones. A byte's value
 * stands in `values` [256], where 0 stands for 0.
 */
export function sparseBytes(
  starts: usize, entries: usize, bytes: usize, stride: i32, order: usize, rows: i32, I: i32, values: usize,
): i32 {
  let to = entries;
  for (let r = 0; r < rows; r++) {
    const row = order ? load<i32>(order + ((<usize>r) << 2)) : r;
    const from = bytes + <usize>row * <usize>stride;
    for (let first = 0; first < I; first += SPAN, starts += 4) {
      store<u32>(starts, <u32>to);
      const end = min(I, first + SPAN);
      for (let k = first; k < end; k += 16) {
        const at = from + k;
        let mask = i8x16.bitmask(i8x16.ne(v128.load(at), i8x16.splat(0)));
        if (I - k < 16) mask &= (1 << (I - k)) - 1;
        for (; mask; mask &= mask - 1, to += 8) {
          const lane = ctz(mask);
          store<u32>(to, load<u32>(values + ((<usize>load<u8>(at + lane)) << 2)));
          store<i32>(to, (k + lane) << 6, 4);
        }
      }
    }
  }
  store<u32>(starts, <u32>to);
  return <i32>((to - entries) >> 3);
}

/** The lists of rows by column. `cursors` [I] is room to work in. Gives the number of columns that occur. */
export function sparseColumns(heads: usize, entries: usize, starts: usize, rows: i32, I: i32, cursors: usize): i32 {
  const first = <usize>load<u32>(starts);
  const rowStarts = (<usize>spans(I)) << 2;
  const end = <usize>load<u32>(starts + <usize>rows * rowStarts);
  memory.fill(cursors, 0, (<usize>I) << 2);
  // An offset into a panel is 16 times that into the cursors.
  for (let e = first; e < end; e += 8) {
    const cursor = cursors + ((<usize>load<u32>(e, 4)) >> 4);
    store<u32>(cursor, load<u32>(cursor) + 8);
  }
  let count = 0;
  for (let k = 0; k < I; k++, cursors += 4) {
    const bytes = load<u32>(cursors);
    if (bytes == 0) continue;
    store<i32>(heads, k << 6);
    store<u32>(heads, <u32>entries, 4);
    store<u32>(cursors, <u32>entries);
    entries += bytes;
    heads += 8;
    count++;
  }
  store<i32>(heads, I << 6);
  store<u32>(heads, <u32>entries, 4);
  cursors -= (<usize>I) << 2;
  for (let r = 0; r < rows; r++) {
    let e = <usize>load<u32>(starts);
    starts += rowStarts;
    for (const rowEnd = <usize>load<u32>(starts); e < rowEnd; e += 8) {
      const cursor = cursors + ((<usize>load<u32>(e, 4)) >> 4);
      const to = <usize>load<u32>(cursor);
      store<u32>(to, load<u32>(e));
      store<i32>(to, r << 7, 4);
      store<u32>(cursor, <u32>(to + 8));
    }
  }
  return count;
}

/** The same straight from x [rows][ldx], as sparseRows does it, for rows of gradients that are `apart` bytes apart. */
export function listColumns(heads: usize, entries: usize, x: usize, ldx: i32, rows: i32, I: i32, apart: i32): i32 {
  const ld = (<usize>ldx) << 2;
  const step = (<u64>apart) << 32;
  let count = 0;
  let to = entries;
  for (let k = 0; k < I; k++, x += 4) {
    store<i32>(heads, k << 6);
    store<u32>(heads, <u32>to, 4);
    const first = to;
    let at = x;
    let offset: u64 = 0;
    for (let r = rows; r > 0; r--, at += ld, offset += step) {
      to = enter(to, load<u32>(at), offset);
    }
    if (to == first) continue;
    heads += 8;
    count++;
  }
  store<i32>(heads, I << 6);
  store<u32>(heads, <u32>to, 4);
  return count;
}

/**
 * The rows of dz [rows][ldz] for sparseBackwardInput: four lists each, of the units 0, 4, 8, …; 1, 5, 9, …; and so on, in
 * the order in which wideBackwardInput adds up. starts [rows][4], and one more; an entry's second word is the place of
 * its unit in weights turned round.
 */
export function listUnits(starts: usize, entries: usize, dz: usize, ldz: i32, rows: i32, O: i32): void {
  let to = entries;
  for (; rows > 0; rows--, dz += (<usize>ldz) << 2) {
    const end = dz + ((<usize>O) << 2);
    for (let first = 0; first < 4; first++, starts += 4) {
      store<u32>(starts, <u32>to);
      let offset = <u64>(first * ((O + 3) >> 2)) * UNIT_STEP;
      for (let at = dz + ((<usize>first) << 2); at < end; at += 16, offset += UNIT_STEP)
        to = enter(to, load<u32>(at), offset);
    }
  }
  store<u32>(starts, <u32>to);
}

/** A unit's weights of 32 inputs. */
const UNIT_STEP: u64 = 128 << 32;

/** How many of the first I numbers of each row are not zero, in all rows of x [rows][ldx]. */
export function countNonZero(x: usize, ldx: i32, rows: i32, I: i32): i32 {
  let count = 0;
  for (; rows > 0; rows--, x += (<usize>ldx) << 2) {
    let k = 0;
    for (; k + 4 <= I; k += 4)
      count += popcnt(i32x4.bitmask(f32x4.ne(v128.load(x + ((<usize>k) << 2)), f32x4.splat(0))));
    for (; k < I; k++) count += i32(f32.load(x + ((<usize>k) << 2)) != 0);
  }
  return count;
}
