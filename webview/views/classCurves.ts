// One class against the rest, over all thresholds: ROC, precision and recall, and whether its probabilities keep their
// word.
import type { DataInfo, Outcomes } from '../../src/protocol/engine';
import type { Choices } from '../choices';
import { dropdown } from '../controls';
import { h, setText, show } from '../dom';
import { calibration, ranking, type Calibration, type Curve } from '../draw/curves';
import { count, number, percent } from '../draw/number';
import { spread } from '../draw/plane';
import { t } from '../l10n';
import { classScores } from '../rowFilter';
import { DataTable, type TableContent } from './dataTable';
import { line, Plot, type PlotArea, type PlotContent } from './plot';
import type { ViewContext } from './view';

const READ_POINTS = 200; // of a curve, by keyboard
const TABLE_POINTS = 20; // and in its table
const SHARE = { min: -0.02, max: 1.02 };
const SMALL_DOT = 3;
const LARGE_DOT = 9;

export function createClassCurves(context: ViewContext): {
  readonly element: HTMLElement;
  update(outcomes: Outcomes, data: DataInfo, choices: Choices): void;
} {
  const choice = dropdown({
    label: t('curves.class'),
    visibleLabel: true,
    onChange: (value) => context.choose({ curveClass: Number(value) }),
  });
  const facts = h('p', { class: 'outcomes-facts' });
  const none = h('p', { class: 'empty small' });
  const plot = (): Plot => new Plot(context, { aspect: 1, most: 400 });
  const [roc, precisionRecall, calibrated] = [plot(), plot(), plot()];
  const calibratedBlock = h('div', {}, h('h3', {}, t('curves.calibration')), calibrated.element);
  const plots = h(
    'div',
    { class: 'plots' },
    h('div', {}, h('h3', {}, t('curves.roc')), roc.element),
    h('div', {}, h('h3', {}, t('curves.precisionRecall')), precisionRecall.element),
    calibratedBlock,
  );
  const table = new DataTable(context, 'curves');
  const element = h(
    'div',
    { class: 'class-curves' },
    h('div', { class: 'chart-head' }, h('h3', {}, t('curves.title')), choice.element),
    facts,
    none,
    plots,
    table.element,
  );

  function shares(label: string, x: string, y: string): Pick<PlotContent, 'x' | 'y' | 'label' | 'grid'> {
    return { x: { title: x, ...SHARE }, y: { title: y, ...SHARE }, label, grid: true };
  }

  return {
    element,
    update(outcomes, data, choices) {
      const classes = data.classes ?? ['0', '1'];
      const chosen = Math.min(choices.curveClass, classes.length - 1);
      choice.options(classes.map((label, i) => ({ value: String(i), label })));
      choice.set(String(chosen));
      const scores = classScores(outcomes, chosen);
      const positive = (row: number): boolean => outcomes.targets[row] === chosen;
      const ranked = ranking(scores, positive);
      const bins = calibration(scores, positive);
      const drawn = !Number.isNaN(ranked.auc);
      show(plots, drawn);
      show(facts, drawn);
      show(none, !drawn);
      setText(none, drawn ? '' : t('curves.none', classes[chosen] ?? ''));
      if (!drawn) return show(table.element, false);
      const summary = [
        t('curves.auc', number(ranked.auc)),
        t('curves.averagePrecision', number(ranked.averagePrecision)),
        ...(bins ? [t('curves.error', percent(bins.error))] : []),
        t('curves.positives', count(ranked.positives), count(outcomes.rows)),
      ].join(' · ');
      setText(facts, summary);
      const colour = context.theme().series[outcomes.split];
      const even = ranked.positives / outcomes.rows;
      const read = (curve: Curve, x: string, y: string): PlotContent['items'] => {
        const at = spread(curve.x.length, READ_POINTS);
        return {
          length: at.length,
          x: (i) => curve.x[at[i]!]!,
          y: (i) => curve.y[at[i]!]!,
          describe: (i) => [
            `${y} ${percent(curve.y[at[i]!]!)}`,
            `${x} ${percent(curve.x[at[i]!]!)}`,
            t('curves.threshold', number(curve.thresholds[at[i]!]!)),
          ],
        };
      };
      roc.set({
        ...shares(
          `${t('curves.rocLabel', classes[chosen] ?? '')} ${summary}`,
          t('curves.falseRate'),
          t('curves.recall'),
        ),
        items: read(ranked.roc, t('curves.falseRate'), t('curves.recall')),
        paint: (g, area) => {
          reference(g, area, context, [0, 0, 1, 1]);
          trace(g, area, ranked.roc, colour);
        },
      });
      precisionRecall.set({
        ...shares(
          `${t('curves.precisionRecallLabel', classes[chosen] ?? '')} ${summary}`,
          t('curves.recall'),
          t('curves.precision'),
        ),
        items: read(ranked.precisionRecall, t('curves.recall'), t('curves.precision')),
        paint: (g, area) => {
          reference(g, area, context, [0, even, 1, even]);
          trace(g, area, ranked.precisionRecall, colour, true);
        },
      });
      show(calibratedBlock, bins !== undefined);
      if (bins) {
        calibrated.set({
          ...shares(
            `${t('curves.calibrationLabel', classes[chosen] ?? '')} ${summary}`,
            t('curves.said'),
            t('curves.came'),
          ),
          items: {
            length: bins.bins.length,
            x: (i) => bins.bins[i]!.said,
            y: (i) => bins.bins[i]!.true,
            describe: (i) => {
              const { said, true: came, count: rows } = bins.bins[i]!;
              return [
                `${t('curves.said')} ${percent(said)}`,
                `${t('curves.came')} ${percent(came)}`,
                t('curves.rows', count(rows)),
              ];
            },
          },
          paint: (g, area) => {
            reference(g, area, context, [0, 0, 1, 1]);
            bubbles(g, area, bins, outcomes.rows, colour);
          },
        });
      }
      table.set(choices, t('curves.title'), [
        curveTable(t('curves.roc'), ranked.roc, t('curves.falseRate'), t('curves.recall')),
        curveTable(t('curves.precisionRecall'), ranked.precisionRecall, t('curves.recall'), t('curves.precision')),
        ...(bins ? [binTable(bins)] : []),
      ]);
    },
  };
}

