// The products of a dense layer whose inputs are mostly zero, along the lists of sparseLists.ts: what is zero is not
// multiplied. Sums keep the order of wideDense.ts, so the results are the same bits as there: adding 0 changes no sum
// (except that a bias of −0 may stay where +0 would come out; the two are equal). One thing differs on purpose: a zero
// input hides a NaN or ±Inf in its weight or gradient here, where the dense kernels give NaN.
// Two panels at a time, because four sums alone would wait for one another. A last odd panel goes as a pair with itself,
// of which one half is stored.
// The surprise: the loops leave in the middle where an address is 0, which never happens. It ends a basic block, within
// which some versions of V8 would load all eight vectors first, and have no registers left: half the speed.
import { sgdStep } from './optimizers';
import { packColumnsTwice } from './pack';
import { spans } from './sparseLists';
import { ZEROS } from './tile';
import { madd, nmadd } from './vector';

/** z [rows][ldz] = bias + x · w, x as lists of rows. */
export function sparseForward(
  starts: usize, w: usize, z: usize, ldz: i32, rows: i32, I: i32, panel0: i32, panel1: i32,
): void {
  const rowBytes = (<usize>ldz) << 2;
  const panelBytes = (<usize>(I + 1)) << 6;
  const rowStarts = (<usize>spans(I)) << 2;
  for (let p = panel0; p < panel1; p += 2) {
    const two = p + 1 < panel1;
    const apart = two ? panelBytes : 0;
    const panel = w + <usize>p * panelBytes;
    const to = z + ((<usize>p) << 6);
    const bias = panel + panelBytes - 64;
    // All rows with the weights of one span of inputs, then with those of the next.
    for (let span: usize = 0; span < rowStarts; span += 4) {
      let list = starts + span;
      let at = to;
      for (let r = 0; r < rows; r++, at += rowBytes, list += rowStarts) {
        const first = span == 0;
        forwardRow(load<u32>(list), load<u32>(list, 4), panel, apart, first ? bias : at, first ? apart : two ? 64 : 0, at, two);
      }
    }
  }
}

/** Entries [e, end) of one row on two panels `apart`; also stored for the second where there are two. */
// @ts-ignore: decorator
@inline
function forwardRow(
  e: usize, end: usize, w: usize, apart: usize, from: usize, fromApart: usize, to: usize, two: bool,
): void {
  let a0 = v128.load(from), a1 = v128.load(from, 16), a2 = v128.load(from, 32), a3 = v128.load(from, 48);
  from += fromApart;
  let b0 = v128.load(from), b1 = v128.load(from, 16), b2 = v128.load(from, 32), b3 = v128.load(from, 48);
  for (; e < end; e += 8) {
    const s = v128.load_splat<f32>(e);
    let at = w + <usize>load<u32>(e, 4);
    a0 = madd(s, v128.load(at), a0);
    a1 = madd(s, v128.load(at, 16), a1);
    a2 = madd(s, v128.load(at, 32), a2);
    a3 = madd(s, v128.load(at, 48), a3);
    if (at == 0) break;
    at += apart;
    b0 = madd(s, v128.load(at), b0);
    b1 = madd(s, v128.load(at, 16), b1);
    b2 = madd(s, v128.load(at, 32), b2);
    b3 = madd(s, v128.load(at, 48), b3);
  }
  put(to, a0, a1, a2, a3);
  if (two) put(to + 64, b0, b1, b2, b3);
}

