// The plane of a network with two inputs, as a square grid of questions: where it stands, what was answered in each
// cell, and the line where the answer changes. Row 0 is the top, as in a picture.

export interface Plane {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Cells a side. */
  readonly side: number;
}

/** Room around the outermost points, as a share of their extent. */
const MARGIN = 0.12;

/** A plane around points [n, 2]; not finite ones are left out. */
export function planeAround(points: ArrayLike<number>, side: number): Plane {
  return { x: extent(points, 0), y: extent(points, 1), side };
}

function extent(points: ArrayLike<number>, column: number): readonly [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = column; i < points.length; i += 2) {
    const v = points[i]!;
    if (!Number.isFinite(v)) continue;
    if (v < min) min = v;
    if (v > max) max = v;
  }
  if (min > max) return [-1, 1];
  const room = max > min ? (max - min) * MARGIN : 1;
  return [min - room, max + room];
}

/** The middles of the cells, [side · side, 2], row by row. */
export function gridInputs({ x, y, side }: Plane): Float32Array {
  const out = new Float32Array(side * side * 2);
  for (let r = 0, k = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      out[k++] = x[0] + ((c + 0.5) / side) * (x[1] - x[0]);
      out[k++] = y[1] - ((r + 0.5) / side) * (y[1] - y[0]);
    }
  }
  return out;
}

/** Says of a row of outputs which class it is, and how far that is ahead: 0 on the boundary, 1 at most. */
export interface Verdict {
  readonly predicted: number;
  readonly margin: number;
}

/** One output: above the threshold is class 1. Several: the first largest, ahead of the second. */
export function verdict(outputs: ArrayLike<number>, row: number, cols: number, threshold: number): Verdict {
  if (cols === 1) {
    const v = outputs[row]! - threshold;
    const whole = threshold === 0.5 ? 0.5 : 1; // a probability; else a score, whose class is certain from 1 on
    return { predicted: v > 0 ? 1 : 0, margin: Math.min(1, Math.abs(v) / whole) };
  }
  const from = row * cols;
  let best = 0;
  for (let j = 1; j < cols; j++) if (outputs[from + j]! > outputs[from + best]!) best = j;
  return { predicted: best, margin: Math.min(1, lead(outputs, from, cols, best)) };
}

/** How much output `one` is above the largest of the others. */
function lead(outputs: ArrayLike<number>, from: number, cols: number, one: number): number {
  let other = -Infinity;
  for (let j = 0; j < cols; j++) if (j !== one && outputs[from + j]! > other) other = outputs[from + j]!;
  return outputs[from + one]! - other;
}

/** pixels[i] = the class's colour, the fuller the surer; `ramps` has one table a class, from nothing to all. */
export function paintClasses(
  pixels: Uint32Array,
  outputs: ArrayLike<number>,
  cols: number,
  threshold: number,
  ramps: readonly Uint32Array[],
  invalid: number,
): void {
  for (let i = 0; i < pixels.length; i++) {
    const { predicted, margin } = verdict(outputs, i, cols, threshold);
    const ramp = ramps[predicted % ramps.length]!;
    pixels[i] = margin === margin ? ramp[Math.round(margin * (ramp.length - 1))]! : invalid;
  }
}

/** Where the class changes: segments [x0, y0, x1, y1, …] in cells, from the left and from the top. */
export function boundaries(
  outputs: ArrayLike<number>,
  side: number,
  cols: number,
  threshold: number,
): readonly number[] {
  const cells = side * side;
  const values = new Float64Array(cells);
  const segments: number[] = [];
  // Between two classes there is one line, whichever of them is asked about.
  const classes = cols === 1 ? [0] : cols === 2 ? [1] : Array.from({ length: cols }, (_, j) => j);
  for (const j of classes) {
    for (let i = 0; i < cells; i++) values[i] = cols === 1 ? outputs[i]! - threshold : lead(outputs, i * cols, cols, j);
    contour(values, side, segments);
  }
  return segments;
}

/** Marching squares at zero between the middles of the cells (Lorensen & Cline 1987, in the plane). */
export function contour(values: ArrayLike<number>, side: number, out: number[]): void {
  const at = (r: number, c: number): number => values[r * side + c]!;
  for (let r = 0; r + 1 < side; r++) {
    for (let c = 0; c + 1 < side; c++) {
      const [a, b, d, e] = [at(r, c), at(r, c + 1), at(r + 1, c + 1), at(r + 1, c)]; // round the square from top left
      const signs = (a > 0 ? 1 : 0) + (b > 0 ? 2 : 0) + (d > 0 ? 4 : 0) + (e > 0 ? 8 : 0);
      if (signs === 0 || signs === 15 || !Number.isFinite(a + b + d + e)) continue;
      const [x, y] = [c + 0.5, r + 0.5];
      const top = [x + a / (a - b), y] as const;
      const right = [x + 1, y + b / (b - d)] as const;
      const bottom = [x + e / (e - d), y + 1] as const;
      const left = [x, y + a / (a - e)] as const;
      const line = (p: readonly [number, number], q: readonly [number, number]): void => void out.push(...p, ...q);
      if (signs === 5 || signs === 10) {
        // A saddle: the middle says which two corners hang together.
        if (a + b + d + e > 0 === (signs === 5)) {
          line(top, right);
          line(left, bottom);
        } else {
          line(top, left);
          line(right, bottom);
        }
        continue;
      }
      const crossed = [
        ...(a > 0 !== b > 0 ? [top] : []),
        ...(b > 0 !== d > 0 ? [right] : []),
        ...(e > 0 !== d > 0 ? [bottom] : []),
        ...(a > 0 !== e > 0 ? [left] : []),
      ];
      line(crossed[0]!, crossed[1]!);
    }
  }
}

/** At most `most` places of `total`, evenly spread, each once. */
export function spread(total: number, most: number): readonly number[] {
  const n = Math.min(total, most);
  return Array.from({ length: n }, (_, i) => Math.floor((i * total) / n));
}
