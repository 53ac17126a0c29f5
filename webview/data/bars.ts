// Bars that stand side by side, each a stack of its parts' counts. Where they can be chosen, each is a button: one
// stop for the Tab key, arrow keys from bar to bar. The numbers stand in a table behind them.
import type { ByPart } from '../../src/data/profile/parts';
import { h, svg } from '../dom';
import { count } from '../draw/number';
import { t } from '../l10n';
import { roving, rovingStart } from '../roving';
import { PART_ORDER } from './state';

export interface Bar {
  /** "1 to 2", "setosa". */
  readonly name: string;
  readonly counts: ByPart<number>;
}

export const totalOf = (counts: ByPart<number>): number => PART_ORDER.reduce((n, part) => n + (counts[part] ?? 0), 0);

/** Bars as a picture without words, for a column's head. */
export function sparkBars(bars: readonly Bar[]): SVGSVGElement {
  const most = Math.max(1, ...bars.map(({ counts }) => totalOf(counts)));
  const width = 100 / Math.max(1, bars.length);
  const rects = bars.flatMap(({ counts }, i) => {
    let y = 24;
    return PART_ORDER.flatMap((part) => {
      const n = counts[part] ?? 0;
      if (n === 0) return [];
      const height = Math.max((n / most) * 23, 0.4);
      y -= height;
      const gap = bars.length > 20 ? 0 : 0.6;
      return [svg('rect', { x: i * width, y, width: Math.max(0.5, width - gap), height, class: `fill-${part}` })];
    });
  });
  return svg(
    'svg',
    { viewBox: '0 0 100 24', preserveAspectRatio: 'none', class: 'spark', 'aria-hidden': 'true' },
    ...rects,
  );
}

export interface BarChart {
  readonly element: HTMLElement;
  update(
    label: string,
    bars: readonly Bar[],
    ends: readonly [string, string] | undefined,
    choose: ((index: number) => void) | undefined,
  ): void;
}

export function createBarChart(nameOfValue: string): BarChart {
  const plot = h('div', { class: 'bar-chart', role: 'group' });
  const ends = h('div', { class: 'bar-ends', 'aria-hidden': 'true' });
  const table = h('div', {});
  roving(plot, '.bar');
  return {
    element: h('div', { class: 'bar-chart-whole' }, plot, ends, table),
    update(label, bars, [from, to] = ['', ''], choose) {
      plot.setAttribute('aria-label', label);
      const most = Math.max(1, ...bars.map(({ counts }) => totalOf(counts)));
      plot.replaceChildren(
        ...bars.map(({ name, counts }, i) => {
          const text = t('data.column.value', name, partsText(counts));
          const bar = h(
            choose ? 'button' : 'div',
            { class: 'bar', title: text, 'aria-label': text, ...(choose ? { type: 'button' } : { role: 'img' }) },
            ...PART_ORDER.map((part) => {
              const piece = h('span', { class: `bar-piece paint-${part}` });
              piece.style.height = `${(100 * (counts[part] ?? 0)) / most}%`;
              return piece;
            }).reverse(),
          );
          if (choose) bar.addEventListener('click', () => choose(i));
          return bar;
        }),
      );
      if (choose) rovingStart(plot, '.bar');
      ends.replaceChildren(h('span', {}, from), h('span', {}, to));
      const parts = PART_ORDER.filter((part) => bars.some(({ counts }) => (counts[part] ?? 0) > 0));
      table.replaceChildren(
        tableBehind(
          label,
          [nameOfValue, ...parts.map((part) => t(`data.part.${part}`))],
          bars.map(({ name, counts }) => [name, ...parts.map((part) => count(counts[part] ?? 0))]),
        ),
      );
    },
  };
}

/** "404 (train 320, test 84)". */
export function partsText(counts: ByPart<number>): string {
  const parts = PART_ORDER.filter((part) => (counts[part] ?? 0) > 0);
  const total = count(totalOf(counts));
  if (parts.length < 2) return total;
  return t(
    'data.filter.withCount',
    total,
    parts.map((part) => `${t(`data.partShort.${part}`)} ${count(counts[part]!)}`).join(', '),
  );
}

/** The colour of each part that has rows. */
export function partLegend(parts: ByPart<number>): HTMLElement {
  return h(
    'ul',
    { class: 'part-legend' },
    ...PART_ORDER.filter((part) => (parts[part] ?? 0) > 0).map((part) =>
      h(
        'li',
        {},
        h('span', { class: `part-swatch paint-${part}`, 'aria-hidden': 'true' }),
        t('data.filter.withCount', t(`data.part.${part}`), count(parts[part]!)),
      ),
    ),
  );
}

/** The numbers of a picture for those who do not see it. */
function tableBehind(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return h(
    'table',
    { class: 'visually-hidden' },
    h('caption', {}, caption),
    h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, ...rows.map((row) => h('tr', {}, ...row.map((text) => h('td', {}, text))))),
  );
}