/** As `wideGradient`, x as lists of columns. `scratch`: 128 · rows bytes. */
export function sparseGradient(
  g: usize, heads: usize, count: i32, dz: usize, ldz: i32, rows: i32, I: i32, panel0: i32, panel1: i32,
  accumulate: i32, scratch: usize,
): void {
  const panelBytes = (<usize>(I + 1)) << 6;
  const lastHead = heads + ((<usize>count) << 3);
  for (let p = panel0; p < panel1; p += 2) {
    const two = p + 1 < panel1;
    const panel = g + <usize>p * panelBytes;
    packColumnsTwice(scratch, dz + ((<usize>p) << 6), ldz, rows, two ? 64 : 0);
    let done: usize = 0;
    for (let head = heads; head < lastHead; head += 8) {
      const offset = <usize>load<u32>(head);
      const to = panel + offset;
      if (accumulate) column(STORE, head, scratch, to, two ? to + panelBytes : to, to, panelBytes, two, 0, 0);
      else {
        clear(panel + done, offset - done, panelBytes, two);
        column(STORE, head, scratch, ZEROS, ZEROS, to, panelBytes, two, 0, 0);
      }
      done = offset + 64;
    }
    if (!accumulate) clear(panel + done, panelBytes - 64 - done, panelBytes, two);
    biases(scratch, 128, rows, panel + panelBytes - 64, accumulate, false, 0, 0);
    if (two) biases(scratch + 64, 128, rows, panel + 2 * panelBytes - 64, accumulate, false, 0, 0);
  }
}

/** As `wideGradientSgd`, x as lists of columns. Where `keep` is 1, weights of inputs that do not occur are not touched. */
export function sparseGradientSgd(
  w: usize, rate: f32, keep: f32, heads: usize, count: i32, dz: usize, ldz: i32, rows: i32, I: i32,
  panel0: i32, panel1: i32, scratch: usize,
): void {
  const panelBytes = (<usize>(I + 1)) << 6;
  const lastHead = heads + ((<usize>count) << 3);
  for (let p = panel0; p < panel1; p += 2) {
    const two = p + 1 < panel1;
    const panel = w + <usize>p * panelBytes;
    packColumnsTwice(scratch, dz + ((<usize>p) << 6), ldz, rows, two ? 64 : 0);
    if (keep == 1) {
      for (let head = heads; head < lastHead; head += 8) {
        const to = panel + <usize>load<u32>(head);
        column(STEP, head, scratch, ZEROS, ZEROS, to, panelBytes, two, rate, keep);
      }
    } else {
      let done: usize = 0;
      for (let head = heads; head < lastHead; head += 8) {
        const offset = <usize>load<u32>(head);
        decay(panel + done, offset - done, panelBytes, two, rate, keep);
        column(DECAYED_STEP, head, scratch, ZEROS, ZEROS, panel + offset, panelBytes, two, rate, keep);
        done = offset + 64;
      }
      decay(panel + done, panelBytes - 64 - done, panelBytes, two, rate, keep);
    }
    biases(scratch, 128, rows, panel + panelBytes - 64, 0, true, rate, keep);
    if (two) biases(scratch + 64, 128, rows, panel + 2 * panelBytes - 64, 0, true, rate, keep);
  }
}

// What becomes of a column's sums.
export const STORE = 0;
const STEP = 1;
const DECAYED_STEP = 2;

