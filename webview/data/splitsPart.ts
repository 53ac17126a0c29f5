// What goes into which split: for classes the share of each in each split, for a number its distribution.
import { h, setText, show } from '../dom';
import { count, percent, tidy } from '../draw/number';
import { t } from '../l10n';
import { createBarChart } from './bars';
import { binBars } from './columnBars';
import { createFold } from './fold';
import { PART_ORDER } from './state';
import { changed, type DataContext, type DataPart } from './view';

export function createSplits(context: DataContext): DataPart {
  const fold = createFold('splits', t('data.splits'));
  const chart = createBarChart(t('data.column.valueHead'));
  const caption = h('p', { class: 'quiet' });
  const table = h('div', { class: 'balance' });
  fold.body.append(caption, chart.element, table);
  return {
    element: fold.element,
    update(state, before) {
      const profile = state.snapshot?.profile;
      if (!profile || !changed(state, before)) return;
      const at = profile.columns.findIndex(({ role }) => role === 'target');
      const target = profile.columns[at];
      const numbers = profile.classes ? undefined : target?.numbers;
      fold.title(t(profile.classes ? 'data.splits' : 'data.splits.targets'));
      show(chart.element, numbers !== undefined);
      setText(caption, numbers ? t('data.column.of', target!.name) : t('data.splits.share'));
      show(caption, numbers !== undefined || profile.classes !== undefined);
      if (numbers) {
        const { bars, filters, ends } = binBars(numbers.bins, at);
        chart.update(t('data.column.of', target!.name), bars, ends, (i) => context.filter(filters[i]!));
      }
      const parts = PART_ORDER.slice(0, 3).filter((part) => (profile.parts[part] ?? 0) > 0);
      const header = h(
        'tr',
        {},
        profile.classes ? h('th', { scope: 'col' }, t('data.splits.class')) : h('td', {}),
        ...parts.map((part) =>
          h(
            'th',
            { scope: 'col' },
            link(
              t('data.filter.withCount', t(`data.part.${part}`), count(profile.parts[part]!)),
              t('data.splits.filterPart', t(`data.part.${part}`), count(profile.parts[part]!)),
              () => context.filter({ kind: 'part', part }),
            ),
          ),
        ),
      );
      const values = new Map(target?.values?.shown.map(({ text, counts }) => [text, counts]));
      const rows = (profile.classes ?? []).map((name, index) => {
        const counts = values.get(name) ?? {};
        const total = parts.reduce((n, part) => n + (counts[part] ?? 0), 0);
        return h(
          'tr',
          {},
          h(
            'th',
            { scope: 'row' },
            link(name, t('data.splits.filterClass', name, count(total)), () =>
              context.filter({ kind: 'class', index }),
            ),
          ),
          ...parts.map((part) => {
            const share = (counts[part] ?? 0) / profile.parts[part]!;
            const fill = h('span', { class: `balance-fill paint-${part}` });
            fill.style.width = `${100 * share}%`;
            return h(
              'td',
              { title: t('data.filter.withCount', percent(share), count(counts[part] ?? 0)) },
              h('span', { class: 'balance-track', 'aria-hidden': 'true' }, fill),
              h(
                'span',
                { class: 'balance-text' },
                t('data.filter.withCount', percent(share), count(counts[part] ?? 0)),
              ),
            );
          }),
        );
      });
      const means = numbers
        ? [['data.column.mean', 'mean'] as const, ['data.column.std', 'std'] as const].map(([key, of]) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, t(key)),
              ...parts.map((part) => h('td', { class: 'number' }, tidy(target!.numbers!.parts[part]?.[of] ?? NaN, 4))),
            ),
          )
        : [];
      table.replaceChildren(
        h('table', { class: 'balance-table' }, h('thead', {}, header), h('tbody', {}, ...rows, ...means)),
      );
      show(table, parts.length > 0);
      show(fold.element, parts.length > 0);
    },
  };
}

function link(text: string, label: string, act: () => void): HTMLElement {
  const element = h('button', { type: 'button', class: 'link-button', title: label, 'aria-label': label }, text);
  element.addEventListener('click', act);
  return element;
}
