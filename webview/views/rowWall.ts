// The rows of a classification that a filter lets through, as a wall: pictures for images, lines for tables, each with
// what it is, what the network took it for, and how sure it was. A click follows the sample through the network.
import type { DataInfo, Outcomes } from '../../src/protocol/engine';
import type { Choices } from '../choices';
import { button, checkbox, dropdown, type Choice } from '../controls';
import { h, setText, show } from '../dom';
import { count, number, percent } from '../draw/number';
import { t } from '../l10n';
import { roving, rovingStart } from '../roving';
import { confidence, matchingRows, type RowFilter, type RowOrder } from '../rowFilter';
import { paintPicture } from './thumbnail';
import type { ViewContext } from './view';

const PAGE = 48;
const ORDERS: readonly RowOrder[] = ['doubtful', 'loss', 'split'];

export function createRowWall(context: ViewContext): {
  readonly element: HTMLElement;
  update(outcomes: Outcomes, data: DataInfo, choices: Choices): void;
} {
  let shown: { readonly outcomes: Outcomes; readonly data: DataInfo; readonly choices: Choices } | undefined;
  const change = (part: Partial<RowFilter>): void =>
    context.choose({ filter: { ...shown!.choices.filter, ...part }, outcomesPage: 0 });
  const ofClass = (key: 'truth' | 'predicted') => (value: string) => {
    const { [key]: _, ...rest } = shown!.choices.filter;
    context.choose({ filter: value === '' ? rest : { ...rest, [key]: Number(value) }, outcomesPage: 0 });
  };
  const truth = dropdown({ label: t('report.trueClass'), visibleLabel: true, onChange: ofClass('truth') });
  const predicted = dropdown({ label: t('report.predictedClass'), visibleLabel: true, onChange: ofClass('predicted') });
  const order = dropdown({
    label: t('wall.order'),
    visibleLabel: true,
    onChange: (value) => change({ order: value as RowOrder }),
  });
  const wrong = checkbox({ label: t('wall.wrong'), onChange: (on) => change({ wrong: on }) });
  order.options(ORDERS.map((value) => ({ value, label: t(`wall.order.${value}`) })));
  const heading = h('h3', {});
  const page = (by: number): void => context.choose({ outcomesPage: shown!.choices.outcomesPage + by });
  const previous = button({
    label: t('wall.previous'),
    icon: 'previous',
    look: 'icon',
    iconOnly: true,
    onClick: () => page(-1),
  });
  const next = button({ label: t('wall.next'), icon: 'next', look: 'icon', iconOnly: true, onClick: () => page(1) });
  const pageText = h('span', {});
  const pager = h('div', { class: 'pager' }, previous.element, pageText, next.element);
  const none = h('p', { class: 'empty small' });
  const wall = h('div', { class: 'wall', role: 'group', 'aria-label': t('wall.label') });
  roving(wall, '.wall-row');
  const element = h(
    'div',
    { class: 'row-wall' },
    h('div', { class: 'wall-filters' }, truth.element, predicted.element, order.element, wrong.element),
    h('div', { class: 'chart-head' }, heading, pager),
    none,
    wall,
  );

  return {
    element,
    update(outcomes, data, choices) {
      shown = { outcomes, data, choices };
      const { filter } = choices;
      const classes = data.classes ?? ['0', '1'];
      const any: Choice = { value: '', label: t('wall.any') };
      const named = [any, ...classes.map((label, i) => ({ value: String(i), label }))];
      truth.options(named);
      predicted.options(named);
      truth.set(String(filter.truth ?? ''));
      predicted.set(String(filter.predicted ?? ''));
      order.set(filter.order);
      wrong.set(filter.wrong);
      const rows = matchingRows(outcomes, filter);
      const pages = Math.max(1, Math.ceil(rows.length / PAGE));
      const at = Math.min(choices.outcomesPage, pages - 1);
      const here = rows.slice(at * PAGE, (at + 1) * PAGE);
      setText(heading, t(filter.wrong ? 'wall.mistakes' : 'wall.samples', count(rows.length), count(outcomes.rows)));
      show(pager, pages > 1);
      setText(pageText, t('wall.page', count(at * PAGE + 1), count(at * PAGE + here.length)));
      previous.enable(at > 0);
      next.enable(at < pages - 1);
      show(none, rows.length === 0);
      setText(none, rows.length === 0 ? t(filter.wrong ? 'wall.noMistakes' : 'wall.noSamples') : '');
      wall.classList.toggle('pictures', data.image !== undefined);
      const tiles = here.map((row) => tile(row, outcomes, classes, data, context));
      wall.replaceChildren(...tiles.map((x) => x.element));
      rovingStart(wall, '.wall-row');
      if (data.image && here.length > 0) void fill(here, outcomes, data.image, tiles);
    },
  };

  async function fill(
    rows: readonly number[],
    outcomes: Outcomes,
    image: NonNullable<DataInfo['image']>,
    tiles: readonly Tile[],
  ): Promise<void> {
    try {
      const { inputs } = await context.rows(outcomes.split, rows);
      const pixels = image.width * image.height;
      const { ink } = context.theme();
      tiles.forEach(({ canvas }, k) =>
        paintPicture(canvas, inputs.values.subarray(k * pixels, (k + 1) * pixels), image, ink),
      );
    } catch {
      // The run was replaced while its samples were asked for: the wall is drawn anew with the next.
    }
  }
}

interface Tile {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
}

function tile(row: number, outcomes: Outcomes, classes: readonly string[], data: DataInfo, context: ViewContext): Tile {
  const name = (i: number | undefined): string => classes[i ?? -1] ?? String(i);
  const [is, said] = [outcomes.targets[row]!, outcomes.predicted![row]!];
  const sure = confidence(outcomes, row);
  const figure = sure >= 0 && sure <= 1 ? percent(sure) : number(sure, 3);
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const element = h(
    'button',
    {
      type: 'button',
      class: is === said ? 'wall-row' : 'wall-row wrong',
      'data-row': row,
      title: t('wall.row', t(`split.${outcomes.split}`), count(row), name(is), name(said), figure),
    },
    data.image ? canvas : h('span', { class: 'wall-number' }, count(row)),
    ' ',
    h('span', { class: 'wall-classes' }, `${name(is)} \u2192 ${name(said)}`),
    ' ',
    h('span', { class: 'wall-sure' }, figure),
  );
  element.addEventListener('click', () => context.openSample(outcomes.split, row, true));
  return { element, canvas };
}
