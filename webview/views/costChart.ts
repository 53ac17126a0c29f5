// The cost while it falls, and beside it one metric. Points come by the hundred thousand: the chart gets only what
// its pixels can show, at most ten times a second.
import { checkbox, dropdown } from '../controls';
import { decimate } from '../draw/decimate';
import { count, number } from '../draw/number';
import { lastOf, type Series } from '../draw/series';
import { append, h, hiddenTable, setText, show } from '../dom';
import { t, type TextKey } from '../l10n';
import { metricNames, type State } from '../store';
import type { SplitName } from '../../src/data/dataset';
import { LineChart, type Line } from './lineChart';
import { createSection, emptyState } from './section';
import type { View, ViewContext } from './view';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];
const DASHES: Readonly<Record<SplitName, readonly number[]>> = { train: [], validation: [6, 3], test: [2, 3] };
const SHARES: readonly string[] = ['accuracy', 'precision', 'recall', 'f1', 'auc', 'top_k', 'r2'];
const REDRAW_MS = 100;
const PIXELS_PER_BUCKET = 2;

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

  const empty = emptyState();
  const first = chartBlock(context);
  const second = chartBlock(context);
  const charts = h('div', { class: 'charts' }, first.element, second.element);
  section.body.append(empty.element, charts);

  let drawnAt = 0;
  let waiting: number | undefined;

  return {
    element: section.element,
    update(state, before) {
      if (!before || state.choices.collapsed !== before.choices.collapsed) {
        section.setOpen(!state.choices.collapsed.includes('cost'));
      }
      const any = state.metrics.next > 0;
      show(charts, any);
      empty.set(any ? undefined : t(state.model ? 'empty.costReady' : 'empty.cost'));
      logX.set(state.choices.logX);
      logY.set(state.choices.logY);
      const names = metricNames(state.metrics);
      metric.options([
        ...names.map((name) => ({ value: name, label: metricLabel(name) })),
        { value: 'none', label: t('cost.none') },
      ]);
      const chosen = chosenMetric(state);
      metric.set(chosen ?? 'none');
      if (!any) return;
      if (before && state.metrics === before.metrics && state.choices === before.choices && state.run === before.run)
        return;
      // Points that come quickly are drawn together; anything the user does is drawn at once.
      const patient = before !== undefined && state.choices === before.choices && state.run === before.run;
      const wait = patient ? REDRAW_MS - (performance.now() - drawnAt) : 0;
      window.clearTimeout(waiting);
      if (wait > 0) waiting = window.setTimeout(() => draw(state, chosen), wait);
      else draw(state, chosen);
    },
  };

  function draw(state: State, chosen: string | undefined): void {
    drawnAt = performance.now();
    first.draw(state, 'loss', state.choices.logY);
    show(second.element, chosen !== undefined);
    charts.classList.toggle('two', chosen !== undefined);
    if (chosen !== undefined) second.draw(state, chosen, false);
  }
}

export function chosenMetric(state: State): string | undefined {
  const names = metricNames(state.metrics);
  const { metric } = state.choices;
  if (metric === 'none') return undefined;
  if (names.includes(metric)) return metric;
  return names.find((n) => n !== 'learning_rate');
}

export function metricLabel(name: string): string {
  return name === 'loss'
    ? t('cost.loss')
    : name === 'learning_rate'
      ? t('cost.learningRate')
      : name.replaceAll('_', ' ');
}

/** A chart, its legend of buttons with the latest values, and its summary for those who do not see it. */
function chartBlock(context: ViewContext): {
  readonly element: HTMLElement;
  draw(state: State, name: string, logY: boolean): void;
} {
  const chart = new LineChart(context);
  const legend = h('div', { class: 'legend' });
  const summary = h('div', {});
  const title = h('h3', {});
  const element = h(
    'div',
    { class: 'chart-block' },
    h('div', { class: 'chart-head' }, title, legend),
    chart.element,
    summary,
  );
  const entries = new Map<string, { readonly button: HTMLButtonElement; readonly value: HTMLElement }>();
  let latest: State | undefined;
  let summarisedAt = 0;

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

  return {
    element,
    draw(state, name, logY) {
      latest = state;
      const { logX, hiddenSeries } = state.choices;
      const theme = context.theme();
      const present = SPLITS.map((split) => ({
        split,
        key: `${split}.${name}`,
        series: state.metrics.series[`${split}.${name}`],
      })).filter((s): s is { split: SplitName; key: string; series: Series } => s.series !== undefined);
      setText(title, metricLabel(name));
      const buttons = present.map(({ split, key, series }) => {
        const { button, value } = entry(key, split);
        button.setAttribute('aria-pressed', String(!hiddenSeries.includes(key)));
        setText(value, number(lastOf(series)));
        return button;
      });
      if (buttons.length !== legend.children.length || buttons.some((b, i) => legend.children[i] !== b))
        legend.replaceChildren(...buttons);
      const buckets = Math.max(50, Math.floor((chart.element.clientWidth || 600) / PIXELS_PER_BUCKET));
      const lines: Line[] = present
        .filter(({ key }) => !hiddenSeries.includes(key))
        .map(({ split, key, series }) => ({
          key,
          label: t(`split.${split}` as TextKey),
          colour: theme.series[split],
          dash: DASHES[split],
          points: decimate(series, { buckets, logX, logY }),
        }));
      chart.set({
        lines,
        xTitle: t(logX ? 'cost.iterationLog' : 'cost.iteration'),
        yTitle: metricLabel(name),
        logX,
        logY,
        share: SHARES.includes(name),
        label: t('cost.chart', metricLabel(name)),
      });
      if (performance.now() - summarisedAt > 2000 || state.run !== 'running') {
        summarisedAt = performance.now();
        summary.replaceChildren();
        append(summary, [summaryTable(name, present)]);
      }
    },
  };
}

function summaryTable(
  name: string,
  present: readonly { readonly split: SplitName; readonly series: Series }[],
): HTMLElement {
  const head = ['series', 'points', 'first', 'last', 'min', 'max'] as const;
  return hiddenTable(
    metricLabel(name),
    head.map((column) => t(`cost.column.${column}`)),
    present.map(({ split, series }) => {
      let min = Infinity;
      let max = -Infinity;
      for (let i = 0; i < series.length; i++) {
        const v = series.y[i]!;
        if (v < min) min = v;
        if (v > max) max = v;
      }
      return [
        t(`split.${split}`),
        count(series.length),
        number(series.y[0] ?? NaN),
        number(lastOf(series)),
        number(min),
        number(max),
      ];
    }),
  );
}
