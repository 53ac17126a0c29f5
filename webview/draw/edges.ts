// The curves between two columns of neurons: where they run, and which one lies under the pointer.
import type { Column, NetworkLayout, Place } from './network';

type Point = Omit<Place, 'r'>;

/** Cubic Bézier control points: leaves and arrives along the main axis. */
export type Curve = readonly [Point, Point, Point, Point];

export interface EdgeRef {
  /** Index of the column the edge arrives at. */
  readonly column: number;
  readonly unit: number;
  readonly from: number;
}

export function edgeCurve(layout: NetworkLayout, a: Place, b: Place): Curve {
  if (layout.vertical) {
    const [y0, y1] = [a.y + a.r, b.y - b.r];
    const bend = (y1 - y0) * 0.5;
    return [
      { x: a.x, y: y0 },
      { x: a.x, y: y0 + bend },
      { x: b.x, y: y1 - bend },
      { x: b.x, y: y1 },
    ];
  }
  const [x0, x1] = [a.x + a.r, b.x - b.r];
  const bend = (x1 - x0) * 0.5;
  return [
    { x: x0, y: a.y },
    { x: x0 + bend, y: a.y },
    { x: x1 - bend, y: b.y },
    { x: x1, y: b.y },
  ];
}

export function pointOn([p, q, r, s]: Curve, t: number): Point {
  const u = 1 - t;
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return { x: a * p.x + b * q.x + c * r.x + d * s.x, y: a * p.y + b * q.y + c * r.y + d * s.y };
}

const THIN = 0.6; // pixels of an edge of weight 0
const THICK = 4; // more for the greatest weight of its matrix

/** How strongly an edge is drawn; `known` where it has a number. */
export function edgeLook(
  value: number | undefined,
  scale: number,
): { readonly known: boolean; readonly alpha: number; readonly width: number } {
  const known = value !== undefined && scale > 0 && value === value;
  const strength = known ? Math.min(1, Math.abs(value) / scale) : 0;
  return { known, alpha: known ? 0.22 + 0.78 * strength : 0.3, width: THIN + THICK * strength };
}

/** Of more edges between two layers only these strongest are drawn: one would see none of them. */
export const MOST_EDGES = 500;
/** How much thinner they are, so many as they are. */
export const SLIM = 0.5;

/** The least magnitude that is drawn of a matrix of so many edges; undefined where none can be, as nothing is known of them. */
export function leastDrawn(values: ArrayLike<number> | undefined, edges: number): number | undefined {
  if (edges <= MOST_EDGES) return 0;
  if (!values) return undefined;
  const strengths = Float64Array.from(values, (value) => Math.abs(value) || 0).sort();
  return strengths[strengths.length - MOST_EDGES]!;
}

/** Both columns of an edge matrix are drawn as neurons. */
export function hasEdges(previous: Column | undefined, column: Column): boolean {
  return column.kind === 'units' && previous !== undefined && previous.places.length > 0 && column.places.length > 0;
}

const STEPS = 24;

/** The nearest edge within `reach` pixels. */
export function nearestEdge(layout: NetworkLayout, at: Point, reach: number): EdgeRef | undefined {
  let best: EdgeRef | undefined;
  let bestDistance = reach * reach;
  for (let c = 1; c < layout.columns.length; c++) {
    const previous = layout.columns[c - 1]!;
    const column = layout.columns[c]!;
    if (!hasEdges(previous, column) || !between(layout, previous, column, at)) continue;
    for (let unit = 0; unit < column.places.length; unit++) {
      for (let from = 0; from < previous.places.length; from++) {
        const curve = edgeCurve(layout, previous.places[from]!, column.places[unit]!);
        for (let step = 0, p = curve[0]; step < STEPS; step++) {
          const q = pointOn(curve, (step + 1) / STEPS);
          const d = distance2(at, p, q);
          if (d < bestDistance) {
            bestDistance = d;
            best = { column: c, unit, from };
          }
          p = q;
        }
      }
    }
  }
  return best;
}

function between(layout: NetworkLayout, a: Column, b: Column, at: Point): boolean {
  const [v, from, to] = layout.vertical
    ? [at.y, a.box.y, b.box.y + b.box.height]
    : [at.x, a.box.x, b.box.x + b.box.width];
  return v >= from && v <= to;
}

/** Squared distance from a point to the segment p–q. */
function distance2(at: Point, p: Point, q: Point): number {
  const dx = q.x - p.x;
  const dy = q.y - p.y;
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((at.x - p.x) * dx + (at.y - p.y) * dy) / length2));
  return (at.x - p.x - t * dx) ** 2 + (at.y - p.y - t * dy) ** 2;
}
