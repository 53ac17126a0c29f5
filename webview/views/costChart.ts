// The cost while it falls, and beside it one metric. Points come by the hundred thousand: the chart gets only what
// its pixels can show, at most ten times a second.
import type { Mark } from '../../src/protocol/panel';
import { checkbox, dropdown } from '../controls';
import { decimate, firstAbove } from '../draw/decimate';
import { lineCsv, type CsvLine } from '../draw/lineCsv';
import { lineRows } from '../draw/lineRows';
import { count, number } from '../draw/number';
import { lastOf, type Series } from '../draw/series';
import { smooth, type Smoothed } from '../draw/smooth';
import { clip, zoom, type Span } from '../draw/span';
import { h, setText, show } from '../dom';
import { t, type TextKey } from '../l10n';
import { metricLabel } from '../metricLabel';
import { metricNames, type State } from '../store';
import type { SplitName } from '../../src/data/dataset';
import { chartPng, type ChartPicture } from './chartPicture';
import { createCostTools } from './costTools';
import { DataTable, type TableContent } from './dataTable';
import { EarlierRuns } from './earlierRuns';
import { LineChart, type Line } from './lineChart';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];
const DASHES: Readonly<Record<SplitName, readonly number[]>> = { train: [], validation: [6, 3], test: [2, 3] };
const SHARES: readonly string[] = ['accuracy', 'precision', 'recall', 'f1', 'auc', 'top_k', 'r2'];
const REDRAW_MS = 100;
const TABLE_ROWS = 40;
const PIXELS_PER_BUCKET = 2;
const KEEP_MS = 250;

export function createCost(context: ViewContext, onToggle: () => void): View {
  const section = createSection('cost', t('section.cost'), onToggle);
  const metric = dropdown({
    label: t('cost.metric'),
    visibleLabel: true,
    onChange: (value) => context.choose({ metric: value }),
  });
  const logX = checkbox({ label: t('cost.logX'), onChange: (on) => context.choose({ logX: on }) });
  const logY = checkbox({ label: t('cost.logY'), onChange: (on) => context.choose({ logY: on }) });
  section.tools.append(metric.element, logX.element, logY.element);

  let latest: State | undefined;
  /** Kept once the wheel has come to rest: every choice is seen by every view. */
  let span: Span | null = null;
  let adopted: Span | null = null;
  let keeping: number | undefined;
  let scheduled = 0;
  const redraw = (): void => {
    scheduled ||= requestAnimationFrame(() => {
      scheduled = 0;
      if (latest && latest.metrics.next > 0) draw(latest);
    });
  };
  const setSpan = (next: Span | null): void => {
    span = next;
    redraw();
    window.clearTimeout(keeping);
    keeping = window.setTimeout(() => context.choose({ span: next }), KEEP_MS);
  };
  const earlier = new EarlierRuns(context, redraw);
  const blocks = [
    chartBlock(context, 'first', earlier, setSpan),
    chartBlock(context, 'second', earlier, setSpan),
  ] as const;
  const [first, second] = blocks;
  const tools = createCostTools(context, {
    zoom: (factor) => {
      if (latest) setSpan(zoom(wholeSpan(latest, earlier), shownSpan(latest), factor, 0.5, latest.choices.logX));
    },
    reset: () => setSpan(null),
    earlier,
    png: () =>
      context.save(
        'cost',
        'png',
        chartPng(
          shown().map((b) => b.picture()),
          context.theme(),
        ),
      ),
    csv: () => {
      const table = lineCsv(
        shown().flatMap((b) => b.table()),
        shownSpan(latest!),
      );
      context.save('cost', 'csv', Promise.resolve(new TextEncoder().encode(table)));
    },
  });

  const empty = emptyState();
  const charts = h('div', { class: 'charts' }, first.element, second.element);
  section.body.append(empty.element, tools.element, earlier.element, charts);

  let drawnAt = 0;
  let waiting: number | undefined;

  return {
    element: section.element,
    update(state, before) {
      latest = state;
      if (!before || state.choices.collapsed !== before.choices.collapsed) {
        section.setOpen(!state.choices.collapsed.includes('cost'));
      }
      const any = state.metrics.next > 0;
      show(charts, any);
      show(tools.element, any);
      empty.set(any ? undefined : t(state.model ? 'empty.costReady' : 'empty.cost'));
      logX.set(state.choices.logX);
      logY.set(state.choices.logY);
      const names = metricNames(state.metrics);
      metric.options([
        ...names.map((name) => ({ value: name, label: metricLabel(name) })),
        { value: 'none', label: t('cost.none') },
      ]);
      metric.set(chosenMetric(state) ?? 'none');
      if (state.choices.span !== adopted) span = adopted = state.choices.span;
      earlier.update(state);
      tools.update(state);
      if (!any) return;
      const chosen = before !== undefined && state.choices === before.choices && state.run === before.run;
      if (chosen && state.metrics === before.metrics && state.marks === before.marks) return;
      // Points that come quickly are drawn together; anything the user does is drawn at once.
      const wait = chosen ? REDRAW_MS - (performance.now() - drawnAt) : 0;
      window.clearTimeout(waiting);
      if (wait > 0) waiting = window.setTimeout(() => draw(state), wait);
      else draw(state);
    },
  };

  function shown(): readonly ChartBlock[] {
    return blocks.filter((b) => !b.element.hidden);
  }

  function shownSpan(state: State): Span | null {
    return clip(wholeSpan(state, earlier), span);
  }

  function draw(state: State): void {
    drawnAt = performance.now();
    const axis = { whole: wholeSpan(state, earlier), span: shownSpan(state) };
    const chosen = chosenMetric(state);
    tools.zoomed(axis.span !== null);
    // Whatever takes room comes before the charts, which would be drawn again in another size.
    show(second.element, chosen !== undefined);
    charts.classList.toggle('two', chosen !== undefined);
    first.frame(state, 'loss', axis.span);
    if (chosen !== undefined) second.frame(state, chosen, axis.span);
    first.draw(state, 'loss', state.choices.logY, axis);
    if (chosen !== undefined) second.draw(state, chosen, false, axis);
  }
}

