// A sample's pixels, drawn without smoothing: small inside the architecture, larger in the sample view.
import type { SampleReport } from '../../src/protocol/engine';
import { paintCells } from '../draw/cells';
import { h } from '../dom';
import { t } from '../l10n';
import type { ViewContext } from './view';

/** Pixels [height, width] between 0 and 1, one a canvas pixel. */
export function paintPicture(
  canvas: HTMLCanvasElement,
  values: ArrayLike<number>,
  { width, height }: { readonly height: number; readonly width: number },
  ink: Uint32Array,
): void {
  canvas.width = width;
  canvas.height = height;
  const g = canvas.getContext('2d')!;
  const data = g.createImageData(width, height);
  paintCells(new Uint32Array(data.data.buffer), values, 0, width * height, 1, ink);
  g.putImageData(data, 0, 0);
}

export class Thumbnail {
  private readonly canvas = h('canvas', {});
  readonly element = h('div', { class: 'thumbnail', role: 'img', hidden: true }, this.canvas);
  private drawn: { sample: SampleReport; ink: Uint32Array } | undefined;

  constructor(private readonly context: ViewContext) {}

  /** As a PNG inside a data: address. */
  get picture(): string {
    return this.canvas.toDataURL();
  }

  /** The largest square of whole pixels that fits. */
  resize(width: number, height: number): void {
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
  }

  set(sample: SampleReport | undefined, image: { readonly height: number; readonly width: number }): void {
    this.element.hidden = !sample;
    const { ink } = this.context.theme();
    if (!sample || (this.drawn?.sample === sample && this.drawn.ink === ink)) return;
    this.drawn = { sample, ink };
    this.element.setAttribute('aria-label', t('sample.image', sample.target.join(', ')));
    paintPicture(this.canvas, sample.input, image, ink);
  }
}
