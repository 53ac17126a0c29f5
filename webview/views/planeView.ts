// Two inputs: what the network says all over their plane, live, under the samples; and what each of its neurons says.
// A classification shows its classes and the boundary between them, a regression its surface.
import type { DataInfo } from '../../src/protocol/engine';
import { isPlane, thresholdOf, type PlaneAnswer, type PlanePoints } from '../answers';
import { classColours } from '../classColours';
import { h, setText, show, svg } from '../dom';
import { paintCells } from '../draw/cells';
import { INVALID, cssColour, tableIndex } from '../draw/colour';
import { crossPath, markPath } from '../draw/marks';
import { count, number, percent } from '../draw/number';
import { boundaries, paintClasses, verdict } from '../draw/plane';
import { t } from '../l10n';
import type { State } from '../store';
import { DataTable, type TableContent } from './dataTable';
import { createNeuronMaps } from './neuronMaps';
import { Plot, type PlotArea, type PlotAxis } from './plot';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

const RADIUS = 3.6;
const CROWD = 500; // from so many points on, marks are smaller

/** A sample in the plane, with what the network says there. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly group: PlanePoints;
  readonly position: number;
  /** Class by index, or the value in the target's own units. */
  readonly truth: number;
  readonly said: number;
}

export function createPlane(context: ViewContext, onToggle: () => void): View {
  const section = createSection('plane', t('section.plane'), onToggle);
  const empty = emptyState();
  const plot = new Plot(context, { aspect: 1, most: 460 });
  const facts = h('p', { class: 'plane-facts' });
  const legend = h('ul', { class: 'plane-legend' });
  const table = new DataTable(context, 'plane');
  const maps = createNeuronMaps(context);
  const picture = document.createElement('canvas');
  let legendOf = '';
  const content = h(
    'div',
    { class: 'plane-content' },
    h('div', { class: 'plane-main' }, plot.element, legend, facts, table.element),
    maps.element,
  );
  section.body.append(empty.element, content);

  function draw(state: State, answer: PlaneAnswer, groups: readonly PlanePoints[]): void {
    const data = state.data!;
    const model = state.model!;
    const theme = context.theme();
    const classes = data.task === 'regression' ? undefined : (data.classes ?? ['0', '1']);
    const threshold = thresholdOf(model);
    const { plane, outputs, cols } = answer;
    const points = pointsOf(groups, answer, data, threshold);
    const colours = classColours(theme, classes?.length ?? 2);
    const scale = classes ? undefined : surfaceScale(points);
    picture.width = picture.height = plane.side;
    const small = picture.getContext('2d')!;
    const image = small.createImageData(plane.side, plane.side);
    const pixels = new Uint32Array(image.data.buffer);
    if (scale) {
      const [offset, divisor] = targetScale(data);
      const centred = Float32Array.from({ length: pixels.length }, (_, i) => {
        return (outputs[i * cols]! * divisor + offset - scale.middle) * SURFACE;
      });
      paintCells(pixels, centred, 0, pixels.length, scale.reach, theme.signed);
    } else paintClasses(pixels, outputs, cols, threshold, colours.ramps, theme.signed[INVALID]!);
    small.putImageData(image, 0, 0);
    const segments = scale ? [] : boundaries(outputs, plane.side, cols, threshold);

    const radius = points.length > CROWD ? RADIUS * 0.75 : RADIUS;
    const paths = (classes ?? ['']).map((_, k) => new Path2D(markPath(k, radius)));
    const cross = new Path2D(crossPath(radius * 1.25));
    const paint = (g: CanvasRenderingContext2D, area: PlotArea): void => {
      g.imageSmoothingEnabled = true;
      g.drawImage(picture, area.left, area.top, area.width, area.height);
      const cell = area.width / plane.side;
      g.strokeStyle = theme.foreground;
      g.lineWidth = 1.4;
      g.beginPath();
      for (let i = 0; i < segments.length; i += 4) {
        g.moveTo(area.left + segments[i]! * cell, area.top + segments[i + 1]! * cell);
        g.lineTo(area.left + segments[i + 2]! * cell, area.top + segments[i + 3]! * cell);
      }
      g.stroke();
      for (const { x, y, group, truth, said } of points) {
        const colour = scale
          ? cssColour(theme.signed[tableIndex((truth - scale.middle) * SURFACE, scale.reach)]!)
          : colours.css[truth % colours.css.length]!;
        const path = paths[scale ? 0 : truth]!;
        const hollow = group.split !== 'train';
        g.save();
        g.translate(area.x(x), area.y(y));
        g.lineWidth = hollow ? 3.6 : 2;
        g.strokeStyle = theme.background; // a seam between the mark and what it lies on
        g.stroke(path);
        g.fillStyle = hollow && !scale ? theme.background : colour;
        g.fill(path);
        g.lineWidth = hollow ? 1.8 : 0.8;
        g.strokeStyle = hollow && !scale ? colour : theme.foreground;
        g.stroke(path);
        if (!scale && truth !== said) {
          g.lineWidth = 3;
          g.strokeStyle = theme.background;
          g.stroke(cross);
          g.lineWidth = 1.5;
          g.strokeStyle = theme.foreground;
          g.stroke(cross);
        }
        g.restore();
      }
    };
    const say = (v: number): string => (classes ? (classes[v] ?? String(v)) : number(v));
    const summary = groups.map((group) => sentence(group, points, classes !== undefined)).join(' · ');
    plot.set({
      x: axisOf(data, 0, plane.x),
      y: axisOf(data, 1, plane.y),
      label: `${t(classes ? 'plane.boundaryLabel' : 'plane.surfaceLabel', ...axisNames(data))} ${summary}`,
      grid: false,
      paint,
      items: {
        length: points.length,
        x: (i) => points[i]!.x,
        y: (i) => points[i]!.y,
        describe: (i) => {
          const { group, position, truth, said } = points[i]!;
          return [
            `${t(`split.${group.split}`)} ${count(position)}`,
            `${t('sample.target')}: ${say(truth)}`,
            `${t('sample.prediction')}: ${say(said)}`,
          ];
        },
        pick: (i) => context.openSample(points[i]!.group.split, points[i]!.position, false),
      },
      place: (x, y) => {
        const c = Math.min(plane.side - 1, Math.floor(((x - plane.x[0]) / (plane.x[1] - plane.x[0])) * plane.side));
        const r = Math.min(plane.side - 1, Math.floor(((plane.y[1] - y) / (plane.y[1] - plane.y[0])) * plane.side));
        const row = Math.max(0, r) * plane.side + Math.max(0, c);
        const [a, b] = [axisOf(data, 0, plane.x), axisOf(data, 1, plane.y)];
        const where = `${a.title} ${number(inUnits(a, x), 3)}, ${b.title} ${number(inUnits(b, y), 3)}`;
        if (classes) {
          const { predicted } = verdict(outputs, row, cols, threshold);
          const values = Array.from(outputs.subarray(row * cols, (row + 1) * cols), (v) => number(v, 3));
          return [classes[predicted] ?? String(predicted), values.join(', '), where];
        }
        const [offset, divisor] = targetScale(data);
        return [number(outputs[row * cols]! * divisor + offset), where];
      },
    });
    setText(facts, summary);
    const key = JSON.stringify([classes, scale, groups.map((g) => g.split), theme.kind, theme.foreground]);
    if (key !== legendOf) {
      legendOf = key;
      legend.replaceChildren(...(scale ? surfaceLegend(scale, context) : classLegend(classes!, colours.css, groups)));
    }
    table.set(state.choices, t('section.plane'), [pointTable(groups, points, classes)]);
  }

  return {
    element: section.element,
    update(state, before) {
      const { data, model, answers, choices } = state;
      const fits = isPlane(data) && model !== undefined && model.layers.length > 0;
      show(section.element, fits);
      if (!before || choices.collapsed !== before.choices.collapsed)
        section.setOpen(!choices.collapsed.includes('plane'));
      if (!fits) return;
      const { plane, points, planeProblem } = answers;
      empty.set(planeProblem ?? (plane && points ? undefined : t('empty.plane')));
      show(content, plane !== undefined && points !== undefined);
      section.note(plane ? t('sample.at', count(plane.iteration)) : '');
      if (!plane || !points) return;
      if (!before || plane !== before.answers.plane || points !== before.answers.points || data !== before.data)
        draw(state, plane, points);
      maps.update(state, before);
    },
  };
}

