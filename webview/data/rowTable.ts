// The rows as a table. Each column's heading says what it is: its role, its distribution, what is missing.
import type { ColumnProfile } from '../../src/data/profile/column';
import type { DataProfile } from '../../src/data/profile/profile';
import { h } from '../dom';
import { count, tidy } from '../draw/number';
import { t } from '../l10n';
import { sparkBars } from './bars';
import { distribution } from './columnBars';
import { createGrid, type Cell } from './grid';
import { BLOCK, type FoundRow, type Pages } from './pages';
import { nextSort, type DataState } from './state';
import { changed, type DataContext, type DataPart } from './view';
import type { Window } from './windowing';

const ROW = 23;
const COLUMN = 118;
const HEAD = { height: 84, width: 124 };

export function createRowTable(context: DataContext, pages: Pages): DataPart & { redraw(): void; toTop(): void } {
  let state: DataState | undefined;
  let heads = new Map<number, HTMLElement>();
  const profile = (): DataProfile | undefined => state?.snapshot?.profile;
  const grid = createGrid({
    id: 'rows',
    label: t('data.rows.label'),
    head: HEAD,
    rows: () => ({ count: pages.total() ?? 0, size: ROW }),
    columns: () => ({ count: profile()?.columns.length ?? 0, size: COLUMN }),
    draw,
    act,
  });

  function act({ row, column }: Cell, how: 'enter' | 'space' | 'click'): void {
    const now = state;
    if (!now) return;
    if (row < 0 && how === 'enter') {
      const sort = nextSort(now.chosen.sort, column);
      context.choose({ sort });
      const name = profile()?.columns[column]?.name ?? '';
      const word = sort ? t(sort.descending ? 'data.rows.sortedDown' : 'data.rows.sortedUp') : t('data.order.file');
      context.announce(`${name}: ${word}`);
      return;
    }
    if (how === 'enter' && now.snapshot?.opensRows) open(row, column);
    else context.choose({ column });
  }

  function open(at: number, column: number): void {
    const found = pages.row(at, Math.floor(column / BLOCK));
    if (found) context.tell('openRow', { row: found.row, column });
  }

  function draw(rows: Window, columns: Window): HTMLElement[] {
    const now = profile();
    if (!now || !state) return [];
    const at = Array.from({ length: columns.drawn }, (_, i) => columns.first + i);
    const blocks = [...new Set(at.map((column) => Math.floor(column / BLOCK)))];
    pages.want({ from: rows.first, to: rows.first + rows.drawn }, blocks);
    const filler = (): HTMLElement => {
      const gap = h('div', { class: 'grid-gap', role: 'presentation' });
      gap.style.width = `${columns.top}px`;
      return gap;
    };
    const heading = h(
      'div',
      { class: 'grid-head', role: 'row', 'aria-rowindex': 1 },
      h('div', { class: 'grid-corner', role: 'columnheader', 'aria-colindex': 1 }, t('data.rows.row')),
      filler(),
      ...at.map((column) => headOf(now, column)),
    );
    const lines = Array.from({ length: rows.drawn }, (_, i) => {
      const row = rows.first + i;
      const line = h(
        'div',
        { class: row % 2 ? 'grid-row odd' : 'grid-row', role: 'row', 'aria-rowindex': row + 2 },
        rowHead(pages.row(row, blocks[0] ?? 0)),
        filler(),
        ...at.map((column) => cellOf(row, column, pages.row(row, Math.floor(column / BLOCK)), now)),
      );
      line.style.top = `${HEAD.height + rows.top + i * ROW}px`;
      return line;
    });
    return [heading, ...lines];
  }

  /** Its picture is made once; what changes with the choice is set anew. */
  function headOf(now: DataProfile, at: number): HTMLElement {
    let head = heads.get(at);
    if (!head) {
      head = makeHead(now.columns[at]!, at);
      heads.set(at, head);
    }
    const { sort, column } = state!.chosen;
    const sorted = sort?.by === at ? (sort.descending ? 'descending' : 'ascending') : 'none';
    head.setAttribute('aria-sort', sorted);
    head.classList.toggle('chosen', column === at);
    head.classList.remove('active');
    return head;
  }

  function makeHead(column: ColumnProfile, at: number): HTMLElement {
    const sort = h('span', { class: 'head-sort', 'aria-hidden': 'true' });
    sort.addEventListener('click', (event) => {
      event.stopPropagation();
      grid.setActive({ row: -1, column: at });
      act({ row: -1, column: at }, 'enter');
    });
    const facts = t('data.rows.head', count(column.missing), count(column.distinct));
    const element = h(
      'div',
      {
        class: `grid-column role-${column.role}`,
        role: 'columnheader',
        id: grid.cellId({ row: -1, column: at }),
        'aria-colindex': at + 2,
        'data-row': -1,
        'data-column': at,
        title: `${column.name} (${t(`data.role.${column.role}`)}): ${facts}`,
      },
      h('span', { class: 'head-name' }, h('span', {}, column.name), sort),
      h('span', { class: 'head-role' }, t(`data.role.${column.role}`)),
      sparkBars(distribution(column, at).bars),
      column.missing > 0
        ? h('span', { class: 'head-facts some-missing' }, t('data.rows.headMissing', count(column.missing)))
        : h('span', { class: 'head-facts' }, t('data.rows.headDistinct', count(column.distinct))),
    );
    return element;
  }

  function rowHead(found: FoundRow | undefined): HTMLElement {
    return h(
      'div',
      { class: 'grid-rowhead', role: 'rowheader', 'aria-colindex': 1, title: found?.file },
      found ? h('span', { class: `part-dot paint-${found.part}`, 'aria-hidden': 'true' }) : null,
      h('span', { class: 'row-number' }, found ? count(found.own) : ''),
      h('span', { class: 'row-part' }, found ? t(`data.partShort.${found.part}`) : ''),
    );
  }

  function cellOf(row: number, column: number, found: FoundRow | undefined, now: DataProfile): HTMLElement {
    const place = column % BLOCK;
    const missing = found?.missing?.includes(place) ?? false;
    const text = !found
      ? t('data.rows.waiting')
      : state!.chosen.scaled
        ? scaledText(found, place)
        : found.cells[place]!;
    const number = now.columns[column]!.numbers !== undefined;
    return h(
      'div',
      {
        class: `grid-cell${number ? ' number' : ''}${missing ? ' missing' : ''}`,
        role: 'gridcell',
        id: grid.cellId({ row, column }),
        'aria-colindex': column + 2,
        'data-row': row,
        'data-column': column,
        'aria-label': missing ? `${t('data.rows.missingCell')} ${text}` : undefined,
        title: text.length > 14 ? text : undefined,
      },
      missing && text === '' ? t('data.rows.missingCell') : text,
    );
  }

  grid.element.addEventListener('dblclick', (event) => {
    const found = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    const row = Number(found?.dataset['row'] ?? -1);
    if (found && row >= 0 && state?.snapshot?.opensRows) open(row, Number(found.dataset['column']));
  });

  return {
    element: grid.element,
    redraw: grid.redraw,
    toTop: grid.toTop,
    update(now, before) {
      if (!changed(now, before, 'column', 'sort', 'scaled')) return;
      if (now.snapshot !== before?.snapshot) heads = new Map();
      state = now;
      grid.redraw();
    },
  };
}

const scaledText = ({ network }: FoundRow, place: number): string =>
  (network?.[place] ?? []).map((x) => (Number.isNaN(x) ? '' : tidy(x, 4))).join(' ') || '\u2013';
