// What is worth knowing before training, the gravest first; a click shows the rows it is about.
import type { Hint } from '../../src/data/profile/hints';
import { button } from '../controls';
import { h } from '../dom';
import { count } from '../draw/number';
import { t } from '../l10n';
import { createFold } from './fold';
import { hintSentence, hintTitle } from './sentences';
import { without } from './state';
import { changed, type DataContext, type DataPart } from './view';

export function createHintList(context: DataContext): DataPart {
  const fold = createFold('hints', t('data.hints'));
  return {
    element: fold.element,
    update(state, before) {
      const profile = state.snapshot?.profile;
      if (!profile || !changed(state, before, 'filters')) return;
      const active = state.chosen.filters.find((filter) => filter.kind === 'hint')?.id;
      const item = (hint: Hint): HTMLElement => {
        const shown = hint.id === active;
        const column = 'column' in hint ? profile.columns.findIndex(({ name }) => name === hint.column) : -1;
        const rows = button({
          label: shown ? t('data.hints.shown') : t('data.hints.showCount', count(hint.count)),
          hint: `${t('data.hints.show')}: ${hintTitle(hint)}`,
          onClick: () => {
            if (shown) context.choose({ filters: without(state.chosen.filters, 'hint') });
            else {
              const { sort: _, ...rest } = state.chosen; // a hint brings an order of its own
              context.choose({
                ...rest,
                sort: undefined,
                filters: [{ kind: 'hint', id: hint.id }],
                ...(column >= 0 && { column }),
              });
              context.showRows();
            }
          },
        });
        rows.element.setAttribute('aria-pressed', String(shown));
        const look = button({
          label: t('data.hints.column'),
          hint: `${t('data.hints.column')}: ${hintTitle(hint)}`,
          onClick: () => context.choose({ column }),
        });
        return h(
          'li',
          { class: `hint-item hint-${hint.weight}`, 'data-hint': hint.id },
          h(
            'div',
            { class: 'hint-title' },
            h('span', { class: 'hint-weight' }, t(`data.weight.${hint.weight}`)),
            h('h3', {}, hintTitle(hint)),
          ),
          h('p', {}, hintSentence(hint)),
          h(
            'div',
            { class: 'hint-buttons' },
            hint.count > 0 ? rows.element : null,
            hint.count === 0 && column >= 0 ? look.element : null,
          ),
        );
      };
      fold.title(
        profile.hints.length > 0 ? t('data.filter.withCount', t('data.hints'), profile.hints.length) : t('data.hints'),
      );
      fold.body.replaceChildren(
        profile.hints.length > 0
          ? h('ul', { class: 'hint-list' }, ...profile.hints.map(item))
          : h('p', { class: 'quiet' }, t('data.hints.none')),
      );
    },
  };
}
