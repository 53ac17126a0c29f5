// Chart.js behind a narrow door: decimated lines in, a chart in the theme's colours out. Its own legend and HTML
// tooltips are left out; the keyboard reads values and moves the axis as the pointer does.
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type ChartDataset,
} from 'chart.js';
import type { Mark } from '../../src/protocol/panel';
import { extent, round, roundLog, type Bounds } from '../draw/bounds';
import type { Point } from '../draw/decimate';
import { count, number, tidy } from '../draw/number';
import { pan, zoom, type Span } from '../draw/span';
import { h } from '../dom';
import { t } from '../l10n';
import { listenForGestures, type ChartAxis } from './chartGestures';
import { paintMarks, paintTags } from './chartMarks';
import type { ViewContext } from './view';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

export interface Line {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  /** Told apart without colour: validation is dashed. */
  readonly dash: readonly number[];
  readonly points: Point[];
  /** Behind the others, and not read: the line that a smoothed one was made of. */
  readonly faint?: boolean;
  /** Stands on it; tags of several lines stand apart. */
  readonly tag?: string;
}

export interface LineChartContent {
  readonly lines: readonly Line[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly logX: boolean;
  readonly logY: boolean;
  /** A metric that is at most 1. */
  readonly share: boolean;
  readonly label: string;
  /** The whole horizontal axis, and the part of it that is shown. */
  readonly whole: Span;
  readonly span: Span | null;
  readonly marks: readonly Mark[];
}

type Dataset = ChartDataset<'line', Point[]> & { readonly line: Line };

const FEW_POINTS = 24; // up to here single points get a dot
const MARK_REACH = 6; // pixels from a mark within which the tooltip names it
const KEY_ZOOM = 1.6;
const KEY_PAN = 0.25;

export class LineChart {
  private readonly canvas = h('canvas', { role: 'img', tabindex: '0' });
  readonly element = h('div', { class: 'chart' }, this.canvas);
  private chart: Chart<'line', Point[]> | undefined;
  /** The iteration that the keyboard reads. */
  private cursor: number | undefined;
  private content: LineChartContent | undefined;

  constructor(
    private readonly context: ViewContext,
    private readonly onSpan: (span: Span | null) => void,
  ) {
    this.canvas.title = t('cost.gestures');
    listenForGestures(
      this.canvas,
      () => this.axis(),
      (span) => this.move(span),
    );
    this.canvas.addEventListener('keydown', (e) => this.key(e));
    this.canvas.addEventListener('blur', () => this.point(undefined));
  }

  /** As it stands, for a file. */
  get picture(): HTMLCanvasElement {
    return this.canvas;
  }

  set(content: LineChartContent): void {
    this.content = content;
    this.canvas.setAttribute('aria-label', content.label);
    this.chart ??= this.create();
    const { chart } = this;
    const theme = this.context.theme();
    const old = new Map((chart.data.datasets as Dataset[]).map((d) => [d.line.key, d]));
    chart.data.datasets = content.lines.map((line): Dataset => {
      const pointRadius = line.points.length <= FEW_POINTS ? 2 : 0;
      const known = old.get(line.key);
      // The chart keeps the look a dataset had at first: with another, it is another dataset.
      if (known?.pointRadius === pointRadius && known.borderColor === line.colour)
        return Object.assign(known, { data: line.points, line, label: line.label });
      return {
        line,
        order: line.faint ? 1 : 0,
        borderWidth: line.faint ? 1 : 1.6,
        label: line.label,
        data: line.points,
        borderColor: line.colour,
        backgroundColor: line.colour,
        borderDash: [...line.dash],
        pointRadius,
      };
    });
    // A logarithmic axis also names the power of ten before its beginning.
    const firstX = Math.min(...content.lines.map((l) => l.points[0]?.x ?? Infinity));
    const text = { color: theme.muted, font: { family: theme.font, size: 11 } };
    const border = { color: theme.grid };
    const { whole, span } = content;
    const narrow = span !== null && span.to / span.from < 6;
    chart.options.scales = {
      x: {
        type: content.logX ? 'logarithmic' : 'linear',
        title: { display: true, text: content.xTitle, ...text, padding: { top: 2, bottom: 0 } },
        ticks: {
          ...text,
          maxTicksLimit: 7,
          maxRotation: 0,
          callback: (v, i, all) =>
            (!span && oddEnd(i, all)) || (content.logX && Number(v) < firstX)
              ? null
              : tick(Number(v), content.logX && !narrow, count),
          includeBounds: span === null,
        },
        grid: { display: false },
        border,
        min: (span ?? whole).from,
        max: (span ?? whole).to,
      },
      y: {
        type: content.logY ? 'logarithmic' : 'linear',
        title: { display: true, text: content.yTitle, ...text },
        ticks: { ...text, maxTicksLimit: 6, callback: (v) => tick(Number(v), content.logY, tidy) },
        grid: { color: theme.grid, drawTicks: false },
        border: { display: false },
        ...verticalBounds(content),
      },
    };
    const tooltip = chart.options.plugins!.tooltip!;
    Object.assign(tooltip, {
      backgroundColor: theme.background,
      borderColor: theme.muted,
      borderWidth: 1,
      titleColor: theme.foreground,
      bodyColor: theme.foreground,
      titleFont: { family: theme.font, size: 12 },
      bodyFont: { family: theme.font, size: 12 },
    });
    chart.update('none');
    if (this.cursor !== undefined) this.point(this.cursor);
  }

