// The elements of the architecture picture that stay while numbers change: a heading button a layer, a circle a
// neuron, a rectangle a block. Each is a button to a screen reader and to the keyboard.
import type { DataInfo } from '../../src/protocol/engine';
import { edgeCurve } from '../draw/edges';
import { outputLabels, ROOMY_UNITS, type Column, type NetworkLayout } from '../draw/network';
import { count, shape } from '../draw/number';
import type { Focus } from '../draw/walk';
import { h, show, svg } from '../dom';
import { t } from '../l10n';

export interface NeuronShape {
  readonly group: SVGGElement;
  readonly circle: SVGCircleElement;
  readonly text: SVGTextElement | undefined;
}

export interface NetworkShapes {
  readonly headers: readonly HTMLButtonElement[];
  readonly neurons: readonly (readonly NeuronShape[])[];
  readonly picture: SVGSVGElement;
  /** The focusable stand-in for the edge the keyboard is on. */
  readonly edge: SVGPathElement;
}

/** Pixels a character of a heading's last line takes. */
const CHARACTER = 6.2;
/** As many Latin letters wide: a Chinese one takes the room of two. */
const letters = (text: string): number => [...text].reduce((n, letter) => n + (letter >= '\u2e80' ? 2 : 1), 0);

/** Smallest radius a number is legible in. */
const NUMBER_RADIUS = 13;

export function unitName(data: DataInfo | undefined, layout: NetworkLayout, column: number, unit: number): string {
  const c = layout.columns[column]!;
  const title = c.layer?.name ?? t('network.input');
  const names =
    column === 0 ? data?.inputNames : column === layout.columns.length - 1 ? outputLabels(data, c.units) : undefined;
  const name = names && names.length === c.units ? names[unit] : undefined;
  return name === undefined ? t('network.unitLabel', title, unit) : t('network.unitNamed', title, unit, name);
}

export function buildShapes(layout: NetworkLayout, data: DataInfo | undefined): NetworkShapes {
  const picture = svg('svg', {
    width: layout.width,
    height: layout.height,
    viewBox: `0 0 ${layout.width} ${layout.height}`,
    class: 'network-picture',
  });
  const edge = svg('path', { class: 'network-edge', role: 'button', tabindex: '-1', 'data-edge': '', hidden: true });
  const headers: HTMLButtonElement[] = [];
  const neurons = layout.columns.map((column, c) => {
    headers.push(header(column, c, data));
    if (column.places.length === 0) {
      picture.append(block(column));
      return [];
    }
    if (column.kind === 'op') {
      const { x, y, width, height } = column.box;
      picture.append(svg('rect', { class: 'network-op', x, y, width, height, rx: 8 }));
    }
    const shapes = column.places.map((place, unit): NeuronShape => {
      const small = column.kind === 'op' ? Math.min(3.2, place.r) : place.r;
      const circle = svg('circle', { cx: place.x, cy: place.y, r: small });
      const text =
        column.kind !== 'op' && place.r >= NUMBER_RADIUS
          ? svg('text', { class: 'neuron-number', x: place.x, y: place.y + 0.5, 'aria-hidden': 'true' })
          : undefined;
      const group = svg(
        'g',
        {
          class: `neuron neuron-${column.kind}`,
          role: 'button',
          tabindex: '-1',
          'aria-label': unitName(data, layout, c, unit),
          'data-column': c,
          'data-unit': unit,
        },
        svg('circle', { class: 'neuron-ring', cx: place.x, cy: place.y, r: small + 3 }),
        circle,
      );
      return { group, circle, text };
    });
    // A number is no part of its neuron's name: it lies over it.
    picture.append(...shapes.map((s) => s.group), ...shapes.flatMap((s) => s.text ?? []));
    picture.append(...labels(layout, column, c, data));
    return shapes;
  });
  picture.append(edge);
  return { headers, neurons, picture, edge };
}

