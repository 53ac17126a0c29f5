// The dense layer's three products as plain loops, four rows by four outputs at a time, so that each
// number read serves four sums. Rows are first copied side by side into `scratch` (doubles): read in
// order, already converted. Sums run in double precision whatever the arrays hold, and each output's
// sum has the same order in every path below, so cutting a batch elsewhere changes no forward result
// and no input gradient. (Parameter gradients are rounded once every four rows.)
// The surprise: V8 compiles these for the kind of array they have met. A process that has used both
// float32 and float64 runs them at about half the speed.
// Letters: B rows, I inputs, O outputs; x [B,I], w [O,I], y and dy [B,O].
import type { Floats } from './kernels';

/** Doubles that the functions below need to work in. */
export const scratchSize = (I: number): number => 4 * I;

/** scratch[4i + k] = x[r + k][i] */
function packFourRows(scratch: Float64Array, x: Floats, r: number, I: number): void {
  const x0 = r * I;
  const x1 = x0 + I;
  const x2 = x1 + I;
  const x3 = x2 + I;
  for (let i = 0, j = 0; i < I; i++, j += 4) {
    scratch[j] = x[x0 + i];
    scratch[j + 1] = x[x1 + i];
    scratch[j + 2] = x[x2 + i];
    scratch[j + 3] = x[x3 + i];
  }
}

/** y = x · wᵀ + b */
export function denseForward(
  y: Floats,
  x: Floats,
  w: Floats,
  b: Floats | null,
  B: number,
  I: number,
  O: number,
  scratch: Float64Array,
): void {
  let r = 0;
  for (; r + 4 <= B; r += 4) {
    packFourRows(scratch, x, r, I);
    forwardFourRows(y, w, b, r, I, O, scratch);
  }
  for (; r < B; r++) forwardRow(y, x, w, b, r, I, O);
}

// prettier-ignore
function forwardFourRows(
  y: Floats, w: Floats, b: Floats | null, r: number, I: number, O: number, scratch: Float64Array,
): void {
  const y0 = r * O;
  const y1 = y0 + O;
  const y2 = y1 + O;
  const y3 = y2 + O;
  let o = 0;
  for (; o + 4 <= O; o += 4) {
    const w0 = o * I;
    const w1 = w0 + I;
    const w2 = w1 + I;
    const w3 = w2 + I;
    // s[row][output]
    let s00 = 0, s01 = 0, s02 = 0, s03 = 0;
    let s10 = 0, s11 = 0, s12 = 0, s13 = 0;
    let s20 = 0, s21 = 0, s22 = 0, s23 = 0;
    let s30 = 0, s31 = 0, s32 = 0, s33 = 0;
    for (let i = 0, j = 0; i < I; i++, j += 4) {
      const a = scratch[j];
      const c = scratch[j + 1];
      const d = scratch[j + 2];
      const e = scratch[j + 3];
      const v0 = w[w0 + i];
      s00 += a * v0; s10 += c * v0; s20 += d * v0; s30 += e * v0;
      const v1 = w[w1 + i];
      s01 += a * v1; s11 += c * v1; s21 += d * v1; s31 += e * v1;
      const v2 = w[w2 + i];
      s02 += a * v2; s12 += c * v2; s22 += d * v2; s32 += e * v2;
      const v3 = w[w3 + i];
      s03 += a * v3; s13 += c * v3; s23 += d * v3; s33 += e * v3;
    }
    const b0 = b ? b[o] : 0;
    const b1 = b ? b[o + 1] : 0;
    const b2 = b ? b[o + 2] : 0;
    const b3 = b ? b[o + 3] : 0;
    y[y0 + o] = s00 + b0; y[y0 + o + 1] = s01 + b1; y[y0 + o + 2] = s02 + b2; y[y0 + o + 3] = s03 + b3;
    y[y1 + o] = s10 + b0; y[y1 + o + 1] = s11 + b1; y[y1 + o + 2] = s12 + b2; y[y1 + o + 3] = s13 + b3;
    y[y2 + o] = s20 + b0; y[y2 + o + 1] = s21 + b1; y[y2 + o + 2] = s22 + b2; y[y2 + o + 3] = s23 + b3;
    y[y3 + o] = s30 + b0; y[y3 + o + 1] = s31 + b1; y[y3 + o + 2] = s32 + b2; y[y3 + o + 3] = s33 + b3;
  }
  for (; o < O; o++) {
    const w0 = o * I;
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let i = 0, j = 0; i < I; i++, j += 4) {
      const v = w[w0 + i];
      s0 += scratch[j] * v;
      s1 += scratch[j + 1] * v;
      s2 += scratch[j + 2] * v;
      s3 += scratch[j + 3] * v;
    }
    const bias = b ? b[o] : 0;
    y[y0 + o] = s0 + bias;
    y[y1 + o] = s1 + bias;
    y[y2 + o] = s2 + bias;
    y[y3 + o] = s3 + bias;
  }
}

