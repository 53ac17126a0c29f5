// The legend of signed colours: −scale, 0, +scale.
import { number } from '../draw/number';
import { h, setText } from '../dom';
import type { ViewContext } from './view';

export class ColourBar {
  private readonly low = h('span', {});
  private readonly high = h('span', {});
  private readonly canvas = h('canvas', { width: 511, height: 1, 'aria-hidden': 'true' });
  readonly element = h(
    'div',
    { class: 'colour-bar', role: 'img' },
    this.low,
    h('div', { class: 'colour-bar-ramp' }, this.canvas, h('span', { class: 'colour-bar-zero' }, '0')),
    this.high,
  );
  private painted: Uint32Array | undefined;

  constructor(private readonly context: ViewContext) {}

  set(scale: number): void {
    setText(this.low, number(-scale, 3));
    setText(this.high, number(scale, 3));
    this.element.setAttribute('aria-label', `${number(-scale, 3)} \u2026 0 \u2026 ${number(scale, 3)}`);
    const table = this.context.theme().signed;
    if (this.painted === table) return;
    this.painted = table;
    const g = this.canvas.getContext('2d')!;
    const image = g.createImageData(511, 1);
    new Uint32Array(image.data.buffer).set(table.subarray(0, 511));
    g.putImageData(image, 0, 0);
  }
}