/** From iteration 0 where the lines begin near it, to their end; a logarithmic axis begins with its first point. */
function wholeSpan({ metrics, choices }: State, earlier: EarlierRuns): Span {
  let first = Infinity;
  let last = -Infinity;
  const all = [Object.values(metrics.series), ...earlier.overlays().map((o) => o.lines.values())];
  for (const lines of all) {
    for (const line of lines) {
      const from = choices.logX ? firstAbove(line, 0) : 0;
      if (from >= line.length) continue;
      first = Math.min(first, line.x[from]!);
      last = Math.max(last, line.x[line.length - 1]!);
    }
  }
  if (first > last) return { from: 0, to: 1 };
  const from = !choices.logX && first > 0 && first < last * 0.1 ? 0 : first;
  return { from, to: last > from ? last : from + 1 };
}

export function chosenMetric(state: State): string | undefined {
  const names = metricNames(state.metrics);
  const { metric } = state.choices;
  if (metric === 'none') return undefined;
  if (names.includes(metric)) return metric;
  return names.find((n) => n !== 'learning_rate');
}

interface ChartBlock {
  readonly element: HTMLElement;
  /** What stands around the chart: its title, the legend with the latest values, and the table. */
  frame(state: State, name: string, span: Span | null): void;
  draw(state: State, name: string, logY: boolean, axis: { readonly whole: Span; readonly span: Span | null }): void;
  picture(): ChartPicture;
  /** Every point of what is drawn. */
  table(): readonly CsvLine[];
}

interface Drawn {
  readonly line: Omit<Line, 'points'>;
  readonly series: Series;
  readonly source: CsvLine;
}