/** One column's sums over its entries for two panels, begun with what is at `from` and `from2`. */
// @ts-ignore: decorator
@inline
export function column(
  then: i32, head: usize, dz: usize, from: usize, from2: usize, to: usize, apart: usize, two: bool,
  rate: f32, keep: f32,
): void {
  let a0 = v128.load(from), a1 = v128.load(from, 16), a2 = v128.load(from, 32), a3 = v128.load(from, 48);
  let b0 = v128.load(from2), b1 = v128.load(from2, 16), b2 = v128.load(from2, 32), b3 = v128.load(from2, 48);
  const end = <usize>load<u32>(head, 12);
  for (let e = <usize>load<u32>(head, 4); ; ) {
    let s = v128.load_splat<f32>(e);
    let at = dz + <usize>load<u32>(e, 4);
    a0 = madd(s, v128.load(at), a0);
    a1 = madd(s, v128.load(at, 16), a1);
    a2 = madd(s, v128.load(at, 32), a2);
    a3 = madd(s, v128.load(at, 48), a3);
    if (at == 0) break;
    b0 = madd(s, v128.load(at, 64), b0);
    b1 = madd(s, v128.load(at, 80), b1);
    b2 = madd(s, v128.load(at, 96), b2);
    b3 = madd(s, v128.load(at, 112), b3);
    e += 8;
    if (e == end) break;
    s = v128.load_splat<f32>(e);
    at = dz + <usize>load<u32>(e, 4);
    a0 = madd(s, v128.load(at), a0);
    a1 = madd(s, v128.load(at, 16), a1);
    a2 = madd(s, v128.load(at, 32), a2);
    a3 = madd(s, v128.load(at, 48), a3);
    if (at == 0) break;
    b0 = madd(s, v128.load(at, 64), b0);
    b1 = madd(s, v128.load(at, 80), b1);
    b2 = madd(s, v128.load(at, 96), b2);
    b3 = madd(s, v128.load(at, 112), b3);
    e += 8;
    if (e == end) break;
  }
  if (then == STORE) {
    put(to, a0, a1, a2, a3);
    if (two) put(to + apart, b0, b1, b2, b3);
    return;
  }
  step(then == STEP, to, a0, a1, a2, a3, rate, keep);
  if (two) step(then == STEP, to + apart, b0, b1, b2, b3, rate, keep);
}

/** SGD on 16 weights; where nothing decays (keep = 1), the multiplication is left out, to the same bits. */
// @ts-ignore: decorator
@inline
function step(plain: bool, w: usize, g0: v128, g1: v128, g2: v128, g3: v128, rate: f32, keep: f32): void {
  const speed = f32x4.splat(rate);
  const share = f32x4.splat(keep);
  const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48);
  if (plain) put(w, nmadd(speed, g0, w0), nmadd(speed, g1, w1), nmadd(speed, g2, w2), nmadd(speed, g3, w3));
  else put(w, sgdStep(w0, g0, speed, share), sgdStep(w1, g1, speed, share), sgdStep(w2, g2, speed, share), sgdStep(w3, g3, speed, share));
}

/** SGD with no gradient on `bytes` of one panel or two. */
function decay(w: usize, bytes: usize, apart: usize, two: bool, rate: f32, keep: f32): void {
  const none = f32x4.splat(0);
  for (const end = w + bytes; w < end; w += 64) {
    step(false, w, none, none, none, none, rate, keep);
    if (two) step(false, w + apart, none, none, none, none, rate, keep);
  }
}

/** Zeros in `bytes` of one panel or two. */
// @ts-ignore: decorator
@inline
function clear(to: usize, bytes: usize, apart: usize, two: bool): void {
  if (bytes == 0) return;
  memory.fill(to, 0, bytes);
  if (two) memory.fill(to + apart, 0, bytes);
}

/** Σ dz of 16 units to their biases; rows of dz are `rowBytes` apart. */
export function biases(
  dz: usize, rowBytes: usize, rows: i32, to: usize, accumulate: i32, sgd: bool, rate: f32, keep: f32,
): void {
  const from = accumulate ? to : ZEROS;
  let a0 = v128.load(from), a1 = v128.load(from, 16), a2 = v128.load(from, 32), a3 = v128.load(from, 48);
  for (; rows > 0; rows--, dz += rowBytes) {
    a0 = f32x4.add(a0, v128.load(dz));
    a1 = f32x4.add(a1, v128.load(dz, 16));
    a2 = f32x4.add(a2, v128.load(dz, 32));
    a3 = f32x4.add(a3, v128.load(dz, 48));
  }
  if (sgd) step(false, to, a0, a1, a2, a3, rate, keep);
  else put(to, a0, a1, a2, a3);
}

// @ts-ignore: decorator
@inline
function put(to: usize, v0: v128, v1: v128, v2: v128, v3: v128): void {
  v128.store(to, v0);
  v128.store(to, v1, 16);
  v128.store(to, v2, 32);
  v128.store(to, v3, 48);
}
