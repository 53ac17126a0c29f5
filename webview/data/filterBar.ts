// Which rows are shown, said in words: split and class, what else was chosen, how many rows are left.
import { button, dropdown, radios } from '../controls';
import { h, setText, show } from '../dom';
import { count } from '../draw/number';
import { t } from '../l10n';
import { filterText } from './sentences';
import { PART_ORDER, without } from './state';
import { changed, type DataContext, type DataPart } from './view';
import type { Part } from '../../src/data/profile/parts';

export interface FilterBar extends DataPart {
  /** How many rows are left; undefined while that is being found out. */
  found(total: number | undefined): void;
}

export function createFilterBar(context: DataContext): FilterBar {
  let filters: Parameters<typeof without>[0] = [];
  const heading = h('h2', {});
  const status = h('span', { class: 'rows-found', role: 'status' });
  const part = dropdown({
    label: t('data.filter.split'),
    visibleLabel: true,
    onChange: (value) =>
      value === ''
        ? context.choose({ filters: without(filters, 'part') })
        : context.filter({ kind: 'part', part: value as Part }),
  });
  const label = dropdown({
    label: t('data.filter.className'),
    visibleLabel: true,
    onChange: (value) =>
      value === ''
        ? context.choose({ filters: without(filters, 'class') })
        : context.filter({ kind: 'class', index: Number(value) }),
  });
  const order = dropdown({
    label: t('data.order'),
    visibleLabel: true,
    onChange: (value) =>
      context.choose({ sort: value === 'file' ? undefined : { by: 'distance', descending: value === 'far' } }),
  });
  order.options((['file', 'far', 'near'] as const).map((value) => ({ value, label: t(`data.order.${value}`) })));
  const values = radios<'file' | 'network'>({
    label: t('data.rows'),
    choices: [
      { value: 'file', label: t('data.rows.asFile') },
      { value: 'network', label: t('data.rows.asNetwork') },
    ],
    onChange: (value) => context.choose({ scaled: value === 'network' }),
  });
  const chips = h('ul', { class: 'chips' });
  const clear = button({ label: t('data.filter.clear'), onClick: () => context.choose({ filters: [] }) });
  const element = h(
    'div',
    { class: 'filter-bar' },
    h('div', { class: 'filter-line' }, heading, status, values.element),
    h('div', { class: 'filter-line' }, part.element, label.element, order.element, chips, clear.element),
  );
  let state: Parameters<DataPart['update']>[0] | undefined;
  let left: number | undefined;

  /** Rows may be here before their profile is drawn. */
  function sayLeft(): void {
    const profile = state?.snapshot?.profile;
    if (!profile) return;
    const what = profile.image ? 'images' : 'rows';
    setText(
      status,
      left === undefined
        ? t('data.rows.waiting')
        : left === profile.rows
          ? t(`data.${what}.foundAll`, count(left))
          : t(`data.${what}.found`, count(left), count(profile.rows)),
    );
  }

  return {
    element,
    found(total) {
      left = total;
      sayLeft();
    },
    update(now, before) {
      state = now;
      sayLeft();
      const profile = now.snapshot?.profile;
      if (!profile || !changed(now, before, 'filters', 'sort', 'scaled')) return;
      ({ filters } = now.chosen);
      setText(heading, t(profile.image ? 'data.images' : 'data.rows'));
      const any = { value: '', label: t('data.filter.any') };
      part.options([
        any,
        ...PART_ORDER.filter((name) => (profile.parts[name] ?? 0) > 0).map((name) => ({
          value: name,
          label: t('data.filter.withCount', t(`data.part.${name}`), count(profile.parts[name]!)),
        })),
      ]);
      const shownPart = filters.find((filter) => filter.kind === 'part');
      part.set(shownPart?.part ?? '');
      show(label.element, profile.classes !== undefined);
      label.options([any, ...(profile.classes ?? []).map((name, i) => ({ value: String(i), label: name }))]);
      const shownClass = filters.find((filter) => filter.kind === 'class');
      label.set(shownClass ? String(shownClass.index) : '');
      show(order.element, profile.image !== undefined);
      const { sort } = now.chosen;
      order.set(sort?.by === 'distance' ? (sort.descending ? 'far' : 'near') : 'file');
      show(values.element, !profile.image && profile.inputs !== undefined);
      values.set(now.chosen.scaled ? 'network' : 'file');
      chips.replaceChildren(
        ...filters
          .filter(({ kind }) => kind !== 'part' && kind !== 'class')
          .map((filter) => {
            const text = filterText(filter, profile);
            const remove = button({
              label: t('data.filter.remove', text),
              icon: 'close',
              look: 'icon',
              iconOnly: true,
              onClick: () => context.choose({ filters: filters.filter((one) => one !== filter) }),
            });
            return h('li', { class: 'chip' }, h('span', {}, text), remove.element);
          }),
      );
      show(clear.element, filters.length > 0);
    },
  };
}
