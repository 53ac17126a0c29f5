// A matrix as a picture: one cell an entry (or a few, see draw/cells.ts), hover and arrow keys read single
// values, numbers stand in the cells where they are large enough, a row or column can be pointed at.
import { cellOf, cellSpan, paintCells, type Cells } from '../draw/cells';
import { tableIndex, textOn } from '../draw/colour';
import { cell, number, short } from '../draw/number';
import { followWidth, h } from '../dom';
import type { ViewContext } from './view';

export interface HeatmapContent {
  readonly cells: Cells;
  /** Entries the cells stand for, and the row the first one has in its tensor. */
  readonly rows: number;
  readonly cols: number;
  readonly firstRow?: number;
  /** The colours' ends: ±scale. */
  readonly scale: number;
  /** Accessible name. */
  readonly label: string;
  /** Name in front of the index, "dense_1.weight". */
  readonly name: string;
  /** A vector is drawn as one row and indexed by one number. */
  readonly vector?: boolean;
}

export interface Highlight {
  readonly row?: number | undefined;
  readonly col?: number | undefined;
}

const NUMBER_WIDTH = 44; // pixels a cell needs for six characters
const WIDE_NUMBER = 52; // and for seven
const NUMBER_HEIGHT = 17;
const MAX_CELL = 26;

export class Heatmap {
  readonly element = h('div', { class: 'heatmap', role: 'img', tabindex: '0' });
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly marks = h('div', { class: 'heatmap-mark', hidden: true });
  private readonly cursorMark = h('div', { class: 'heatmap-cursor', hidden: true });
  private readonly picture = document.createElement('canvas');
  private image: ImageData | undefined;
  private content: HeatmapContent | undefined;
  private highlighted: Highlight = {};
  private cursor: { row: number; col: number } | undefined;
  private available = 0;
  private width = 0;
  private height = 0;

  constructor(
    private readonly context: ViewContext,
    private readonly options: { readonly maxHeight?: number; onPick?(row: number, col: number): void } = {},
  ) {
    this.element.append(this.canvas, this.marks, this.cursorMark);
    followWidth(this.element, (width) => {
      this.available = width;
      this.paint();
    });
    this.element.addEventListener('pointermove', (e) => this.hover(e));
    this.element.addEventListener('pointerleave', () => this.leave());
    this.element.addEventListener('blur', () => this.leave());
    this.element.addEventListener('keydown', (e) => this.key(e));
    this.element.addEventListener('click', (e) => {
      // The page may have moved under a mouse that stood still.
      if (e.detail > 0) this.hover(e);
      this.pick();
    });
  }

  set(content: HeatmapContent): void {
    this.content = content;
    if (this.element.getAttribute('aria-label') !== content.label)
      this.element.setAttribute('aria-label', content.label);
    this.paint();
  }

  highlight(highlight: Highlight): void {
    if (highlight.row === this.highlighted.row && highlight.col === this.highlighted.col) return;
    this.highlighted = highlight;
    this.placeMarks();
  }