function header(column: Column, index: number, data: DataInfo | undefined): HTMLButtonElement {
  const { layer } = column;
  const activation =
    layer?.activation && layer.activation !== 'linear' && layer.activation !== layer.type ? layer.activation : '';
  const sizes = layer ? layer.outputShape : (data?.inputShape ?? []);
  const size = sizes.length === 0 ? count(column.units) : shape(sizes);
  const parameters = t('network.parameters', count(layer?.parameters ?? 0));
  // Where the words do not fit, the numbers alone: cut off, they would mislead.
  const roomy = (letters(size) + 3 + letters(parameters)) * CHARACTER + 14 <= column.header.width;
  const type = layer ? [layer.type, activation].filter(Boolean).join(' · ') : (data?.name ?? '');
  const sized = layer && layer.parameters > 0 ? `${size} · ${parameters}` : size;
  const element = h(
    'button',
    {
      type: 'button',
      class: `layer-header layer-${column.kind}`,
      tabindex: '-1',
      'data-column': index,
      // What is seen comes first and word for word, for those who speak to the page.
      'aria-label': layer
        ? t('network.layerLabel', layer.name, type, sized, shape(layer.inputShape), shape(layer.outputShape))
        : t('network.inputLabel', type, sized),
    },
    h('span', { class: 'layer-name' }, layer?.name ?? t('network.input')),
    ' ',
    h('span', { class: 'layer-type' }, type),
    ' ',
    h(
      'span',
      { class: 'layer-size' },
      h('b', {}, size),
      layer && layer.parameters > 0
        ? h('span', { title: parameters }, ` · ${roomy ? parameters : count(layer.parameters)}`)
        : null,
    ),
  );
  const box = column.header;
  element.style.left = `${box.x}px`;
  element.style.top = `${box.y}px`;
  element.style.width = `${box.width}px`;
  element.style.height = `${box.height}px`;
  return element;
}

function block({ box, units, kind }: Column): SVGGElement {
  const { x, y, width, height } = box;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const text = count(units);
  const pill = Math.min(width - 4, text.length * 7 + 10);
  return svg(
    'g',
    { class: 'network-block', 'aria-hidden': 'true' },
    svg('rect', { x, y, width, height, rx: 4, class: 'network-block-frame' }),
    ...(kind === 'units'
      ? [
          svg('rect', { x: middleX - pill / 2, y: middleY - 9, width: pill, height: 18, rx: 9, class: 'network-pill' }),
          svg('text', { x: middleX, y: middleY + 0.5 }, text),
        ]
      : []),
  );
}

/** Names beside a column's units, as long as there is room; none where there are none. */
export function shownNames(layout: NetworkLayout, index: number, data: DataInfo | undefined): readonly string[] {
  const column = layout.columns[index]!;
  const last = index === layout.columns.length - 1;
  const names = index === 0 ? (data?.inputNames ?? []) : last ? outputLabels(data, column.units) : [];
  const roomy = column.units <= ROOMY_UNITS && !(layout.vertical && layout.spacing < 38);
  const fits = names.length === column.units && column.places.length > 0 && roomy;
  return fits ? names.map((name) => cut(name, layout.vertical ? 6 : 18)) : [];
}

/** Feature names before the first column, classes or targets behind the last. */
function labels(layout: NetworkLayout, column: Column, index: number, data: DataInfo | undefined): SVGTextElement[] {
  const last = index === layout.columns.length - 1;
  const names = shownNames(layout, index, data);
  const gap = layout.radius + 7;
  return names.map((name, unit) => {
    const place = column.places[unit]!;
    if (layout.vertical)
      return svg(
        'text',
        {
          class: 'unit-name middle',
          x: place.x,
          y: place.y + (last ? 1 : -1) * (gap + 5), // on the side without edges
          'aria-hidden': 'true',
        },
        name,
      );
    return svg(
      'text',
      {
        class: `unit-name ${last ? 'start' : 'end'}`,
        x: place.x + (last ? gap : -gap),
        y: place.y + 0.5,
        'aria-hidden': 'true',
      },
      name,
    );
  });
}

function cut(name: string, most: number): string {
  return name.length <= most ? name : `${name.slice(0, most - 1)}\u2026`;
}

/** Puts the keyboard's edge where it runs; hidden where the focus is elsewhere. */
export function placeEdge(shapes: NetworkShapes, layout: NetworkLayout, focus: Focus, label: string): void {
  const { column, unit, from } = focus;
  const a = from === undefined ? undefined : layout.columns[column - 1]?.places[from];
  const b = unit === undefined ? undefined : layout.columns[column]?.places[unit];
  const placed = from !== undefined && a !== undefined && b !== undefined;
  show(shapes.edge, placed);
  if (!placed) return;
  const [p, q, r, s] = edgeCurve(layout, a, b);
  shapes.edge.setAttribute('d', `M${p.x} ${p.y}C${q.x} ${q.y} ${r.x} ${r.y} ${s.x} ${s.y}`);
  shapes.edge.setAttribute('aria-label', label);
}
