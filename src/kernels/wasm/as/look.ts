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
    for (let q: usize = 0; q < 64; q += 16)
      v128.store(out + q, lookAtFour(at + q, other ? other + q : 0, bytes, statistics + q));
    from = end;
  }
}

/** Four units' numbers in the `bytes` from w on: the greatest ones; the statistics are brought up to date. */
// @ts-ignore: decorator
@inline
function lookAtFour(w: usize, minus: usize, bytes: usize, statistics: usize): v128 {
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  let sum = f32x4.splat(0);
  let squares = f32x4.splat(0);
  let unknown = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 64) {
    let v = v128.load(w + at);
    if (minus) v = f32x4.sub(v, v128.load(minus + at));
    low = f32x4.pmin(low, v);
    high = f32x4.pmax(high, v);
    sum = f32x4.add(sum, v);
    squares = f32x4.add(squares, f32x4.mul(v, v));
    unknown = v128.or(unknown, f32x4.ne(v, v));
  }
  v128.store(statistics, f32x4.pmin(v128.load(statistics), low));
  v128.store(statistics, f32x4.pmax(v128.load(statistics, 64), high), 64);
  v128.store(statistics, f32x4.add(v128.load(statistics, 128), sum), 128);
  v128.store(statistics, f32x4.add(v128.load(statistics, 192), squares), 192);
  return v128.or(choose(f32x4.gt(f32x4.abs(low), f32x4.abs(high)), low, high), unknown); // all bits set are a NaN
}