/** A surface uses so much of the signed scale: the points' outlines keep apart from its darkest ends. */
const SURFACE = 0.8;

function pointsOf(
  groups: readonly PlanePoints[],
  { atPoints, cols }: PlaneAnswer,
  data: DataInfo,
  threshold: number,
): readonly Point[] {
  const [offset, divisor] = targetScale(data);
  let row = 0;
  return groups.flatMap((group) => {
    const width = group.targets.length / Math.max(1, group.positions.length);
    return group.positions.map((position, i): Point => {
      const said =
        data.task === 'regression'
          ? atPoints[row * cols]! * divisor + offset
          : verdict(atPoints, row, cols, threshold).predicted;
      row++;
      return {
        x: group.inputs[2 * i]!,
        y: group.inputs[2 * i + 1]!,
        group,
        position,
        truth: group.targets[i * width]!,
        said,
      };
    });
  });
}

/** value = y · divisor + offset, of the first target. */
function targetScale({ preprocessing: { targets } }: DataInfo): readonly [number, number] {
  return targets.kind === 'values' ? [targets.offsets[0] ?? 0, targets.divisors[0] ?? 1] : [0, 1];
}

interface SurfaceScale {
  readonly middle: number;
  readonly reach: number;
}

/** Colours are symmetric about zero where the targets lie on both sides of it, else about their middle. */
function surfaceScale(points: readonly Point[]): SurfaceScale {
  let [min, max] = [Infinity, -Infinity];
  for (const { truth } of points) {
    if (truth < min) min = truth;
    if (truth > max) max = truth;
  }
  if (min > max) return { middle: 0, reach: 1 };
  const middle = min < 0 && max > 0 ? 0 : (min + max) / 2;
  return { middle, reach: Math.max(max - middle, middle - min) || 1 };
}