/** A chart, its legend of buttons with the latest values, and its summary for those who do not see it. */
function chartBlock(
  context: ViewContext,
  place: 'first' | 'second',
  earlier: EarlierRuns,
  onSpan: (span: Span | null) => void,
): ChartBlock {
  const chart = new LineChart(context, onSpan);
  const legend = h('div', { class: 'legend' });
  const table = new DataTable(context, `cost ${place}`);
  const title = h('h3', {});
  const element = h(
    'div',
    { class: 'chart-block' },
    h('div', { class: 'chart-head' }, title, legend),
    chart.element,
    table.element,
  );
  const entries = new Map<string, { readonly button: HTMLButtonElement; readonly value: HTMLElement }>();
  let latest: State | undefined;
  let summarisedAt = 0;
  let summarised: readonly unknown[] = [];

  const entry = (
    key: string,
    split: SplitName,
  ): { readonly button: HTMLButtonElement; readonly value: HTMLElement } => {
    const known = entries.get(key);
    if (known) return known;
    const value = h('span', { class: 'legend-value' });
    const label = t(`split.${split}` as TextKey);
    const button = h(
      'button',
      { type: 'button', class: `legend-entry legend-${split}`, title: t('cost.toggle', label) },
      h('span', { class: 'legend-line', 'aria-hidden': 'true' }),
      h('span', {}, label),
      value,
    );
    button.addEventListener('click', () => {
      const hidden = latest!.choices.hiddenSeries;
      context.choose({ hiddenSeries: hidden.includes(key) ? hidden.filter((k) => k !== key) : [...hidden, key] });
    });
    const made = { button, value };
    entries.set(key, made);
    return made;
  };

  let smoothed = new Map<string, Smoothed>();
  let drawn: readonly Drawn[] = [];
  let lines: readonly Line[] = [];

  /** The lines of this run and of earlier ones; a smoothed one with what it was made of behind it. */
  function collect(state: State, name: string): readonly Drawn[] {
    const { smoothing, hiddenSeries } = state.choices;
    const theme = context.theme();
    const kept = new Map<string, Smoothed>();
    const soften = (key: string, series: Series): Series => {
      const made = smooth(series, smoothing, smoothed.get(key));
      kept.set(key, made);
      return made.series;
    };
    const metric = name;
    const main: Drawn[] = [];
    const faint: Drawn[] = [];
    for (const { split, key, series } of presentIn(state, name)) {
      if (hiddenSeries.includes(key)) continue;
      const label = t(`split.${split}`);
      const look = { colour: theme.series[split], dash: DASHES[split] };
      const run = t('cost.thisRun');
      if (smoothing === 0) {
        main.push({ line: { key, label, ...look }, series, source: { run, split, metric, series } });
        continue;
      }
      const soft = soften(key, series);
      main.push({
        line: { key, label, ...look },
        series: soft,
        source: { run, split, metric, series, smoothed: soft },
      });
      const colour = theme.faint[split];
      const raw = { key: `${key} raw`, label: t('cost.raw', label), colour, dash: [], faint: true };
      faint.push({ line: raw, series, source: { run, split, metric, series } });
    }
    for (const overlay of earlier.overlays()) {
      for (const split of SPLITS) {
        const series = overlay.lines.get(`${split}.${name}`);
        if (!series || hiddenSeries.includes(`${split}.${name}`)) continue;
        const key = `${overlay.id} ${split}.${name}`;
        const soft = smoothing === 0 ? undefined : soften(key, series);
        main.push({
          line: {
            key,
            label: t('cost.overlayLine', overlay.number, t(`split.${split}`)),
            colour: overlay.colour,
            dash: DASHES[split],
            ...(split === 'train' ? { tag: String(overlay.number) } : {}),
          },
          series: soft ?? series,
          source: { run: overlay.id, split, metric, series, ...(soft ? { smoothed: soft } : {}) },
        });
      }
    }
    smoothed = kept;
    return [...main, ...faint];
  }

  return {
    element,
    picture: () => ({ title: title.textContent, lines, canvas: chart.picture }),
    table: () => drawn.filter((d) => !d.line.faint).map((d) => d.source),
    frame(state, name, span) {
      latest = state;
      setText(title, metricLabel(name));
      const buttons = presentIn(state, name).map(({ split, key, series }) => {
        const { button, value } = entry(key, split);
        button.setAttribute('aria-pressed', String(!state.choices.hiddenSeries.includes(key)));
        setText(value, number(lastOf(series)));
        return button;
      });
      if (buttons.length !== legend.children.length || buttons.some((b, i) => legend.children[i] !== b))
        legend.replaceChildren(...buttons);
      drawn = collect(state, name);
      const told: readonly unknown[] = [name, state.marks, span?.from, span?.to, ...drawn.map((d) => d.source.series)];
      const changed = told.length !== summarised.length || told.some((one, i) => one !== summarised[i]);
      if (changed && (performance.now() - summarisedAt > 2000 || state.run !== 'running')) {
        summarisedAt = performance.now();
        summarised = told;
        table.set(state.choices, metricLabel(name), [
          summaryTable(name, drawn),
          valuesTable(drawn, span),
          marksTable(state.marks),
        ]);
      }
      table.follow(state.choices);
    },
    draw(state, name, logY, axis) {
      const { logX } = state.choices;
      const buckets = Math.max(50, Math.floor((chart.element.clientWidth || 600) / PIXELS_PER_BUCKET));
      lines = drawn.map(({ line, series }) => ({
        ...line,
        points: decimate(series, { buckets, logX, logY, span: axis.span }),
      }));
      chart.set({
        ...axis,
        lines,
        marks: state.marks,
        xTitle: t(logX ? 'cost.iterationLog' : 'cost.iteration'),
        yTitle: metricLabel(name),
        logX,
        logY,
        share: SHARES.includes(name),
        label: t('cost.chart', metricLabel(name)),
      });
    },
  };
}