// prettier-ignore
function forwardRow(y: Floats, x: Floats, w: Floats, b: Floats | null, r: number, I: number, O: number): void {
  const x0 = r * I;
  const y0 = r * O;
  let o = 0;
  for (; o + 4 <= O; o += 4) {
    const w0 = o * I;
    const w1 = w0 + I;
    const w2 = w1 + I;
    const w3 = w2 + I;
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let i = 0; i < I; i++) {
      const a = x[x0 + i];
      s0 += a * w[w0 + i];
      s1 += a * w[w1 + i];
      s2 += a * w[w2 + i];
      s3 += a * w[w3 + i];
    }
    y[y0 + o] = s0 + (b ? b[o] : 0);
    y[y0 + o + 1] = s1 + (b ? b[o + 1] : 0);
    y[y0 + o + 2] = s2 + (b ? b[o + 2] : 0);
    y[y0 + o + 3] = s3 + (b ? b[o + 3] : 0);
  }
  for (; o < O; o++) {
    const w0 = o * I;
    let s = 0;
    for (let i = 0; i < I; i++) s += x[x0 + i] * w[w0 + i];
    y[y0 + o] = s + (b ? b[o] : 0);
  }
}

/** dx = dy · w */
export function denseBackwardInput(
  dx: Floats,
  dy: Floats,
  w: Floats,
  B: number,
  I: number,
  O: number,
  scratch: Float64Array,
): void {
  let r = 0;
  for (; r + 4 <= B; r += 4) backwardFourRows(dx, dy, w, r, I, O, scratch);
  for (; r < B; r++) backwardRow(dx, dy, w, r, I, O, scratch);
}

// prettier-ignore
function backwardFourRows(dx: Floats, dy: Floats, w: Floats, r: number, I: number, O: number, sum: Float64Array): void {
  const d0 = r * O;
  const d1 = d0 + O;
  const d2 = d1 + O;
  const d3 = d2 + O;
  const end = 4 * I;
  for (let j = 0; j < end; j++) sum[j] = 0;
  let o = 0;
  for (; o + 4 <= O; o += 4) {
    const w0 = o * I;
    const w1 = w0 + I;
    const w2 = w1 + I;
    const w3 = w2 + I;
    // g[row][output]
    const g00 = dy[d0 + o], g01 = dy[d0 + o + 1], g02 = dy[d0 + o + 2], g03 = dy[d0 + o + 3];
    const g10 = dy[d1 + o], g11 = dy[d1 + o + 1], g12 = dy[d1 + o + 2], g13 = dy[d1 + o + 3];
    const g20 = dy[d2 + o], g21 = dy[d2 + o + 1], g22 = dy[d2 + o + 2], g23 = dy[d2 + o + 3];
    const g30 = dy[d3 + o], g31 = dy[d3 + o + 1], g32 = dy[d3 + o + 2], g33 = dy[d3 + o + 3];
    for (let i = 0, j = 0; i < I; i++, j += 4) {
      const v0 = w[w0 + i];
      const v1 = w[w1 + i];
      const v2 = w[w2 + i];
      const v3 = w[w3 + i];
      sum[j] += g00 * v0 + g01 * v1 + g02 * v2 + g03 * v3;
      sum[j + 1] += g10 * v0 + g11 * v1 + g12 * v2 + g13 * v3;
      sum[j + 2] += g20 * v0 + g21 * v1 + g22 * v2 + g23 * v3;
      sum[j + 3] += g30 * v0 + g31 * v1 + g32 * v2 + g33 * v3;
    }
  }
  for (; o < O; o++) {
    const w0 = o * I;
    const g0 = dy[d0 + o];
    const g1 = dy[d1 + o];
    const g2 = dy[d2 + o];
    const g3 = dy[d3 + o];
    for (let i = 0, j = 0; i < I; i++, j += 4) {
      const v = w[w0 + i];
      sum[j] += g0 * v;
      sum[j + 1] += g1 * v;
      sum[j + 2] += g2 * v;
      sum[j + 3] += g3 * v;
    }
  }
  const x0 = r * I;
  const x1 = x0 + I;
  const x2 = x1 + I;
  const x3 = x2 + I;
  for (let i = 0, j = 0; i < I; i++, j += 4) {
    dx[x0 + i] = sum[j];
    dx[x1 + i] = sum[j + 1];
    dx[x2 + i] = sum[j + 2];
    dx[x3 + i] = sum[j + 3];
  }
}