function axisOf(data: DataInfo, column: 0 | 1, [min, max]: readonly [number, number]): PlotAxis {
  const { inputs } = data.preprocessing;
  const encoding = inputs.kind === 'columns' && inputs.columns.length === 2 ? inputs.columns[column] : undefined;
  return {
    title: axisNames(data)[column],
    min,
    max,
    ...(encoding?.kind === 'number' ? { scale: { offset: encoding.offset, divisor: encoding.divisor } } : {}),
  };
}

function inUnits({ scale }: PlotAxis, value: number): number {
  return scale ? value * scale.divisor + scale.offset : value;
}

function axisNames({ inputNames }: DataInfo): readonly [string, string] {
  return [inputNames[0] ?? 'x0', inputNames[1] ?? 'x1'];
}

function sentence(group: PlanePoints, points: readonly Point[], classes: boolean): string {
  const own = points.filter((p) => p.group === group);
  const name = t(`split.${group.split}`);
  if (!classes) {
    const squares = own.reduce((sum, { truth, said }) => sum + (truth - said) ** 2, 0);
    return t('plane.error', name, number(Math.sqrt(squares / own.length), 3), count(own.length));
  }
  const right = own.filter(({ truth, said }) => truth === said).length;
  return t('plane.right', name, percent(right / own.length), count(own.length));
}

function classLegend(
  classes: readonly string[],
  css: readonly string[],
  groups: readonly PlanePoints[],
): readonly HTMLElement[] {
  const held = groups.find((g) => g.split !== 'train');
  return [
    ...classes.map((name, k) => entry(markPath(k, 4.5), css[k % css.length]!, true, name)),
    ...(held
      ? [
          entry(markPath(0, 4.5), 'currentcolor', true, t('split.train')),
          entry(markPath(0, 4.5), 'currentcolor', false, t(`split.${held.split}`)),
        ]
      : []),
    entry(crossPath(4), 'currentcolor', false, t('plane.wrong')),
  ];
}

function entry(path: string, colour: string, filled: boolean, text: string): HTMLElement {
  const mark = svg('path', { d: path, fill: filled ? colour : 'none', stroke: colour, 'stroke-width': 1.6 });
  return h(
    'li',
    {},
    svg('svg', { viewBox: '-7 -7 14 14', width: 14, height: 14, 'aria-hidden': 'true' }, mark),
    h('span', {}, text),
  );
}

function surfaceLegend({ middle, reach }: SurfaceScale, context: ViewContext): readonly HTMLElement[] {
  const { signed } = context.theme();
  return [-1, -0.5, 0, 0.5, 1].map((share) => {
    const box = h('span', { class: 'swatch' });
    box.style.backgroundColor = cssColour(signed[tableIndex(share * SURFACE, 1)]!);
    return h('li', {}, box, h('span', {}, number(middle + share * reach, 3)));
  });
}

function pointTable(
  groups: readonly PlanePoints[],
  points: readonly Point[],
  classes: readonly string[] | undefined,
): TableContent {
  if (!classes) {
    return {
      caption: t('section.plane'),
      head: [t('report.split'), t('plane.points'), 'RMSE'],
      rows: groups.map((group) => {
        const own = points.filter((p) => p.group === group);
        const squares = own.reduce((sum, { truth, said }) => sum + (truth - said) ** 2, 0);
        return [t(`split.${group.split}`), count(own.length), number(Math.sqrt(squares / own.length))];
      }),
    };
  }
  return {
    caption: t('section.plane'),
    head: [t('report.split'), t('report.trueClass'), t('plane.points'), t('sample.correct')],
    rows: groups.flatMap((group) =>
      classes.map((name, k) => {
        const own = points.filter((p) => p.group === group && p.truth === k);
        const right = own.filter((p) => p.said === k).length;
        return [t(`split.${group.split}`), name, count(own.length), count(right)];
      }),
    ),
  };
}
