// Paints what changes sixty times a second on the architecture's canvas: edges by sign and size, and the strips
// inside blocks. Neurons are elements (they take focus); see architecture.ts.
import { reduceCells } from '../draw/cells';
import { cssColour, tableIndex } from '../draw/colour';
import { edgeCurve, edgeLook, hasEdges, leastDrawn, SLIM, type Curve, type EdgeRef } from '../draw/edges';
import type { Column, NetworkLayout } from '../draw/network';
import type { ColumnValues } from '../networkValues';
import type { Theme } from '../theme';

export interface PaintSelection {
  readonly column: number;
  readonly unit?: number;
  readonly from?: number;
}

export function paintNetwork(
  g: CanvasRenderingContext2D,
  layout: NetworkLayout,
  values: readonly ColumnValues[],
  theme: Theme,
  selection: PaintSelection | undefined,
  hovered: EdgeRef | undefined,
): void {
  g.clearRect(0, 0, layout.width, layout.height);
  for (let c = 1; c < layout.columns.length; c++) {
    const previous = layout.columns[c - 1]!;
    const column = layout.columns[c]!;
    const least = leastDrawn(values[c]?.edges?.values, previous.places.length * column.places.length);
    if (hasEdges(previous, column) && least !== undefined)
      paintEdges(g, layout, c, values[c]?.edges, least, theme, selection, hovered);
    else paintFlow(g, layout, previous, column, theme);
  }
  layout.columns.forEach((column, c) => {
    if (column.places.length === 0) paintBlock(g, layout, column, values[c]?.units, theme);
  });
}

function paintEdges(
  g: CanvasRenderingContext2D,
  layout: NetworkLayout,
  c: number,
  edges: ColumnValues['edges'],
  least: number,
  theme: Theme,
  selection: PaintSelection | undefined,
  hovered: EdgeRef | undefined,
): void {
  const sources = layout.columns[c - 1]!.places;
  const targets = layout.columns[c]!.places;
  g.lineCap = 'butt';
  targets.forEach((target, unit) => {
    sources.forEach((source, from) => {
      const value = edges?.values[unit * sources.length + from];
      const look = edgeLook(value, edges?.scale ?? 0);
      const emphasised =
        (hovered?.column === c && hovered.unit === unit && hovered.from === from) ||
        isSelected(selection, c, unit, from);
      const touched = selection?.unit !== undefined && touches(selection, c, unit, from);
      if (least > 0 && !emphasised && !touched && !(Math.abs(value ?? NaN) >= least)) return;
      const dimmed = selection?.unit !== undefined && !emphasised && !touched;
      g.strokeStyle = look.known ? (value! < 0 ? theme.negative : theme.positive) : theme.muted;
      g.globalAlpha = dimmed ? 0.1 : emphasised ? 1 : look.alpha;
      g.lineWidth = look.width * (least > 0 ? SLIM : 1) + (emphasised ? 1.5 : 0);
      trace(g, edgeCurve(layout, source, target));
      g.stroke();
    });
  });
  g.globalAlpha = 1;
}

function isSelected(s: PaintSelection | undefined, column: number, unit: number, from: number): boolean {
  return s !== undefined && s.column === column && s.unit === unit && s.from === from;
}

/** With a neuron selected, the edges that arrive at it and leave it stay bright. */
function touches(s: PaintSelection, column: number, unit: number, from: number): boolean {
  if (s.from !== undefined) return false;
  return (s.column === column && s.unit === unit) || (s.column === column - 1 && s.unit === from);
}

/** One-to-one lines where a number is passed on; a quiet band where too many weights run to be drawn. */
function paintFlow(g: CanvasRenderingContext2D, layout: NetworkLayout, a: Column, b: Column, theme: Theme): void {
  g.globalAlpha = 0.35;
  g.strokeStyle = theme.muted;
  g.lineWidth = 1;
  if (b.kind === 'op' && a.places.length > 0 && a.places.length === b.places.length) {
    a.places.forEach((place, k) => {
      trace(g, edgeCurve(layout, place, b.places[k]!));
      g.stroke();
    });
  } else {
    g.globalAlpha = 0.09;
    g.fillStyle = theme.foreground;
    g.beginPath();
    const [p, q] = [a.box, b.box];
    if (layout.vertical) {
      g.moveTo(p.x, p.y + p.height);
      g.lineTo(p.x + p.width, p.y + p.height);
      g.lineTo(q.x + q.width, q.y);
      g.lineTo(q.x, q.y);
    } else {
      g.moveTo(p.x + p.width, p.y);
      g.lineTo(p.x + p.width, p.y + p.height);
      g.lineTo(q.x, q.y + q.height);
      g.lineTo(q.x, q.y);
    }
    g.closePath();
    g.fill();
  }
  g.globalAlpha = 1;
}

const STRIP_CELLS = 64;

/** The inside of a block: its units' numbers as a strip where they are known, else a quiet pattern of dots. */
function paintBlock(
  g: CanvasRenderingContext2D,
  layout: NetworkLayout,
  column: Column,
  units: ColumnValues['units'],
  theme: Theme,
): void {
  const { x, y, width, height } = column.box;
  g.fillStyle = theme.background;
  g.fillRect(x, y, width, height);
  if (units) {
    const cells = reduceCells(units.values, 1, units.values.length, 1, STRIP_CELLS);
    const step = (layout.vertical ? width : height) / cells.cols;
    for (let k = 0; k < cells.cols; k++) {
      g.fillStyle = cssColour(theme.signed[tableIndex(cells.values[k]!, units.scale)]!);
      if (layout.vertical) g.fillRect(x + k * step, y, step + 0.5, height);
      else g.fillRect(x, y + k * step, width, step + 0.5);
    }
    return;
  }
  g.fillStyle = theme.muted;
  g.globalAlpha = 0.3;
  const gap = 9;
  for (let dx = gap; dx < width - 3; dx += gap) {
    for (let dy = gap; dy < height - 3; dy += gap) {
      g.beginPath();
      g.arc(x + dx, y + dy, 1.4, 0, 7);
      g.fill();
    }
  }
  g.globalAlpha = 1;
}

function trace(g: CanvasRenderingContext2D, [p, q, r, s]: Curve): void {
  g.beginPath();
  g.moveTo(p.x, p.y);
  g.bezierCurveTo(q.x, q.y, r.x, r.y, s.x, s.y);
}
