// Two axes with round numbers, a painter for what lies between them, and a cursor that pointer and arrow keys move from
// item to item. What is drawn and what an item says is the caller's.
import { ticks } from '../draw/axis';
import { tidy } from '../draw/number';
import { followWidth, h } from '../dom';
import type { ViewContext } from './view';

export interface PlotAxis {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** Drawn numbers into those written along the axis: value = drawn · divisor + offset. */
  readonly scale?: { readonly offset: number; readonly divisor: number };
}

/** Where the plot lies in its canvas, in CSS pixels, and where numbers lie in it. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  x(value: number): number;
  y(value: number): number;
}

export interface PlotItems {
  readonly length: number;
  x(i: number): number;
  y(i: number): number;
  describe(i: number): readonly string[];
  /** Enter or a click. */
  pick?(i: number): void;
}

export interface PlotContent {
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** Accessible name. */
  readonly label: string;
  readonly grid: boolean;
  paint(g: CanvasRenderingContext2D, area: PlotArea): void;
  readonly items: PlotItems;
  /** What is said of a place where no item is near. */
  place?(x: number, y: number): readonly string[];
}

const NEAR = 12; // pixels from the pointer to an item
const PAD = { left: 46, right: 10, top: 8, bottom: 36 };
const TICK_SPACE = { x: 74, y: 46 };

export class Plot {
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly mark = h('div', { class: 'plot-cursor', hidden: true });
  readonly element = h('div', { class: 'plot', role: 'img', tabindex: '0' }, this.canvas, this.mark);
  private content: PlotContent | undefined;
  private area: PlotArea | undefined;
  private cursor: number | undefined;
  private available = 0;

  /** `aspect`: height over width; `most`: widest, in pixels. */
  constructor(
    private readonly context: ViewContext,
    private readonly options: { readonly aspect: number; readonly most: number },
  ) {
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

  set(content: PlotContent): void {
    this.content = content;
    if (this.cursor !== undefined && this.cursor >= content.items.length) this.leave();
    if (this.element.getAttribute('aria-label') !== content.label)
      this.element.setAttribute('aria-label', content.label);
    this.paint();
  }

  private paint(): void {
    const { content } = this;
    if (!content || this.available === 0) return;
    const width = Math.min(this.available, this.options.most);
    const height = Math.round((width - PAD.left - PAD.right) * this.options.aspect) + PAD.top + PAD.bottom;
    const ratio = window.devicePixelRatio || 1;
    const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== deviceWidth || this.canvas.height !== deviceHeight) {
      this.canvas.width = deviceWidth;
      this.canvas.height = deviceHeight;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const box = {
      left: PAD.left,
      top: PAD.top,
      width: width - PAD.left - PAD.right,
      height: height - PAD.top - PAD.bottom,
    };
    const { x, y } = content;
    const area: PlotArea = {
      ...box,
      x: (v) => box.left + ((v - x.min) / (x.max - x.min)) * box.width,
      y: (v) => box.top + (1 - (v - y.min) / (y.max - y.min)) * box.height,
    };
    this.area = area;
    const g = this.canvas.getContext('2d')!;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, height);
    this.axes(g, content, area);
    g.save();
    g.beginPath();
    g.rect(box.left, box.top, box.width, box.height);
    g.clip();
    content.paint(g, area);
    g.restore();
    g.strokeStyle = this.context.theme().grid;
    g.lineWidth = 1;
    g.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
    this.placeMark();
  }

  private axes(g: CanvasRenderingContext2D, { x, y, grid }: PlotContent, area: PlotArea): void {
    const theme = this.context.theme();
    g.font = `11px ${theme.font}`;
    g.fillStyle = theme.muted;
    g.strokeStyle = theme.grid;
    g.lineWidth = 1;
    g.textAlign = 'center';
    g.textBaseline = 'top';
    for (const [value, text] of marks(x, area.width / TICK_SPACE.x)) {
      const at = Math.round(area.x(value)) + 0.5;
      if (grid) line(g, at, area.top, at, area.top + area.height);
      g.fillText(text, Math.min(at, area.left + area.width - 8), area.top + area.height + 5);
    }
    g.fillText(x.title, area.left + area.width / 2, area.top + area.height + 20, area.width);
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    for (const [value, text] of marks(y, area.height / TICK_SPACE.y)) {
      const at = Math.round(area.y(value)) + 0.5;
      if (grid) line(g, area.left, at, area.left + area.width, at);
      g.fillText(text, area.left - 5, Math.max(at, area.top + 6));
    }
    g.save();
    g.translate(6, area.top + area.height / 2);
    g.rotate(-Math.PI / 2);
    g.textAlign = 'center';
    g.fillText(y.title, 0, 0, area.height);
    g.restore();
  }

  private hover(event: MouseEvent): void {
    const { content, area } = this;
    if (!content || !area) return;
    const box = this.canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const { items } = content;
    let best: number | undefined;
    let least = NEAR * NEAR;
    for (let i = 0; i < items.length; i++) {
      const d = (area.x(items.x(i)) - px) ** 2 + (area.y(items.y(i)) - py) ** 2;
      if (d < least) [least, best] = [d, i];
    }
    this.cursor = best;
    this.placeMark();
    const inside = px >= area.left && py >= area.top && px <= area.left + area.width && py <= area.top + area.height;
    const { x, y } = content;
    const lines =
      best !== undefined
        ? items.describe(best)
        : inside
          ? content.place?.(
              x.min + ((px - area.left) / area.width) * (x.max - x.min),
              y.max - ((py - area.top) / area.height) * (y.max - y.min),
            )
          : undefined;
    if (lines) this.context.tooltip.show(lines, event.clientX, event.clientY);
    else this.context.tooltip.hide();
  }

  private leave(): void {
    this.cursor = undefined;
    this.mark.hidden = true;
    this.context.tooltip.hide();
  }

  private key(event: KeyboardEvent): void {
    const { content } = this;
    const last = (content?.items.length ?? 0) - 1;
    if (!content || last < 0) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      return this.pick();
    }
    const at = this.cursor ?? -1;
    const far = Math.max(1, Math.round(last / 20));
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      PageDown: at + far,
      PageUp: at - far,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.cursor = Math.max(0, Math.min(last, to));
    this.placeMark();
    const lines = content.items.describe(this.cursor);
    const mark = this.mark.getBoundingClientRect();
    this.context.tooltip.show(lines, mark.right, mark.bottom);
    this.context.announce(lines.join(', '));
  }

  private pick(): void {
    if (this.cursor !== undefined) this.content?.items.pick?.(this.cursor);
  }

  private placeMark(): void {
    const { content, area, cursor } = this;
    this.mark.hidden = cursor === undefined || !content || !area;
    if (cursor === undefined || !content || !area) return;
    this.mark.style.left = `${area.x(content.items.x(cursor))}px`;
    this.mark.style.top = `${area.y(content.items.y(cursor))}px`;
  }
}

/** Round numbers along an axis: where they are drawn, and how they are written. */
function marks({ min, max, scale }: PlotAxis, wanted: number): readonly (readonly [number, string])[] {
  const { offset, divisor } = scale ?? { offset: 0, divisor: 1 };
  return ticks(min * divisor + offset, max * divisor + offset, wanted).map((v) => [
    (v - offset) / divisor,
    tidy(Math.abs(v) < 1e-12 ? 0 : v, 4),
  ]);
}

export function line(g: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  g.stroke();
}
