// The architecture picture as an SVG file of its own: what the panel draws on its canvas and in its elements, with every
// look written out as an attribute, so that any program shows it alike.
import { reduceCells } from './cells';
import { cssColour, tableIndex, textOn } from './colour';
import { edgeCurve, edgeLook, hasEdges, leastDrawn, SLIM } from './edges';
import type { Column, NetworkLayout, Place } from './network';
import { count, short } from './number';

export interface SvgValues {
  readonly values: ArrayLike<number>;
  readonly scale: number;
}

export interface NetworkDrawing {
  readonly title: string;
  readonly layout: NetworkLayout;
  /** By column, as on the screen. */
  readonly numbers: readonly { readonly edges?: SvgValues; readonly units?: SvgValues }[];
  /** Lines of a column's heading; the first one stands out. */
  readonly headings: readonly (readonly string[])[];
  /** Names beside the units of a column: [] where there are none. */
  readonly names: readonly (readonly string[])[];
  /** The sample in the place of the input, as a data: address. */
  readonly image?: string;
  readonly look: {
    readonly signed: Uint32Array;
    readonly foreground: string;
    readonly muted: string;
    readonly background: string;
    readonly positive: string;
    readonly negative: string;
    readonly font: string;
  };
}

const STRIP_CELLS = 64;
const NUMBER_RADIUS = 13;
const LINE_HEIGHT = 15;
const LABEL_GAP = 7;

export function networkSvg(drawing: NetworkDrawing): string {
  const { layout, look, title } = drawing;
  const { width, height, columns } = layout;
  const parts = [
    `<title>${text(title)}</title>`,
    element('rect', { width, height, fill: look.background }),
    ...columns.map((column, c) => (c === 0 ? '' : between(drawing, columns[c - 1]!, column, c))),
    ...columns.map((column, c) => body(drawing, column, c)),
    ...columns.map((column, c) => heading(drawing, column, drawing.headings[c] ?? [])),
  ];
  const head = `xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}"`;
  return `<svg ${head} font-family="${text(look.font)}">\n${parts.filter(Boolean).join('\n')}\n</svg>\n`;
}

function between({ layout, numbers, look }: NetworkDrawing, a: Column, b: Column, c: number): string {
  const edges = numbers[c]?.edges;
  const least = leastDrawn(edges?.values, a.places.length * b.places.length);
  if (!hasEdges(a, b) || least === undefined) return flow(layout, a, b, look);
  const paths = b.places.flatMap((target, unit) =>
    a.places.map((source, from) => {
      const value = edges?.values[unit * a.places.length + from];
      if (least > 0 && !(Math.abs(value ?? NaN) >= least)) return '';
      const { known, alpha, width } = edgeLook(value, edges?.scale ?? 0);
      const stroke = known ? (value! < 0 ? look.negative : look.positive) : look.muted;
      return element('path', {
        d: curve(layout, source, target),
        stroke,
        'stroke-opacity': alpha,
        'stroke-width': width * (least > 0 ? SLIM : 1),
      });
    }),
  );
  return `<g fill="none">${paths.join('')}</g>`;
}

function flow(layout: NetworkLayout, a: Column, b: Column, look: NetworkDrawing['look']): string {
  if (b.kind === 'op' && a.places.length > 0 && a.places.length === b.places.length) {
    const paths = a.places.map((place, k) => element('path', { d: curve(layout, place, b.places[k]!) }));
    return `<g fill="none" stroke="${text(look.muted)}" stroke-opacity="0.35">${paths.join('')}</g>`;
  }
  const [p, q] = [a.box, b.box];
  const corners = layout.vertical
    ? [p.x, p.y + p.height, p.x + p.width, p.y + p.height, q.x + q.width, q.y, q.x, q.y]
    : [p.x + p.width, p.y, p.x + p.width, p.y + p.height, q.x, q.y + q.height, q.x, q.y];
  return element('polygon', { points: corners.map(n).join(' '), fill: look.foreground, 'fill-opacity': 0.09 });
}