  /** What comes before the next drawing goes on from here. */
  private move(span: Span | null): void {
    if (this.content) this.content = { ...this.content, span };
    this.onSpan(span);
  }

  private axis(): ChartAxis | undefined {
    const { chart, content } = this;
    if (!chart || !content) return undefined;
    const { left, right } = chart.chartArea;
    return { left, right, whole: content.whole, span: content.span, log: content.logX };
  }

  private decorate(chart: Chart): void {
    const { content } = this;
    const { x, y } = chart.scales;
    if (!content || !x || !y) return; // drawn once when it is made, before it has axes
    const theme = this.context.theme();
    const inside = (v: number): boolean => v >= x.min && v <= x.max;
    const marks = content.marks
      .filter(({ iteration }) => inside(iteration))
      .map((mark) => ({ ...mark, x: x.getPixelForValue(mark.iteration) }));
    paintMarks(chart.ctx, chart.chartArea, marks, theme);
    const tagged = content.lines.filter((line) => line.tag !== undefined);
    const tags = tagged.flatMap(({ tag, points, colour }, i) => {
      const at = x.getValueForPixel(x.left + x.width * (0.92 - (0.6 * i) / tagged.length))!;
      const point = points[nearest(points, at)];
      if (!point || !inside(point.x) || !Number.isFinite(point.y)) return [];
      return { x: x.getPixelForValue(point.x), y: y.getPixelForValue(point.y), text: tag!, colour };
    });
    paintTags(chart.ctx, tags, theme);
  }

  /** What happened within a few pixels of this iteration. */
  private marksAt(iteration: number): string[] {
    const x = this.chart?.scales['x'];
    const at = x?.getPixelForValue(iteration) ?? NaN;
    return (this.content?.marks ?? [])
      .filter((mark) => Math.abs(x!.getPixelForValue(mark.iteration) - at) <= MARK_REACH)
      .map((mark) => t(`cost.mark.${mark.kind}`, count(mark.iteration)));
  }

