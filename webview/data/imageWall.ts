// The images as a wall, each with its class; only those in sight exist.
import type { DataProfile } from '../../src/data/profile/profile';
import type { ImageProfile } from '../../src/data/profile/images';
import { h } from '../dom';
import { t } from '../l10n';
import { createGrid } from './grid';
import type { FoundRow, Pages } from './pages';
import { paintImage } from './picture';
import type { DataState } from './state';
import { changed, type DataPart } from './view';
import type { Window } from './windowing';

const TILE = { width: 72, height: 90 };

export function createImageWall(
  pages: Pages,
  ink: () => Uint32Array,
  chosen: (row: FoundRow | undefined) => void,
): DataPart & { redraw(): void; repaint(): void; toTop(): void } {
  let state: DataState | undefined;
  const profile = (): DataProfile | undefined => state?.snapshot?.profile;
  const across = (): number => Math.max(1, Math.floor((grid.element.clientWidth - 2) / TILE.width));
  const pictures = new Map<number, HTMLCanvasElement>();
  const grid = createGrid({
    id: 'images',
    label: t('data.image.wall'),
    head: { height: 0, width: 0 },
    rows: () => ({ count: Math.ceil((pages.total() ?? 0) / across()), size: TILE.height }),
    columns: () => ({ count: across(), size: TILE.width }),
    cellsIn: (row) => Math.min(across(), (pages.total() ?? 0) - row * across()),
    draw,
    act: tell,
    moved: tell,
  });

  function tell(): void {
    const { row, column } = grid.active();
    chosen(pages.row(row * across() + column, 0));
  }

  function draw(rows: Window): HTMLElement[] {
    const image = profile()?.image;
    const total = pages.total() ?? 0;
    if (!image) return [];
    const n = across();
    pages.want({ from: rows.first * n, to: (rows.first + rows.drawn) * n }, [0]);
    if (pictures.size > 2000) pictures.clear();
    return Array.from({ length: rows.drawn }, (_, i) => {
      const row = rows.first + i;
      const tiles = Array.from({ length: Math.min(n, total - row * n) }, (__, column) =>
        tile(row, column, pages.row(row * n + column, 0), image),
      );
      const line = h('div', { class: 'wall-line', role: 'row', 'aria-rowindex': row + 1 }, ...tiles);
      line.style.top = `${rows.top + i * TILE.height}px`;
      return line;
    });
  }

  function tile(row: number, column: number, found: FoundRow | undefined, image: ImageProfile): HTMLElement {
    const label = found ? labelOf(found, profile()!) : '';
    return h(
      'div',
      {
        class: 'tile',
        role: 'gridcell',
        id: grid.cellId({ row, column }),
        'aria-colindex': column + 1,
        'data-row': row,
        'data-column': column,
        'aria-label': found
          ? t('data.image.tile', label, t(`data.part.${found.part}`), found.own)
          : t('data.rows.waiting'),
        title: found ? t('data.image.tile', label, t(`data.part.${found.part}`), found.own) : undefined,
      },
      found?.pixels ? pictureOf(found, image) : h('span', { class: 'tile-blank' }),
      h(
        'span',
        { class: 'tile-label' },
        found ? h('span', { class: `part-dot paint-${found.part}`, 'aria-hidden': 'true' }) : null,
        label,
      ),
    );
  }

  function pictureOf(found: FoundRow, image: ImageProfile): HTMLCanvasElement {
    let canvas = pictures.get(found.row);
    if (!canvas) {
      canvas = h('canvas', { 'aria-hidden': 'true' });
      paintImage(canvas, found.pixels!, image, ink());
      pictures.set(found.row, canvas);
    }
    return canvas;
  }

  return {
    element: grid.element,
    redraw() {
      grid.redraw();
      tell();
    },
    repaint() {
      pictures.clear();
      grid.redraw();
      tell();
    },
    toTop: grid.toTop,
    update(now, before) {
      if (!changed(now, before)) return;
      if (now.snapshot !== before?.snapshot) pictures.clear();
      state = now;
      grid.redraw();
    },
  };
}

/** The class, or for a regression the cell of the target. */
export function labelOf(found: FoundRow, profile: DataProfile): string {
  return profile.classes?.[found.label] ?? found.cells[0] ?? '';
}