  private paint(): void {
    const { content } = this;
    if (!content || this.available === 0) return;
    const { rows, cols, values } = content.cells;
    const withNumbers = cols * NUMBER_WIDTH <= this.available && rows <= 16;
    const cellWidth = withNumbers ? Math.min(64, this.available / cols) : Math.min(MAX_CELL, this.available / cols);
    const cellHeight = withNumbers ? 22 : Math.min(MAX_CELL, Math.max(2, (this.options.maxHeight ?? 260) / rows));
    const width = Math.max(1, Math.floor(cellWidth * cols));
    const height = Math.max(
      1,
      Math.floor((content.vector && !withNumbers ? Math.min(14, cellHeight) : cellHeight) * rows),
    );
    const ratio = window.devicePixelRatio || 1;
    if (width !== this.width || height !== this.height) {
      this.width = width;
      this.height = height;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== deviceWidth) this.canvas.width = deviceWidth;
    if (this.canvas.height !== deviceHeight) this.canvas.height = deviceHeight;

    const table = this.context.theme().signed;
    const small = this.picture.getContext('2d')!;
    if (this.image?.width !== cols || this.image.height !== rows) {
      this.picture.width = cols;
      this.picture.height = rows;
      this.image = small.createImageData(cols, rows);
    }
    const { image } = this;
    paintCells(new Uint32Array(image.data.buffer), values, 0, rows * cols, content.scale, table);
    small.putImageData(image, 0, 0);
    const g = this.canvas.getContext('2d')!;
    g.imageSmoothingEnabled = false;
    g.drawImage(this.picture, 0, 0, deviceWidth, deviceHeight);
    if (withNumbers && height / rows >= NUMBER_HEIGHT) {
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.font = `11px ${this.context.theme().font}`;
      g.textAlign = 'center';
      const narrow = width / cols < WIDE_NUMBER; // −1.6e−3 would run into its neighbour, −2e−3 does not
      g.textBaseline = 'middle';
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < cols; c++) {
          const v = values[r * cols + c]!;
          g.fillStyle = textOn(table[tableIndex(v, content.scale)]!);
          const text = cell(v);
          g.fillText(
            narrow && text.length > 6 ? short(v) : text,
            ((c + 0.5) * width) / cols,
            ((r + 0.5) * height) / rows + 0.5,
          );
        }
      }
      g.setTransform(1, 0, 0, 1, 0, 0);
    }
    this.placeMarks();
  }

  private placeMarks(): void {
    const { content, highlighted } = this;
    if (!content) return;
    const first = content.firstRow ?? 0;
    const row = highlighted.row === undefined ? undefined : highlighted.row - first;
    const inside =
      (row === undefined || (row >= 0 && row < content.rows)) &&
      (highlighted.col === undefined || highlighted.col < content.cols);
    const visible = inside && (row !== undefined || highlighted.col !== undefined);
    this.marks.hidden = !visible;
    if (visible) {
      this.place(
        this.marks,
        row === undefined ? undefined : cellOf(row, content.cells.rows, content.rows),
        highlighted.col === undefined ? undefined : cellOf(highlighted.col, content.cells.cols, content.cols),
      );
    }
    this.cursorMark.hidden = !this.cursor;
    if (this.cursor) this.place(this.cursorMark, this.cursor.row, this.cursor.col);
  }

  private place(mark: HTMLElement, row: number | undefined, col: number | undefined): void {
    const { rows, cols } = this.content!.cells;
    const [w, hgt] = [this.width / cols, this.height / rows];
    mark.style.left = `${(col ?? 0) * w}px`;
    mark.style.top = `${(row ?? 0) * hgt}px`;
    mark.style.width = `${col === undefined ? this.width : w}px`;
    mark.style.height = `${row === undefined ? this.height : hgt}px`;
  }

  private hover(event: MouseEvent): void {
    const { content } = this;
    if (!content) return;
    const box = this.canvas.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    if (x < 0 || y < 0 || x >= 1 || y >= 1) return this.leave();
    this.cursor = { row: Math.floor(y * content.cells.rows), col: Math.floor(x * content.cells.cols) };
    this.placeMarks();
    this.context.tooltip.show(this.describe(), event.clientX, event.clientY);
  }

  private leave(): void {
    if (!this.cursor) return;
    this.cursor = undefined;
    this.placeMarks();
    this.context.tooltip.hide();
  }

  private key(event: KeyboardEvent): void {
    const { content } = this;
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!content || (!step && event.key !== 'Enter')) return;
    event.preventDefault();
    if (!step) return this.pick();
    const { rows, cols } = content.cells;
    const at = this.cursor ?? { row: 0, col: 0 };
    const [down, right] = this.cursor ? (step as [number, number]) : [0, 0];
    this.cursor = {
      row: Math.max(0, Math.min(rows - 1, at.row + down)),
      col: Math.max(0, Math.min(cols - 1, at.col + right)),
    };
    this.placeMarks();
    const lines = this.describe();
    const mark = this.cursorMark.getBoundingClientRect();
    this.context.tooltip.show(lines, mark.right, mark.bottom);
    this.context.announce(lines.join(', '));
  }

  private pick(): void {
    const { content, cursor, options } = this;
    if (!content || !cursor || !options.onPick) return;
    options.onPick(
      (content.firstRow ?? 0) + cellSpan(cursor.row, content.cells.rows, content.rows)[0],
      cellSpan(cursor.col, content.cells.cols, content.cols)[0],
    );
  }

  private describe(): readonly string[] {
    const { cells, rows, cols, firstRow = 0, name, vector } = this.content!;
    const { row, col } = this.cursor!;
    const value = cells.values[row * cells.cols + col]!;
    const [r0, r1] = cellSpan(row, cells.rows, rows);
    const [c0, c1] = cellSpan(col, cells.cols, cols);
    const index = [...(vector ? [] : [span(firstRow + r0, firstRow + r1)]), span(c0, c1)].join(', ');
    return [number(value, 6), `${name}[${index}]`];
  }
}

function span(from: number, to: number): string {
  return to - from === 1 ? String(from) : `${from}\u2013${to - 1}`;
}
