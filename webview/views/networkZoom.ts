// The architecture in a window of its own: larger or smaller than it is, moved by scrollbars, pointer and keys. What the
// keyboard reaches scrolls into sight by itself, as everything that has the focus does.
import type { NetworkView } from '../choices';
import { h } from '../dom';

const MOST = 6;
const WHEEL = 0.0022; // a notch of 100 is a fifth
const STEP = 1.4;
const KEY_PAN = 80; // pixels
const REST_MS = 250;
const CLICK = 4; // pixels that a pointer may move in a click

export class NetworkZoom {
  private readonly area: HTMLElement;
  readonly element: HTMLElement;
  private size = { width: 0, height: 0 };
  private grip: { readonly x: number; readonly y: number; readonly left: number; readonly top: number } | undefined;
  private dragged = false;
  private resting: number | undefined;
  /** 1: a pixel of the layout is a pixel of the page. */
  scale = 1;

  constructor(
    private readonly stage: HTMLElement,
    /** May a drag begin here? */
    free: (target: Element) => boolean,
    private readonly onScale: () => void,
    /** It has come to rest at another size or place. */
    private readonly onRest: () => void,
  ) {
    this.area = h('div', { class: 'network-area' }, stage);
    this.element = h('div', { class: 'network-scroll' }, this.area);
    this.element.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const box = this.element.getBoundingClientRect();
        const by = Math.exp(-Math.max(-300, Math.min(300, event.deltaY)) * WHEEL);
        this.set(this.scale * by, event.clientX - box.left, event.clientY - box.top);
      },
      { passive: false },
    );
    this.element.addEventListener('pointerdown', (event) => {
      this.dragged = false;
      if (event.button !== 0 || event.pointerType === 'touch' || !free(event.target as Element)) return;
      const { scrollLeft: left, scrollTop: top } = this.element;
      this.grip = { x: event.clientX, y: event.clientY, left, top };
    });
    this.element.addEventListener('pointermove', (event) => {
      if (!this.grip) return;
      const [dx, dy] = [event.clientX - this.grip.x, event.clientY - this.grip.y];
      if (!this.dragged && Math.hypot(dx, dy) < CLICK) return;
      if (!this.dragged) this.element.setPointerCapture(event.pointerId); // from here on it is no click
      this.dragged = true;
      this.element.scrollTo(this.grip.left - dx, this.grip.top - dy);
    });
    for (const name of ['pointerup', 'pointercancel'] as const)
      this.element.addEventListener(name, () => (this.grip = undefined));
    this.element.addEventListener('scroll', () => this.rest(), { passive: true });
  }

  get view(): NetworkView | null {
    const { scrollLeft: left, scrollTop: top } = this.element;
    return this.scale === 1 && left === 0 && top === 0 ? null : { scale: this.scale, left, top };
  }

  /** As it was kept. */
  show(view: NetworkView | null): void {
    const { scale, left, top } = view ?? { scale: 1, left: 0, top: 0 };
    this.scale = Math.min(MOST, Math.max(this.least(), scale));
    this.apply();
    this.element.scrollTo(left, top);
  }

  /** The click that ends a drag selects nothing. */
  get wasDragged(): boolean {
    return this.dragged;
  }

  private rest(): void {
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(this.onRest, REST_MS);
  }

  resize(width: number, height: number): void {
    this.size = { width, height };
    this.apply();
  }

  step(direction: 1 | -1): void {
    this.set(this.scale * (direction > 0 ? STEP : 1 / STEP));
  }

  /** About a point of the window; its middle unless said. */
  set(to: number, x = this.element.clientWidth / 2, y = this.element.clientHeight / 2): void {
    const { element, scale } = this;
    const next = Math.min(MOST, Math.max(this.least(), Math.abs(to - 1) < 0.04 ? 1 : to));
    if (next === scale) return;
    const [u, v] = [(element.scrollLeft + x) / scale, (element.scrollTop + y) / scale];
    this.scale = next;
    this.apply();
    element.scrollTo(u * next - x, v * next - y);
    this.onScale();
    this.rest();
  }

  /** What a key does to the picture; false where it does nothing. */
  key(event: KeyboardEvent): boolean {
    const { element } = this;
    const act = {
      '+': () => this.step(1),
      '=': () => this.step(1),
      '-': () => this.step(-1),
      '0': () => this.set(1),
      ...(event.shiftKey
        ? {
            ArrowLeft: () => element.scrollBy(-KEY_PAN, 0),
            ArrowRight: () => element.scrollBy(KEY_PAN, 0),
            ArrowUp: () => element.scrollBy(0, -KEY_PAN),
            ArrowDown: () => element.scrollBy(0, KEY_PAN),
          }
        : {}),
    }[event.key];
    act?.();
    return act !== undefined;
  }

  /** All of it fits. */
  private least(): number {
    return Math.min(1, this.element.clientHeight / Math.max(1, this.size.height));
  }

  private apply(): void {
    const { width, height } = this.size;
    const { scale } = this;
    this.stage.style.transform = scale === 1 ? '' : `scale(${scale})`;
    this.area.style.width = scale === 1 ? '' : `${Math.ceil(width * scale)}px`;
    this.area.style.height = `${Math.ceil(height * scale)}px`;
    this.element.classList.toggle('zoomed', scale !== 1);
    this.element.style.height = scale === 1 ? '' : `${Math.ceil(height)}px`;
  }
}
