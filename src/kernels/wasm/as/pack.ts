// How the wide kernels lay out what they read again and again, and how a layer's weights get into panels and back.

/** Rows of x in fours, input by input: [rows / 4][I][4]. A last four that is not full repeats its last row. */
export function packRows(to: usize, x: usize, ldx: i32, rows: i32, I: i32): void {
  const ld = (<usize>ldx) << 2;
  for (let r = 0; r < rows; r += 4) {
    let x0 = x + <usize>r * ld;
    let x1 = r + 1 < rows ? x0 + ld : x0;
    let x2 = r + 2 < rows ? x1 + ld : x1;
    let x3 = r + 3 < rows ? x2 + ld : x2;
    let k = 0;
    for (; k + 4 <= I; k += 4, to += 64) {
      // Pairs of rows interleaved, then pairs of pairs.
      const v0 = v128.load(x0), v1 = v128.load(x1), v2 = v128.load(x2), v3 = v128.load(x3);
      const a = v128.shuffle<i32>(v0, v1, 0, 4, 1, 5), b = v128.shuffle<i32>(v0, v1, 2, 6, 3, 7);
      const c = v128.shuffle<i32>(v2, v3, 0, 4, 1, 5), d = v128.shuffle<i32>(v2, v3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(a, c, 0, 2));
      v128.store(to, v128.shuffle<i64>(a, c, 1, 3), 16);
      v128.store(to, v128.shuffle<i64>(b, d, 0, 2), 32);
      v128.store(to, v128.shuffle<i64>(b, d, 1, 3), 48);
      x0 += 16, x1 += 16, x2 += 16, x3 += 16;
    }
    for (; k < I; k++, to += 16) {
      f32.store(to, f32.load(x0));
      f32.store(to, f32.load(x1), 4);
      f32.store(to, f32.load(x2), 8);
      f32.store(to, f32.load(x3), 12);
      x0 += 4, x1 += 4, x2 += 4, x3 += 4;
    }
  }
}

/** 16 neighbouring columns of dz [rows][ldz], row by row: [rows][16]. */
export function packColumns(to: usize, dz: usize, ldz: i32, rows: i32): void {
  for (; rows > 0; rows--, to += 64, dz += (<usize>ldz) << 2) copy16(to, dz);
}

/** The same and 16 columns `apart` (in bytes; 0: the same ones again) beside them: [rows][32]. */
export function packColumnsTwice(to: usize, dz: usize, ldz: i32, rows: i32, apart: usize): void {
  for (; rows > 0; rows--, to += 128, dz += (<usize>ldz) << 2) {
    copy16(to, dz);
    copy16(to + 64, dz + apart);
  }
}

// @ts-ignore: decorator
@inline
function copy16(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
}

/** Weights w [O][I] and biases b [O] (0: none) into panels [I + 1][16]; units beyond O are 0. */
export function packWeights(panels: usize, w: usize, b: usize, I: i32, O: i32): void {
  for (let first = 0; first < O; first += 16) {
    for (let k = 0; k <= I; k++, panels += 64) {
      for (let j = 0; j < 16; j++) {
        const o = first + j;
        let value: f32 = 0;
        if (o < O && k < I) value = f32.load(w + ((<usize>o * <usize>I + k) << 2));
        else if (o < O && b) value = f32.load(b + ((<usize>o) << 2));
        f32.store(panels + ((<usize>j) << 2), value);
      }
    }
  }
}

/** The way back; b may be 0. */
export function unpackWeights(w: usize, b: usize, panels: usize, I: i32, O: i32): void {
  for (let o = 0; o < O; o++) {
    let from = panels + (((<usize>(o >> 4)) * <usize>(I + 1)) << 6) + ((<usize>(o & 15)) << 2);
    for (let k = 0; k < I; k++, from += 64, w += 4) f32.store(w, f32.load(from));
    if (b) f32.store(b + ((<usize>o) << 2), f32.load(from));
  }
}