  private create(): Chart<'line', Point[]> {
    return new Chart<'line', Point[]>(this.canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [{ id: 'marks', afterDatasetsDraw: (chart) => this.decorate(chart) }],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        spanGaps: false,
        events: ['mousemove', 'mouseout', 'touchstart', 'touchmove'],
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        elements: { line: { borderWidth: 1.6, tension: 0 }, point: { hitRadius: 0, hoverRadius: 4 } },
        layout: { padding: { top: 6, right: 10 } },
        plugins: {
          tooltip: {
            caretSize: 0,
            caretPadding: 10,
            cornerRadius: 3,
            usePointStyle: true,
            filter: (item) => !(item.dataset as Dataset).line.faint,
            callbacks: {
              footer: ([item]) => (item ? this.marksAt((item.raw as Point).x) : []),
              title: ([item]) => (item ? `${t('cost.iteration')} ${count((item.raw as Point).x)}` : ''),
              label: (item) => ` ${item.dataset.label ?? ''}  ${number((item.raw as Point).y, 5)}`,
            },
          },
        },
      },
    });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.content) return;
    const { whole, span, logX } = this.content;
    const moved = {
      '+': () => zoom(whole, span, 1 / KEY_ZOOM, this.share(), logX),
      '=': () => zoom(whole, span, 1 / KEY_ZOOM, this.share(), logX),
      '-': () => zoom(whole, span, KEY_ZOOM, this.share(), logX),
      '0': () => null,
      ...(event.shiftKey
        ? { ArrowLeft: () => pan(whole, span, -KEY_PAN, logX), ArrowRight: () => pan(whole, span, KEY_PAN, logX) }
        : {}),
    }[event.key];
    if (!moved) return this.walk(event);
    event.preventDefault();
    const next = moved();
    this.move(next);
    const { from, to } = next ?? whole;
    this.context.announce(t('cost.shown', count(Math.ceil(from)), count(Math.floor(to))));
  }

  /** Where the keyboard reads, as a share of what is shown; its middle otherwise. */
  private share(): number {
    const axis = this.axis();
    if (this.cursor === undefined || !axis) return 0.5;
    const at = (this.chart!.scales['x']!.getPixelForValue(this.cursor) - axis.left) / (axis.right - axis.left);
    return at >= 0 && at <= 1 ? at : 0.5;
  }

  private walk(event: KeyboardEvent): void {
    const points = this.chart?.data.datasets[0]?.data ?? [];
    const last = points.length - 1;
    if (last < 0) return;
    const at = this.cursor === undefined ? -1 : nearest(points, this.cursor);
    const far = Math.max(1, Math.round(points.length / 20));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, PageDown: at + far, PageUp: at - far, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    const { x } = points[Math.max(0, Math.min(last, to))]!;
    this.point(x);
    this.context.announce(this.read());
    const { whole, span, logX } = this.content!;
    if (span && (x < span.from || x > span.to)) this.move(pan(whole, span, x < span.from ? -KEY_PAN : KEY_PAN, logX));
  }

  /** Shows the values at an iteration: the nearest point of each line. */
  private point(x: number | undefined): void {
    this.cursor = x;
    const { chart } = this;
    if (!chart) return;
    const active =
      x === undefined
        ? []
        : (chart.data.datasets as Dataset[])
            .map((d, datasetIndex) => ({ datasetIndex, index: d.line.faint ? -1 : nearest(d.data, x) }))
            .filter((a) => a.index >= 0);
    chart.setActiveElements(active);
    const anchor =
      x === undefined ? { x: 0, y: 0 } : { x: chart.scales['x']!.getPixelForValue(x), y: chart.chartArea.top };
    chart.tooltip?.setActiveElements(active, anchor);
    chart.update('none');
  }

  private read(): string {
    const values = (this.chart!.data.datasets as Dataset[])
      .filter((d) => !d.line.faint)
      .map((d) => {
        const point = d.data[nearest(d.data, this.cursor!)];
        return `${d.line.label} ${count(point?.x ?? NaN)}: ${number(point?.y ?? NaN, 5)}`;
      });
    return [...values, ...this.marksAt(this.cursor!)].join(', ');
  }
}

function nearest(points: readonly Point[], x: number): number {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - points[low - 1]!.x <= points[low]!.x - x ? low - 1 : high < 0 ? -1 : low;
}

/** The axis ends with the data; a last tick that breaks the rhythm of the others would run into its neighbour. */
function oddEnd(index: number, all: readonly { readonly value: number }[]): boolean {
  const last = all.length - 1;
  if (index !== last || last < 2) return false;
  return all[last]!.value - all[last - 1]!.value < (all[1]!.value - all[0]!.value) * 0.999;
}

/** A linear axis begins at 0 where the values come near it, and ends at 1 where they are shares of 1. */
function verticalBounds({ lines, share, span, logY }: LineChartContent): Partial<Bounds> {
  const shown = extent(lines, span, logY);
  if (!shown) return {};
  if (span) return logY ? roundLog(shown) : round(shown);
  if (logY) return {};
  const { min, max } = shown;
  return { ...(min >= 0 && min < max * 0.6 ? { min: 0 } : {}), ...(share && max <= 1 && min >= 0 ? { max: 1 } : {}) };
}

/** A logarithmic axis names the powers of ten, and 2 and 5 between them where that is all there is. */
function tick(value: number, log: boolean, format: (value: number) => string): string | null {
  if (!log) return format(value);
  const lead = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5].some((n) => Math.abs(lead - n) < 1e-6) ? format(value) : null;
}