interface Present {
  readonly split: SplitName;
  readonly key: string;
  readonly series: Series;
}

function presentIn({ metrics }: State, name: string): readonly Present[] {
  return SPLITS.map((split) => ({
    split,
    key: `${split}.${name}`,
    series: metrics.series[`${split}.${name}`],
  })).filter((s): s is Present => s.series !== undefined);
}

function summaryTable(name: string, drawn: readonly Drawn[]): TableContent {
  const head = ['series', 'points', 'first', 'last', 'min', 'max'] as const;
  return {
    caption: metricLabel(name),
    head: head.map((column) => t(`cost.column.${column}`)),
    rows: drawn
      .filter(({ line }) => !line.faint)
      .map(({ line, source: { series } }) => {
        let min = Infinity;
        let max = -Infinity;
        for (let i = 0; i < series.length; i++) {
          const v = series.y[i]!;
          if (v < min) min = v;
          if (v > max) max = v;
        }
        return [
          line.label,
          count(series.length),
          number(series.y[0] ?? NaN),
          number(lastOf(series)),
          number(min),
          number(max),
        ];
      }),
  };
}

/** What the chart shows, at a few iterations. */
function valuesTable(drawn: readonly Drawn[], span: Span | null): TableContent {
  const lines = drawn.filter(({ line }) => !line.faint);
  const rows = lineRows(
    lines.map(({ series }) => series),
    span,
    TABLE_ROWS,
  );
  return {
    caption: t('cost.values'),
    head: [t('cost.iteration'), ...lines.map(({ line }) => line.label)],
    rows: rows.map(({ x, values }) => [count(x), ...values.map((v) => (Number.isNaN(v) ? '\u2013' : number(v)))]),
  };
}

function marksTable(marks: readonly Mark[]): TableContent {
  return {
    caption: t('cost.marks'),
    head: [t('cost.marks')],
    rows: marks.map(({ kind, iteration }) => [t(`cost.mark.${kind}`, count(iteration))]),
  };
}
