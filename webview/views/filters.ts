// What each unit of the first layer looks for, as images: a row of the weight matrix has one weight a pixel.
import { number } from '../draw/number';
import { paintTiles, tileAt, tileGrid, type TileGrid } from '../draw/tiles';
import { followWidth, h } from '../dom';
import { t } from '../l10n';
import type { FilterPage } from '../watch';
import type { ViewContext } from './view';

const LEAST_TILE = 56; // pixels on the screen: a 28-pixel image at twice its size
const COLUMNS = [20, 10, 8, 5, 4, 2, 1]; // a full page of 40 fills its lines
const GAP = 2;

export class FilterImages {
  readonly element = h('div', { class: 'filters', role: 'img', tabindex: '0' });
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly mark = h('div', { class: 'heatmap-mark', hidden: true });
  private readonly cursorMark = h('div', { class: 'heatmap-cursor', hidden: true });
  private available = 0;
  private image: ImageData | undefined;
  private grid: TileGrid | undefined;
  private scale = 0;
  private zoom = 1;
  private cells: Float32Array | undefined;
  private page: FilterPage | undefined;
  private name = '';
  private values = 0;
  private cursor = -1;

  constructor(
    private readonly context: ViewContext,
    onPick: (unit: number) => void,
  ) {
    this.element.append(this.canvas, this.mark, this.cursorMark);
    followWidth(this.element, (width) => {
      this.available = width;
      this.paint();
    });
    this.element.addEventListener('pointermove', (e) => this.hover(e));
    this.element.addEventListener('pointerleave', () => this.context.tooltip.hide());
    this.element.addEventListener('blur', () => {
      this.cursor = -1;
      this.place(this.cursorMark, -1);
      this.context.tooltip.hide();
    });
    this.element.addEventListener('keydown', (e) => this.key(e, onPick));
    this.element.addEventListener('click', (e) => {
      const at = this.at(e);
      if (at && this.page) onPick(this.page.rows[0] + at.tile);
    });
  }

  set(page: FilterPage, cells: Float32Array, scale: number, name: string): void {
    const label = t('weights.page', page.rows[0], page.rows[1] - 1, name);
    if (this.element.getAttribute('aria-label') !== label) this.element.setAttribute('aria-label', label);
    this.page = page;
    this.cells = cells;
    this.scale = scale;
    this.name = name;
    this.values = page.rows[1] - page.rows[0];
    this.paint();
  }

  highlight(unit: number | undefined): void {
    this.place(this.mark, unit === undefined || !this.page ? -1 : unit - this.page.rows[0]);
  }

  private paint(): void {
    const { page, cells } = this;
    if (!page || !cells || this.available === 0) return;
    const columns = COLUMNS.find((n) => n * LEAST_TILE <= this.available) ?? 1;
    const grid = tileGrid(this.values, page.width, page.height, columns, GAP);
    this.zoom = Math.max(1, Math.min(4, this.available / grid.width));
    this.grid = grid;
    const { canvas } = this;
    if (canvas.width !== grid.width) canvas.width = grid.width;
    if (canvas.height !== grid.height) canvas.height = grid.height;
    canvas.style.width = `${Math.floor(grid.width * this.zoom)}px`;
    canvas.style.height = `${Math.floor(grid.height * this.zoom)}px`;
    const g = canvas.getContext('2d')!;
    if (this.image?.width !== grid.width || this.image.height !== grid.height) {
      this.image = g.createImageData(grid.width, grid.height);
    }
    const { image } = this;
    paintTiles(
      new Uint32Array(image.data.buffer),
      grid,
      cells,
      this.values,
      () => this.scale,
      this.context.theme().signed,
    );
    g.putImageData(image, 0, 0);
  }

  private at(event: MouseEvent): ReturnType<typeof tileAt> {
    const box = this.canvas.getBoundingClientRect();
    const { grid } = this;
    if (!grid) return undefined;
    const zoom = box.width / grid.width;
    return tileAt(grid, this.values, (event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom);
  }

  private hover(event: PointerEvent): void {
    const at = this.at(event);
    const { page, cells } = this;
    if (!at || !page || !cells) return this.context.tooltip.hide();
    const pixel = at.row * page.width + at.col;
    const unit = page.rows[0] + at.tile;
    const lines = [
      number(cells[at.tile * page.pixels + pixel]!, 6),
      t('weights.filter', unit, at.col, at.row),
      `${this.name}[${unit}, ${pixel}]`,
    ];
    this.context.tooltip.show(lines, event.clientX, event.clientY);
  }

  private key(event: KeyboardEvent, onPick: (unit: number) => void): void {
    const { grid, page } = this;
    if (!grid || !page) return;
    if (event.key === 'Enter' && this.cursor >= 0) return onPick(page.rows[0] + this.cursor);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.cursor = Math.max(0, Math.min(this.values - 1, this.cursor < 0 ? 0 : this.cursor + by));
    this.place(this.cursorMark, this.cursor);
    this.context.announce(t('network.unitLabel', this.name, page.rows[0] + this.cursor));
  }

  private place(mark: HTMLElement, tile: number): void {
    const { grid, zoom } = this;
    mark.hidden = tile < 0 || tile >= this.values || !grid;
    if (mark.hidden || !grid) return;
    mark.style.left = `${(tile % grid.columns) * (grid.tileWidth + GAP) * zoom}px`;
    mark.style.top = `${Math.floor(tile / grid.columns) * (grid.tileHeight + GAP) * zoom}px`;
    mark.style.width = `${grid.tileWidth * zoom}px`;
    mark.style.height = `${grid.tileHeight * zoom}px`;
  }
}
