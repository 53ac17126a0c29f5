// What a picture of a panel needs of it: for each of its 16 units and each cell, which stands for some neighbouring inputs,
// the number of greatest magnitude; and for each unit what statistics are made of. The surprise: NaN counts as greater
// than any number among the cells, so that it is seen, and stays out of the least and the greatest.
import { choose } from './vector';

/**
 * Of w, or of w − minus where that is not 0: panels [I + 1][16], biases left out. Cell c of `cells` stands for inputs
 * from ⌈c · I / cells⌉ on. out [cells][16]; statistics [4][16]: least, greatest, sum, sum of squares.
 */
export function lookAtPanel(w: usize, minus: usize, I: i32, cells: i32, out: usize, statistics: usize): void {
  for (let q: usize = 0; q < 64; q += 16) {
    v128.store(statistics + q, f32x4.splat(Infinity));
    v128.store(statistics + q, f32x4.splat(-Infinity), 64);
    v128.store(statistics + q, f32x4.splat(0), 128);
    v128.store(statistics + q, f32x4.splat(0), 192);
  }
  let from = 0;
  for (let c = 0; c < cells; c++, out += 64) {
    const end = <i32>((<i64>(c + 1) * I + cells - 1) / cells);
    const at = w + ((<usize>from) << 6);
    const other = minus ? minus + ((<usize>from) << 6) : 0;
    const bytes = (<usize>(end - from)) << 6;
    lookAtEight(at, other, bytes, statistics, out);
    lookAtEight(at + 32, other ? other + 32 : 0, bytes, statistics + 32, out + 32);
    from = end;
  }
}

/**
 * Eight units' numbers in the `bytes` from w on: the greatest ones go to out; the statistics are brought up to date. Eight,
 * so that no addition waits for the one before it.
 */
// @ts-ignore: decorator
@inline
function lookAtEight(w: usize, minus: usize, bytes: usize, statistics: usize, out: usize): void {
  let low0 = f32x4.splat(Infinity);
  let low1 = low0;
  let high0 = f32x4.splat(-Infinity);
  let high1 = high0;
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let squares0 = sum0;
  let squares1 = sum0;
  for (let at: usize = 0; at < bytes; at += 64) {
    let v0 = v128.load(w + at);
    let v1 = v128.load(w + at, 16);
    if (minus) {
      v0 = f32x4.sub(v0, v128.load(minus + at));
      v1 = f32x4.sub(v1, v128.load(minus + at, 16));
    }
    low0 = f32x4.pmin(low0, v0);
    low1 = f32x4.pmin(low1, v1);
    high0 = f32x4.pmax(high0, v0);
    high1 = f32x4.pmax(high1, v1);
    sum0 = f32x4.add(sum0, v0);
    sum1 = f32x4.add(sum1, v1);
    squares0 = f32x4.add(squares0, f32x4.mul(v0, v0));
    squares1 = f32x4.add(squares1, f32x4.mul(v1, v1));
  }
  let unknown0 = f32x4.ne(sum0, sum0);
  let unknown1 = f32x4.ne(sum1, sum1);
  if (v128.any_true(v128.or(unknown0, unknown1))) {
    // There is a NaN, or ∞ and −∞.
    unknown0 = unknownAmong(w, minus, bytes);
    unknown1 = unknownAmong(w + 16, minus ? minus + 16 : 0, bytes);
  }
  addStatistics(statistics, low0, high0, sum0, squares0);
  addStatistics(statistics + 16, low1, high1, sum1, squares1);
  v128.store(out, v128.or(greater(high0, low0), unknown0)); // all bits set are a NaN
  v128.store(out, v128.or(greater(high1, low1), unknown1), 16);
}

/** All bits of each of four units that has a NaN in the `bytes` from w on. */
function unknownAmong(w: usize, minus: usize, bytes: usize): v128 {
  let unknown = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 64) {
    let v = v128.load(w + at);
    if (minus) v = f32x4.sub(v, v128.load(minus + at));
    unknown = v128.or(unknown, f32x4.ne(v, v));
  }
  return unknown;
}

// @ts-ignore: decorator
@inline
function addStatistics(statistics: usize, low: v128, high: v128, sum: v128, squares: v128): void {
  v128.store(statistics, f32x4.pmin(v128.load(statistics), low));
  v128.store(statistics, f32x4.pmax(v128.load(statistics, 64), high), 64);
  v128.store(statistics, f32x4.add(v128.load(statistics, 128), sum), 128);
  v128.store(statistics, f32x4.add(v128.load(statistics, 192), squares), 192);
}

/** row [cells] becomes, of itself and of units [from, to) of a panel's out [cells][16], what is of greatest magnitude. */
export function raiseUnits(out: usize, cells: i32, from: i32, to: i32, row: usize): void {
  const within0 = unitsWithin(0, from, to);
  const within1 = unitsWithin(4, from, to);
  const within2 = unitsWithin(8, from, to);
  const within3 = unitsWithin(12, from, to);
  let c = 0;
  for (; c + 4 <= cells; c += 4, out += 256, row += 16) {
    const a = greatestOfFour(out, within0, within1, within2, within3);
    const b = greatestOfFour(out + 64, within0, within1, within2, within3);
    const ab = greater(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
    const d = greatestOfFour(out + 128, within0, within1, within2, within3);
    const e = greatestOfFour(out + 192, within0, within1, within2, within3);
    const de = greater(v128.shuffle<i32>(d, e, 0, 1, 4, 5), v128.shuffle<i32>(d, e, 2, 3, 6, 7));
    const most = greater(v128.shuffle<i32>(ab, de, 0, 2, 4, 6), v128.shuffle<i32>(ab, de, 1, 3, 5, 7));
    v128.store(row, greater(v128.load(row), most));
  }
  for (; c < cells; c++, out += 64, row += 4) {
    let most = greatestOfFour(out, within0, within1, within2, within3);
    most = greater(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
    most = greater(most, v128.shuffle<i32>(most, most, 1, 0, 3, 2));
    store<f32>(row, f32x4.extract_lane(greater(v128.load32_splat(row), most), 0));
  }
}

/** Of the units i, i + 4, i + 8 and i + 12 of a cell that are within, for i from 0 to 3. */
// @ts-ignore: decorator
@inline
function greatestOfFour(cell: usize, within0: v128, within1: v128, within2: v128, within3: v128): v128 {
  const left = greater(v128.and(v128.load(cell), within0), v128.and(v128.load(cell, 16), within1));
  const right = greater(v128.and(v128.load(cell, 32), within2), v128.and(v128.load(cell, 48), within3));
  return greater(left, right);
}

/** All bits of each of four units from `first` on that lies within [from, to). */
// @ts-ignore: decorator
@inline
function unitsWithin(first: i32, from: i32, to: i32): v128 {
  const unit = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  return v128.and(i32x4.ge_s(unit, i32x4.splat(from)), i32x4.lt_s(unit, i32x4.splat(to)));
}

/** What is of greater magnitude, a where they are alike; NaN is greater than any number, as its bits are. */
// @ts-ignore: decorator
@inline
function greater(a: v128, b: v128): v128 {
  return choose(i32x4.gt_s(f32x4.abs(b), f32x4.abs(a)), b, a);
}
