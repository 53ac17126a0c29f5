// One column in detail: its distribution over the splits, its statistics before and after scaling, and its filters.
import type { ColumnProfile } from '../../src/data/profile/column';
import type { Spread } from '../../src/data/profile/numbers';
import { button, dropdown } from '../controls';
import { h, setText, show } from '../dom';
import { count, tidy } from '../draw/number';
import { t } from '../l10n';
import { createBarChart } from './bars';
import { distribution } from './columnBars';
import { createFold } from './fold';
import { PART_ORDER } from './state';
import { changed, type DataContext, type DataPart } from './view';

export function createColumnDetail(context: DataContext): DataPart {
  const fold = createFold('column', t('data.column'));
  const choice = dropdown({
    label: t('data.column.choose'),
    onChange: (value) => context.choose({ column: Number(value) }),
  });
  const chart = createBarChart(t('data.column.valueHead'));
  const others = h('p', { class: 'quiet' });
  const remark = h('p', { class: 'quiet' });
  const statistics = h('div', { class: 'statistics', tabindex: '0', role: 'group', 'aria-label': t('data.column') });
  let at = 0;
  const up = button({
    label: t('data.column.sortUp'),
    onClick: () => context.choose({ sort: { by: at, descending: false } }),
  });
  const down = button({
    label: t('data.column.sortDown'),
    onClick: () => context.choose({ sort: { by: at, descending: true } }),
  });
  const missing = button({
    label: t('data.column.onlyMissing'),
    onClick: () => {
      context.filter({ kind: 'missing', column: at });
      context.showRows();
    },
  });
  fold.body.append(
    choice.element,
    remark,
    chart.element,
    others,
    h('div', { class: 'column-buttons' }, up.element, down.element, missing.element),
    statistics,
  );
  return {
    element: fold.element,
    update(state, before) {
      const profile = state.snapshot?.profile;
      if (!profile || !changed(state, before, 'column')) return;
      show(fold.element, !profile.image);
      at = state.chosen.column ?? 0;
      const column = profile.columns[at];
      if (!column || profile.image) return;
      choice.options(
        profile.columns.map(({ name, role }, i) => ({
          value: String(i),
          label: role === 'feature' ? name : t('data.filter.withCount', name, t(`data.role.${role}`)),
        })),
      );
      choice.set(String(at));
      const { bars, filters, ends } = distribution(column, at);
      chart.update(t('data.column.of', column.name), bars, ends, (i) => context.filter(filters[i]!));
      show(others, (column.values?.others ?? 0) > 0);
      setText(others, t('data.column.others', count(column.values?.others ?? 0)));
      show(missing.element, column.missing > 0);
      setText(remark, remarkOf(column));
      statistics.replaceChildren(statisticsOf(column));
      // Chosen in the table, its details may lie further down.
      const beside = window.matchMedia('(min-width: 900px)').matches;
      if (beside && before?.snapshot === state.snapshot) fold.element.scrollIntoView({ block: 'nearest' });
    },
  };
}

function remarkOf({ role, scaling, categories }: ColumnProfile): string {
  if (role === 'ignored') return t('data.column.notInput');
  if (categories) return t('data.column.onehot', categories.length);
  if (!scaling) return role === 'target' ? t('data.column.classes') : '';
  const { offset, divisor, fill } = scaling;
  const scaled = offset !== 0 || divisor !== 1;
  const how = scaled ? t('data.column.scaling', tidy(offset, 5), tidy(divisor, 5)) : t('data.column.unscaled');
  return fill === undefined ? how : `${how} ${t('data.column.fill', tidy(fill, 5))}`;
}

/** Of all rows and of each split; of the training rows also after scaling. */
function statisticsOf(column: ColumnProfile): HTMLElement {
  const { numbers, scaling, missing, distinct } = column;
  const head = (texts: readonly string[]): HTMLElement =>
    h('thead', {}, h('tr', {}, ...texts.map((text) => (text === '' ? h('td', {}) : h('th', { scope: 'col' }, text)))));
  const row = (name: string, cells: readonly string[]): HTMLElement =>
    h('tr', {}, h('th', { scope: 'row' }, name), ...cells.map((cell) => h('td', { class: 'number' }, cell)));
  if (!numbers || column.values) {
    const rows = [row(t('data.column.distinct'), [count(distinct)]), row(t('data.column.missing'), [count(missing)])];
    return h(
      'table',
      { class: 'statistics-table' },
      h('caption', { class: 'visually-hidden' }, t('data.column.statistics')),
      h('tbody', {}, ...rows),
    );
  }
  const parts = PART_ORDER.slice(0, 3).filter((part) => numbers.parts[part]);
  const { offset = 0, divisor = 1 } = scaling ?? {};
  const scaled = scaling && (offset !== 0 || divisor !== 1) ? numbers.parts.train : undefined;
  const spreads: readonly Spread[] = [numbers.all, ...parts.map((part) => numbers.parts[part]!)];
  const [q1, median, q3] = numbers.quartiles;
  const blank = parts.map(() => '');
  const line = (
    key: Parameters<typeof t>[0],
    of: (spread: Spread) => number,
    after?: (x: number) => number,
  ): HTMLElement =>
    row(t(key), [
      ...spreads.map((spread) => tidy(of(spread), 4)),
      ...(scaled ? [after ? tidy(after(of(scaled)), 4) : ''] : []),
    ]);
  const quartile = (key: Parameters<typeof t>[0], value: number): HTMLElement =>
    row(t(key), [tidy(value, 4), ...blank, ...(scaled ? [''] : [])]);
  const place = (x: number): number => (x - offset) / divisor;
  const whole = (key: Parameters<typeof t>[0], of: (spread: Spread) => number): HTMLElement =>
    row(t(key), [...spreads.map((spread) => count(of(spread))), ...(scaled ? [''] : [])]);
  return h(
    'table',
    { class: 'statistics-table' },
    h('caption', { class: 'visually-hidden' }, t('data.column.statistics')),
    head([
      '',
      t('data.column.all'),
      ...parts.map((part) => t(`data.part.${part}`)),
      ...(scaled ? [t('data.column.forNetwork')] : []),
    ]),
    h(
      'tbody',
      {},
      whole('data.column.rows', (s) => s.count + s.missing),
      whole('data.column.missing', (s) => s.missing),
      row(t('data.column.distinct'), [count(distinct), ...blank, ...(scaled ? [''] : [])]),
      line('data.column.mean', (s) => s.mean, place),
      line(
        'data.column.std',
        (s) => s.std,
        (x) => x / divisor,
      ),
      line('data.column.min', (s) => s.min, place),
      quartile('data.column.q1', q1),
      quartile('data.column.median', median),
      quartile('data.column.q3', q3),
      line('data.column.max', (s) => s.max, place),
    ),
  );
}
