// Draws strokes on a small grey image with a round, soft-edged pen.
// A pixel's grey is how much of it the pen covers, judged by its distance from the stroke, so edges
// are smooth (anti-aliased) and a stroke may lie between pixels.
import type { Point, Stroke } from './strokes';

/** Steps between two points of a stroke: at 28 pixels a step is less than a pixel. */
const STEPS = 6;

/** A smooth line through the points: Catmull–Rom (1974); a repeated point stays a corner. */
export function smooth(points: Stroke): Point[] {
  const line: Point[] = [points[0]!];
  for (let i = 0; i + 1 < points.length; i++) {
    const p1 = points[i]!;
    const p2 = points[i + 1]!;
    if (p1[0] === p2[0] && p1[1] === p2[1]) continue;
    const p0 = points[i - 1] ?? p1;
    const p3 = points[i + 2] ?? p2;
    for (let k = 1; k <= STEPS; k++) {
      const t = k / STEPS;
      line.push([spline(p0[0], p1[0], p2[0], p3[0], t), spline(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  return line;
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

/** Draws a line of pixel coordinates with a pen `width` pixels wide; the darker of old and new stays. */
export function draw(ink: Float64Array, size: number, line: readonly Point[], width: number): void {
  const reach = width / 2 + 0.5;
  for (let i = 0; i + 1 < line.length; i++) {
    const [ax, ay] = line[i]!;
    const [bx, by] = line[i + 1]!;
    const dx = bx - ax;
    const dy = by - ay;
    const length2 = dx * dx + dy * dy;
    const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
    const right = Math.min(size - 1, Math.ceil(Math.max(ax, bx) + reach));
    const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
    const bottom = Math.min(size - 1, Math.ceil(Math.max(ay, by) + reach));
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        // Distance of the pixel's centre from the segment.
        const t = length2 > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2)) : 0;
        const across = x - ax - t * dx;
        const down = y - ay - t * dy;
        const cover = Math.min(1, Math.max(0, reach - Math.sqrt(across * across + down * down)));
        if (cover > ink[y * size + x]!) ink[y * size + x] = cover;
      }
    }
  }
}