/** What a network that knows nothing would draw, or one that is exactly as sure as it is right. */
function reference(
  g: CanvasRenderingContext2D,
  area: PlotArea,
  context: ViewContext,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
): void {
  g.strokeStyle = context.theme().muted;
  g.lineWidth = 1;
  g.setLineDash([5, 4]);
  line(g, area.x(x0), area.y(y0), area.x(x1), area.y(y1));
  g.setLineDash([]);
}

/** `steps`: between two recalls lies nothing that a threshold could reach. */
function trace(g: CanvasRenderingContext2D, area: PlotArea, { x, y }: Curve, colour: string, steps = false): void {
  g.strokeStyle = colour;
  g.lineWidth = 2;
  g.lineJoin = 'round';
  g.beginPath();
  if (steps) g.moveTo(area.x(0), area.y(y[0]!));
  for (let i = 0; i < x.length; i++) {
    if (steps && i > 0) g.lineTo(area.x(x[i - 1]!), area.y(y[i]!));
    if (i === 0 && !steps) g.moveTo(area.x(x[i]!), area.y(y[i]!));
    else g.lineTo(area.x(x[i]!), area.y(y[i]!));
  }
  g.stroke();
}

/** A bin's area is its share of the rows. */
function bubbles(
  g: CanvasRenderingContext2D,
  area: PlotArea,
  { bins }: Calibration,
  rows: number,
  colour: string,
): void {
  g.strokeStyle = g.fillStyle = colour;
  g.lineWidth = 1.5;
  g.beginPath();
  for (const { said, true: came } of bins) g.lineTo(area.x(said), area.y(came));
  g.stroke();
  for (const { said, true: came, count: n } of bins) {
    g.beginPath();
    const radius = SMALL_DOT + (LARGE_DOT - SMALL_DOT) * Math.sqrt(n / rows);
    g.arc(area.x(said), area.y(came), radius, 0, 2 * Math.PI);
    g.fill();
  }
}

function curveTable(caption: string, { x, y, thresholds }: Curve, across: string, up: string): TableContent {
  return {
    caption,
    head: [t('curves.at'), across, up],
    rows: spread(x.length, TABLE_POINTS).map((i) => [number(thresholds[i]!), percent(x[i]!), percent(y[i]!)]),
  };
}

function binTable({ bins }: Calibration): TableContent {
  return {
    caption: t('curves.calibration'),
    head: [t('curves.said'), t('curves.came'), t('report.rows')],
    rows: bins.map((b) => [percent(b.said), percent(b.true), count(b.count)]),
  };
}
