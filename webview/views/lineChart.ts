// Chart.js behind a narrow door: decimated lines in, a chart in the theme's colours out. Its own legend and HTML
// tooltips are left out; the keyboard reads values as the pointer does.
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
import type { Point } from '../draw/decimate';
import { count, number, tidy } from '../draw/number';
import { h } from '../dom';
import { t } from '../l10n';
import type { ViewContext } from './view';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

export interface Line {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  /** Told apart without colour: validation is dashed. */
  readonly dash: readonly number[];
  readonly points: Point[];
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
}

const FEW_POINTS = 24; // up to here single points get a dot

export class LineChart {
  private readonly canvas = h('canvas', { role: 'img', tabindex: '0' });
  readonly element = h('div', { class: 'chart' }, this.canvas);
  private chart: Chart<'line', Point[]> | undefined;
  private cursor: number | undefined;

  constructor(private readonly context: ViewContext) {
    this.canvas.addEventListener('keydown', (e) => this.key(e));
    this.canvas.addEventListener('blur', () => this.point(undefined));
  }

  set(content: LineChartContent): void {
    this.canvas.setAttribute('aria-label', content.label);
    this.chart ??= this.create();
    const { chart } = this;
    const theme = this.context.theme();
    const old = new Map(chart.data.datasets.map((d) => [d.label, d]));
    chart.data.datasets = content.lines.map((line): ChartDataset<'line', Point[]> => {
      const pointRadius = line.points.length <= FEW_POINTS ? 2 : 0;
      const known = old.get(line.label);
      // The chart keeps the look a dataset had at first: with another, it is another dataset.
      if (known?.pointRadius === pointRadius && known.borderColor === line.colour)
        return Object.assign(known, { data: line.points });
      return {
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
    chart.options.scales = {
      x: {
        type: content.logX ? 'logarithmic' : 'linear',
        title: { display: true, text: content.xTitle, ...text, padding: { top: 2, bottom: 0 } },
        ticks: {
          ...text,
          maxTicksLimit: 7,
          maxRotation: 0,
          callback: (v, i, all) =>
            oddEnd(i, all) || (content.logX && Number(v) < firstX) ? null : tick(Number(v), content.logX, count),
        },
        grid: { display: false },
        border,
        bounds: 'data',
        ...(content.logX ? {} : horizontalBounds(content, firstX)),
      },
      y: {
        type: content.logY ? 'logarithmic' : 'linear',
        title: { display: true, text: content.yTitle, ...text },
        ticks: { ...text, maxTicksLimit: 6, callback: (v) => tick(Number(v), content.logY, tidy) },
        grid: { color: theme.grid, drawTicks: false },
        border: { display: false },
        ...(content.logY ? {} : verticalBounds(content)),
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

  private create(): Chart<'line', Point[]> {
    return new Chart<'line', Point[]>(this.canvas, {
      type: 'line',
      data: { datasets: [] },
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
            callbacks: {
              title: ([item]) => (item ? `${t('cost.iteration')} ${count((item.raw as Point).x)}` : ''),
              label: (item) => ` ${item.dataset.label ?? ''}  ${number((item.raw as Point).y, 5)}`,
            },
          },
        },
      },
    });
  }

  private key(event: KeyboardEvent): void {
    const points = this.chart?.data.datasets[0]?.data ?? [];
    const last = points.length - 1;
    if (last < 0) return;
    const at = this.cursor ?? -1;
    const far = Math.max(1, Math.round(points.length / 20));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, PageDown: at + far, PageUp: at - far, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    this.point(Math.max(0, Math.min(last, to)));
    this.context.announce(this.read());
  }

  /** Shows the values at a point of the first line and the nearest of the others. */
  private point(index: number | undefined): void {
    this.cursor = index;
    const { chart } = this;
    if (!chart) return;
    const x = index === undefined ? undefined : chart.data.datasets[0]?.data[index]?.x;
    const active =
      x === undefined
        ? []
        : chart.data.datasets
            .map((d, datasetIndex) => ({ datasetIndex, index: nearest(d.data, x) }))
            .filter((a) => a.index >= 0);
    chart.setActiveElements(active);
    const anchor =
      x === undefined ? { x: 0, y: 0 } : { x: chart.scales['x']!.getPixelForValue(x), y: chart.chartArea.top };
    chart.tooltip?.setActiveElements(active, anchor);
    chart.update('none');
  }

  private read(): string {
    const lines = this.chart!.data.datasets.map((d) => ({
      d,
      i: nearest(d.data, this.chart!.data.datasets[0]!.data[this.cursor!]!.x),
    }));
    return lines
      .map(({ d, i }) => `${d.label ?? ''} ${count(d.data[i]?.x ?? NaN)}: ${number(d.data[i]?.y ?? NaN, 5)}`)
      .join(', ');
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

/** The first point of mini-batches is at iteration 1 or later; the axis counts from 0 all the same: 0, 200, 400. */
function horizontalBounds({ lines }: LineChartContent, firstX: number): { min?: number } {
  const lastX = Math.max(...lines.map((l) => l.points.at(-1)?.x ?? -Infinity));
  return firstX > 0 && firstX < lastX * 0.1 ? { min: 0 } : {};
}

/** A linear axis begins at 0 where the values come near it, and ends at 1 where they are shares of 1. */
function verticalBounds({ lines, share }: LineChartContent): { min?: number; max?: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const { points } of lines) {
    for (const { y } of points) {
      if (y < low) low = y;
      if (y > high) high = y;
    }
  }
  return { ...(low >= 0 && low < high * 0.6 ? { min: 0 } : {}), ...(share && high <= 1 && low >= 0 ? { max: 1 } : {}) };
}

/** A logarithmic axis names the powers of ten, and 2 and 5 between them where that is all there is. */
function tick(value: number, log: boolean, format: (value: number) => string): string | null {
  if (!log) return format(value);
  const lead = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5].some((n) => Math.abs(lead - n) < 1e-6) ? format(value) : null;
}
