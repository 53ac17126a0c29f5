// A regression's rows: predicted against true, with the diagonal they should lie on, and what is left over.
import type { DataInfo, Outcomes } from '../../src/protocol/engine';
import type { Choices } from '../choices';
import { dropdown } from '../controls';
import { h, setText, show } from '../dom';
import { axisAround } from '../draw/axis';
import { count, number } from '../draw/number';
import { residualFacts, residualsOf, type Residuals } from '../draw/residuals';
import { t } from '../l10n';
import { DataTable, type TableContent } from './dataTable';
import { line, Plot, type PlotArea, type PlotItems } from './plot';
import type { ViewContext } from './view';

const RADIUS = 3;
const CROWD = 1500; // from so many rows on, dots are smaller and let each other through
const LISTED = 20;

export function createRegressionPlots(context: ViewContext): {
  readonly element: HTMLElement;
  update(outcomes: Outcomes, data: DataInfo, choices: Choices): void;
} {
  const target = dropdown({
    label: t('outcomes.target'),
    visibleLabel: true,
    onChange: (value) => context.choose({ targetColumn: Number(value) }),
  });
  const facts = h('p', { class: 'outcomes-facts' });
  const against = new Plot(context, { aspect: 1, most: 460 });
  const left = new Plot(context, { aspect: 1, most: 460 });
  const table = new DataTable(context, 'residuals');
  const element = h(
    'div',
    { class: 'regression' },
    h('div', { class: 'chart-head' }, target.element, facts),
    h(
      'div',
      { class: 'plots' },
      h('div', {}, h('h3', {}, t('regression.against')), against.element),
      h('div', {}, h('h3', {}, t('regression.residuals')), left.element),
    ),
    table.element,
  );

  return {
    element,
    update(outcomes, data, choices) {
      const { rows, cols, split, outputs, targets } = outcomes;
      const column = Math.min(choices.targetColumn, cols - 1);
      const name = data.targetNames[column] ?? `y${column}`;
      show(target.element, cols > 1);
      target.options(
        Array.from({ length: cols }, (_, i) => ({ value: String(i), label: data.targetNames[i] ?? `y${i}` })),
      );
      target.set(String(column));
      const own = residualsOf(outputs, targets, rows, cols, column);
      const { rmse, mae, r2, bias } = residualFacts(own);
      const summary = t('regression.facts', number(rmse), number(mae), number(r2), number(bias), count(rows));
      setText(facts, summary);
      // The keyboard meets the rows that are farthest off first; NaN is farthest of all.
      const far = own.residual.map((e) => (Number.isNaN(e) ? Infinity : Math.abs(e)));
      const order = Array.from(far.keys()).sort((a, b) => far[b]! - far[a]!);
      const dots = (x: Float64Array, y: Float64Array) => (g: CanvasRenderingContext2D, area: PlotArea) => {
        const crowded = rows > CROWD;
        g.fillStyle = context.theme().series[split];
        g.globalAlpha = crowded ? 0.35 : 0.75;
        for (let r = 0; r < rows; r++) {
          g.beginPath();
          g.arc(area.x(x[r]!), area.y(y[r]!), crowded ? RADIUS / 2 : RADIUS, 0, 2 * Math.PI);
          g.fill();
        }
      };
      const items = (x: Float64Array, y: Float64Array): PlotItems => ({
        length: rows,
        x: (i) => x[order[i]!]!,
        y: (i) => y[order[i]!]!,
        describe: (i) => describeRow(own, order[i]!, split),
        pick: (i) => context.openSample(split, order[i]!, false),
      });
      const [low, high] = axisAround(own.truth, own.predicted);
      const both = { min: low, max: high };
      against.set({
        x: { title: t('regression.true', name), ...both },
        y: { title: t('regression.predicted', name), ...both },
        label: `${t('regression.againstLabel', name)} ${summary}`,
        grid: true,
        items: items(own.truth, own.predicted),
        paint: (g, area) => {
          ideal(g, context);
          line(g, area.x(low), area.y(low), area.x(high), area.y(high));
          dots(own.truth, own.predicted)(g, area);
        },
      });
      const [from, to] = axisAround(own.predicted);
      const [bottom, top] = axisAround(own.residual, [0]);
      left.set({
        x: { title: t('regression.predicted', name), min: from, max: to },
        y: { title: t('regression.residual'), min: bottom, max: top },
        label: `${t('regression.residualsLabel', name)} ${summary}`,
        grid: true,
        items: items(own.predicted, own.residual),
        paint: (g, area) => {
          ideal(g, context);
          line(g, area.left, area.y(0), area.left + area.width, area.y(0));
          dots(own.predicted, own.residual)(g, area);
        },
      });
      table.set(choices, t('regression.worst'), [worstTable(own, order)]);
    },
  };
}

function ideal(g: CanvasRenderingContext2D, context: ViewContext): void {
  g.strokeStyle = context.theme().foreground;
  g.lineWidth = 1.2;
  g.setLineDash([5, 4]);
  g.globalAlpha = 1;
}

function describeRow(
  { truth, predicted, residual }: Residuals,
  row: number,
  split: Outcomes['split'],
): readonly string[] {
  return [
    `${t(`split.${split}`)} ${count(row)}`,
    `${t('sample.target')}: ${number(truth[row]!)}`,
    `${t('sample.prediction')}: ${number(predicted[row]!)}`,
    `${t('regression.residual')}: ${number(residual[row]!)}`,
  ];
}

function worstTable({ truth, predicted, residual }: Residuals, order: readonly number[]): TableContent {
  return {
    caption: t('regression.worst'),
    head: [t('sample.number'), t('sample.target'), t('sample.prediction'), t('regression.residual')],
    rows: order.slice(0, LISTED).map((r) => [count(r), number(truth[r]!), number(predicted[r]!), number(residual[r]!)]),
  };
}
