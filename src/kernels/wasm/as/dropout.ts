// Dropout: draws which numbers stay, scales those up, makes the rest 0. As src/nn/layers/dropout.ts, with the numbers of
// src/nn/rng.ts (sfc32), drawn row by row whatever the layout, so that both give the same masks.
// A mask is a word of ones or zeros for each number, laid out as the numbers are: 0 also wins over NaN.
import { put } from './vector';

/**
 * y = mask · factor · x. `rng` points to the stream's four words. Kept is a number whose 32 random bits, unsigned, are at
 * least `threshold` (rate · 2³², rounded up). Columns 0: rows of `ld` floats; 1: columns of `ld` floats.
 */
export function dropoutForward(
  y: usize, x: usize, mask: usize, rng: usize, rows: i32, cols: i32, ld: i32, columns: i32, threshold: u32, factor: f32,
): void {
  if (columns) draw(mask, rng, rows, cols, 4, (<usize>ld) << 2, threshold);
  else draw(mask, rng, rows, cols, (<usize>ld) << 2, 4, threshold);
  apply(y, x, mask, columns ? cols * ld : rows * ld, factor);
}

export function dropoutBackward(dx: usize, dy: usize, mask: usize, n: i32, factor: f32): void {
  apply(dx, dy, mask, n, factor);
}

// @ts-ignore: decorator
@inline
function draw(mask: usize, rng: usize, rows: i32, cols: i32, rowStep: usize, colStep: usize, threshold: u32): void {
  let a = load<u32>(rng);
  let b = load<u32>(rng, 4);
  let c = load<u32>(rng, 8);
  let d = load<u32>(rng, 12);
  for (; rows > 0; rows--, mask += rowStep) {
    let p = mask;
    for (let j = 0; j < cols; j++, p += colStep) {
      const t = a + b + d;
      d += 1;
      a = b ^ (b >> 9);
      b = c + (c << 3);
      c = rotl<u32>(c, 21) + t;
      store<i32>(p, -(<i32>(t >= threshold)));
    }
  }
  store<u32>(rng, a);
  store<u32>(rng, b, 4);
  store<u32>(rng, c, 8);
  store<u32>(rng, d, 12);
}

// @ts-ignore: decorator
@inline
function apply(y: usize, x: usize, mask: usize, n: i32, factor: f32): void {
  const f = f32x4.splat(factor);
  for (; n >= 4; n -= 4, y += 16, x += 16, mask += 16)
    v128.store(y, v128.and(f32x4.mul(f, v128.load(x)), v128.load(mask)));
  if (n > 0) put(y, v128.and(f32x4.mul(f, v128.load(x)), v128.load(mask)), n);
}
