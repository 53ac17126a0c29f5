// The gradient of a dense layer's inputs: dx[r][i] = Σ_o dz[r][o] · w[o][i]. In a panel the units of one input lie side
// by side, so each sum is a dot product along the units: four partial sums in a vector (units 0, 4, 8, …; 1, 5, 9, …),
// over all panels, put together at the end as `hsum` does. No transposed weights are needed. The tile is two rows by
// four inputs; its loop has exits in the middle for the reason given in tile.ts.
import { ZEROS } from './tile';
import { hsum, hsum4, madd } from './vector';

/**
 * dx [rows][ldx], inputs [from, to), from dz [rows][ldz] and panels w. Units beyond O are left out in steps of four;
 * those that remain are 0 in dz and w.
 */
export function wideBackwardInput(
  dx: usize, ldx: i32, dz: usize, ldz: i32, w: usize, rows: i32, I: i32, O: i32, from: i32, to: i32,
): void {
  const dxLd = (<usize>ldx) << 2;
  const dzLd = (<usize>ldz) << 2;
  const panelBytes = (<usize>(I + 1)) << 6;
  const length = ((<usize>(O + 3)) & ~3) << 2;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    let y = dx + ((<usize>i) << 2);
    let d = dz;
    const at = w + ((<usize>i) << 6);
    for (let r = 0; r < rows; r += 2) {
      const more = r + 1 < rows;
      dots(y, more ? y + dxLd : y, d, more ? d + dzLd : d, length, at, panelBytes);
      y += dxLd << 1;
      d += dzLd << 1;
    }
  }
  for (; i < to; i++) {
    for (let r = 0; r < rows; r++)
      f32.store(dx + <usize>r * dxLd + ((<usize>i) << 2), dot(dz + <usize>r * dzLd, length, w + ((<usize>i) << 6), panelBytes));
  }
}

/** Two rows d0 and d1 of `length` bytes by four inputs, whose weights begin at w. */
// @ts-ignore: decorator
@inline
function dots(y0: usize, y1: usize, d0: usize, d1: usize, length: usize, w: usize, panelBytes: usize): void {
  let a0 = v128.load(ZEROS), a1 = v128.load(ZEROS), a2 = v128.load(ZEROS), a3 = v128.load(ZEROS);
  let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
  for (let end = d0 + length; ; w += panelBytes) {
    let d = v128.load(d0), e = v128.load(d1), v = v128.load(w);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(w, 64);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(w, 128);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(w, 192);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3), d0 += 16;
    if (d0 == end) break;
    d = v128.load(d0), e = v128.load(d1, 16), v = v128.load(w, 16);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(w, 80);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(w, 144);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(w, 208);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3), d0 += 16;
    if (d0 == end) break;
    d = v128.load(d0), e = v128.load(d1, 32), v = v128.load(w, 32);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(w, 96);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(w, 160);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(w, 224);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3), d0 += 16;
    if (d0 == end) break;
    d = v128.load(d0), e = v128.load(d1, 48), v = v128.load(w, 48);
    a0 = madd(d, v, a0), b0 = madd(e, v, b0), v = v128.load(w, 112);
    a1 = madd(d, v, a1), b1 = madd(e, v, b1), v = v128.load(w, 176);
    a2 = madd(d, v, a2), b2 = madd(e, v, b2), v = v128.load(w, 240);
    a3 = madd(d, v, a3), b3 = madd(e, v, b3), d0 += 16, d1 += 64;
    if (d0 == end) break;
  }
  v128.store(y0, hsum4(a0, a1, a2, a3));
  v128.store(y1, hsum4(b0, b1, b2, b3));
}

/** One number of the same, summed in the same order. */
function dot(d: usize, length: usize, w: usize, panelBytes: usize): f32 {
  let a = f32x4.splat(0);
  for (let at: usize = 0; at < length; at += 16) {
    a = madd(v128.load(d + at), v128.load(w + (at & 63)), a);
    if ((at & 63) == 48) w += panelBytes;
  }
  return hsum(a);
}
