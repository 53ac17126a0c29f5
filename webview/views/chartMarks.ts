// What stands on a chart beside its lines: where the run was held, resumed from a checkpoint, or its spec saved; and the
// number of an earlier run on its line, so that it is known without its colour.
import type { Mark } from '../../src/protocol/panel';
import type { Theme } from '../theme';

const SIZE = 4; // half a sign's width, pixels
const GAP = 4; // pixels between two signs of one place

export interface PlacedMark extends Mark {
  readonly x: number;
}

export interface Tag {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour: string;
}

export function paintMarks(
  g: CanvasRenderingContext2D,
  area: { readonly top: number; readonly bottom: number },
  marks: readonly PlacedMark[],
  theme: Theme,
): void {
  g.save();
  g.strokeStyle = g.fillStyle = theme.muted;
  for (const [i, { x, kind }] of marks.entries()) {
    // A run is often saved where it was paused: one sign under the other.
    const above = marks.slice(0, i).filter((other) => Math.abs(other.x - x) < 2 * SIZE).length;
    const top = area.top + above * (2 * SIZE + GAP);
    sign(g, kind, x, top + SIZE);
    if (marks.slice(i + 1).some((other) => Math.abs(other.x - x) < 2 * SIZE)) continue; // the lowest sign has the line
    g.lineWidth = 1;
    g.setLineDash([2, 3]);
    g.globalAlpha = 0.7;
    g.beginPath();
    g.moveTo(x, top + 2 * SIZE + 2);
    g.lineTo(x, area.bottom);
    g.stroke();
    g.globalAlpha = 1;
  }
  g.restore();
}

/** Two bars, a triangle, a rhombus. */
function sign(g: CanvasRenderingContext2D, kind: Mark['kind'], x: number, y: number): void {
  if (kind === 'pause') {
    g.fillRect(x - SIZE + 1, y - SIZE, 2.4, 2 * SIZE);
    g.fillRect(x + SIZE - 3.4, y - SIZE, 2.4, 2 * SIZE);
    return;
  }
  const corners: readonly (readonly [number, number])[] =
    kind === 'resume'
      ? [
          [-SIZE + 1, -SIZE],
          [SIZE, 0],
          [-SIZE + 1, SIZE],
        ]
      : [
          [0, -SIZE - 0.5],
          [SIZE, 0],
          [0, SIZE + 0.5],
          [-SIZE, 0],
        ];
  g.beginPath();
  for (const [dx, dy] of corners) g.lineTo(x + dx, y + dy);
  g.closePath();
  g.fill();
}

export function paintTags(g: CanvasRenderingContext2D, tags: readonly Tag[], theme: Theme): void {
  g.save();
  g.font = `600 11px ${theme.font}`;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.lineJoin = 'round';
  for (const { x, y, text, colour } of tags) {
    g.lineWidth = 4;
    g.strokeStyle = theme.background;
    g.strokeText(text, x, y);
    g.fillStyle = colour;
    g.fillText(text, x, y);
  }
  g.restore();
}
