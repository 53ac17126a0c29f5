// The numbers behind a picture as a table, folded until it is asked for: for those who do not see the picture, and for
// those who want to read it exactly.
import type { Choices } from '../choices';
import { h, setText, show } from '../dom';
import { t } from '../l10n';
import type { ViewContext } from './view';

export interface TableContent {
  readonly caption: string;
  readonly head: readonly string[];
  /** Each begins with its name; the rest are figures. */
  readonly rows: readonly (readonly string[])[];
}

export class DataTable {
  private readonly name = h('summary', {});
  private readonly scroll = h('div', { class: 'table-scroll', tabindex: '0', role: 'group' });
  readonly element = h('details', { class: 'data-table', hidden: true }, this.name, this.scroll);

  constructor(
    context: ViewContext,
    /** Under which it is remembered that the table is open. */
    private readonly id: string,
  ) {
    this.element.addEventListener('toggle', () => context.keepOpen(id, this.element.open));
  }

  set({ openTables }: Pick<Choices, 'openTables'>, name: string, tables: readonly TableContent[]): void {
    this.follow({ openTables });
    const filled = tables.filter(({ rows }) => rows.length > 0);
    show(this.element, filled.length > 0);
    setText(this.name, t('table.of', name));
    this.scroll.setAttribute('aria-label', name);
    this.scroll.replaceChildren(...filled.map(table));
  }

  /** Opens and folds as it was left. */
  follow({ openTables }: Pick<Choices, 'openTables'>): void {
    const open = openTables.includes(this.id);
    if (this.element.open !== open) this.element.open = open;
  }
}

function table({ caption, head, rows }: TableContent): HTMLElement {
  return h(
    'table',
    { class: 'plain' },
    h('caption', {}, caption),
    h(
      'thead',
      {},
      h('tr', {}, ...head.map((text, i) => h('th', { scope: 'col', class: i === 0 ? '' : 'number' }, text))),
    ),
    h(
      'tbody',
      {},
      ...rows.map(([first = '', ...figures]) =>
        h('tr', {}, h('th', { scope: 'row' }, first), ...figures.map((text) => h('td', { class: 'number' }, text))),
      ),
    ),
  );
}