function body(drawing: NetworkDrawing, column: Column, c: number): string {
  if (column.places.length === 0) return block(drawing, column, c);
  const { layout, numbers, look, names } = drawing;
  const units = numbers[c]?.units;
  const op = column.kind === 'op';
  const frame = op
    ? element('rect', { ...column.box, rx: 8, fill: look.background, stroke: look.foreground, 'stroke-opacity': 0.3 })
    : '';
  const last = c === layout.columns.length - 1;
  const neurons = column.places.map(({ x, y, r }, unit) => {
    const value = units?.values[unit];
    const colour = value === undefined ? undefined : look.signed[tableIndex(value, units!.scale)]!;
    const circle = element('circle', {
      cx: x,
      cy: y,
      r: op ? Math.min(3.2, r) : r,
      fill: colour === undefined ? (op ? look.muted : look.background) : cssColour(colour),
      ...(op ? {} : { stroke: look.foreground, 'stroke-opacity': 0.55, 'stroke-width': 1.2 }),
    });
    const figure = value === undefined ? '' : short(value);
    const number =
      op || colour === undefined || r < NUMBER_RADIUS
        ? ''
        : label(figure, {
            x,
            y,
            'font-size': figure.length > 4 ? 7.5 : 9,
            fill: textOn(colour),
            'text-anchor': 'middle',
          });
    return circle + number + nameOf(layout, names[c]?.[unit], { x, y, r }, last, look.foreground);
  });
  return `<g>${frame}${neurons.join('')}</g>`;
}

function nameOf(layout: NetworkLayout, name: string | undefined, at: Place, last: boolean, fill: string): string {
  if (name === undefined) return '';
  const gap = (at.r + LABEL_GAP) * (last ? 1 : -1);
  const place = layout.vertical
    ? { x: at.x, y: at.y + gap + (last ? 5 : -5), 'text-anchor': 'middle' }
    : { x: at.x + gap, y: at.y, 'text-anchor': last ? 'start' : 'end' };
  return label(name, { ...place, 'font-size': 11, fill });
}

function block({ layout, numbers, look, image }: NetworkDrawing, column: Column, c: number): string {
  const { x, y, width, height } = column.box;
  const units = numbers[c]?.units;
  const frame = { ...column.box, rx: 4, stroke: look.foreground, 'stroke-opacity': 0.45 };
  if (c === 0 && image !== undefined) {
    const inside = { x: x + 2, y: y + 2, width: width - 4, height: height - 4 };
    return (
      element('image', { ...inside, href: image, 'image-rendering': 'pixelated' }) +
      element('rect', { ...frame, fill: 'none' })
    );
  }
  const strip: string[] = [];
  if (units) {
    const cells = reduceCells(units.values, 1, units.values.length, 1, STRIP_CELLS);
    const step = (layout.vertical ? width : height) / cells.cols;
    for (let k = 0; k < cells.cols; k++) {
      const place = layout.vertical
        ? { x: x + k * step, y, width: step + 0.3, height }
        : { x, y: y + k * step, width, height: step + 0.3 };
      strip.push(
        element('rect', { ...place, fill: cssColour(look.signed[tableIndex(cells.values[k]!, units.scale)]!) }),
      );
    }
  }
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const figure = count(column.units);
  const pill = Math.min(width - 4, figure.length * 7 + 10);
  const size =
    column.kind === 'units'
      ? element('rect', {
          x: middleX - pill / 2,
          y: middleY - 9,
          width: pill,
          height: 18,
          rx: 9,
          fill: look.background,
          stroke: look.foreground,
          'stroke-opacity': 0.3,
        }) +
        label(figure, {
          x: middleX,
          y: middleY,
          'font-size': 11,
          'font-weight': 600,
          fill: look.foreground,
          'text-anchor': 'middle',
        })
      : '';
  return `<g>${strip.join('')}${element('rect', { ...frame, fill: strip.length > 0 ? 'none' : look.background })}${size}</g>`;
}

function heading({ look }: NetworkDrawing, { header }: Column, lines: readonly string[]): string {
  const top = header.y + header.height / 2 - ((lines.length - 1) * LINE_HEIGHT) / 2;
  return lines
    .map((line, i) =>
      label(line, {
        x: header.x + header.width / 2,
        y: top + i * LINE_HEIGHT,
        'text-anchor': 'middle',
        ...(i === 0
          ? { 'font-size': 13, 'font-weight': 600, fill: look.foreground }
          : { 'font-size': 11, fill: look.muted }),
      }),
    )
    .join('');
}

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes): string {
  return `<${name} ${written(attributes)}/>`;
}

function label(content: string, attributes: Attributes): string {
  return `<text ${written({ 'dominant-baseline': 'central', ...attributes })}>${text(content)}</text>`;
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key}="${typeof value === 'number' ? n(value) : text(value)}"`)
    .join(' ');
}

function curve(layout: NetworkLayout, a: Place, b: Place): string {
  const [p, q, r, s] = edgeCurve(layout, a, b);
  return `M${n(p.x)} ${n(p.y)}C${n(q.x)} ${n(q.y)} ${n(r.x)} ${n(r.y)} ${n(s.x)} ${n(s.y)}`;
}

/** A hundredth of a pixel is finer than any screen. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
