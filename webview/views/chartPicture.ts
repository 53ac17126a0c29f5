// Charts as one PNG: each with its title and a legend, on the theme's own paper.
import { pngOf } from '../png';
import type { Theme } from '../theme';
import type { Line } from './lineChart';

export interface ChartPicture {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly canvas: HTMLCanvasElement;
}

const HEAD = 26; // pixels of a title and its legend
const MARGIN = 12;
const KEY = 20; // pixels of a line in the legend

export async function chartPng(charts: readonly ChartPicture[], theme: Theme): Promise<Uint8Array> {
  const ratio = window.devicePixelRatio || 1;
  const sizes = charts.map(({ canvas }) => ({ width: canvas.width / ratio, height: canvas.height / ratio }));
  const width = Math.max(...sizes.map((s) => s.width)) + 2 * MARGIN;
  const height = sizes.reduce((sum, s) => sum + s.height + HEAD + MARGIN, MARGIN);
  const picture = document.createElement('canvas');
  picture.width = Math.round(width * ratio);
  picture.height = Math.round(height * ratio);
  const g = picture.getContext('2d')!;
  g.scale(ratio, ratio);
  g.fillStyle = theme.background;
  g.fillRect(0, 0, width, height);
  let y = MARGIN;
  charts.forEach(({ title, lines, canvas }, i) => {
    head(g, title, lines, y + HEAD / 2, theme);
    g.drawImage(canvas, MARGIN, y + HEAD, sizes[i]!.width, sizes[i]!.height);
    y += HEAD + sizes[i]!.height + MARGIN;
  });
  return pngOf(picture);
}

function head(g: CanvasRenderingContext2D, title: string, lines: readonly Line[], y: number, theme: Theme): void {
  g.textBaseline = 'middle';
  g.fillStyle = theme.foreground;
  g.font = `600 13px ${theme.font}`;
  g.fillText(title, MARGIN, y);
  let x = MARGIN + g.measureText(title).width + 16;
  g.font = `12px ${theme.font}`;
  for (const { label, colour, dash } of lines.filter((l) => !l.faint)) {
    g.strokeStyle = colour;
    g.lineWidth = 2;
    g.setLineDash([...dash]);
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(x + KEY, y);
    g.stroke();
    g.setLineDash([]);
    g.fillText(label, x + KEY + 5, y);
    x += KEY + 5 + g.measureText(label).width + 14;
  }
}
