// A grid of which only what is in sight exists: scrolling, the active cell, the keys. The one element with the focus is
// the grid itself; the active cell is named to assistive technology by aria-activedescendant.
import { h } from '../dom';
import { contentSize, scrollTo, windowAt, type Lines, type Window } from './windowing';

export interface Cell {
  /** −1: the heading. */
  readonly row: number;
  readonly column: number;
}

export interface GridOptions {
  /** An id no other grid has. */
  readonly id: string;
  readonly label: string;
  rows(): Lines;
  columns(): Lines;
  /** How many cells a row has, where the last one may have fewer. */
  cellsIn?(row: number): number;
  /** Pixels above the rows and left of the columns that do not scroll away. */
  readonly head: { readonly height: number; readonly width: number };
  /** Draws what is in sight; elements of cells get the id of cellId. */
  draw(rows: Window, columns: Window): readonly HTMLElement[];
  /** Enter and Space, or a click. */
  act(cell: Cell, how: 'enter' | 'space' | 'click'): void;
  moved?(cell: Cell): void;
}

export interface Grid {
  readonly element: HTMLElement;
  active(): Cell;
  setActive(cell: Cell): void;
  /** Draws again what is in sight. */
  redraw(): void;
  /** Back to the first row. */
  toTop(): void;
  cellId(cell: Cell): string;
}

export function createGrid(options: GridOptions): Grid {
  const { head } = options;
  let cell: Cell = { row: 0, column: 0 };
  const content = h('div', { class: 'grid-content', role: 'presentation' });
  const element = h(
    'div',
    { class: 'data-grid', role: 'grid', tabindex: 0, 'aria-label': options.label, id: options.id },
    content,
  );
  const cellId = ({ row, column }: Cell): string => `${options.id}-${row}-${column}`;
  const view = () => ({
    height: Math.max(0, element.clientHeight - head.height),
    width: Math.max(0, element.clientWidth - head.width),
  });

  function redraw(): void {
    const [rows, columns] = [options.rows(), options.columns()];
    const { height, width } = view();
    element.setAttribute('aria-rowcount', String(rows.count + (head.height > 0 ? 1 : 0)));
    element.setAttribute('aria-colcount', String(columns.count + (head.width > 0 ? 1 : 0)));
    content.style.height = `${head.height + contentSize(rows)}px`;
    content.style.width = `${head.width + contentSize(columns)}px`;
    const seen = options.draw(windowAt(rows, element.scrollTop, height), windowAt(columns, element.scrollLeft, width));
    content.replaceChildren(...seen);
    const id = cellId(cell);
    content.querySelector(`#${CSS.escape(id)}`)?.classList.add('active');
    if (content.querySelector(`#${CSS.escape(id)}`)) element.setAttribute('aria-activedescendant', id);
    else element.removeAttribute('aria-activedescendant');
  }

  function setActive(next: Cell): void {
    const [rows, columns] = [options.rows(), options.columns()];
    const least = head.height > 0 ? -1 : 0;
    const row = Math.max(least, Math.min(rows.count - 1, next.row));
    const cells = options.cellsIn?.(row) ?? columns.count;
    cell = { row, column: Math.max(0, Math.min(cells - 1, next.column)) };
    const { height, width } = view();
    if (cell.row >= 0) element.scrollTop = scrollTo(rows, cell.row, element.scrollTop, height);
    element.scrollLeft = scrollTo(columns, cell.column, element.scrollLeft, width);
    redraw();
    options.moved?.(cell);
  }

  element.addEventListener('keydown', (event) => {
    if (event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      options.act(cell, event.key === 'Enter' ? 'enter' : 'space');
      return;
    }
    const page = Math.max(1, Math.floor(view().height / options.rows().size) - 1);
    const last = { row: options.rows().count - 1, column: options.columns().count - 1 };
    const { row, column } = cell;
    const next: Record<string, Cell> = {
      ArrowDown: { row: row + 1, column },
      ArrowUp: { row: row - 1, column },
      ArrowRight: { row, column: column + 1 },
      ArrowLeft: { row, column: column - 1 },
      PageDown: { row: row + page, column },
      PageUp: { row: Math.max(row - page, 0), column },
      Home: event.ctrlKey ? { row: 0, column: 0 } : { row, column: 0 },
      End: event.ctrlKey ? last : { row, column: last.column },
    };
    const to = next[event.key];
    if (!to) return;
    event.preventDefault();
    setActive(to);
  });
  element.addEventListener('click', (event) => {
    const found = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    if (!found) return;
    const clicked = { row: Number(found.dataset['row']), column: Number(found.dataset['column']) };
    setActive(clicked);
    options.act(clicked, 'click');
  });
  let waiting = false;
  element.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      redraw();
    });
  });
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(element);
  return {
    element,
    active: () => cell,
    setActive,
    redraw,
    toTop() {
      element.scrollTop = 0;
      cell = { row: Math.min(cell.row, 0), column: cell.column };
    },
    cellId,
  };
}