function backwardRow(dx: Floats, dy: Floats, w: Floats, r: number, I: number, O: number, sum: Float64Array): void {
  const d = r * O;
  for (let i = 0; i < I; i++) sum[i] = 0;
  let o = 0;
  for (; o + 4 <= O; o += 4) {
    const w0 = o * I;
    const w1 = w0 + I;
    const w2 = w1 + I;
    const w3 = w2 + I;
    const g0 = dy[d + o];
    const g1 = dy[d + o + 1];
    const g2 = dy[d + o + 2];
    const g3 = dy[d + o + 3];
    for (let i = 0; i < I; i++) sum[i] += g0 * w[w0 + i] + g1 * w[w1 + i] + g2 * w[w2 + i] + g3 * w[w3 + i];
  }
  for (; o < O; o++) {
    const w0 = o * I;
    const g = dy[d + o];
    for (let i = 0; i < I; i++) sum[i] += g * w[w0 + i];
  }
  const x0 = r * I;
  for (let i = 0; i < I; i++) dx[x0 + i] = sum[i];
}

/** dw += dyᵀ · x, db += Σ dy */
export function denseBackwardParameters(
  dw: Floats,
  db: Floats | null,
  dy: Floats,
  x: Floats,
  B: number,
  I: number,
  O: number,
  scratch: Float64Array,
): void {
  let r = 0;
  for (; r + 4 <= B; r += 4) {
    packFourRows(scratch, x, r, I);
    addFourRows(dw, dy, r, I, O, scratch);
  }
  for (; r < B; r++) addRow(dw, dy, x, r, I, O);
  if (!db) return;
  for (let o = 0; o < O; o++) {
    let sum = 0;
    for (let k = o; k < B * O; k += O) sum += dy[k];
    db[o] += sum;
  }
}

// prettier-ignore
function addFourRows(dw: Floats, dy: Floats, r: number, I: number, O: number, scratch: Float64Array): void {
  const d0 = r * O;
  const d1 = d0 + O;
  const d2 = d1 + O;
  const d3 = d2 + O;
  let o = 0;
  for (; o + 4 <= O; o += 4) {
    const w0 = o * I;
    const w1 = w0 + I;
    const w2 = w1 + I;
    const w3 = w2 + I;
    // g[row][output]
    const g00 = dy[d0 + o], g01 = dy[d0 + o + 1], g02 = dy[d0 + o + 2], g03 = dy[d0 + o + 3];
    const g10 = dy[d1 + o], g11 = dy[d1 + o + 1], g12 = dy[d1 + o + 2], g13 = dy[d1 + o + 3];
    const g20 = dy[d2 + o], g21 = dy[d2 + o + 1], g22 = dy[d2 + o + 2], g23 = dy[d2 + o + 3];
    const g30 = dy[d3 + o], g31 = dy[d3 + o + 1], g32 = dy[d3 + o + 2], g33 = dy[d3 + o + 3];
    for (let i = 0, j = 0; i < I; i++, j += 4) {
      const a = scratch[j];
      const c = scratch[j + 1];
      const d = scratch[j + 2];
      const e = scratch[j + 3];
      dw[w0 + i] += g00 * a + g10 * c + g20 * d + g30 * e;
      dw[w1 + i] += g01 * a + g11 * c + g21 * d + g31 * e;
      dw[w2 + i] += g02 * a + g12 * c + g22 * d + g32 * e;
      dw[w3 + i] += g03 * a + g13 * c + g23 * d + g33 * e;
    }
  }
  for (; o < O; o++) {
    const w0 = o * I;
    const g0 = dy[d0 + o];
    const g1 = dy[d1 + o];
    const g2 = dy[d2 + o];
    const g3 = dy[d3 + o];
    for (let i = 0, j = 0; i < I; i++, j += 4)
      dw[w0 + i] += g0 * scratch[j] + g1 * scratch[j + 1] + g2 * scratch[j + 2] + g3 * scratch[j + 3];
  }
}

function addRow(dw: Floats, dy: Floats, x: Floats, r: number, I: number, O: number): void {
  const x0 = r * I;
  const d = r * O;
  let o = 0;
  for (; o + 4 <= O; o += 4) {
    const w0 = o * I;
    const w1 = w0 + I;
    const w2 = w1 + I;
    const w3 = w2 + I;
    const g0 = dy[d + o];
    const g1 = dy[d + o + 1];
    const g2 = dy[d + o + 2];
    const g3 = dy[d + o + 3];
    for (let i = 0; i < I; i++) {
      const v = x[x0 + i];
      dw[w0 + i] += g0 * v;
      dw[w1 + i] += g1 * v;
      dw[w2 + i] += g2 * v;
      dw[w3 + i] += g3 * v;
    }
  }
  for (; o < O; o++) {
    const g = dy[d + o];
    const w0 = o * I;
    for (let i = 0; i < I; i++) dw[w0 + i] += g * x[x0 + i];
  }
}
